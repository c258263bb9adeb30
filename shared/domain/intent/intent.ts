import stored from '#shared/data/intent/model.json' with { type: 'json' };
import type { Localized } from '#shared/kernel/locale.ts';
import { sigmoid, softmax } from '#shared/learn/linear-model.ts';
import {
  loadSparseModel,
  type SparseModel,
  type StoredSparseModel,
  scoreSparse,
} from '#shared/learn/sparse-model.ts';
import { CATEGORIES, type Category, SERVICE_CLASS_IDS, type ServiceClass } from './categories.ts';
import { type IntentSigns, intentFeatures, readSigns } from './features.ts';
import { readSeverity } from './severity.ts';
import { type Severity, TOPIC_CODES, type TopicCode, topicOf } from './topics.ts';
import { wordingOf } from './wording.ts';

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
  readonly category: StoredSparseModel;
  readonly service: StoredSparseModel;
  readonly topic: StoredSparseModel;
  readonly grave: StoredSparseModel;
  readonly wish: StoredSparseModel;
};

export type IntentModels = {
  readonly version: string;
  readonly category: SparseModel;
  readonly service: SparseModel;
  readonly topic: SparseModel;
  readonly grave: SparseModel;
  readonly wish: SparseModel;
};

export const loadIntentModels = (models: StoredIntentModels): IntentModels => ({
  version: models.version,
  category: loadSparseModel(models.category),
  service: loadSparseModel(models.service),
  topic: loadSparseModel(models.topic),
  grave: loadSparseModel(models.grave),
  wish: loadSparseModel(models.wish),
});

let shipped: IntentModels | undefined;
const shippedModels = (): IntentModels => {
  shipped ??= loadIntentModels(stored as StoredIntentModels);
  return shipped;
};

/** The category that the others are weighed against: a softmax over six labels needs the weights of five only. */
export const REFERENCE: Category = '其他';

/** From here on the model's share alone makes a complaint grave (S2); below it only facts do. */
const GRAVE_SHARE = 0.42;
/** Shares from which on a wish is read, where the grammar sees one and where it does not. */
const WISH_SHARE = { seen: 0.45, unseen: 0.3 };

const sharesOf = (model: SparseModel, features: ReadonlySet<number>): Float64Array =>
  softmax(scoreSparse(model, features));

const topOf = (shares: Float64Array): number => shares.indexOf(Math.max(...shares));

/** Shares of {@link CATEGORY_IDS}; {@link REFERENCE} is not stored, the others are scored against it. */
const categoryShares = (model: SparseModel, features: ReadonlySet<number>) => {
  const shares = softmax(Float64Array.from([...scoreSparse(model, features), 0]));
  return [...model.labels, REFERENCE]
    .map((label, k) => ({ label: label as Category, share: shares[k] ?? 0 }))
    .sort((a, b) => b.share - a.share);
};

const yes = (model: SparseModel, features: ReadonlySet<number>): number =>
  sigmoid(scoreSparse(model, features)[0] ?? 0);

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

const wordingReason = (words: readonly string[]): Localized => ({
  'zh-CN': `措辞：${words.map((word) => `「${word}」`).join('')}`,
  en: `wording: ${words.map((word) => `“${word}”`).join(', ')}`,
});

const WISH_REASON: Localized = {
  'zh-CN': '明确要求真人、负责人或回电',
  en: 'asks for a person, a leader or a call back',
};

/** Says which other category was nearly chosen, where the choice was close. */
const CLOSE_SHARE = 0.6;
const closeCall = (runnerUp: { readonly label: Category; readonly share: number }): Localized => {
  const percent = Math.round(runnerUp.share * 100);
  const { 'zh-CN': zh, en } = CATEGORIES[runnerUp.label];
  return { 'zh-CN': `也可能是${zh}(${percent}%)`, en: `could also be: ${en} (${percent}%)` };
};

const SHOWN_CUES = 4;
const SHOWN_WORDS = 3;

/** {@link readIntent} with given models: for training and for measuring candidates. */
export const readIntentWith = (models: IntentModels, raw: string): IntentReading => {
  const signs = readSigns(raw);
  const features = intentFeatures(signs);
  const [first, second] = categoryShares(models.category, features);
  const category = first?.label ?? REFERENCE;
  const wantsHuman =
    yes(models.wish, features) >= WISH_SHARE[signs.wish.wish.length > 0 ? 'seen' : 'unseen'];
  const reasons: Localized[] = signs.cues.slice(0, SHOWN_CUES).map((cue) => cue.why);
  const wording = wordingOf(models.category, signs.plain, category, SHOWN_WORDS);
  if (wording.length > 0) reasons.push(wordingReason(wording));
  if (second !== undefined && (first?.share ?? 0) < CLOSE_SHARE) reasons.push(closeCall(second));
  if (wantsHuman) reasons.push(WISH_REASON);
  const base = {
    category,
    confidence: Number((first?.share ?? 0).toFixed(4)),
    wantsHuman,
    version: models.version,
  };
  if (category !== '投诉')
    return {
      ...base,
      serviceClass: SERVICE_CLASS_IDS[topOf(sharesOf(models.service, features))] ?? 'A',
      topic: null,
      leadDepartment: null,
      supportDepartments: [],
      severity: null,
      implicitComplaint: false,
      reasons,
    };
  const grave = yes(models.grave, features);
  const topic = TOPIC_CODES[topOf(sharesOf(models.topic, features))] ?? 'E05';
  const { lead, support, label } = topicOf(topic);
  const graded = readSeverity(signs.text, topic, grave >= GRAVE_SHARE);
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
