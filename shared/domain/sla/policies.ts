import type { ClockId } from '#shared/domain/ticket/ticket.ts';
import { DAY, MINUTE } from '#shared/kernel/clock.ts';
import type { Localized } from '#shared/kernel/locale.ts';

type Policy = {
  readonly label: Localized;
  /** `real`: runs always. `staffed`: runs while somebody is on duty at the desk. */
  readonly runs: 'real' | 'staffed';
  readonly warnAfter: number | null;
  readonly dueAfter: number;
  /** What happens when it is due: the supervisor hears of it, or the conversation is looked at again. */
  readonly atEnd: 'escalate' | 'check';
};

/**
 * Emergency: a person joins within 60 s, the supervisor hears at two minutes. Chat: first answer within three minutes,
 * the supervisor hears at ten. Both are proposals that the hospital confirms. A transfer that nobody answers falls back
 * after two minutes, and so does a conversation that was given to somebody who does not answer. A conversation in hand
 * that is quiet for five minutes is looked at; an emergency question without an answer after three; what was resolved is
 * followed up a day later. Unanswered: longer than any request lives, so that a reply still under way is never raced.
 */
export const POLICIES = {
  emergency: {
    label: { 'zh-CN': '急症提醒响应', en: 'Emergency response' },
    runs: 'real',
    warnAfter: MINUTE,
    dueAfter: 2 * MINUTE,
    atEnd: 'escalate',
  },
  chat: {
    label: { 'zh-CN': '人工接待', en: 'Waiting for a person' },
    runs: 'staffed',
    warnAfter: 3 * MINUTE,
    dueAfter: 10 * MINUTE,
    atEnd: 'escalate',
  },
  transfer: {
    label: { 'zh-CN': '转接等待接受', en: 'Transfer waiting for an answer' },
    runs: 'real',
    warnAfter: null,
    dueAfter: 2 * MINUTE,
    atEnd: 'check',
  },
  pickup: {
    label: { 'zh-CN': '分配后应答', en: 'Answer after assignment' },
    runs: 'real',
    warnAfter: null,
    dueAfter: 2 * MINUTE,
    atEnd: 'check',
  },
  idle: {
    label: { 'zh-CN': '会话静默', en: 'Quiet conversation' },
    runs: 'real',
    warnAfter: null,
    dueAfter: 5 * MINUTE,
    atEnd: 'check',
  },
  confirm: {
    label: { 'zh-CN': '急症确认', en: 'Emergency question' },
    runs: 'real',
    warnAfter: null,
    dueAfter: 3 * MINUTE,
    atEnd: 'check',
  },
  followup: {
    label: { 'zh-CN': '回访', en: 'Follow-up' },
    runs: 'real',
    warnAfter: null,
    dueAfter: DAY,
    atEnd: 'check',
  },
  unanswered: {
    label: { 'zh-CN': '未答复检查', en: 'Unanswered check' },
    runs: 'real',
    warnAfter: null,
    dueAfter: 5 * MINUTE,
    atEnd: 'check',
  },
} as const satisfies Record<ClockId, Policy>;
