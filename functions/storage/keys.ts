import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { Instant } from '#shared/kernel/clock.ts';

/**
 * Every key pattern, once, with the question that it answers (functions/README.md has the same as a table).
 * No personal data stands in a key. All keys are strings; numbers in them are zero-padded so that text order is
 * number order.
 */

/** One constant for the shards of the due index; raising it needs no migration (old shards stay readable below it). */
const DUE_SHARDS = 4;

const padded = (value: number, width = 15): string => String(value).padStart(width, '0');

export const seqKey = (seq: number): string => `E#${padded(seq, 7)}`;

const hash = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h >>> 0;
};

/** Where notices lie that concern no ticket. */
export const HOUSE = 'HOUSE';
/** Place in a feed: by time, then by id. */
export const placeOf = (at: Instant, id: string): string => `${padded(at)}#${id}`;

/** Desk table. */
export const desk = {
  /** Entries of a conversation, in order. */
  entry: (conversationId: string, seq: number) => ({
    pk: `CNV#${conversationId}`,
    sk: seqKey(seq),
  }),
  ticket: (ticketId: string) => ({ pk: `TKT#${ticketId}`, sk: 'TICKET' }),
  /** Timeline of a ticket. */
  event: (ticketId: string, eventId: string) => ({ pk: `TKT#${ticketId}`, sk: `EV#${eventId}` }),
  /** What a change must tell people, until it is sent. */
  outbox: (ticketId: string | null, outboxId: string) => ({
    pk: ticketId === null ? HOUSE : `TKT#${ticketId}`,
    sk: `OUT#${outboxId}`,
  }),
  /** Somebody's last console has closed. */
  away: (staffId: string) => ({ pk: `AWAY#${staffId}`, sk: 'AWAY' }),
  /** Count of the day, for ticket numbers. */
  dayCount: (date: string) => ({ pk: `DAY#${date}`, sk: 'COUNT' }),
  /** Contact data in full, apart from the ticket: read by a reveal alone. */
  contact: (ticketId: string) => ({ pk: `TKT#${ticketId}`, sk: 'CONTACT' }),
  /** The ticket of a number, and how many wrong codes were tried. */
  number: (number: string) => ({ pk: `NUM#${number}`, sk: 'NUMBER' }),
  /** A ticket's place in a list (open, of a department, of a handler, by category …). */
  listed: (list: string, at: Instant, ticketId: string) => ({
    pk: `LIST#${list}`,
    sk: `${padded(at)}#${ticketId}`,
  }),
  listRange: (at: Instant): string => padded(at),
  /** Digits of a number from the front, from the middle group on, and from the back: a part of it begins one of them. */
  digits: (number: string, ticketId: string) => {
    const digits = number.replace(/\D/g, '');
    return [
      { pk: 'DIGITS#front', sk: `${digits}#${ticketId}` },
      { pk: 'DIGITS#middle', sk: `${digits.slice(6)}#${ticketId}` },
      { pk: 'DIGITS#back', sk: `${[...digits].reverse().join('')}#${ticketId}` },
    ];
  },
  /** Filters of a ticket list that somebody has saved: for oneself (`own:<staff>`) or for all (`shared`). */
  savedView: (owner: string, viewId: string) => ({ pk: `VIEWS#${owner}`, sk: `VIEW#${viewId}` }),
  /** A count of open due times that is under way. */
  recount: () => ({ pk: HOUSE, sk: 'RECOUNT' }),
  /** When the tasks of the knowledge base are looked at next. */
  look: () => ({ pk: HOUSE, sk: 'KNOWLEDGE' }),
  /** When the robot sent its last messages. */
  robot: () => ({ pk: 'ROBOT', sk: 'SENT' }),
  /** Notices of a bell: the desk's, the supervisors', a department's, one person's. */
  notice: (bell: string, at: Instant, noticeId: string) => ({
    pk: `BELL#${bell}`,
    sk: placeOf(at, noticeId),
  }),
  /** What somebody has read of their bells. */
  noticesRead: (staffId: string) => ({ pk: `READ#${staffId}`, sk: 'NOTICES' }),
  /** Notices that went out of the house, and how that went. */
  delivery: (at: Instant, outboxId: string) => ({ pk: 'DELIVERIES', sk: placeOf(at, outboxId) }),
} as const;

/** Index `due`: what has a timer, by shard and instant. */
export const dueShards = (): string[] =>
  Array.from({ length: DUE_SHARDS }, (_, shard) => `DUE#${shard}`);

export const dueKeys = (at: Instant | null, id: string) =>
  at === null ? {} : { duePk: `DUE#${hash(id) % DUE_SHARDS}`, dueSk: `${padded(at)}#${id}` };

export const dueUpTo = (now: Instant): string => `${padded(now)}#￿`;

/** Index `patient`: a visitor's own conversations, oldest first. Subjects are random, never a phone or an openid. */
export const patientKeys = (visitorId: string, at: Instant, id: string) => ({
  patientPk: `VST#${visitorId}`,
  patientSk: `${padded(at)}#${id}`,
});

/** Index `inbox`: who waits, longest first and emergencies before all; who is in hand, by agent; the rest by time. */
export const inboxKeys = (ticket: Ticket): { inboxPk: string; inboxSk: string } | object => {
  const rings = ticket.alarm !== null && ticket.alarm.acknowledgedAt === null;
  const id = ticket.ticketId;
  // What came by phone or letter is worked on in the ticket list: there is no chat to answer.
  if (ticket.conversationId === null) return {};
  if (ticket.status === 'waiting' || (rings && ticket.status === 'bot')) {
    const since = ticket.waitingSince ?? ticket.alarm?.at ?? ticket.updatedAt;
    const rank = ticket.urgent || rings ? 0 : 1;
    return { inboxPk: 'waiting', inboxSk: `${rank}#${padded(since)}#${id}` };
  }
  if (ticket.status === 'in-hand')
    return { inboxPk: 'in-hand', inboxSk: `${ticket.ownerId}#${padded(ticket.updatedAt)}#${id}` };
  return { inboxPk: ticket.status, inboxSk: `${padded(ticket.updatedAt)}#${id}` };
};

/** Live table. Every row carries `expiresAt`; readers filter it. */
export const live = {
  connection: (subject: string, connectionId: string) => ({
    pk: `SUB#${subject}`,
    sk: `CON#${connectionId}`,
  }),
  deskConnection: (connectionId: string) => ({ pk: 'DESK', sk: `CON#${connectionId}` }),
  viewer: (conversationId: string, connectionId: string) => ({
    pk: `VIEW#${conversationId}`,
    sk: `CON#${connectionId}`,
  }),
  viewing: (connectionId: string) => ({ pk: `CON#${connectionId}`, sk: 'VIEWING' }),
  /** What the router remembers of somebody. */
  duty: (staffId: string) => ({ pk: 'DUTY', sk: `STF#${staffId}` }),
  presence: (staffId: string) => ({ pk: 'PRESENCE', sk: `STF#${staffId}` }),
  /** How fast a visitor writes. */
  pace: (visitorId: string) => ({ pk: `PACE#${visitorId}`, sk: 'MESSAGES' }),
  /** Who was taken from the queue, by time. */
  pickup: (at: Instant, ticketId: string) => ({
    pk: 'PICKUPS',
    sk: `AT#${padded(at)}#${ticketId}`,
  }),
  cursor: (conversationId: string, side: string) => ({ pk: `CUR#${conversationId}`, sk: side }),
  socketTicket: (hashed: string) => ({ pk: `SCK#${hashed}`, sk: 'TICKET' }),
} as const;

/** People table. */
export const people = {
  staff: (staffId: string) => ({ pk: 'STAFF', sk: `STF#${staffId}` }),
  subject: (subject: string) => ({ pk: `SUBJECT#${subject}`, sk: 'STAFF' }),
  session: (sessionId: string) => ({ pk: `SES#${sessionId}`, sk: 'SESSION' }),
  once: (key: string) => ({ pk: `ONCE#${key}`, sk: 'ONCE' }),
} as const;

/** Knowledge table. */
export const knowledge = {
  profile: () => ({ pk: 'HOSPITAL', sk: 'PROFILE' }),
  /** How work is given out. Apart from the profile: a set-up that runs again leaves it alone. */
  routing: () => ({ pk: 'HOSPITAL', sk: 'ROUTING' }),
  department: (id: string) => ({ pk: 'DEPARTMENTS', sk: `DEP#${id}` }),
  /** Holidays and make-up workdays, by year. */
  calendarYear: (year: number) => ({ pk: 'CALENDAR', sk: `YEAR#${padded(year, 4)}` }),
  /** Hours that an administrator has entered: `office` for the clocks of tickets, `desk` for the chat. */
  hours: (of: string) => ({ pk: 'HOSPITAL', sk: `${of.toUpperCase()}-HOURS` }),
  person: (id: string) => ({ pk: 'DIRECTORY', sk: `PER#${id}` }),
  campus: () => ({ pk: 'HOSPITAL', sk: 'CAMPUS' }),
  /** All entries as they stand. */
  entry: (id: string) => ({ pk: 'ENTRIES', sk: `ENT#${id}` }),
  /** Index `listed`: entries by their last change, with what a list shows of them. */
  listed: (updatedAt: Instant, id: string) => ({
    listPk: 'ENTRIES',
    listSk: `${padded(updatedAt)}.${id}`,
  }),
  /** Versions of an entry that a newer one has replaced, and the steps it took. */
  version: (id: string, version: number) => ({ pk: `ENT#${id}`, sk: `V#${padded(version, 7)}` }),
  step: (id: string, at: Instant, revision: number) => ({
    pk: `ENT#${id}`,
    sk: `S#${padded(at)}#${padded(revision, 7)}`,
  }),
  /** Publications, oldest first: their ids sort by time. */
  publication: (jobId: string) => ({ pk: 'PUBLICATIONS', sk: `PUB#${jobId}` }),
  pointer: () => ({ pk: 'SNAPSHOT', sk: 'POINTER' }),
  /** What was published when, oldest first: versions begin with the instant. */
  manifest: (version: string) => ({ pk: 'SNAPSHOTS', sk: `SNP#${version}` }),
  /** Questions without a good answer, by month (`YYYY-MM`). */
  miss: (month: string, at: Instant, missId: string) => ({
    pk: `MISSES#${month}`,
    sk: `MIS#${padded(at)}#${missId}`,
  }),
  /** Groups of misses that became a draft. */
  answeredMiss: (clusterId: string) => ({ pk: 'MISS-DRAFTS', sk: `CLU#${clusterId}` }),
  /** How often an article answered in a week (its Monday, `YYYY-MM-DD`). */
  hot: (monday: string, id: string) => ({ pk: `HOT#${monday}`, sk: `ART#${id}` }),
  /** When a department is open, as data; and what was decided for some days. Read together. */
  departmentHours: (id: string) => ({ pk: 'OPENING', sk: `DEP#${id}` }),
  openingOverride: (id: string) => ({ pk: 'OPENING', sk: `OVR#${id}` }),
  /** A picture of answers, by what it shows. */
  picture: (address: string) => ({ pk: `PICTURE#${address}`, sk: 'PICTURE' }),
  chunk: (version: string, n: number) => ({
    pk: `SNAPSHOT#${version}`,
    sk: `CHUNK#${padded(n, 4)}`,
  }),
} as const;

/** Audit table. The chain goes on from day to day within a shard; `head` says where it ends. */
export const audit = {
  row: (date: string, shard: number, position: number) => ({
    pk: `AUDIT#${date}#${shard}`,
    sk: padded(position, 9),
  }),
  head: (shard: number) => ({ pk: `HEAD#${shard}`, sk: 'HEAD' }),
} as const;

/** Audit lines of one ticket stand in one shard, in order. */
export const AUDIT_SHARDS = 4;
export const auditShard = (id: string): number => hash(id) % AUDIT_SHARDS;
