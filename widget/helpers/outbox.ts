import type { Entry } from '#shared/domain/conversation/entry.ts';

/** What a patient's tap or message becomes before the service has stored it. */
export type OutgoingBody =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'handoff'; readonly reason: string }
  | { readonly kind: 'feedback'; readonly aboutSeq: number; readonly helpful: boolean }
  | {
      readonly kind: 'emergency-answer';
      /** Entry that asked; null while only the browser has: `aboutClientId` finds it later. */
      readonly aboutSeq: number | null;
      readonly aboutClientId: string | null;
      readonly happening: boolean;
    }
  | {
      readonly kind: 'rating';
      readonly score: number;
      readonly solved: boolean | null;
      readonly comment: string;
    };

/**
 * One unsent thing. `clientId` and `base` are frozen when it is written and never change while the conversation
 * stands: that is what makes a repeat, however late, the same thing to the service.
 */
export type OutgoingItem = {
  readonly clientId: string;
  /** Null until the conversation has been opened. */
  readonly conversationId: string | null;
  /** Last sequence number that was on screen when it was written; −1 = nothing. */
  readonly base: number;
  readonly at: number;
  /** Place in the queue. Not the time: device clocks jump. */
  readonly order: number;
  readonly body: OutgoingBody;
  /** How often it was tried without an answer. */
  readonly attempts: number;
  /** Code of the problem that makes a repeat useless, or null. */
  readonly refused: string | null;
};

export type Outbox = readonly OutgoingItem[];

/** After this many tries without an answer the patient is told; trying goes on all the same. */
const ATTEMPTS_UNTIL_TOLD = 4;

export const sortOutbox = (items: Outbox): Outbox =>
  [...items].sort((a, b) => a.order - b.order || (a.clientId < b.clientId ? -1 : 1));

export const enqueue = (
  outbox: Outbox,
  item: Pick<OutgoingItem, 'clientId' | 'conversationId' | 'base' | 'at' | 'body'>,
): Outbox => [
  ...outbox,
  {
    ...item,
    order: outbox.reduce((highest, { order }) => Math.max(highest, order), 0) + 1,
    attempts: 0,
    refused: null,
  },
];

/** The next thing to send: strictly in order, but what was refused for good blocks nobody. */
export const nextToSend = (outbox: Outbox): OutgoingItem | undefined =>
  sortOutbox(outbox).find((item) => item.refused === null);

const changed = (
  outbox: Outbox,
  clientId: string,
  change: (item: OutgoingItem) => OutgoingItem,
): Outbox => outbox.map((item) => (item.clientId === clientId ? change(item) : item));

export const withoutItem = (outbox: Outbox, clientId: string): Outbox =>
  outbox.filter((item) => item.clientId !== clientId);

export const triedInVain = (outbox: Outbox, clientId: string): Outbox =>
  changed(outbox, clientId, (item) => ({ ...item, attempts: item.attempts + 1 }));

export const refusedFor = (outbox: Outbox, clientId: string, code: string): Outbox =>
  changed(outbox, clientId, (item) => ({ ...item, refused: code }));

/** The patient asks to try again: the same id and base, so the service cannot store it twice. */
export const tryAgain = (outbox: Outbox, clientId: string): Outbox =>
  changed(outbox, clientId, (item) => ({ ...item, attempts: 0, refused: null }));

export const resolveAbout = (outbox: Outbox, clientId: string, aboutSeq: number): Outbox =>
  changed(outbox, clientId, (item) =>
    item.body.kind === 'emergency-answer' ? { ...item, body: { ...item.body, aboutSeq } } : item,
  );

/** A conversation was opened for what had none yet. */
export const homed = (outbox: Outbox, conversationId: string): Outbox =>
  outbox.map((item) => (item.conversationId === null ? { ...item, conversationId } : item));

/** What makes sense in any conversation, not only in the one it was written for. */
export const carriesOver = ({ body }: OutgoingItem): boolean =>
  body.kind === 'message' || body.kind === 'handoff';

/**
 * The conversation is gone (another visitor, erased): messages and the wish for a person go to the next one, read from
 * its beginning; answers about entries that no longer exist go nowhere.
 */
export const homeless = (outbox: Outbox): Outbox =>
  outbox
    .filter(carriesOver)
    .map((item) => ({ ...item, conversationId: null, base: -1, attempts: 0, refused: null }));

/** `base` lay after the end of the log (a restored backup): read everything instead, which finds every repeat. */
export const fromTheBeginning = (outbox: Outbox, clientId: string): Outbox =>
  changed(outbox, clientId, (item) => ({ ...item, base: -1 }));

/** Drops what the log already holds. */
export const withoutStored = (outbox: Outbox, entries: readonly Entry[]): Outbox => {
  if (outbox.length === 0) return outbox;
  const stored = new Set(
    entries.filter(({ by }) => by.kind === 'patient').map(({ entryId }) => entryId),
  );
  const left = outbox.filter(({ clientId }) => !stored.has(clientId));
  return left.length === outbox.length ? outbox : left;
};

export const isStuck = (item: OutgoingItem): boolean =>
  item.refused !== null || item.attempts >= ATTEMPTS_UNTIL_TOLD;
