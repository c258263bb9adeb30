import { createHash } from 'node:crypto';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type {
  EntryStep,
  EntryVersion,
  KnowledgeBaseStore,
  MissDraft,
  StoredEntry,
  StoredMiss,
} from '#functions/ports.ts';
import { briefOf, entryBrief, type ListedEntry, wordsOf } from '#shared/domain/knowledge/brief.ts';
import { knowledgeEntry } from '#shared/domain/knowledge/entry.ts';
import type { Publication } from '#shared/domain/knowledge/publication.ts';
import { beijingDate, DAY, type Instant, SECOND } from '#shared/kernel/clock.ts';
import { err, ok } from '#shared/kernel/result.ts';
import { knowledge } from './keys.ts';
import {
  hashOf,
  loadSnapshot,
  parseManifest,
  readManifest,
  readPointer,
  writeSnapshot,
} from './snapshot-items.ts';
import {
  collect,
  type Item,
  isConditionFailure,
  queryAll,
  type Table,
  traced,
  transact,
} from './table.ts';

/** Misses are read for three months and kept a little longer; what became of them stays in the entries. */
const MISS_LIFE = 180 * DAY;
const COUNT_LIFE = 60 * DAY;

const entryRow = z.object({ entry: knowledgeEntry, revision: z.int() });
const listedRow = z.object({ brief: entryBrief, words: z.string() });
const rowOf = (item: Item): StoredEntry => entryRow.parse(item);

/** Enough of a SHA-256 that nobody finds a second picture of a name. */
const shortHash = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('base64url').slice(0, 22);

const monthsBetween = (since: Instant, until: Instant): string[] => {
  const months = new Set<string>();
  for (let at = since; at <= until; at += 20 * DAY) months.add(beijingDate(at).slice(0, 7));
  return [...months.add(beijingDate(until).slice(0, 7))];
};

/** Entries, publications, snapshots and misses on the Knowledge table. */
export const knowledgeBaseStore = (table: Table): KnowledgeBaseStore => {
  const { client, name } = table;

  const get = async (key: Item): Promise<Item | undefined> =>
    (await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item;
  const put = async (item: Item): Promise<void> => {
    await client.send(new PutCommand({ TableName: name, Item: item }));
  };
  const rows = (pk: string): Promise<Item[]> =>
    collect(
      queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': pk },
        ConsistentRead: true,
      }),
    );
  const inTens = async <T>(items: readonly T[], each: (item: T) => Promise<void>) => {
    for (let i = 0; i < items.length; i += 10) await Promise.all(items.slice(i, i + 10).map(each));
  };

  const entryItem = ({ entry, revision }: StoredEntry): Item => ({
    ...knowledge.entry(entry.articleId),
    ...knowledge.listed(entry.updatedAt, entry.articleId),
    brief: briefOf(entry),
    words: wordsOf(entry),
    entry,
    revision,
  });
  /** The attribute `t` is what the stream's filter looks for: this row starts the publishing function. */
  const startOf = (publication: Publication): Item => ({
    ...knowledge.publication(publication.jobId),
    t: 'publication',
    ...publication,
    ...traced(table),
  });
  const listedOf = (item: Item): ListedEntry => listedRow.parse(item);

  return {
    entries: async () => (await rows(knowledge.entry('').pk)).map(rowOf),
    listed: async (after, limit) => {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'listed',
          KeyConditionExpression: 'listPk = :pk',
          ExpressionAttributeValues: { ':pk': knowledge.listed(0, '').listPk },
          ScanIndexForward: false,
          Limit: limit,
          ...(after === null
            ? {}
            : {
                ExclusiveStartKey: {
                  ...knowledge.entry(after.articleId),
                  ...knowledge.listed(after.updatedAt, after.articleId),
                },
              }),
        }),
      );
      return { entries: Items.map(listedOf), more: LastEvaluatedKey !== undefined };
    },
    allListed: async () => {
      const items = queryAll(table, {
        IndexName: 'listed',
        KeyConditionExpression: 'listPk = :pk',
        ExpressionAttributeValues: { ':pk': knowledge.listed(0, '').listPk },
      });
      return (await collect(items)).map(listedOf);
    },
    enlist: async () => {
      const left = (await rows(knowledge.entry('').pk)).filter((item) => !('listPk' in item));
      await inTens(left, async (item) => {
        const stored = rowOf(item);
        try {
          await client.send(
            new PutCommand({
              TableName: name,
              Item: entryItem(stored),
              ConditionExpression: 'revision = :read',
              ExpressionAttributeValues: { ':read': stored.revision },
            }),
          );
        } catch (error) {
          // Whoever changed it since has put it into the list.
          if (!isConditionFailure(error)) throw error;
        }
      });
      return left.length;
    },
    entry: async (articleId) => {
      const item = await get(knowledge.entry(articleId));
      return item === undefined ? undefined : rowOf(item);
    },
    save: async ({ entry, revision, replaced, step, publication }) => {
      const next = { entry, revision: (revision ?? 0) + 1 };
      const { articleId } = entry;
      const condition =
        revision === null
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'revision = :read',
              ExpressionAttributeValues: { ':read': revision },
            };
      const outcome = await transact(client, [
        { Put: { TableName: name, Item: { ...entryItem(next), ...traced(table) }, ...condition } },
        {
          Put: {
            TableName: name,
            Item: { ...knowledge.step(articleId, step.at, next.revision), ...step },
          },
        },
        ...(replaced === undefined
          ? []
          : [
              {
                Put: {
                  TableName: name,
                  Item: { ...knowledge.version(articleId, replaced.version), ...replaced },
                },
              },
            ]),
        ...(publication === undefined
          ? []
          : [{ Put: { TableName: name, Item: startOf(publication) } }]),
      ]);
      return outcome.ok ? ok(next) : err({ kind: 'stale' });
    },
    addEntries: async (entries) => {
      let added = 0;
      await inTens(entries, async (entry) => {
        try {
          await client.send(
            new PutCommand({
              TableName: name,
              Item: entryItem({ entry, revision: 1 }),
              ConditionExpression: 'attribute_not_exists(pk)',
            }),
          );
          added += 1;
        } catch (error) {
          if (!isConditionFailure(error)) throw error;
        }
      });
      return added;
    },
    history: async (articleId) => {
      const items = await rows(knowledge.version(articleId, 0).pk);
      return {
        versions: items.filter(({ sk }) =>
          String(sk).startsWith('V#'),
        ) as unknown as EntryVersion[],
        steps: items.filter(({ sk }) => String(sk).startsWith('S#')) as unknown as EntryStep[],
      };
    },
    version: async (articleId, version) =>
      (await get(knowledge.version(articleId, version))) as unknown as EntryVersion | undefined,

    addPublication: (publication) => put(startOf(publication)),
    savePublication: (publication) =>
      put({ ...knowledge.publication(publication.jobId), t: 'publication', ...publication }),
    publication: async (jobId) =>
      (await get(knowledge.publication(jobId))) as unknown as Publication | undefined,
    publications: async (limit) => {
      const found: Item[] = [];
      for await (const item of queryAll(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': knowledge.publication('').pk },
        ScanIndexForward: false,
        Limit: limit,
      })) {
        found.push(item);
        if (found.length >= limit) break;
      }
      return found as unknown as Publication[];
    },

    current: async () => (await readPointer(table))?.version,
    manifest: (version) => readManifest(table, version),
    manifests: async () => (await rows(knowledge.manifest('').pk)).map(parseManifest).reverse(),
    load: (version) => loadSnapshot(table, version),
    store: async (snapshot, about) => {
      const pointer = await readPointer(table);
      const standing =
        pointer === undefined ? undefined : await readManifest(table, pointer.version);
      if (standing?.hash === hashOf(snapshot)) return standing;
      return writeSnapshot(table, snapshot, about);
    },
    point: async (to, from, at) => {
      if (from === to.version) return true;
      try {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: {
              ...knowledge.pointer(),
              version: to.version,
              hash: to.hash,
              previous: from ?? null,
              at,
            },
            // Two publishers at once: the second finds another version than it started from.
            ConditionExpression:
              from === undefined ? 'attribute_not_exists(pk)' : '#version = :before',
            ...(from === undefined
              ? {}
              : {
                  ExpressionAttributeNames: { '#version': 'version' },
                  ExpressionAttributeValues: { ':before': from },
                }),
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailure(error)) return false;
        throw error;
      }
    },
    prune: async (keep) => {
      const pointer = await readPointer(table);
      const manifests = (await rows(knowledge.manifest('').pk)).map(parseManifest).reverse();
      const old = manifests
        .slice(keep)
        .filter(({ version }) => version !== pointer?.version && version !== pointer?.previous);
      for (const { version, chunks } of old) {
        await remove(table, knowledge.manifest(version));
        for (let n = 0; n < chunks; n += 1) await remove(table, knowledge.chunk(version, n));
      }
      return old.length;
    },

    addMiss: (miss) =>
      put({
        ...knowledge.miss(beijingDate(miss.at).slice(0, 7), miss.at, miss.missId),
        ...miss,
        expiresAt: Math.floor((miss.at + MISS_LIFE) / SECOND),
      }),
    misses: async (since, until) => {
      const months = await Promise.all(
        monthsBetween(since, until).map((month) => rows(knowledge.miss(month, 0, '').pk)),
      );
      return (months.flat() as unknown as StoredMiss[]).filter(({ at }) => at >= since);
    },
    missDrafts: async () => (await rows(knowledge.answeredMiss('').pk)) as unknown as MissDraft[],
    saveMissDraft: (draft) => put({ ...knowledge.answeredMiss(draft.clusterId), ...draft }),
    countAnswer: async (monday, articleId) => {
      await client.send(
        new UpdateCommand({
          TableName: name,
          Key: knowledge.hot(monday, articleId),
          UpdateExpression: 'ADD #n :one SET expiresAt = :end',
          ExpressionAttributeNames: { '#n': 'n' },
          ExpressionAttributeValues: {
            ':one': 1,
            ':end': Math.floor((Date.parse(`${monday}T00:00:00Z`) + COUNT_LIFE) / SECOND),
          },
        }),
      );
    },
    answerCounts: async (monday) =>
      (await rows(knowledge.hot(monday, '').pk)).map(({ sk, n }) => ({
        articleId: String(sk).slice('ART#'.length),
        count: Number(n),
      })),

    addPicture: async ({ ending, width, height }, bytes) => {
      const address = `/pictures/${shortHash(bytes)}-${width}x${height}.${ending}`;
      await put({ ...knowledge.picture(address), bytes });
      return address;
    },
    picture: async (address) => {
      const bytes = (await get(knowledge.picture(address)))?.['bytes'];
      return bytes instanceof Uint8Array ? bytes : undefined;
    },
  };
};

const remove = async ({ client, name }: Table, key: Item): Promise<void> => {
  await client.send(new DeleteCommand({ TableName: name, Key: key }));
};
