import { z } from 'zod';
import { conversationState, entry } from '#shared/domain/conversation/entry.ts';
import { queuePlace } from './conversations.ts';
import { inboxRow } from './desk.ts';

/** What the server sends over a socket. Sockets are a speed-up: all of it can be had over HTTP, too. */
export const push = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('entries'),
    conversationId: z.string(),
    entries: z.array(entry),
    state: conversationState,
    ticketNumber: z.string().nullable(),
  }),
  z.object({
    type: z.literal('typing'),
    conversationId: z.string(),
    side: z.enum(['patient', 'agent']),
    name: z.string().nullable(),
    on: z.boolean(),
  }),
  z.object({
    type: z.literal('cursor'),
    conversationId: z.string(),
    side: z.enum(['patient', 'agent']),
    delivered: z.int(),
    read: z.int(),
  }),
  /** Where a patient stands in the queue, whenever somebody in it moved. */
  z.object({
    type: z.literal('queue'),
    conversationId: z.string(),
    ...queuePlace.shape,
  }),
  z.object({
    type: z.literal('viewers'),
    conversationId: z.string(),
    viewers: z.array(z.object({ staffId: z.string(), name: z.string() })),
  }),
  z.object({ type: z.literal('inbox'), row: inboxRow }),
  z.object({
    type: z.literal('alarm'),
    row: inboxRow,
    kinds: z.array(z.string()),
    level: z.int().nullable(),
  }),
  z.object({
    type: z.literal('notice'),
    noticeId: z.string(),
    ticketId: z.string().nullable(),
    ticketNumber: z.string().nullable(),
    title: z.string(),
    text: z.string(),
    at: z.int(),
  }),
  z.object({ type: z.literal('pong'), at: z.int() }),
  z.object({ type: z.literal('problem'), code: z.string(), detail: z.string() }),
]);
export type Push = z.infer<typeof push>;

/** What a client may send over a socket; `action` selects the route. Anything that must not be lost goes over HTTP. */
export const socketMessage = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('ping') }),
  z.strictObject({
    action: z.literal('typing'),
    conversationId: z.string().max(60),
    on: z.boolean(),
  }),
  z.strictObject({
    action: z.literal('cursor'),
    conversationId: z.string().max(60),
    delivered: z.int().min(-1).max(9_999_999),
    read: z.int().min(-1).max(9_999_999),
  }),
  /** An agent has a conversation on screen (or no longer). */
  z.strictObject({ action: z.literal('view'), conversationId: z.string().max(60).nullable() }),
]);
export type SocketMessage = z.infer<typeof socketMessage>;
