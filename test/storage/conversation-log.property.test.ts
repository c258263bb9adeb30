import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppendRefusal, ConversationLog, Draft } from '#functions/ports.ts';
import { conversationLog } from '#functions/storage/conversation-log.ts';
import { advance, emergencyIn, INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import type { Entry, EntryAuthor, EntryBody } from '#shared/domain/conversation/entry.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';
import { Crash, faultyTable, randomFrom } from '#test/doubles/faults.ts';

/** Raise for the long proof: `ROUNDS=2000 npx vitest run --config test/vitest.config.ts test/storage`. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 40);

let tables: TestTables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.stop());

const PATIENT: EntryAuthor = { kind: 'patient', id: 'vst_1', name: null };
const BOT: EntryAuthor = { kind: 'bot', id: null, name: null };
const agent = (n: number): EntryAuthor => ({ kind: 'agent', id: `stf_${n}`, name: `客服${n}` });
const says = (text: string): EntryBody => ({ kind: 'message', text, cards: [] });

type Acknowledged = { readonly draft: Draft; readonly seq: number };

/** One party: acts on its own view of the log, and repeats a step whose answer did not come. */
const party = (
  log: ConversationLog,
  conversationId: string,
  random: () => number,
  acknowledged: Acknowledged[],
) => {
  let seen = 0;
  const attempt = async (draft: Draft): Promise<AppendRefusal | Entry> => {
    const tail = await log.tail(conversationId, Math.max(0, draft.base - 3));
    if (tail === undefined) throw new Error('the conversation is gone');
    const done = await log.append(tail, draft);
    if (!done.ok) return done.error;
    seen = done.value.tail.last.seq;
    acknowledged.push({ draft, seq: done.value.own.seq });
    return done.value.own;
  };
  /** Undefined = gave up after a crash, as a page that is closed does. */
  const act = async (
    what: Pick<Draft, 'entryId' | 'by' | 'body'> & Partial<Draft>,
  ): Promise<AppendRefusal | Entry | undefined> => {
    const draft: Draft = { at: 1_000, base: seen, repeat: 'same-body', ...what };
    for (let tries = 0; tries < 12; tries += 1) {
      try {
        return await attempt(draft);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        if (random() < 0.1) return undefined;
      }
    }
    return undefined;
  };
  return { act, see: (seq: number) => Math.max(seen, seq) };
};

type Plan = {
  readonly seed: number;
  readonly messages: number;
  readonly agents: readonly ('claim' | 'reply' | 'release' | 'resolve' | 'ask')[][];
};

const AGENT_STEPS: Readonly<Record<'claim' | 'reply' | 'release' | 'resolve', EntryBody>> = {
  claim: { kind: 'claimed' },
  reply: says('我来帮您'),
  release: { kind: 'released', reason: '' },
  resolve: { kind: 'resolved', outcome: 'solved' },
};

const botReply = async (
  log: ConversationLog,
  conversationId: string,
  question: Entry,
  acknowledged: Acknowledged[],
): Promise<void> => {
  try {
    const tail = await log.tail(conversationId, question.seq);
    if (tail === undefined || tail.last.state.owner !== 'bot') return;
    const draft: Draft = {
      entryId: `re:${question.seq}`,
      at: 1_000,
      by: BOT,
      body: says(`答:${question.seq}`),
      base: question.seq,
      epoch: tail.last.state.epoch,
      repeat: 'first-wins',
    };
    const done = await log.append(tail, draft);
    if (done.ok) acknowledged.push({ draft, seq: done.value.own.seq });
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
  }
};

const patientRun = async (
  log: ConversationLog,
  id: string,
  { messages }: Plan,
  random: () => number,
  acknowledged: Acknowledged[],
): Promise<void> => {
  const me = party(log, id, random, acknowledged);
  for (let n = 0; n < messages; n += 1) {
    const own = await me.act({ entryId: `client-${n}`, by: PATIENT, body: says(`问:${n}`) });
    if (own !== undefined && 'seq' in own) await botReply(log, id, own, acknowledged);
  }
};

const agentRun = async (
  log: ConversationLog,
  id: string,
  n: number,
  steps: Plan['agents'][number],
  random: () => number,
  acknowledged: Acknowledged[],
): Promise<void> => {
  const me = party(log, id, random, acknowledged);
  for (const [i, step] of steps.entries()) {
    const what =
      step === 'ask'
        ? { by: PATIENT, body: { kind: 'handoff-requested', reason: '' } as const }
        : { by: agent(n), body: AGENT_STEPS[step] };
    await me.act({ entryId: `agent-${n}-${i}`, ...what });
  }
};

const run = async (plan: Plan, name: string) => {
  const random = randomFrom(plan.seed);
  const faults = { before: 0.05, after: 0.08 };
  const log = conversationLog(faultyTable(tables.desk, random, faults));
  const sound = conversationLog(tables.desk);
  const id = `cnv_${name}`;
  await sound.open({
    conversationId: id,
    visitorId: 'vst_1',
    channel: 'web',
    locale: 'zh-CN',
    clientId: 'opening-1',
    at: 1_000,
  });
  const acknowledged: Acknowledged[] = [];
  await Promise.all([
    patientRun(log, id, plan, random, acknowledged),
    ...plan.agents.map((steps, n) => agentRun(log, id, n, steps, random, acknowledged)),
  ]);
  const tail = await sound.tail(id, 0);
  return { entries: tail?.entries ?? [], acknowledged };
};

/** The model: folding the lifecycle over the bodies must give every stored state. */
const expectLawful = (entries: readonly Entry[]): void => {
  let state = INITIAL_STATE;
  for (const [i, entry] of entries.entries()) {
    expect(entry.seq).toBe(i);
    const next =
      i === 0 ? { ok: true as const, value: INITIAL_STATE } : advance(state, entry.by, entry.body);
    expect(next.ok && next.value).toEqual(entry.state);
    const silenced = entry.by.kind === 'bot' && state.owner !== 'bot';
    expect(silenced && emergencyIn(entry.body) === undefined).toBe(false);
    state = entry.state;
  }
};

const key = ({ entryId, by }: Pick<Entry, 'entryId' | 'by'>): string =>
  `${by.kind} ${by.id} ${entryId}`;

const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  messages: fc.integer({ min: 1, max: 5 }),
  agents: fc.array(
    fc.array(fc.constantFrom('claim', 'reply', 'release', 'resolve', 'ask'), {
      minLength: 1,
      maxLength: 4,
    }),
    { maxLength: 3 },
  ),
});

describe('the conversation log', () => {
  it(
    'loses, doubles and reorders nothing under races, lost answers and crashes',
    async () => {
      let round = 0;
      await fc.assert(
        fc.asyncProperty(plan, async (chosen) => {
          round += 1;
          const { entries, acknowledged } = await run(chosen, `race-${round}`);
          expectLawful(entries);
          const keys = entries.map(key);
          expect(new Set(keys).size).toBe(keys.length);
          for (const { draft, seq } of acknowledged) {
            expect(key(entries[seq] as Entry)).toBe(key(draft));
            if (draft.repeat === 'same-body') expect(entries[seq]?.body).toEqual(draft.body);
          }
          const questions = entries.filter(
            ({ by, body }) => by.kind === 'patient' && body.kind === 'message',
          );
          const ids = questions.map(({ entryId }) => entryId);
          expect(ids).toEqual([...ids].sort());
        }),
        { numRuns: ROUNDS, endOnFailure: true },
      );
    },
    ROUNDS * 2_000 + 20_000,
  );

  it('gives everybody the same order when two dozen write at once', async () => {
    const log = conversationLog(tables.desk);
    const id = 'cnv_crowd';
    await log.open({
      conversationId: id,
      visitorId: 'vst_1',
      channel: 'web',
      locale: 'zh-CN',
      clientId: 'opening-1',
      at: 1,
    });
    const start = await log.tail(id, 0);
    if (start === undefined) throw new Error('not opened');
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, async (_, n) => {
        // Whoever loses too often is told to come again with the same id, and does.
        for (;;) {
          const done = await log.append(start, {
            entryId: `crowd-${n}`,
            at: 2,
            by: PATIENT,
            body: says(String(n)),
            base: 0,
            repeat: 'same-body',
          });
          if (done.ok || done.error.kind !== 'busy') return done;
        }
      }),
    );
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    const all = await log.tail(id, 0);
    expect(all?.entries.map(({ seq }) => seq)).toEqual(Array.from({ length: 25 }, (_, n) => n));
  });
});
