import {
  AMOUNT_TOPICS,
  GRAVE_AMOUNT_YUAN,
  NOT_RAISED_BY_THREAT,
  RAISING_RULES,
  SEVERITY_RULES,
} from '#shared/data/intent/severity.ts';
import type { Localized } from '#shared/kernel/locale.ts';
import { largestAmount } from './amount.ts';
import { SEVERITIES, type Severity, type TopicCode, topicOf } from './topics.ts';

export type SeverityReading = {
  readonly severity: Severity;
  readonly reasons: readonly Localized[];
};

type Compiled<T> = T & { readonly test: RegExp };

const compile = <T extends { readonly pattern: string }>(
  rules: readonly T[],
): readonly Compiled<T>[] => rules.map((rule) => ({ ...rule, test: new RegExp(rule.pattern) }));

let facts: readonly Compiled<(typeof SEVERITY_RULES)[number]>[] | undefined;
let raising: readonly Compiled<(typeof RAISING_RULES)[number]>[] | undefined;

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
const graver = (a: Severity, b: Severity): Severity => (rank(a) <= rank(b) ? a : b);
const oneLevelUp = (severity: Severity): Severity =>
  SEVERITIES[Math.max(0, rank(severity) - 1)] ?? severity;

type Step = { readonly severity: Severity; readonly reason: Localized };

/** Gravest facts of the text that apply to the topic and outrank its default. */
const factSteps = (text: string, topic: TopicCode): readonly Step[] => {
  facts ??= compile(SEVERITY_RULES);
  const floor = rank(topicOf(topic).severity);
  const steps = facts
    .filter(({ level, topics }) => rank(level) < floor && (topics?.includes(topic) ?? true))
    .filter(({ test }) => test.test(text))
    .map(({ level, why }): Step => ({ severity: level, reason: why }));
  const amount = AMOUNT_TOPICS.includes(topic) ? largestAmount(text) : 0;
  if (amount < GRAVE_AMOUNT_YUAN || floor <= rank('S2')) return steps;
  const reason = { 'zh-CN': `涉及金额约 ${amount} 元`, en: `about ${amount} yuan at stake` };
  return [...steps, { severity: 'S2', reason }];
};

/** Ids of all facts and raising circumstances that a text mentions, whatever its topic: signs for the models. */
export const severityFacts = (text: string): readonly string[] => {
  facts ??= compile(SEVERITY_RULES);
  raising ??= compile(RAISING_RULES);
  const met = [...facts, ...raising].filter(({ test }) => test.test(text)).map(({ id }) => id);
  return largestAmount(text) >= GRAVE_AMOUNT_YUAN ? [...met, 'amount'] : met;
};

const raisingReasons = (text: string, topic: TopicCode): readonly Localized[] => {
  raising ??= compile(RAISING_RULES);
  return raising
    .filter(({ id }) => id !== 'outside-threat' || !NOT_RAISED_BY_THREAT.includes(topic))
    .filter(({ test }) => test.test(text))
    .map(({ why }) => why);
};

const LIKE_GRAVE: Localized = {
  'zh-CN': '措辞与既往重大投诉相近',
  en: 'worded like earlier grave complaints',
};

/**
 * Severity of a complaint: the topic's default, raised to what the gravest fact in the text calls for, raised one level
 * more for a third repeat or a threat to go outside. `grave` is the model's opinion (S2 or graver); it can only add.
 */
export const readSeverity = (text: string, topic: TopicCode, grave: boolean): SeverityReading => {
  const steps = factSteps(text, topic);
  const byFacts = steps.reduce(
    (worst, step) => graver(worst, step.severity),
    topicOf(topic).severity as Severity,
  );
  const raised = byFacts === 'S1' ? [] : raisingReasons(text, topic);
  const severity = raised.length > 0 ? oneLevelUp(byFacts) : byFacts;
  const reasons = [...steps.map((step) => step.reason), ...raised];
  return grave && rank(severity) > rank('S2')
    ? { severity: 'S2', reasons: [...reasons, LIKE_GRAVE] }
    : { severity, reasons };
};
