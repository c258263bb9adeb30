import { z } from 'zod';
import { ENDPOINTS, type Endpoint, type EndpointName } from '#shared/contract/endpoints.ts';
import type { Random } from './random.ts';
import { HOSTILE_TEXTS, hostile, spoiled, valid } from './values.ts';

export type FuzzRequest = {
  readonly endpoint: EndpointName;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

/** Tokens of living sessions and the ids that the run has seen: real ones make deep requests. */
export type FuzzWorld = {
  readonly tokens: Readonly<Record<'visitor' | 'staff', readonly string[]>>;
  /** By the name that they have in addresses. */
  readonly ids: Readonly<Record<string, readonly string[]>>;
};

const NAMES = Object.keys(ENDPOINTS) as EndpointName[];
/** Calls that end the session which all further requests need. */
const SPARED: readonly EndpointName[] = ['endSession'];

const jsonSchema = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Parameters<typeof valid>[1];
const isNothing = (schema: z.ZodType): boolean => schema instanceof z.ZodUndefined;

const pathOf = (random: Random, endpoint: Endpoint, world: FuzzWorld): string => {
  const filled = endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const fitting = world.ids[name] ?? [];
    const known = random.chance(0.9) ? fitting : Object.values(world.ids).flat();
    const value =
      random.chance(0.8) && known.length > 0 ? random.pick(known) : random.pick(HOSTILE_TEXTS);
    // A lone surrogate cannot even be percent-encoded: a browser would refuse as well.
    return encodeURIComponent(value.toWellFormed().slice(0, 500) || 'x');
  });
  const query = random.chance(0.7)
    ? valid(random, jsonSchema(endpoint.query))
    : spoiled(random, jsonSchema(endpoint.query));
  if (typeof query !== 'object' || query === null) return filled;
  const pairs = Object.entries(query)
    .map(
      ([name, value]) =>
        `${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed().slice(0, 500))}`,
    )
    .join('&');
  return pairs === '' ? filled : `${filled}?${pairs}`;
};

const MALFORMED = [
  '',
  '{',
  '[1,2',
  'null',
  '"text"',
  '{"a":1}}',
  '\ufeff{}',
  '{"clientId":"\\ud83d"}',
  `{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`,
  `{"text":"${'x'.repeat(70_000)}"}`,
];

const bodyOf = (random: Random, endpoint: Endpoint): string | undefined => {
  if (isNothing(endpoint.body)) return random.chance(0.1) ? '{"unexpected":1}' : undefined;
  const how = random.next();
  if (how < 0.12) return random.pick(MALFORMED);
  const schema = jsonSchema(endpoint.body);
  return JSON.stringify(
    how < 0.55 ? valid(random, schema) : how < 0.95 ? spoiled(random, schema) : hostile(random),
  );
};

const BAD_TOKENS = [
  'x',
  'null',
  'a.b.c',
  'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.',
  'ey'.repeat(2_000),
];

/** Mostly somebody whom the endpoint is for: everybody else is refused at the door and reaches nothing. */
const tokenOf = (random: Random, { audience }: Endpoint, { tokens }: FuzzWorld): string => {
  const everyone = [...tokens.visitor, ...tokens.staff];
  const meant = audience === 'visitor' || audience === 'staff' ? tokens[audience] : everyone;
  const known = random.chance(0.85) ? meant : everyone;
  return random.chance(0.95) && known.length > 0 ? random.pick(known) : random.pick(BAD_TOKENS);
};

const headersOf = (
  random: Random,
  endpoint: Endpoint,
  world: FuzzWorld,
): Record<string, string> => {
  const headers: Record<string, string> = {};
  if (random.chance(0.9))
    headers['content-type'] = random.chance(0.95) ? 'application/json' : 'text/plain';
  if (random.chance(0.93)) headers['authorization'] = `Bearer ${tokenOf(random, endpoint, world)}`;
  if (random.chance(0.1))
    headers['x-correlation-id'] = random.pick(['abc-123', 'x'.repeat(500), '<b>', 'ok_id']);
  return headers;
};

/** The next request of a run: any endpoint, from well-formed to hopeless. */
export const nextRequest = (random: Random, world: FuzzWorld): FuzzRequest => {
  const name = random.pick(NAMES.filter((n) => !SPARED.includes(n)));
  const endpoint: Endpoint = ENDPOINTS[name];
  const body = bodyOf(random, endpoint);
  return {
    endpoint: name,
    method: endpoint.method,
    path: pathOf(random, endpoint, world),
    headers: headersOf(random, endpoint, world),
    ...(body === undefined || endpoint.method === 'GET' ? {} : { body }),
  };
};

const FRAMES = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '{"action":"nope"}',
  '{"action":5}',
  '\u0000',
  'x'.repeat(40_000),
  '{"action":"typing"}',
  '{"action":"cursor","conversationId":"x","delivered":1e9,"read":-5}',
];

/** The next socket frame: known actions with good and bad fields, and garbage. */
export const nextFrame = (random: Random, world: FuzzWorld): string => {
  if (random.chance(0.4)) return random.pick(FRAMES);
  const known = world.ids['conversationId'] ?? [];
  const conversationId =
    random.chance(0.8) && known.length > 0
      ? random.pick(known)
      : String(hostile(random)).slice(0, 200);
  const frame = random.pick([
    { action: 'ping' },
    { action: 'typing', conversationId, on: random.chance(0.5) },
    { action: 'cursor', conversationId, delivered: random.int(10), read: random.int(10) },
    { action: 'view', conversationId: random.chance(0.5) ? conversationId : null },
    { action: 'typing', conversationId, on: hostile(random) },
    { action: 'ping', extra: hostile(random) },
  ]);
  return JSON.stringify(frame);
};
