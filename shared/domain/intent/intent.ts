import type { Localized } from '#shared/kernel/locale.ts';
import type { Category, ServiceClass } from './categories.ts';
import { type Severity, type TopicCode, topicOf } from './topics.ts';

export interface IntentReading {
  readonly category: Category;
  /** 0–1: the model's share for the chosen category; 1 where a rule decided. */
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

export const INTENT_VERSION = 'intent-0';

const FIRST_CUES: readonly (readonly [Category, ServiceClass, RegExp])[] = [
  ['投诉', 'E', /投诉|态度差|骂|推诿|乱收费|红包|太差|凭什么|没人管|赔偿/],
  ['意见建议', 'F', /建议|希望能|可以增设|suggest/i],
  ['表扬', 'F', /感谢|谢谢.{2,}|锦旗|表扬|点赞|多亏/],
  ['求助', 'A', /帮我|帮忙|求助|求求|麻烦派/],
];

/** Reads what a patient's message wants: category, service class, complaint topic, severity, wish for a person. */
export const readIntent = (text: string): IntentReading => {
  const hit = FIRST_CUES.find(([, , cue]) => cue.test(text));
  const category = hit?.[0] ?? '咨询';
  const topic: TopicCode | null = category === '投诉' ? 'E05' : null;
  const entry = topic === null ? null : topicOf(topic);
  return {
    category,
    confidence: hit ? 0.6 : 0.4,
    serviceClass: hit?.[1] ?? 'A',
    topic,
    leadDepartment: entry?.lead ?? null,
    supportDepartments: entry?.support ?? [],
    severity: entry?.severity ?? null,
    wantsHuman: /转人工|人工客服|真人|活人|回电|给我(打|回)电话/.test(text),
    implicitComplaint: false,
    reasons: [],
    version: INTENT_VERSION,
  };
};
