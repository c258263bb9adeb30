import { createHash } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import type { Manifest } from '#functions/ports.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { decodeSnapshot } from '#shared/domain/retrieval/snapshot.ts';
import { knowledge } from './keys.ts';
import type { Item, Table } from './table.ts';

/** An item holds 400 KB at most, attribute names and keys included. */
const CHUNK_BYTES = 350 * 1024;

const pointerSchema = z.object({ version: z.string(), previous: z.string().nullable() });
export type Pointer = z.infer<typeof pointerSchema>;

const manifestSchema = z.object({
  version: z.string(),
  at: z.int(),
  chunks: z.int(),
  bytes: z.int(),
  hash: z.string(),
  jobId: z.string().nullable(),
  by: z.object({ id: z.string(), name: z.string() }),
  entries: z.record(z.string(), z.int()),
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const get = async ({ client, name }: Table, key: Item): Promise<Item | undefined> =>
  (await client.send(new GetCommand({ TableName: name, Key: key, ConsistentRead: true }))).Item;

export const readPointer = async (table: Table): Promise<Pointer | undefined> => {
  const item = await get(table, knowledge.pointer());
  return item === undefined ? undefined : pointerSchema.parse(item);
};

export const parseManifest = (item: Item): Manifest => manifestSchema.parse(item);

export const readManifest = async (
  table: Table,
  version: string,
): Promise<Manifest | undefined> => {
  const item = await get(table, knowledge.manifest(version));
  return item === undefined ? undefined : parseManifest(item);
};

/** Reads a version, chunk by chunk, and checks that it is what was published. */
export const loadSnapshot = async (table: Table, version: string): Promise<KnowledgeIndex> => {
  const manifest = await readManifest(table, version);
  if (manifest === undefined) throw new Error(`snapshot ${version} has no manifest`);
  const parts = await Promise.all(
    Array.from({ length: manifest.chunks }, (_, n) => get(table, knowledge.chunk(version, n))),
  );
  const bytes = Buffer.concat(
    parts.map((part) => {
      const data = part?.['bytes'];
      if (!(data instanceof Uint8Array)) throw new Error(`snapshot ${version} lacks a chunk`);
      return data;
    }),
  );
  if (sha256(bytes) !== manifest.hash)
    throw new Error(`snapshot ${version} is not what was published`);
  const index = decodeSnapshot(bytes);
  if (!index.ok) throw new Error(`snapshot ${version}: ${index.error.kind}`);
  return index.value;
};

/** Chunks first, the manifest last: a version without a manifest does not exist. */
export const writeSnapshot = async (
  { client, name }: Table,
  snapshot: Uint8Array,
  about: Pick<Manifest, 'at' | 'jobId' | 'by' | 'entries'>,
): Promise<Manifest> => {
  const hash = sha256(snapshot);
  const version = `${about.at}-${hash.slice(0, 12)}`;
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
  const manifest: Manifest = { ...about, version, hash, chunks, bytes: snapshot.length };
  await client.send(
    new PutCommand({ TableName: name, Item: { ...knowledge.manifest(version), ...manifest } }),
  );
  return manifest;
};

export const hashOf = sha256;
