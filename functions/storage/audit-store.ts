import { createHash } from 'node:crypto';
import { GetCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { AuditBreak, AuditEntry, AuditStore } from '#functions/ports.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { AUDIT_SHARDS, audit, auditShard } from './keys.ts';
import { collect, type Item, queryAll, type Table, transact } from './table.ts';

type Writes = NonNullable<TransactWriteCommandInput['TransactItems']>;

const headSchema = z.object({ date: z.string(), position: z.int(), hash: z.string() });
type Head = z.infer<typeof headSchema>;

const rowSchema = z.object({
  position: z.int(),
  prev: z.string(),
  hash: z.string(),
  /** The line as it was hashed, letter for letter. */
  line: z.string(),
});

const START: Head = { date: '', position: 0, hash: 'start' };

/** JSON with sorted keys: the same entry has the same text whoever writes it. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`);
  return `{${fields.join(',')}}`;
};

const hashOf = (prev: string, date: string, shard: number, position: number, line: string) =>
  createHash('sha256').update(`${prev}\n${date}\n${shard}\n${position}\n${line}`).digest('hex');

export type AuditWriter = AuditStore & {
  /** The writes that append an entry to the chain as it stands now; refused where somebody was faster. */
  readonly writesFor: (entry: AuditEntry) => Promise<Writes>;
};

const ATTEMPTS = 20;
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Runs a transaction that ends in a place of the chain; tries the next place while others take it. */
export const onChain = async (attempt: () => Promise<'done' | 'place-taken'>): Promise<void> => {
  for (let n = 0; n < ATTEMPTS; n += 1) {
    if ((await attempt()) === 'done') return;
    await pause(5 * (n + 1) * Math.random());
  }
  throw Object.assign(new Error('the audit chain is busy'), { name: 'ServiceUnavailable' });
};

/**
 * The record of changes and looks, on the Audit table. Each line carries the hash of the line before it in its shard,
 * across days; a head per shard makes the end known, so that lines cut off at the end are missed as well.
 */
export const auditStore = (table: Table): AuditWriter => {
  const { client, name } = table;

  const head = async (shard: number): Promise<Head> => {
    const found = await client.send(
      new GetCommand({ TableName: name, Key: audit.head(shard), ConsistentRead: true }),
    );
    return found.Item === undefined ? START : headSchema.parse(found.Item);
  };

  const writesFor = async (entry: AuditEntry): Promise<Writes> => {
    const shard = auditShard(entry.ticketId ?? entry.actorId);
    const last = await head(shard);
    const today = beijingDate(entry.at);
    // Clocks differ by moments: the chain never goes back to an earlier day.
    const date = [today, last.date].sort().at(-1) ?? today;
    const position = date === last.date ? last.position + 1 : 0;
    const line = canonical(entry);
    const hash = hashOf(last.hash, date, shard, position, line);
    return [
      {
        Put: {
          TableName: name,
          Item: { ...audit.row(date, shard, position), position, prev: last.hash, hash, line },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      },
      {
        Put: {
          TableName: name,
          Item: { ...audit.head(shard), date, position, hash },
          ...(last === START
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#hash = :last',
                ExpressionAttributeNames: { '#hash': 'hash' },
                ExpressionAttributeValues: { ':last': last.hash },
              }),
        },
      },
    ];
  };

  const dayOf = (date: string, shard: number): Promise<Item[]> =>
    collect(
      queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': audit.row(date, shard, 0).pk },
        ConsistentRead: true,
      }),
    );

  /** Checks one day of a shard; gives the hash it ends with. */
  const verifyDay = (
    items: readonly Item[],
    date: string,
    shard: number,
    before: string | null,
    breaks: AuditBreak[],
  ): string | null => {
    let prev = before;
    items.forEach((item, index) => {
      const row = rowSchema.safeParse(item);
      const wrong = (what: string): number => breaks.push({ date, shard, position: index, what });
      if (!row.success) {
        wrong('unreadable');
        prev = null;
        return;
      }
      const { position, line, hash } = row.data;
      if (position !== index) wrong('a line is missing');
      if (prev !== null && row.data.prev !== prev) wrong('does not follow the line before');
      if (hashOf(row.data.prev, date, shard, position, line) !== hash) wrong('was altered');
      prev = hash;
    });
    return prev;
  };

  const verifyShard = async (shard: number, from: string, to: string, breaks: AuditBreak[]) => {
    const end = await head(shard);
    let prev: string | null = null;
    let rows = 0;
    for (let date = from; date <= to; date = addDays(date, 1)) {
      const items = await dayOf(date, shard);
      rows += items.length;
      if (items.length > 0) prev = verifyDay(items, date, shard, prev, breaks);
      if (date === end.date && prev !== end.hash)
        breaks.push({ date, shard, position: items.length, what: 'the end is missing' });
    }
    return rows;
  };

  return {
    writesFor,
    append: (entry) =>
      onChain(async () => {
        const done = await transact(client, await writesFor(entry));
        return done.ok ? 'done' : 'place-taken';
      }),
    verify: async (from, to) => {
      const breaks: AuditBreak[] = [];
      let rows = 0;
      for (let shard = 0; shard < AUDIT_SHARDS; shard += 1)
        rows += await verifyShard(shard, from, to, breaks);
      return { rows, breaks };
    },
  };
};
