/** Every kind of id, once. A log line tells what an id is, and ids of one kind sort by time. */
export const ID_PREFIX = {
  conversation: 'cnv',
  ticket: 'tkt',
  visitor: 'vst',
  staff: 'stf',
  session: 'ses',
  connection: 'con',
  socketTicket: 'sck',
  event: 'evt',
  outbox: 'out',
  task: 'tsk',
  article: 'kb',
  publication: 'pub',
  override: 'ovr',
  approval: 'apv',
} as const;

export type IdKind = keyof typeof ID_PREFIX;
export type Id<K extends IdKind> = `${(typeof ID_PREFIX)[K]}_${string}`;

/** Makes ids; the outermost room injects one over the system clock and randomness, tests a counting one. */
export type NewId = <K extends IdKind>(kind: K) => Id<K>;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * A ULID: 10 characters of time, 16 of randomness (ulid spec, github.com/ulid/spec).
 * `random` holds 16 bytes; five bits of each are used.
 */
export const ulid = (instant: number, random: Uint8Array): string => {
  let time = '';
  for (let rest = instant, i = 0; i < 10; i += 1) {
    time = CROCKFORD.charAt(rest % 32) + time;
    rest = Math.floor(rest / 32);
  }
  let tail = '';
  for (const byte of random.subarray(0, 16)) tail += CROCKFORD.charAt(byte & 31);
  return time + tail;
};

export const idFactory =
  (clock: () => number, randomBytes: (count: number) => Uint8Array): NewId =>
  (kind) =>
    `${ID_PREFIX[kind]}_${ulid(clock(), randomBytes(16))}` as Id<typeof kind>;

export const isId = <K extends IdKind>(kind: K, value: string): value is Id<K> =>
  value.startsWith(`${ID_PREFIX[kind]}_`) && /^[a-z]{2,3}_[0-9A-Za-z-]{1,40}$/.test(value);
