import { z } from 'zod';
import type { RedFlagKind } from '#shared/domain/triage/triage.ts';
import type { Locale } from '#shared/kernel/locale.ts';

const reason = z.object({ zh: z.string(), en: z.string() });
const localized = z.object({ 'zh-CN': z.string(), en: z.string() });

/** The parts of the engines' readings that people are shown. They are stored as they were: every part may be missing. */
const triageReading = z.object({
  decision: z.enum(['fire', 'confirm', 'none']),
  level: z.number().nullable().catch(null),
  kinds: z.array(z.string()).catch([]),
  reasons: z.array(reason).catch([]),
  path: z.string().catch(''),
  ruleVersion: z.string().catch(''),
});
const intentReading = z.object({
  category: z.string(),
  confidence: z.number().catch(Number.NaN),
  topic: z.string().nullable().catch(null),
  severity: z.string().nullable().catch(null),
  wantsHuman: z.boolean().catch(false),
  implicitComplaint: z.boolean().catch(false),
  reasons: z.array(localized).catch([]),
  version: z.string().catch(''),
});

const answerReading = z.object({
  kind: z.enum(['answer', 'choices', 'defer', 'unavailable']),
  reason: z.string().nullable().catch(null),
  hits: z.array(z.object({ id: z.string(), confidence: z.number() })).catch([]),
});

export type AnswerReading = z.infer<typeof answerReading>;
export type TriageReading = z.infer<typeof triageReading>;
export type IntentReadingView = z.infer<typeof intentReading>;

export const readTriage = (value: unknown): TriageReading | null =>
  triageReading.safeParse(value).data ?? null;
export const readIntentOf = (value: unknown): IntentReadingView | null =>
  intentReading.safeParse(value).data ?? null;

export const readAnswer = (value: unknown): AnswerReading | null =>
  answerReading.safeParse(value).data ?? null;

const KIND_LABELS: Readonly<Record<RedFlagKind, { readonly [L in Locale]: string }>> = {
  'chest-pain': { 'zh-CN': '胸痛', en: 'Chest pain' },
  stroke: { 'zh-CN': '卒中', en: 'Stroke' },
  breathing: { 'zh-CN': '呼吸困难', en: 'Breathing' },
  consciousness: { 'zh-CN': '意识障碍', en: 'Consciousness' },
  bleeding: { 'zh-CN': '大出血', en: 'Bleeding' },
  trauma: { 'zh-CN': '外伤', en: 'Trauma' },
  burn: { 'zh-CN': '烧烫伤', en: 'Burn' },
  pediatric: { 'zh-CN': '儿童急症', en: 'Child emergency' },
  pregnancy: { 'zh-CN': '孕产急症', en: 'Pregnancy' },
  poisoning: { 'zh-CN': '中毒', en: 'Poisoning' },
  anaphylaxis: { 'zh-CN': '严重过敏', en: 'Anaphylaxis' },
  eye: { 'zh-CN': '眼急症', en: 'Eye' },
  'post-op': { 'zh-CN': '术后急症', en: 'After surgery' },
  'self-harm': { 'zh-CN': '自伤风险', en: 'Self-harm' },
  other: { 'zh-CN': '其他急症', en: 'Other emergency' },
};

const isKnown = (kind: string): kind is RedFlagKind => Object.hasOwn(KIND_LABELS, kind);

/** The kind's name; an unknown one, from newer rules, stays as it is. */
export const kindLabel = (kind: string, locale: Locale): string =>
  isKnown(kind) ? KIND_LABELS[kind][locale] : kind;
