import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { advance, INITIAL_STATE, type Refusal } from '#shared/domain/conversation/conversation.ts';
import type {
  ConversationState,
  EntryAuthor,
  EntryBody,
} from '#shared/domain/conversation/entry.ts';

const patient: EntryAuthor = { kind: 'patient', id: 'vst_1', name: null };
const bot: EntryAuthor = { kind: 'bot', id: null, name: null };
const one: EntryAuthor = { kind: 'agent', id: 'stf_1', name: '甲' };
const two: EntryAuthor = { kind: 'agent', id: 'stf_2', name: '乙' };

const text: EntryBody = { kind: 'message', text: '嗯', cards: [] };
const card: EntryBody = {
  kind: 'message',
  text: '',
  cards: [
    {
      type: 'emergency',
      decision: 'fire',
      level: 1,
      kinds: ['stroke'],
      safetyLine: '',
      do: [],
      dont: [],
      question: null,
      buttons: [],
      ruleVersion: '1',
      needsSignOff: false,
    },
  ],
};
const claimed: EntryBody = { kind: 'claimed' };
const resolved: EntryBody = { kind: 'resolved', outcome: 'solved' };
const rated: EntryBody = { kind: 'rated', score: 5, solved: true, comment: '' };

const after = (...steps: [EntryAuthor, EntryBody][]): ConversationState =>
  steps.reduce((state, [by, body]) => {
    const next = advance(state, by, body);
    if (!next.ok) throw new Error(next.error.kind);
    return next.value;
  }, INITIAL_STATE);

const botOwned = INITIAL_STATE;
const queued = after([patient, { kind: 'handoff-requested', reason: '' }]);
const mine = after([one, claimed]);
const closed = after([one, claimed], [one, resolved]);

const refusal = (
  state: ConversationState,
  by: EntryAuthor,
  body: EntryBody,
): Refusal['kind'] | 'ok' => {
  const next = advance(state, by, body);
  return next.ok ? 'ok' : next.error.kind;
};

describe('who may do what, when', () => {
  it.each<[string, ConversationState, EntryAuthor, EntryBody, Refusal['kind'] | 'ok']>([
    ['the bot answers while it owns the chat', botOwned, bot, text, 'ok'],
    ['the bot is silent once a person was asked for', queued, bot, text, 'bot-silenced'],
    ['the bot is silent while an agent owns the chat', mine, bot, text, 'bot-silenced'],
    ['the emergency card is shown whoever owns the chat', mine, bot, card, 'ok'],
    ['an agent may take a chat from the bot', botOwned, one, claimed, 'ok'],
    ['an agent may take a waiting chat', queued, one, claimed, 'ok'],
    ['a second agent may not take it', mine, two, claimed, 'already-claimed'],
    ['taking it again changes nothing', mine, one, claimed, 'ok'],
    ['an agent writes in their own chat only', mine, two, text, 'not-yours'],
    ['an agent may not write in a waiting chat', queued, one, text, 'not-yours'],
    ['nobody but its agent resolves a chat', mine, two, resolved, 'not-yours'],
    ['a patient may not resolve', mine, patient, resolved, 'not-allowed'],
    ['an agent may not write in a resolved chat', closed, one, text, 'resolved'],
    ['a resolved chat is not claimed', closed, one, claimed, 'resolved'],
    ['a patient rates a resolved chat', closed, patient, rated, 'ok'],
    ['a patient does not rate a chat that a person is in', mine, patient, rated, 'not-resolved'],
    ['a patient may always write', closed, patient, text, 'ok'],
  ])('%s', (_, state, by, body, outcome) => {
    expect(refusal(state, by, body)).toBe(outcome);
  });

  it('reopens a resolved chat with the bot when the patient writes', () => {
    const next = advance(closed, patient, text);
    expect(next.ok && next.value).toMatchObject({ status: 'open', owner: 'bot', agentId: null });
  });
});

const stateAfter = after;

describe('an offer to take a conversation over', () => {
  const offered: EntryBody = {
    kind: 'transfer-offered',
    toAgentId: 'stf_2',
    toAgentName: '乙',
    reason: '医保结算',
  };
  const accepted: EntryBody = { kind: 'transfer-accepted' };
  const declined: EntryBody = { kind: 'transfer-declined', reason: '在忙' };
  const open = stateAfter([one, claimed], [one, offered]);

  it('leaves the conversation with its owner until the colleague accepts', () => {
    expect(open).toMatchObject({ agentId: 'stf_1', offer: { toAgentId: 'stf_2' } });
    expect(refusal(open, one, text)).toBe('ok');
    expect(refusal(open, two, text)).toBe('not-yours');
    const taken = stateAfter([one, claimed], [one, offered], [two, accepted]);
    expect(taken).toMatchObject({ agentId: 'stf_2', epoch: open.epoch + 1 });
    expect(taken.offer).toBeUndefined();
  });

  it('is answered by the colleague it was made to, or ended by owner and service', () => {
    const three: EntryAuthor = { kind: 'agent', id: 'stf_3', name: '丙' };
    const service: EntryAuthor = { kind: 'system', id: null, name: null };
    expect(refusal(open, three, accepted)).toBe('no-offer');
    expect(refusal(open, three, declined)).toBe('not-yours');
    for (const by of [one, two, service]) {
      const ended = advance(open, by, declined);
      expect(ended.ok && ended.value).toMatchObject({ agentId: 'stf_1', epoch: open.epoch });
      expect(ended.ok && ended.value.offer).toBeUndefined();
    }
    expect(refusal(mine, two, accepted)).toBe('no-offer');
    expect(refusal(mine, one, declined)).toBe('no-offer');
  });

  it('is void once the conversation went elsewhere', () => {
    const released = stateAfter(
      [one, claimed],
      [one, offered],
      [one, { kind: 'released', reason: '' }],
    );
    expect(refusal(released, two, accepted)).toBe('no-offer');
    const over = stateAfter([one, claimed], [one, offered], [one, resolved]);
    expect(refusal(over, two, accepted)).toBe('resolved');
  });

  it('is made by the owner, to somebody else', () => {
    expect(refusal(mine, two, offered)).toBe('not-allowed');
    expect(refusal(queued, one, offered)).toBe('not-yours');
  });
});

const bodies: EntryBody[] = [
  text,
  card,
  claimed,
  resolved,
  rated,
  { kind: 'handoff-requested', reason: '' },
  { kind: 'released', reason: '' },
  { kind: 'transferred', toAgentId: 'stf_2', toAgentName: '乙', reason: '' },
  { kind: 'transfer-offered', toAgentId: 'stf_2', toAgentName: '乙', reason: '' },
  { kind: 'transfer-accepted' },
  { kind: 'transfer-declined', reason: '' },
  { kind: 'taken-over', reason: '' },
  { kind: 'reopened' },
  { kind: 'feedback', aboutSeq: 1, helpful: true },
  { kind: 'emergency-answered', aboutSeq: 1, happening: true },
  { kind: 'erased' },
];
const steps = fc.array(
  fc.tuple(fc.constantFrom(patient, bot, one, two), fc.constantFrom(...bodies)),
  { maxLength: 30 },
);

describe('any history', () => {
  it('keeps owner and agent in agreement, and never counts an epoch backwards', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let state: ConversationState = INITIAL_STATE;
        for (const [by, body] of history) {
          const next = advance(state, by, body);
          if (!next.ok) continue;
          expect(next.value.epoch).toBeGreaterThanOrEqual(state.epoch);
          const moved =
            next.value.owner !== state.owner ||
            next.value.status !== state.status ||
            next.value.agentId !== state.agentId;
          expect(next.value.epoch > state.epoch).toBe(moved);
          state = next.value;
          expect(state.owner === 'agent').toBe(state.agentId !== null);
        }
      }),
    );
  });

  it('never lets the bot speak for a person', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let state: ConversationState = INITIAL_STATE;
        for (const [by, body] of history) {
          const next = advance(state, by, body);
          if (by.kind === 'bot' && body === text) expect(next.ok).toBe(state.owner === 'bot');
          if (next.ok) state = next.value;
        }
      }),
    );
  });
});
