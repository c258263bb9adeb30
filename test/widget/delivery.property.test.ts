import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryStore } from '../../widget/services/storage.ts';
import {
  createDevice,
  createWorld,
  drawnTexts,
  type Fate,
  type Faults,
  NO_FAULTS,
  type PushFate,
} from './chat-harness.ts';

type Step =
  | { readonly do: 'say' }
  | { readonly do: 'agent-says' }
  | { readonly do: 'claim' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'kill-page' }
  | { readonly do: 'wake' }
  | { readonly do: 'expire-tokens' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Step>({ do: 'say' }) },
  { weight: 3, arbitrary: fc.constant<Step>({ do: 'agent-says' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'claim' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.nat(40) }) },
  { weight: 2, arbitrary: fc.constant<Step>({ do: 'kill-page' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'wake' }) },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'expire-tokens' }) },
);

const fate = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Fate>('ok') },
  { weight: 2, arbitrary: fc.constant<Fate>('request-lost') },
  { weight: 2, arbitrary: fc.constant<Fate>('answer-lost') },
  { weight: 1, arbitrary: fc.constant<Fate>('busy') },
);
const pushFate = fc.constantFrom<PushFate>('ok', 'lost', 'twice', 'late');

/** Plays the drawn faults round and round. */
const faultsOf = (
  requests: readonly Fate[],
  pushes: readonly PushFate[],
  sockets: readonly boolean[],
): Faults => {
  let request = 0;
  let push = 0;
  let socket = 0;
  return {
    request: () => requests[request++ % requests.length] ?? 'ok',
    push: () => pushes[push++ % pushes.length] ?? 'ok',
    socket: () => (sockets[socket++ % sockets.length] === true ? 'opens' : 'refused'),
  };
};

describe('a message on a bad line', () => {
  it('is in the log once, in the order of writing, and the screen shows the log, whatever is lost, repeated or late', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 14 }),
        fc.array(fate, { minLength: 1, maxLength: 12 }),
        fc.array(pushFate, { minLength: 1, maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
        async (steps, requests, pushes, sockets) => {
          const { time, service } = createWorld((text) => ({ text: `答：${text}`, cards: [] }));
          const store = memoryStore();
          let faults = faultsOf(requests, pushes, sockets);
          const device = createDevice(service, time, store, { faults: () => faults });
          const said: string[] = [];
          const begin = () => {
            const opened = device.openPage();
            opened.chat.start();
            opened.chat.attend(true);
            if (!opened.chat.consented.value) opened.chat.agree();
            return opened;
          };
          let page = begin();
          let agents = 0;
          const claimed = (): boolean => service.only().log.at(-1)?.state.owner === 'agent';
          const play: Record<Step['do'], (one: Step) => void | Promise<void>> = {
            say: () => {
              said.push(`第${said.length + 1}句`);
              page.chat.say(said.at(-1) ?? '');
            },
            claim: () => {
              if (service.conversations.size > 0 && !claimed()) service.claim('王护士');
            },
            'agent-says': () => {
              if (service.conversations.size === 0 || !claimed()) return;
              agents += 1;
              service.agentSays('王护士', `回复${agents}`);
            },
            wait: (one) => time.pass('seconds' in one ? one.seconds * 1_000 : 0),
            'kill-page': () => {
              page.kill();
              page = begin();
            },
            wake: () => page.chat.wake(),
            'expire-tokens': () => service.expireTokens(),
          };
          for (const one of steps) {
            await play[one.do](one);
            await time.settle();
          }

          faults = NO_FAULTS;
          await time.pass(60_000);
          page.chat.wake();
          await time.pass(60_000);

          expect(service.conversations.size).toBe(said.length === 0 ? 0 : 1);
          if (said.length === 0) return;
          const { log } = service.only();
          const messages = log.flatMap(({ by, body }) =>
            body.kind === 'message' ? [`${by.kind}: ${body.text}`] : [],
          );
          expect(messages.filter((text) => text.startsWith('patient'))).toEqual(
            said.map((text) => `patient: ${text}`),
          );
          expect(drawnTexts(page.chat)).toEqual(messages);
          expect(page.chat.waiting.value).toBe(0);
          page.kill();
        },
      ),
      { numRuns: 150 },
    );
  });
});
