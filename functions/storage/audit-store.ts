import { createHash } from 'node:crypto';
import { GetCommand, QueryCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type {
  AuditBreak,
  AuditEntry,
  AuditLine,
  AuditPlace,
  AuditStore,
} from '#functions/ports.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import { beijingDate, type Instant } from '#shared/kernel/clock.ts';
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

const entrySchema = z.object({
  at: z.int(),
  actorId: z.string(),
  actorName: z.string(),
  tier: z.string(),
  action: z.string(),
  ticketId: z.string().nullable(),
  reason: z.string(),
  data: z.record(z.string(), z.unknown()),
});

const entryOf = (line: string): AuditEntry | undefined => {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
};
const atOf = (line: string): Instant | null => entryOf(line)?.at ?? null;

/** A line that cannot be read is left to the verification, which names its place. */
const lineOf = (item: Item, date: string, shard: number): AuditLine[] => {
  const row = rowSchema.safeParse(item);
  const entry = row.success ? entryOf(row.data.line) : undefined;
  return row.success && entry !== undefined
    ? [{ ...entry, date, shard, position: row.data.position, hash: row.data.hash }]
    : [];
};

/** Lines of several shards as one list, newest first; the order within a shard is kept, whatever its clocks say. */
const merged = (shards: readonly (readonly AuditLine[])[]): AuditLine[] => {
  const left = shards.map((lines) => [...lines]);
  const all: AuditLine[] = [];
  for (;;) {
    const heads = left.flatMap((lines, shard) =>
      lines[0] === undefined ? [] : [{ shard, line: lines[0] }],
    );
    const newest = heads.sort((a, b) => b.line.at - a.line.at)[0];
    if (newest === undefined) return all;
    all.push(newest.line);
    left[newest.shard]?.shift();
  }
};

/** Lines that a search looks at in one step, and its steps at the most. */
const SEARCH_PAGE = 50;
const SEARCH_ROUNDS = 60;
const LAST_POSITION = 999_999_999;

const SHARDS: readonly number[] = [...Array(AUDIT_SHARDS).keys()];
/** A day from its end. */
const dayFrom = (date: string): AuditPlace => ({ date, before: SHARDS.map(() => null) });

type ShardState = {
  rows: number;
  breaks: AuditBreak[];
  /** Hash that the next line must name; null where nothing is known yet. */
  prev: string | null;
  /** Instant of the last line before the first break. */
  good: Instant | null;
};

/** Checks a line against its place and the line before it. */
const verifyRow = (
  state: ShardState,
  item: Item,
  { date, shard, index }: { readonly date: string; readonly shard: number; readonly index: number },
): void => {
  const row = rowSchema.safeParse(item);
  const wrong = (what: string): void => {
    state.breaks.push({ date, shard, position: index, what });
  };
  if (!row.success) {
    wrong('unreadable');
    state.prev = null;
    return;
  }
  const { position, prev, line, hash } = row.data;
  if (position !== index) wrong('a line is missing');
  if (state.prev !== null && prev !== state.prev) wrong('does not follow the line before');
  if (hashOf(prev, date, shard, position, line) !== hash) wrong('was altered');
  state.prev = hash;
  if (state.breaks.length === 0) state.good = atOf(line) ?? state.good;
};

type Found = { readonly kept: readonly AuditLine[]; readonly at: AuditPlace };

/** A place of another number of shards is no place of this chain: its day is gone through anew. */
const startOf = (place: AuditPlace | null, to: string): AuditPlace => {
  if (place === null) return dayFrom(to);
  return place.before.length === SHARDS.length ? place : dayFrom(place.date);
};

/** Takes lines one by one until there are enough; the place moves with each. */
const picked = (
  { kept, at }: Found,
  lines: readonly AuditLine[],
  keep: (line: AuditLine) => boolean,
  limit: number,
): Found => {
  const found = [...kept];
  let before = at.before;
  for (const line of lines) {
    if (found.length >= limit) break;
    before = before.with(line.shard, line.position);
    if (keep(line)) found.push(line);
  }
  return { kept: found, at: { ...at, before } };
};

export type AuditWriter = AuditStore & {
  /** The writes that append entries of one shard to the chain as it stands now; refused where somebody was faster. */
  readonly writesFor: (...entries: readonly AuditEntry[]) => Promise<Writes>;
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

  const shardOf = (entry: AuditEntry): number => auditShard(entry.ticketId ?? entry.actorId);

  const writesFor = async (...entries: readonly AuditEntry[]): Promise<Writes> => {
    const [first] = entries;
    if (first === undefined) return [];
    const shard = shardOf(first);
    const before = await head(shard);
    let last = before;
    const rows: Writes = entries.map((entry) => {
      const today = beijingDate(entry.at);
      // Clocks differ by moments: the chain never goes back to an earlier day.
      const date = [today, last.date].sort().at(-1) ?? today;
      const position = date === last.date ? last.position + 1 : 0;
      const line = canonical(entry);
      const hash = hashOf(last.hash, date, shard, position, line);
      const prev = last.hash;
      last = { date, position, hash };
      return {
        Put: {
          TableName: name,
          Item: { ...audit.row(date, shard, position), position, prev, hash, line },
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      };
    });
    return [
      ...rows,
      {
        Put: {
          TableName: name,
          Item: { ...audit.head(shard), ...last },
          ...(before === START
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#hash = :last',
                ExpressionAttributeNames: { '#hash': 'hash' },
                ExpressionAttributeValues: { ':last': before.hash },
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

  const verifyShard = async (
    shard: number,
    from: string,
    to: string,
  ): Promise<ShardState & { readonly end: Head }> => {
    const end = await head(shard);
    const state: ShardState = { rows: 0, breaks: [], prev: null, good: null };
    for (let date = from; date <= to; date = addDays(date, 1)) {
      const items = await dayOf(date, shard);
      state.rows += items.length;
      for (const [index, item] of items.entries()) verifyRow(state, item, { date, shard, index });
      if (date === end.date && state.prev !== end.hash)
        state.breaks.push({ date, shard, position: items.length, what: 'the end is missing' });
    }
    return { ...state, end };
  };

  /** Lines of a day and shard before a position, newest first. */
  const linesBefore = async (
    date: string,
    shard: number,
    before: number | null,
    limit: number,
  ): Promise<AuditLine[]> => {
    if (before === 0) return [];
    const { pk, sk } = audit.row(date, shard, before ?? LAST_POSITION);
    const page = await client.send(
      new QueryCommand({
        TableName: name,
        KeyConditionExpression: 'pk = :pk AND sk < :sk',
        ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return (page.Items ?? []).flatMap((item) => lineOf(item, date, shard));
  };

  /** One step of a search: the next lines of a day, newest first. */
  const someLines = async (
    { date, before }: AuditPlace,
    shards: readonly number[],
  ): Promise<AuditLine[]> => {
    const found = await Promise.all(
      shards.map((shard) => linesBefore(date, shard, before[shard] ?? null, SEARCH_PAGE)),
    );
    return merged(found).slice(0, SEARCH_PAGE);
  };

  const search: AuditStore['search'] = async ({ from, to, ticketId, keep, place, limit }) => {
    const shards = ticketId === null ? SHARDS : [auditShard(ticketId)];
    let found: Found = { kept: [], at: startOf(place, to) };
    for (let round = 0; round < SEARCH_ROUNDS && found.at.date >= from; round += 1) {
      const lines = await someLines(found.at, shards);
      if (lines.length === 0) found = { ...found, at: dayFrom(addDays(found.at.date, -1)) };
      found = picked(found, lines, keep, limit);
      if (found.kept.length >= limit) break;
    }
    return { lines: found.kept, next: found.at.date < from ? null : found.at };
  };

  return {
    writesFor,
    append: (entry) =>
      onChain(async () => {
        const done = await transact(client, await writesFor(entry));
        return done.ok ? 'done' : 'place-taken';
      }),
    verify: async (from, to) => {
      const shards = await Promise.all(SHARDS.map((shard) => verifyShard(shard, from, to)));
      const breaks = shards.flatMap((one) => one.breaks);
      const broken = shards.filter((one) => one.breaks.length > 0);
      const goods = (broken.length > 0 ? broken : shards)
        .map(({ good }) => good)
        .filter((at) => at !== null);
      const whole = broken.length === 0 ? Math.max(...goods) : Math.min(...goods);
      return {
        rows: shards.reduce((sum, one) => sum + one.rows, 0),
        breaks,
        intactUpTo: goods.length === 0 ? null : whole,
        ends: shards.flatMap(({ end }, shard) => (end === START ? [] : [{ shard, ...end }])),
      };
    },
    search,
  };
};
