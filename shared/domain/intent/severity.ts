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

/**
 * Severity of a complaint: the topic's default, raised to what the gravest fact in the text calls for, raised one level
 * more for a third repeat or a threat to go outside. `grave` is the model's opinion (S2 or graver); it can only add.
 */
export const readSeverity = (text: string, topic: TopicCode, grave: boolean): SeverityReading => {
  facts ??= compile(SEVERITY_RULES);
  raising ??= compile(RAISING_RULES);
  const reasons: Localized[] = [];
  let severity: Severity = topicOf(topic).severity;
  for (const rule of facts) {
    if (rule.topics !== undefined && !rule.topics.includes(topic)) continue;
    if (rank(rule.level) >= rank(severity) || !rule.test.test(text)) continue;
    severity = graver(severity, rule.level);
    reasons.push(rule.why);
  }
  const amount = AMOUNT_TOPICS.includes(topic) ? largestAmount(text) : 0;
  if (amount >= GRAVE_AMOUNT_YUAN && rank(severity) > rank('S2')) {
    severity = 'S2';
    reasons.push({ 'zh-CN': `涉及金额约 ${amount} 元`, en: `about ${amount} yuan at stake` });
  }
  for (const rule of raising) {
    if (severity === 'S1' || (rule.id === 'outside-threat' && NOT_RAISED_BY_THREAT.includes(topic)))
      continue;
    if (!rule.test.test(text)) continue;
    severity = oneLevelUp(severity);
    reasons.push(rule.why);
  }
  if (grave && rank(severity) > rank('S2')) {
    severity = 'S2';
    reasons.push({ 'zh-CN': '措辞与既往重大投诉相近', en: 'worded like earlier grave complaints' });
  }
  return { severity, reasons };
};
