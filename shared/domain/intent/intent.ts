import stored from '#shared/data/intent/model.json' with { type: 'json' };
import type { Localized } from '#shared/kernel/locale.ts';
import {
  type LinearModel,
  loadLinearModel,
  type StoredLinearModel,
  scoreLabels,
  sigmoid,
  softmax,
} from '#shared/learn/linear-model.ts';
import { CATEGORIES, type Category, type ServiceClass } from './categories.ts';
import { type IntentSigns, intentFeatures, readSigns } from './features.ts';
import { readSeverity } from './severity.ts';
import { type Severity, type TopicCode, topicOf } from './topics.ts';

export interface IntentReading {
  readonly category: Category;
  /** 0–1: the model's share for the chosen category. */
  readonly confidence: number;
  readonly serviceClass: ServiceClass;
  /** Main matter of a complaint; null for everything else. */
  readonly topic: TopicCode | null;
  readonly leadDepartment: string | null;
  readonly supportDepartments: readonly string[];
  /** Complaints only. */
  readonly severity: Severity | null;
  /** The text itself asks for a person, a leader or a call back. A bare wish to be helped is not enough. */
  readonly wantsHuman: boolean;
  /** A grievance told as thanks, joke or question. */
  readonly implicitComplaint: boolean;
  readonly reasons: readonly Localized[];
  readonly version: string;
}

export type StoredIntentModels = {
  readonly version: string;
  readonly category: StoredLinearModel;
  readonly service: StoredLinearModel;
  readonly topic: StoredLinearModel;
  readonly grave: StoredLinearModel;
  readonly wish: StoredLinearModel;
};

export type IntentModels = {
  readonly version: string;
  readonly category: LinearModel;
  readonly service: LinearModel;
  readonly topic: LinearModel;
  readonly grave: LinearModel;
  readonly wish: LinearModel;
};

export const loadIntentModels = (models: StoredIntentModels): IntentModels => ({
  version: models.version,
  category: loadLinearModel(models.category),
  service: loadLinearModel(models.service),
  topic: loadLinearModel(models.topic),
  grave: loadLinearModel(models.grave),
  wish: loadLinearModel(models.wish),
});

let shipped: IntentModels | undefined;
const shippedModels = (): IntentModels => {
  shipped ??= loadIntentModels(stored as StoredIntentModels);
  return shipped;
};

/** The category that the others are weighed against: a softmax over six labels needs the weights of five only. */
export const REFERENCE: Category = '其他';

/** From here on the model's share alone makes a complaint grave (S2); below it only facts do. */
const GRAVE_SHARE = 0.5;
/** A wish that the grammar sees needs little support from the model; one it does not see needs much. */
const WISH_SHARE = { seen: 0.35, unseen: 0.5 };

const bestOf = (model: LinearModel, features: ReadonlySet<number>) => {
  const shares = softmax(scoreLabels(model, features));
  const top = shares.indexOf(Math.max(...shares));
  return { label: model.labels[top] ?? '', share: shares[top] ?? 0 };
};

/** {@link bestOf} for a model whose label {@link REFERENCE} is not stored: the others are scored against it. */
const bestBesideReference = (model: LinearModel, features: ReadonlySet<number>) => {
  const shares = softmax(Float64Array.from([...scoreLabels(model, features), 0]));
  const top = shares.indexOf(Math.max(...shares));
  return { label: model.labels[top] ?? REFERENCE, share: shares[top] ?? 0 };
};

const yes = (model: LinearModel, features: ReadonlySet<number>): number =>
  sigmoid(scoreLabels(model, features)[0] ?? 0);

/** Complaints belong to E, save emergency (B), online system (D): labelling conventions 8. */
const classOfComplaint = (topic: TopicCode): ServiceClass => {
  if (topic === 'E06') return 'B';
  return topic === 'E14' ? 'D' : 'E';
};

const BITTER = new Set(['thanks', 'praise-word', 'retort', 'moved', 'deed']);
const OPEN_COMPLAINT = new Set([
  'complain-word',
  'anger',
  'attitude',
  'neglect',
  'threat',
  'privacy',
]);

/** A complaint that says so nowhere: bitter thanks, a joke, or nothing but a question. */
const isImplicit = ({ cues, text }: IntentSigns): boolean => {
  if (cues.some((cue) => OPEN_COMPLAINT.has(cue.id))) return false;
  return cues.some((cue) => BITTER.has(cue.id)) || /[?]|吗$|么$/.test(text);
};

const WISH_REASON: Localized = {
  'zh-CN': '明确要求真人、负责人或回电',
  en: 'asks for a person, a leader or a call back',
};

/** {@link readIntent} with given models: for training and for measuring candidates. */
export const readIntentWith = (models: IntentModels, raw: string): IntentReading => {
  const signs = readSigns(raw);
  const features = intentFeatures(signs);
  const category = bestBesideReference(models.category, features);
  const wantsHuman =
    yes(models.wish, features) >= WISH_SHARE[signs.wish.wish.length > 0 ? 'seen' : 'unseen'];
  const reasons: Localized[] = signs.cues.slice(0, 4).map((cue) => cue.why);
  if (wantsHuman) reasons.push(WISH_REASON);
  const base = {
    category: (category.label in CATEGORIES ? category.label : '其他') as Category,
    confidence: Number(category.share.toFixed(4)),
    wantsHuman,
    version: models.version,
  };
  if (base.category !== '投诉')
    return {
      ...base,
      serviceClass: bestOf(models.service, features).label as ServiceClass,
      topic: null,
      leadDepartment: null,
      supportDepartments: [],
      severity: null,
      implicitComplaint: false,
      reasons,
    };
  const topic = bestOf(models.topic, features).label as TopicCode;
  const { lead, support, label } = topicOf(topic);
  const graded = readSeverity(signs.text, topic, yes(models.grave, features) >= GRAVE_SHARE);
  return {
    ...base,
    serviceClass: classOfComplaint(topic),
    topic,
    leadDepartment: lead,
    supportDepartments: support,
    severity: graded.severity,
    implicitComplaint: isImplicit(signs),
    reasons: [...reasons, label, ...graded.reasons],
  };
};

/**
 * Reads what a patient's message wants: category, service class, complaint topic with the office that answers, severity,
 * wish for a person. Deterministic, about half a millisecond for an ordinary message, any string, never throws.
 */
export const readIntent = (text: string): IntentReading => readIntentWith(shippedModels(), text);
