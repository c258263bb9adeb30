import { z } from 'zod';
import type { DeskChange } from '#functions/ports.ts';
import type { Item } from './table.ts';
import { eventFromItem, outboxFromItem, ticketFromItem } from './ticket-items.ts';

/** Stream images as Lambda delivers them: DynamoDB JSON. */
type Value = Readonly<Record<string, unknown>>;

const CONVERT: Readonly<Record<string, (value: unknown) => unknown>> = {
  S: (value) => value,
  N: Number,
  BOOL: (value) => value,
  NULL: () => null,
  L: (value) => (value as Value[]).map(plain),
  M: (value) => plainItem(value as Record<string, Value>),
  SS: (value) => value,
  NS: (value) => (value as string[]).map(Number),
};

const plain = (value: Value): unknown => {
  const [type, content] = Object.entries(value)[0] ?? ['NULL', true];
  return CONVERT[type]?.(content);
};

const plainItem = (image: Readonly<Record<string, Value>>): Item =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, plain(value)]));

const image = z.record(z.string(), z.record(z.string(), z.unknown()));
const record = z.object({
  eventName: z.string().optional(),
  dynamodb: z.object({
    SequenceNumber: z.string().optional(),
    NewImage: image.optional(),
    OldImage: image.optional(),
  }),
});

const ofEntry = (item: Item): DeskChange | undefined =>
  item['step'] === '1'
    ? { kind: 'course', conversationId: String(item['pk']).slice('CNV#'.length) }
    : undefined;

/** A new notice, or one that somebody wants to have sent again. */
const ofOutbox = (item: Item, before: Item | undefined): DeskChange | undefined => {
  const again = before !== undefined && item['retryAt'] !== before['retryAt'];
  if (before !== undefined && !again) return undefined;
  const { ticketId, outboxId } = outboxFromItem(item);
  return item['sentAt'] === undefined ? { kind: 'outbox', ticketId, outboxId } : undefined;
};

const ofEvent = (item: Item): DeskChange | undefined =>
  item['chain'] === 'due'
    ? {
        kind: 'event',
        ticketId: String(item['pk']).slice('TKT#'.length),
        event: eventFromItem(item),
      }
    : undefined;

export type DeskRecord = {
  readonly sequence: string;
  /** Of the request that wrote it; empty where none is known. */
  readonly correlationId: string;
  /** Undefined where nobody needs to hear of it. */
  readonly change: DeskChange | undefined;
};

/** What a stream record tells, in domain words. */
export const deskChange = (raw: unknown): DeskRecord => {
  const { dynamodb } = record.parse(raw);
  const item = dynamodb.NewImage === undefined ? undefined : plainItem(dynamodb.NewImage);
  const before = dynamodb.OldImage === undefined ? undefined : plainItem(dynamodb.OldImage);
  const cid = item?.['cid'];
  return {
    sequence: dynamodb.SequenceNumber ?? '',
    correlationId: typeof cid === 'string' ? cid : '',
    change: item === undefined ? undefined : changeOf(item, before),
  };
};

const changeOf = (item: Item, before: Item | undefined): DeskChange | undefined => {
  switch (item['t']) {
    case 'entry':
      // Entries are written once; later changes (a timer of entry 0, an erasure) move no course.
      return before === undefined ? ofEntry(item) : undefined;
    case 'ticket':
      return {
        kind: 'ticket',
        ticket: ticketFromItem(item),
        before: before === undefined ? undefined : ticketFromItem(before),
      };
    case 'outbox':
      return ofOutbox(item, before);
    case 'event':
      return before === undefined ? ofEvent(item) : undefined;
    default:
      return undefined;
  }
};
