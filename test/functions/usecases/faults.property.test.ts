import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deps } from '#functions/ports.ts';
import { conversationLog } from '#functions/storage/conversation-log.ts';
import { ticketStore } from '#functions/storage/ticket-store.ts';
import { claim, release, reply, resolve } from '#functions/usecases/desk.ts';
import { followConversation } from '#functions/usecases/follow-ticket.ts';
import { requestHandoff } from '#functions/usecases/patient-steps.ts';
import { postMessage } from '#functions/usecases/post-message.ts';
import { runSlaSweep } from '#functions/usecases/run-sla-sweep.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { emergencyIn } from '#shared/domain/conversation/conversation.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import { MINUTE } from '#shared/kernel/clock.ts';
import { aConversation, aVisitor, staffActor } from '#test/builders/conversation.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';
import { faultyTable, randomFrom } from '#test/doubles/faults.ts';

/** Raise for the long proof: `ROUNDS=500 npx vitest run --config test/vitest.config.ts test/functions/usecases/faults`. */
const ROUNDS = Number(process.env['ROUNDS'] ?? 12);

let tables: TestTables;
let sound: TestDeps;
let agents: readonly Extract<Actor, { kind: 'staff' }>[];
beforeAll(async () => {
  tables = await openTables();
  sound = testDeps(tables);
  await setUpHospital(sound, aHospital());
  agents = [await staffActor(sound, 'agent-1'), await staffActor(sound, 'agent-2')];
});
afterAll(() => tables.stop());

const TEXTS = [
  '你好',
  '异地医保怎么直接结算',
  '转人工',
  '我爸突然胸口疼得厉害冒冷汗',
  '我要投诉收费太乱',
  '谢谢',
] as const;

type Move = 'claim' | 'reply' | 'release' | 'resolve';
type Plan = {
  readonly seed: number;
  readonly texts: readonly (typeof TEXTS)[number][];
  readonly moves: readonly (readonly Move[])[];
  readonly button: boolean;
};

const plan: fc.Arbitrary<Plan> = fc.record({
  seed: fc.integer(),
  texts: fc.array(fc.constantFrom(...TEXTS), { minLength: 1, maxLength: 4 }),
  moves: fc.array(
    fc.array(fc.constantFrom<Move>('claim', 'reply', 'release', 'resolve'), {
      minLength: 1,
      maxLength: 3,
    }),
    { maxLength: 2 },
  ),
  button: fc.boolean(),
});

type Acknowledged = { readonly clientId: string; readonly text: string | null };

/** Repeats a step with the same id and base until an answer comes, as our clients do; a few give up. */
const persist = async <T>(random: () => number, run: () => Promise<T>): Promise<T | undefined> => {
  for (let tries = 0; tries < 25; tries += 1) {
    try {
      return await run();
    } catch {
      if (random() < 0.04) return undefined;
    }
  }
  return undefined;
};

const STEPS = { claim, release, resolve, reply };

const play = async (chosen: Plan, deps: Deps, random: () => number) => {
  const visitor = aVisitor();
  const chat = await aConversation(sound, visitor);
  const { conversationId } = chat;
  const acknowledged: Acknowledged[] = [];
  let seen = 0;
  const note = (entries: readonly Entry[]): void => {
    seen = Math.max(seen, entries.at(-1)?.seq ?? 0);
  };
  const patient = async (): Promise<void> => {
    for (const [n, text] of chosen.texts.entries()) {
      const step = { conversationId, clientId: `client-${n}-patient`, base: seen, text };
      const done = await persist(random, () => postMessage(deps, visitor, step, triage({ text })));
      if (done?.ok !== true) continue;
      acknowledged.push({ clientId: step.clientId, text });
      note(done.value.entries);
    }
    if (!chosen.button) return;
    const step = { conversationId, clientId: 'client-button', base: seen, reason: '' };
    const done = await persist(random, () => requestHandoff(deps, visitor, step));
    if (done?.ok === true) acknowledged.push({ clientId: step.clientId, text: null });
  };
  const agent = async (n: number, moves: readonly Move[]): Promise<void> => {
    const actor = agents[n % agents.length];
    if (actor === undefined) return;
    for (const [i, move] of moves.entries()) {
      const base = (await sound.log.last(conversationId))?.seq ?? 0;
      const step = {
        conversationId,
        clientId: `client-${n}-${i}-agent`,
        base,
        text: '我来帮您查一下',
        reason: '',
        outcome: 'solved' as const,
      };
      const done = await persist(random, () => STEPS[move](deps, actor, step));
      if (done?.ok === true) acknowledged.push({ clientId: step.clientId, text: null });
    }
  };
  await Promise.all([patient(), ...chosen.moves.map((moves, n) => agent(n, moves))]);
  return { chat, acknowledged };
};

const expectNothingLost = (entries: readonly Entry[], acknowledged: readonly Acknowledged[]) => {
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, i) => i));
  for (const { clientId, text } of acknowledged) {
    const found = entries.filter(({ entryId }) => entryId === clientId);
    expect(found).toHaveLength(1);
    if (text !== null) expect(found[0]?.body).toMatchObject({ text });
  }
};

const expectBotKeptSilent = (entries: readonly Entry[]) => {
  for (const [i, { by, body }] of entries.entries())
    if (by.kind === 'bot' && body.kind === 'message' && emergencyIn(body) === undefined)
      expect(entries[i - 1]?.state.owner).toBe('bot');
};

/** Every message that the bot still owns is answered, once. */
const expectAnswered = (entries: readonly Entry[]) => {
  const last = entries.at(-1)?.state;
  const ids = entries.filter(({ by }) => by.kind !== 'patient').map(({ entryId }) => entryId);
  expect(new Set(ids).size).toBe(ids.length);
  if (last?.owner !== 'bot') return;
  for (const { seq, by, body, state } of entries)
    if (by.kind === 'patient' && body.kind === 'message' && state.epoch === last.epoch)
      expect(ids).toContain(`re:${seq}`);
};

const STATUS = { bot: 'bot', queue: 'waiting', agent: 'in-hand' } as const;

describe('a conversation under crashes, lost answers and a busy database', () => {
  it(
    'loses, doubles and reorders nothing, and is whole again after the next sweep',
    async () => {
      await fc.assert(
        fc.asyncProperty(plan, async (chosen) => {
          const random = randomFrom(chosen.seed);
          const table = faultyTable(tables.desk, random, {
            before: 0.04,
            after: 0.05,
            busy: 0.02,
          });
          const deps: Deps = { ...sound, log: conversationLog(table), tickets: ticketStore(table) };
          const { chat, acknowledged } = await play(chosen, deps, random);
          expectNothingLost(await chat.entries(), acknowledged);
          // What the stream consumer and the next sweeps do in any case.
          await followConversation(sound, chat.conversationId);
          sound.clock.advance(6 * MINUTE);
          await runSlaSweep(sound, sound.clock() + MINUTE);
          await runSlaSweep(sound, sound.clock() + MINUTE);
          const entries = await chat.entries();
          expectNothingLost(entries, acknowledged);
          expectBotKeptSilent(entries);
          expectAnswered(entries);
          const ticket = await sound.tickets.get(chat.ticketId);
          const came = entries.some(({ seq, by }) => seq > 0 && by.kind === 'patient');
          if (!came) return;
          const state = entries.at(-1)?.state;
          const status = state?.status === 'resolved' ? 'resolved' : STATUS[state?.owner ?? 'bot'];
          expect(ticket?.status).toBe(status);
          expect(ticket?.ownerId ?? null).toBe(state?.owner === 'agent' ? state.agentId : null);
          const events = await sound.tickets.timeline(chat.ticketId);
          const claims = entries.filter(({ body }) => body.kind === 'claimed');
          const recorded = events.filter(({ kind }) => kind === 'claimed');
          expect(recorded.length).toBeLessThanOrEqual(claims.length);
        }),
        { numRuns: ROUNDS, endOnFailure: true },
      );
    },
    ROUNDS * 6_000 + 30_000,
  );
});
