import { createHash } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { KnowledgeStore } from '#functions/ports.ts';
import { articleSchema } from '#shared/domain/retrieval/article.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { decodeSnapshot } from '#shared/domain/retrieval/snapshot.ts';
import { deskHours } from '#shared/domain/sla/desk-hours.ts';
import { type Instant, SECOND } from '#shared/kernel/clock.ts';
import { knowledge } from './keys.ts';
import { collect, type Item, queryAll, type Table } from './table.ts';

const CHUNK_BYTES = 350 * 1024;
/** How long an answer may come from a version that was just replaced. */
const POINTER_LIFE = 15 * SECOND;
const CATALOGUE_LIFE = 60 * SECOND;

const localized = z.object({ 'zh-CN': z.string(), en: z.string() });
export const profileSchema = z.object({
  name: localized,
  emergencyPhone: z.string(),
  hotline: z.string(),
  address: z.string(),
  deskHours,
  topics: z.array(localized.extend({ icon: z.string(), send: z.string() })),
});
export const departmentSchema = z.object({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  kind: z.string(),
  floor: z.string(),
  phone: z.string(),
  hours: z.string(),
  handles: z.array(z.string()),
});
const pointerSchema = z.object({
  version: z.string(),
  chunks: z.int(),
  hash: z.string(),
  previous: z.string().nullable(),
});
type Pointer = z.infer<typeof pointerSchema>;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Keeps what `load` gives for a while, per process; readers at the same time share one load. */
const kept = <T>(life: number, load: () => Promise<T>) => {
  let value: Promise<T> | undefined;
  let until = 0;
  return (now: Instant): Promise<T> => {
    if (value !== undefined && now < until) return value;
    const next = load();
    value = next;
    until = now + life;
    next.catch(() => {
      until = 0;
    });
    return next;
  };
};

/** Articles, departments, the hospital's profile and published snapshots, on the Knowledge table. */
export const knowledgeStore = (table: Table, clock: () => Instant): KnowledgeStore => {
  const { client, name } = table;

  const get = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: name, Key: key }))).Item;
  const partition = (pk: string): Promise<Item[]> =>
    collect(
      queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
      }),
    );

  /** A handful at a time: a set-up must not use up what a new table can take. */
  const putAll = async (items: readonly Item[]): Promise<void> => {
    for (let i = 0; i < items.length; i += 10)
      await Promise.all(
        items
          .slice(i, i + 10)
          .map((item) => client.send(new PutCommand({ TableName: name, Item: item }))),
      );
  };

  const pointer = async (): Promise<Pointer | undefined> => {
    const item = await get(knowledge.pointer());
    return item === undefined ? undefined : pointerSchema.parse(item);
  };

  const loadIndex = async ({ version, chunks, hash }: Pointer): Promise<KnowledgeIndex> => {
    const parts = await Promise.all(
      Array.from({ length: chunks }, (_, n) => get(knowledge.chunk(version, n))),
    );
    const bytes = Buffer.concat(
      parts.map((part) => {
        const data = part?.['bytes'];
        if (!(data instanceof Uint8Array)) throw new Error(`snapshot ${version} lacks a chunk`);
        return data;
      }),
    );
    if (sha256(bytes) !== hash) throw new Error(`snapshot ${version} is not what was published`);
    const index = decodeSnapshot(bytes);
    if (!index.ok) throw new Error(`snapshot ${version}: ${index.error.kind}`);
    return index.value;
  };

  const currentPointer = kept(POINTER_LIFE, pointer);
  const profile = kept(CATALOGUE_LIFE, async () => {
    const item = await get(knowledge.profile());
    return item === undefined ? undefined : profileSchema.parse(item);
  });
  const departments = kept(CATALOGUE_LIFE, async () =>
    (await partition(knowledge.department('').pk)).map((item) => departmentSchema.parse(item)),
  );
  let loaded: { version: string; index: Promise<KnowledgeIndex> } | undefined;

  return {
    profile: () => profile(clock()),
    putProfile: async (value) => {
      await client.send(
        new PutCommand({ TableName: name, Item: { ...knowledge.profile(), ...value } }),
      );
    },
    departments: () => departments(clock()),
    putDepartments: (list) => putAll(list.map((d) => ({ ...knowledge.department(d.id), ...d }))),
    articles: async () =>
      (await partition(knowledge.article('').pk)).map(({ pk: _pk, sk: _sk, ...item }) =>
        articleSchema.parse(item),
      ),
    putArticles: (list) => putAll(list.map((a) => ({ ...knowledge.article(a.id), ...a }))),

    publish: async (snapshot, at) => {
      const hash = sha256(snapshot);
      const before = await pointer();
      if (before?.hash === hash) return before.version;
      const version = `${at}-${hash.slice(0, 12)}`;
      const chunks = Math.ceil(snapshot.length / CHUNK_BYTES);
      for (let n = 0; n < chunks; n += 1)
        await client.send(
          new PutCommand({
            TableName: name,
            Item: {
              ...knowledge.chunk(version, n),
              bytes: snapshot.subarray(n * CHUNK_BYTES, (n + 1) * CHUNK_BYTES),
            },
          }),
        );
      await client.send(
        new PutCommand({
          TableName: name,
          Item: {
            ...knowledge.pointer(),
            version,
            chunks,
            hash,
            previous: before?.version ?? null,
            at,
          },
          // Two publishers at once: the second finds another version than it started from.
          ConditionExpression: 'attribute_not_exists(pk) OR version = :before',
          ExpressionAttributeValues: { ':before': before?.version ?? '' },
        }),
      );
      return version;
    },

    index: async (now) => {
      const at = await currentPointer(now);
      if (at === undefined) return undefined;
      if (loaded?.version !== at.version) {
        const index = loadIndex(at);
        loaded = { version: at.version, index };
        index.catch(() => {
          loaded = undefined;
        });
      }
      return loaded?.index;
    },
  };
};
