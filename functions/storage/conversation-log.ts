import { isDeepStrictEqual } from 'node:util';
import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type {
  Appended,
  AppendRefusal,
  ConversationLog,
  Draft,
  Opening,
  Reading,
  Tail,
} from '#functions/ports.ts';
import { advance, changesCourse, INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import { type Entry, entry, entryBody } from '#shared/domain/conversation/entry.ts';
import { POLICIES } from '#shared/domain/sla/policies.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { desk, dueKeys, patientKeys, seqKey } from './keys.ts';
import { collect, type Item, isConditionFailure, queryAll, type Table, traced } from './table.ts';

const PAGE = 200;
/** Openings that a process keeps in mind. */
const REMEMBERED = 2_000;
/** Attempts to win a number; each lost one means that somebody else's entry was stored. */
const ATTEMPTS = 25;

const toItem = (conversationId: string, value: Entry, reading: Reading | undefined) => ({
  ...desk.entry(conversationId, value.seq),
  t: 'entry',
  ...value,
  ...(reading === undefined ? {} : { reading }),
});

const fromItem = (item: Item): Entry => entry.parse(item);

const openingEntry = ({ visitorId, channel, locale, clientId, at }: Opening): Entry => ({
  seq: 0,
  entryId: clientId,
  at,
  by: { kind: 'patient', id: visitorId, name: null },
  body: { kind: 'opened', channel, locale, visitorId },
  state: INITIAL_STATE,
});

const extended = (tail: Tail, more: readonly Entry[]): Tail => ({
  ...tail,
  entries: [...tail.entries, ...more],
  last: more.at(-1) ?? tail.last,
});

/** An earlier entry of the same sender with the same id. */
const findOwn = (tail: Tail, { entryId, by }: Draft): Entry | undefined =>
  tail.entries.find(
    (e) => e.seq > 0 && e.entryId === entryId && e.by.kind === by.kind && e.by.id === by.id,
  );

const repeatOf = (tail: Tail, own: Entry, draft: Draft): Result<Appended, AppendRefusal> =>
  // A body that was erased since is gone, and with it the means to compare.
  draft.repeat === 'first-wins' ||
  own.body.kind === 'erased' ||
  isDeepStrictEqual(own.body, entryBody.parse(draft.body))
    ? ok({ tail, own, repeated: true })
    : err({ kind: 'duplicate-id-other-body' });

/** The entry that a draft becomes on this tail, or why it may not stand there. */
const decide = ({ last }: Tail, draft: Draft): Result<Entry, AppendRefusal> => {
  const stale = draft.epoch !== undefined && draft.epoch !== last.state.epoch;
  if (stale) return err({ kind: 'overtaken' });
  const next = advance(last.state, draft.by, draft.body);
  if (!next.ok) return next;
  return ok({
    seq: last.seq + 1,
    entryId: draft.entryId,
    at: Math.max(draft.at, last.at),
    by: draft.by,
    body: draft.body,
    state: next.value,
  });
};

/**
 * The log of conversations on DynamoDB: one item per entry, sort key = number. An append reads everything after the
 * sender's base, then puts with "this number must not exist"; every entry carries the state after it, so the put is a
 * compare-and-set on the state. Acknowledged = the put succeeded.
 */
export const conversationLog = (table: Table): ConversationLog => {
  const { client, name } = table;

  const readFrom = async (conversationId: string, from: number): Promise<Entry[]> => {
    const items = queryAll(table, {
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': desk.entry(conversationId, 0).pk,
        ':from': seqKey(Math.max(0, from)),
        ':to': 'E#9999999',
      },
      ConsistentRead: true,
    });
    return (await collect(items)).map(fromItem);
  };

  const last = async (conversationId: string): Promise<Entry | undefined> => {
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :e)',
        ExpressionAttributeValues: { ':pk': desk.entry(conversationId, 0).pk, ':e': 'E#' },
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    );
    const item = page.Items?.[0];
    return item === undefined ? undefined : fromItem(item);
  };

  /** Only what the stream consumer acts upon needs to name its request. */
  const traceOf = (step: Item): Item => ('step' in step ? traced(table) : {});

  const put = async (tail: Tail, value: Entry, draft: Draft): Promise<boolean> => {
    const step: Item = changesCourse(tail.last.state, value.body, value.state) ? { step: '1' } : {};
    try {
      await client.send(
        new PutCommand({
          TableName: name,
          Item: { ...toItem(tail.conversationId, value, draft.reading), ...step, ...traceOf(step) },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  };

  const append = async (start: Tail, draft: Draft): Promise<Result<Appended, AppendRefusal>> => {
    let tail = start;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const own = findOwn(tail, draft);
      if (own !== undefined) return repeatOf(tail, own, draft);
      if (draft.base > tail.last.seq) return err({ kind: 'base-ahead' });
      const decided = decide(tail, draft);
      if (!decided.ok) return decided;
      if (await put(tail, decided.value, draft)) {
        const own = decided.value;
        return ok({ tail: extended(tail, [own]), own, repeated: false });
      }
      // Somebody else's entry has this number (or our own, whose answer was lost): read on and decide anew.
      tail = extended(tail, await readFrom(tail.conversationId, tail.last.seq + 1));
    }
    return err({ kind: 'busy' });
  };

  // Entry 0 never changes (an erasure keeps whose conversation it is), so a process may remember it.
  const openings = new Map<string, Entry>();
  const remember = (conversationId: string, value: Entry): Entry => {
    if (openings.size >= REMEMBERED) openings.clear();
    openings.set(conversationId, value);
    return value;
  };

  return {
    open: async (opening) => {
      const value = openingEntry(opening);
      const id = opening.conversationId;
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: {
              ...toItem(id, value, undefined),
              ...patientKeys(opening.visitorId, opening.at, id),
              // Watched until its first message has a ticket: a crash in between is found by the sweep.
              ...dueKeys(opening.at + POLICIES.unanswered.dueAfter, id),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return value;
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        const [standing] = await readFrom(id, 0);
        return standing ?? value;
      }
    },

    opening: async (conversationId) => {
      const known = openings.get(conversationId);
      if (known !== undefined) return known;
      const found = await client.send(
        new GetCommand({
          TableName: name,
          Key: desk.entry(conversationId, 0),
          ConsistentRead: true,
        }),
      );
      return found.Item === undefined ? undefined : remember(conversationId, fromItem(found.Item));
    },

    tail: async (conversationId, from) => {
      const entries = await readFrom(conversationId, from);
      const end = entries.at(-1) ?? (from > 0 ? await last(conversationId) : undefined);
      return end === undefined ? undefined : { conversationId, entries, last: end };
    },

    page: async (conversationId, after) => {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':pk': desk.entry(conversationId, 0).pk,
            ':from': seqKey(after + 1),
            ':to': 'E#9999999',
          },
          ConsistentRead: true,
          Limit: PAGE,
        }),
      );
      const entries = (page.Items ?? []).map(fromItem);
      return { entries, more: page.LastEvaluatedKey !== undefined };
    },

    last,
    append,

    readings: async (conversationId) => {
      const items = queryAll(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :e)',
        ExpressionAttributeValues: { ':pk': desk.entry(conversationId, 0).pk, ':e': 'E#' },
        FilterExpression: 'attribute_exists(reading)',
        ProjectionExpression: 'seq, reading',
      });
      return (await collect(items)).map((item) => storedReading.parse(item));
    },

    ofVisitor: async (visitorId) => {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'patient',
          KeyConditionExpression: 'patientPk = :pk',
          ExpressionAttributeValues: { ':pk': patientKeys(visitorId, 0, '').patientPk },
          ScanIndexForward: false,
          Limit: 20,
        }),
      );
      return (page.Items ?? []).map(({ pk }) => String(pk).slice('CNV#'.length));
    },

    watch: async (conversationId, at) => {
      const { duePk, dueSk } = { duePk: '', dueSk: '', ...dueKeys(at, conversationId) };
      await client.send(
        new UpdateCommand({
          TableName: name,
          Key: desk.entry(conversationId, 0),
          UpdateExpression: at === null ? 'REMOVE duePk, dueSk' : 'SET duePk = :pk, dueSk = :sk',
          ConditionExpression: 'attribute_exists(pk)',
          ...(at === null ? {} : { ExpressionAttributeValues: { ':pk': duePk, ':sk': dueSk } }),
        }),
      );
    },
  };
};

const storedReading = z.object({
  seq: z.int(),
  reading: z.object({
    triage: z.unknown().optional(),
    intent: z.unknown().optional(),
    answer: z.unknown().optional(),
  }),
});
