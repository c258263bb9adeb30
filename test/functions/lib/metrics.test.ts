import { describe, expect, it } from 'vitest';
import { counted, type Figures, figuresOf } from '#functions/lib/metrics.ts';
import type { Appended, AppendRefusal, ConversationLog, Draft, Tail } from '#functions/ports.ts';
import type { Card, Entry } from '#shared/domain/conversation/entry.ts';
import { emergencyCard } from '#shared/domain/reply/emergency-card.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

const PATIENT = { kind: 'patient', id: 'vst_1', name: null } as const;
const BOT = { kind: 'bot', id: null, name: null } as const;
const AGENT = { kind: 'agent', id: 'stf_1', name: '小林' } as const;
const says = (text: string, cards: readonly Card[] = []) =>
  ({ kind: 'message', text, cards }) as Entry['body'];

const card = (text: string) => {
  const made = emergencyCard(triage({ text }), 'zh-CN');
  if (made === undefined) throw new Error(`no card for ${text}`);
  return made;
};

describe('what a stored entry adds to the figures', () => {
  it.each<[string, Pick<Entry, 'by' | 'body'>, Figures]>([
    ['a patient’s words', { by: PATIENT, body: says('你好') }, { PatientMessages: 1 }],
    ['the bot’s answer', { by: BOT, body: says('您好') }, { BotAnswers: 1 }],
    ['an agent’s words', { by: AGENT, body: says('您好') }, {}],
    [
      'a handoff',
      { by: PATIENT, body: { kind: 'handoff-requested', reason: '' } },
      { Handoffs: 1 },
    ],
    [
      'an emergency card',
      { by: BOT, body: says('快打120', [card('我胸口疼得厉害，喘不上气')]) },
      { EmergencyCards: 1 },
    ],
    ['a claim', { by: AGENT, body: { kind: 'claimed' } }, {}],
  ])('%s', (_, entry, figures) => {
    expect(figuresOf(entry)).toEqual(figures);
  });

  it('a card that asks is no alarm', () => {
    const asking = { ...card('我胸口疼得厉害，喘不上气'), decision: 'confirm' as const };
    expect(figuresOf({ by: BOT, body: says('现在吗？', [asking]) })).toEqual({
      EmergencyConfirms: 1,
    });
  });
});

it('repeats and refusals are not counted', async () => {
  const own = { by: PATIENT, body: says('你好') } as Entry;
  const outcomes: Result<Appended, AppendRefusal>[] = [
    ok({ tail: {} as Tail, own, repeated: false }),
    ok({ tail: {} as Tail, own, repeated: true }),
    err({ kind: 'base-ahead' }),
  ];
  const seen: Figures[] = [];
  for (const outcome of outcomes) {
    const log = { append: async () => outcome } as unknown as ConversationLog;
    expect(
      await counted(log, (figures) => seen.push(figures)).append({} as Tail, {} as Draft),
    ).toBe(outcome);
  }
  expect(seen).toEqual([{ PatientMessages: 1 }]);
});
