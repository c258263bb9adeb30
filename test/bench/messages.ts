import type { WebSocket } from 'ws';
import type { CapacityUse } from '#infra/local/capacity.ts';
import {
  freshId,
  type Person,
  staff,
  startTestStack,
  type TestStack,
  value,
  visitor,
} from '#test/support/stack.ts';
import type { BenchTable } from './table.ts';
import { percentile } from './table.ts';

const PAIRS = 50;
const ROUNDS = 6;
const TALK = 20;

type Pair = {
  readonly patient: Person;
  readonly conversationId: string;
  base: number;
  readonly ws: WebSocket;
  readonly arrived: Map<string, number>;
};

const openPair = async (stack: TestStack, desk: Person): Promise<Pair> => {
  const patient = await visitor(stack.url);
  const { conversationId } = value(
    await patient.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  );
  const first = value(
    await patient.api.call('postMessage', {
      params: { conversationId },
      body: { clientId: freshId(), base: 0, text: '请转人工' },
    }),
  );
  value(
    await desk.api.call('claim', {
      params: { conversationId },
      body: { clientId: freshId(), base: first.entries.at(-1)?.seq ?? 0 },
    }),
  );
  const { ws } = await patient.socket();
  const arrived = new Map<string, number>();
  ws.on('message', (data) => {
    for (const [, id] of String(data).matchAll(/"entryId":"([^"]+)"/g))
      if (id !== undefined) arrived.set(id, performance.now());
  });
  return { patient, conversationId, base: 0, ws, arrived };
};

/** Time from the agent's HTTP post to the patient's socket, all pairs at a time. */
const roundTrips = async (
  pairs: readonly Pair[],
  desk: Person,
): Promise<{ samples: number[]; lost: number; seconds: number }> => {
  const samples: number[] = [];
  let lost = 0;
  const began = performance.now();
  await Promise.all(
    pairs.map(async (pair) => {
      for (let n = 0; n < ROUNDS; n += 1) {
        const clientId = freshId();
        const sent = performance.now();
        const outcome = await desk.api.call('reply', {
          params: { conversationId: pair.conversationId },
          body: { clientId, base: pair.base, text: '您好，请稍等，正在为您查询' },
        });
        const { entries } = value(outcome);
        pair.base = entries.at(-1)?.seq ?? pair.base;
        for (let wait = 0; wait < 200 && !pair.arrived.has(clientId); wait += 1)
          await new Promise((resolve) => setTimeout(resolve, 5));
        const at = pair.arrived.get(clientId);
        if (at === undefined) lost += 1;
        else samples.push(at - sent);
      }
    }),
  );
  return { samples, lost, seconds: (performance.now() - began) / 1_000 };
};

/** Units of one conversation of 20 messages: question and answers of the bot, hand-over, chat, resolve, rating. */
const conversationUnits = async (
  stack: TestStack,
  desk: Person,
): Promise<{ total: CapacityUse[]; perMessage: CapacityUse[] }> => {
  const total: CapacityUse[] = [];
  stack.setMeter((use) => total.push(use));
  const patient = await visitor(stack.url);
  const { conversationId } = value(
    await patient.api.call('startConversation', {
      body: { clientId: freshId(), channel: 'web', locale: 'zh-CN' },
    }),
  );
  const params = { conversationId };
  let base = 0;
  const say = async (text: string) => {
    const { entries } = value(
      await patient.api.call('postMessage', { params, body: { clientId: freshId(), base, text } }),
    );
    base = entries.at(-1)?.seq ?? base;
  };
  for (const text of ['异地医保怎么直接结算', '住院押金交多少', '请转人工']) await say(text);
  value(await desk.api.call('claim', { params, body: { clientId: freshId(), base } }));
  await stack.streamsDrained();
  const before = total.length;
  for (let n = 0; n < (TALK - 6) / 2; n += 1) {
    value(
      await desk.api.call('reply', {
        params,
        body: { clientId: freshId(), base, text: '请说一下您的参保地，我来查' },
      }),
    );
    await say('湖南的，退休职工，下周要住院');
  }
  await stack.streamsDrained();
  const perMessage = total.slice(before);
  value(
    await desk.api.call('resolve', {
      params,
      body: { clientId: freshId(), base, outcome: 'solved' },
    }),
  );
  value(
    await patient.api.call('rate', {
      params,
      body: { clientId: freshId(), base, score: 5, solved: true, comment: '' },
    }),
  );
  await stack.streamsDrained();
  stack.setMeter(undefined);
  return { total, perMessage };
};

const sum = (uses: readonly CapacityUse[], what: 'reads' | 'writes'): number =>
  uses.reduce((all, use) => all + use[what], 0);

/** US$ a million units on demand, us-east-1 (AWS price page, since November 2024). */
const PRICE = { write: 0.625, read: 0.125 };

export const bench = async (): Promise<BenchTable[]> => {
  const stack = await startTestStack();
  try {
    const desk = await staff(stack, 'demo-agent-1');
    const { total, perMessage } = await conversationUnits(stack, desk);
    const pairs: Pair[] = [];
    for (let n = 0; n < PAIRS; n += 1) pairs.push(await openPair(stack, desk));
    await roundTrips(pairs.slice(0, 10), desk);
    const alone = await roundTrips(pairs.slice(0, 1), desk);
    const all = await roundTrips(pairs, desk);
    for (const { ws } of pairs) ws.close();
    const messages = TALK - 6;
    const usd = (sum(total, 'writes') * PRICE.write + sum(total, 'reads') * PRICE.read) / 1_000;
    return [
      {
        title: 'Message: HTTP post of one party → socket of the other (local stack, loopback)',
        columns: ['load', 'messages', 'lost', 'p50 ms', 'p99 ms', 'messages/s'],
        rows: [
          [
            '1 pair',
            alone.samples.length,
            alone.lost,
            percentile(alone.samples, 0.5),
            percentile(alone.samples, 0.99),
            alone.samples.length / alone.seconds,
          ],
          [
            `${PAIRS} pairs at once`,
            all.samples.length,
            all.lost,
            percentile(all.samples, 0.5),
            percentile(all.samples, 0.99),
            all.samples.length / all.seconds,
          ],
        ],
        note: 'Each message is stored (conditional put) before it is pushed. Functions run in at most four processes each on this machine.',
      },
      {
        title: 'Database units, dispatcher and pushes included',
        columns: ['what', 'write units', 'read units', 'US$'],
        rows: [
          [
            'per message of a chat in hand',
            sum(perMessage, 'writes') / messages,
            sum(perMessage, 'reads') / messages,
            '',
          ],
          [`conversation of ${TALK} messages`, sum(total, 'writes'), sum(total, 'reads'), ''],
          ['1,000 such conversations', '', '', usd.toFixed(3)],
        ],
        note: `On-demand list price us-east-1: ${PRICE.write} and ${PRICE.read} US$ a million units.`,
      },
    ];
  } finally {
    await stack.end();
  }
};
