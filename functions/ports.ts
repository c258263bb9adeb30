import type { Tier } from '#shared/domain/access/policy.ts';
import type { Calendar, YearTable } from '#shared/domain/calendar/calendar.ts';
import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import type { Refusal } from '#shared/domain/conversation/conversation.ts';
import type { Entry, EntryAuthor, EntryBody } from '#shared/domain/conversation/entry.ts';
import type { ListedEntry, Place } from '#shared/domain/knowledge/brief.ts';
import type { EntryContent, KnowledgeEntry } from '#shared/domain/knowledge/entry.ts';
import type { Miss } from '#shared/domain/knowledge/misses.ts';
import type { Picture } from '#shared/domain/knowledge/picture.ts';
import type { Publication } from '#shared/domain/knowledge/publication.ts';
import type { Delivery, Notice } from '#shared/domain/notify/notice.ts';
import type { Department, Person } from '#shared/domain/reply/directory.ts';
import type { DepartmentHours, OpeningPlan, StoredOverride } from '#shared/domain/reply/opening.ts';
import type { Campus } from '#shared/domain/reply/way-finding.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import type { Duty } from '#shared/domain/routing/duty.ts';
import type { Pickup } from '#shared/domain/routing/queue.ts';
import type { RoutingSettings, StaffAbilities } from '#shared/domain/routing/settings.ts';
import type { DeskHours } from '#shared/domain/sla/desk-plan.ts';
import type { HoursOf, StoredOfficeHours } from '#shared/domain/sla/office-hours.ts';
import type { Facets } from '#shared/domain/ticket/facets.ts';
import type { SavedView } from '#shared/domain/ticket/list-query.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { Clock, Instant } from '#shared/kernel/clock.ts';
import type { NewId } from '#shared/kernel/id.ts';
import type { Locale, Localized } from '#shared/kernel/locale.ts';
import type { Result } from '#shared/kernel/result.ts';

/** One structured line. Ids and counts, never words that people wrote. */
export type Logger = {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
};

// ---- the conversation log --------------------------------------------------------------------------------------

/** How a message was read, kept beside its entry for the agent and for quality sampling. */
export type Reading = {
  readonly triage?: unknown;
  readonly intent?: unknown;
  readonly answer?: unknown;
};

/** The end of a conversation as it was read: everything from some number on, and the last entry. */
export type Tail = {
  readonly conversationId: string;
  readonly entries: readonly Entry[];
  readonly last: Entry;
};

export type Draft = {
  readonly entryId: string;
  readonly at: Instant;
  readonly by: EntryAuthor;
  readonly body: EntryBody;
  /** Last number the sender had seen; the tail must reach down to it. */
  readonly base: number;
  readonly reading?: Reading;
  /** The decision was taken in this epoch and is void in any other. */
  readonly epoch?: number;
  /**
   * What a used id means. `same-body`: a repeat must say the same (people). `first-wins`: whatever was stored first
   * stands (deterministic ids).
   */
  readonly repeat: 'same-body' | 'first-wins';
};

export type AppendRefusal =
  | Refusal
  | { readonly kind: 'duplicate-id-other-body' }
  | { readonly kind: 'base-ahead' }
  | { readonly kind: 'overtaken' }
  | { readonly kind: 'busy' };

export type Appended = {
  /** The tail, own entry included. */
  readonly tail: Tail;
  readonly own: Entry;
  /** The entry was there already. */
  readonly repeated: boolean;
};

export type Opening = {
  readonly conversationId: string;
  readonly visitorId: string;
  readonly channel: ChannelId;
  readonly locale: Locale;
  readonly clientId: string;
  readonly at: Instant;
};

export type ConversationLog = {
  /** Writes entry 0, once; a repeat gives the entry that stands there. */
  open(opening: Opening): Promise<Entry>;
  /** Entry 0. */
  opening(conversationId: string): Promise<Entry | undefined>;
  /** Strongly consistent: all entries from `from` to the end; at least the last one. */
  tail(conversationId: string, from: number): Promise<Tail | undefined>;
  /** A page of entries after a number, oldest first. */
  page(conversationId: string, after: number): Promise<{ entries: Entry[]; more: boolean }>;
  last(conversationId: string): Promise<Entry | undefined>;
  append(tail: Tail, draft: Draft): Promise<Result<Appended, AppendRefusal>>;
  readings(conversationId: string): Promise<{ seq: number; reading: Reading }[]>;
  ofVisitor(visitorId: string): Promise<string[]>;
  /**
   * Has the sweep look at a conversation that has no ticket yet; null: no longer, for a ticket looks after it now or
   * nobody wrote anything.
   */
  watch(conversationId: string, at: Instant | null): Promise<void>;
};

// ---- tickets ---------------------------------------------------------------------------------------------------

/** Something that people must hear of, stored with the change that caused it and sent afterwards. */
export type OutboxRow = {
  readonly outboxId: string;
  /** Null where it concerns the house and no ticket (a calendar that is missing). */
  readonly ticketId: string | null;
  readonly ticketNumber: string | null;
  readonly audience:
    | 'desk'
    | 'supervisors'
    | 'office'
    | 'department'
    | 'staff'
    /** Who keeps the knowledge base. */
    | 'editors'
    /** Said in the patient's conversation by the service itself. */
    | 'patient';
  /** Department or staff id, for those two audiences. */
  readonly to: string | null;
  readonly title: string;
  readonly text: string;
  readonly at: Instant;
};

export type OutboxChannel = 'console' | 'webhook' | 'robot';
/** How sending a row through one channel went so far: the log that people read. */
export type DeliveryState = {
  readonly channel: OutboxChannel;
  readonly attempts: number;
  readonly state: 'waiting' | 'sent' | 'refused' | 'given-up';
  readonly result: string;
  readonly at: Instant;
};
export type StoredOutboxRow = OutboxRow & { readonly deliveries: readonly DeliveryState[] };

/** One line of the audit: who did or saw what, when, why. */
export type AuditEntry = {
  readonly at: Instant;
  readonly actorId: string;
  readonly actorName: string;
  readonly tier: string;
  readonly action: string;
  readonly ticketId: string | null;
  readonly reason: string;
  readonly data: Readonly<Record<string, unknown>>;
};

export type AuditBreak = {
  readonly date: string;
  readonly shard: number;
  readonly position: number;
  readonly what: string;
};

/** A line as it stands in the chain. */
export type AuditLine = AuditEntry & {
  readonly date: string;
  readonly shard: number;
  readonly position: number;
  readonly hash: string;
};

/** Where a search goes on: a day, and the first position of each shard that was shown. */
export type AuditPlace = { readonly date: string; readonly before: readonly (number | null)[] };

export type AuditVerdict = {
  readonly rows: number;
  readonly breaks: readonly AuditBreak[];
  /** Up to here every line is as it was written: the last line, or the last one before the first break. */
  readonly intactUpTo: Instant | null;
  /** The end of each shard's chain, to be kept elsewhere and compared later. */
  readonly ends: readonly {
    readonly shard: number;
    readonly date: string;
    readonly position: number;
    readonly hash: string;
  }[];
};

export type AuditStore = {
  /** Appends one line to the chain; resolves when it stands. */
  append(entry: AuditEntry): Promise<void>;
  /** Recomputes the chain of some days. */
  verify(from: string, to: string): Promise<AuditVerdict>;
  /**
   * Lines from newest to oldest that pass `keep`, at the most `limit`. Looks at a bounded number of lines; `next` goes
   * on from there, null where `from` was reached.
   */
  search(query: {
    readonly from: string;
    readonly to: string;
    /** Lines of one ticket stand in one shard. */
    readonly ticketId: string | null;
    readonly keep: (line: AuditLine) => boolean;
    readonly place: AuditPlace | null;
    readonly limit: number;
  }): Promise<{ readonly lines: readonly AuditLine[]; readonly next: AuditPlace | null }>;
};

/** A notice as it lies in a bell. `bell`: `desk`, `supervisors`, `office`, `department:<name>`, `staff:<id>`. */
export type BellNotice = {
  readonly noticeId: string;
  readonly bell: string;
  readonly at: Instant;
  readonly ticketId: string | null;
  readonly ticketNumber: string | null;
  readonly title: string;
  readonly text: string;
  /** Of a matter of discipline: shown to those who may read such tickets. */
  readonly restricted: boolean;
};

/** What somebody has read: everything up to an instant, and single notices (`at#id`) after it. */
export type ReadMarks = { readonly upTo: Instant; readonly places: readonly string[] };

/** How a notice left the house through webhook or robot: a line of the log that operators read. */
export type DeliveryLine = {
  readonly outboxId: string;
  readonly ticketId: string | null;
  readonly ticketNumber: string | null;
  readonly audience: string;
  readonly title: string;
  readonly at: Instant;
  readonly restricted: boolean;
  readonly channels: readonly DeliveryState[];
};

export type NoticeStore = {
  /** Puts a notice into a bell, once. */
  add(notice: BellNotice): Promise<void>;
  /** Newest first, from several bells together; `before` is a place, exclusive. */
  page(
    bells: readonly string[],
    before: string | null,
    limit: number,
  ): Promise<readonly BellNotice[]>;
  /** Notices after an instant, newest first, at the most `limit` of each bell. */
  since(bells: readonly string[], after: Instant, limit: number): Promise<readonly BellNotice[]>;
  marks(staffId: string): Promise<ReadMarks>;
  /** Changes what somebody has read, whoever else changes it at the same time. */
  mark(staffId: string, change: (marks: ReadMarks) => ReadMarks): Promise<ReadMarks>;
  logDelivery(line: DeliveryLine): Promise<void>;
  /** Newest first. */
  deliveries(
    before: string | null,
    limit: number,
  ): Promise<{ readonly lines: readonly DeliveryLine[]; readonly next: string | null }>;
};

/** What the hospital has set up beside the console; nulls where it has not. */
export type Channels = {
  readonly webhook: ((notice: Notice, now: Instant) => Promise<Delivery>) | null;
  readonly robot:
    | ((message: {
        readonly notices: readonly Notice[];
        readonly digest: boolean;
      }) => Promise<Delivery>)
    | null;
};

/** One ticket of a change, with what it writes. `base` = a new one. */
export type TicketWrite = {
  readonly ticket: Ticket;
  readonly events: readonly TicketEvent[];
  readonly outbox: readonly OutboxRow[];
  readonly isNew?: boolean;
};

export type FullContact = {
  readonly name: string;
  readonly phone: string;
  readonly relation: string;
};
export type Lookup = {
  readonly ticketId: string;
  readonly tries: number;
  /** When the first of these tries was made. */
  readonly since: Instant;
};

export type InboxView = 'waiting' | 'mine' | 'all' | 'bot' | 'resolved';
export type InboxRows = { readonly tickets: readonly Ticket[]; readonly cursor: string | null };

/** Something whose time has come. */
export type DueItem =
  | { readonly kind: 'ticket'; readonly ticketId: string }
  | { readonly kind: 'conversation'; readonly conversationId: string }
  /** Somebody's last console closed a minute ago. */
  | { readonly kind: 'away'; readonly staffId: string }
  /** The calendar or the office hours changed, and open due times are being counted again. */
  | { readonly kind: 'recount' }
  /** The tasks of the knowledge base are looked at, every hour of the day and when one falls due. */
  | { readonly kind: 'knowledge' }
  | { readonly kind: 'outbox'; readonly ticketId: string | null; readonly outboxId: string };

/** What the Desk stream tells. */
export type DeskChange =
  /** An entry moved owner, status or urgency: the ticket must have followed. */
  | { readonly kind: 'course'; readonly conversationId: string }
  | { readonly kind: 'ticket'; readonly ticket: Ticket; readonly before: Ticket | undefined }
  | { readonly kind: 'outbox'; readonly ticketId: string | null; readonly outboxId: string }
  /** An event that has no line in the audit yet. */
  | { readonly kind: 'event'; readonly ticketId: string; readonly event: TicketEvent };

/** Counting open due times again: how far it is, and what tickets say of it. */
export type RecountJob = {
  readonly id: string;
  readonly text: string;
  readonly cursor: string | null;
};

export type TicketStore = {
  get(ticketId: string): Promise<Ticket | undefined>;
  /** The next count of a Beijing day, from 0. Never the same twice; gaps are fine. */
  nextCount(date: string): Promise<number>;
  /** Stores ticket and first event together, once; gives the ticket that stands. Also ends the watch on entry 0. */
  open(
    ticket: Ticket,
    event: TicketEvent,
    outbox?: readonly OutboxRow[],
  ): Promise<{ ticket: Ticket; opened: boolean }>;
  /** Replaces the version that was read, with its events and outbox rows, or says that it is stale. */
  save(
    ticket: Ticket,
    events: readonly TicketEvent[],
    outbox?: readonly OutboxRow[],
  ): Promise<Result<Ticket, { readonly kind: 'stale' }>>;
  timeline(ticketId: string): Promise<TicketEvent[]>;
  /** Adds an event, once per id. */
  addEvent(
    ticketId: string,
    event: TicketEvent,
  ): Promise<{ readonly event: TicketEvent; readonly added: boolean }>;
  inbox(view: InboxView, staffId: string, cursor: string | null): Promise<InboxRows>;
  /** Everything that waits or is in hand: for counts. Bounded. */
  active(): Promise<Ticket[]>;
  /** Who waits for a person, in the order in which people are taken. Bounded. */
  waiting(): Promise<Ticket[]>;
  /** Conversations that somebody has in hand. Bounded. */
  inHandOf(staffId: string): Promise<Ticket[]>;
  /** Has the sweep look whether somebody came back. */
  armAway(
    staffId: string,
    away: { readonly since: Instant; readonly dueAt: Instant },
  ): Promise<void>;
  away(staffId: string): Promise<{ readonly since: Instant } | undefined>;
  /** Forgets the look that was armed then; one that was armed since stays. */
  endAway(staffId: string, since: Instant): Promise<void>;
  due(now: Instant): AsyncIterable<DueItem>;
  outboxRow(ticketId: string | null, outboxId: string): Promise<StoredOutboxRow | undefined>;
  /** Stores a notice that comes with no change of a ticket, once; false where it stands already. */
  addOutbox(row: OutboxRow): Promise<boolean>;
  /** Has a notice sent again through the channels that have not taken it; false where there is none. */
  retryOutbox(
    ticketId: string | null,
    outboxId: string,
    deliveries: readonly DeliveryState[],
    at: Instant,
  ): Promise<boolean>;
  /** Writes down how sending went; `again` = when to try the rest, null = nothing is left to send. */
  noteDeliveries(
    row: OutboxRow,
    deliveries: readonly DeliveryState[],
    again: Instant | null,
    at: Instant,
  ): Promise<void>;
  outboxOf(ticketId: string): Promise<StoredOutboxRow[]>;
  /** Counts one robot message; where the last 60 s are full, the instant at which the next may go. */
  takeRobotTurn(now: Instant, perMinute: number): Promise<Instant | null>;
  /** Several tickets, in the order asked for; those that are gone are left out. */
  many(ticketIds: readonly string[]): Promise<Ticket[]>;
  /** Has the sweep look at the knowledge base's tasks then, instead of when it was told before. */
  armLook(at: Instant): Promise<void>;
  /** The same, where nobody has told it yet. */
  beginLooks(at: Instant): Promise<void>;
  /** Keeps a recount under way until it is done: the sweep goes on with it. */
  armRecount(job: RecountJob, at: Instant): Promise<void>;
  recountJob(): Promise<RecountJob | undefined>;
  /** Forgets that recount; one that was begun since stays. */
  endRecount(id: string): Promise<void>;
  /** Writes the lines of events into the audit's chain, each once. */
  chainEvents(
    events: readonly {
      readonly ticketId: string;
      readonly eventId: string;
      readonly entry: AuditEntry;
    }[],
  ): Promise<void>;

  /**
   * Several tickets, their events and notices, and one line of the audit, in one transaction: all or nothing. Stale
   * where any of the tickets changed since it was read.
   */
  commit(
    writes: readonly TicketWrite[],
    audit: AuditEntry | null,
    extra?: { readonly contact?: FullContact },
  ): Promise<Result<Ticket[], { readonly kind: 'stale' }>>;
  event(ticketId: string, eventId: string): Promise<TicketEvent | undefined>;
  contact(ticketId: string): Promise<FullContact | undefined>;
  /** A page of a list, by place; `before` and `after` bound the place. */
  list(query: {
    readonly list: string;
    readonly from?: Instant;
    readonly to?: Instant;
    readonly newestFirst?: boolean;
    readonly cursor: string | null;
    readonly limit: number;
  }): Promise<InboxRows>;
  countList(list: string, from: Instant): Promise<number>;
  lookup(number: string): Promise<Lookup | undefined>;
  /** One try more, or the first of a new window where the last is over; gives the count. */
  countTry(number: string, now: Instant): Promise<number>;
  clearTries(number: string): Promise<void>;
};

/** A line of a list: a ticket, or the number of one whose row cannot be read. */
export type ListedTicket =
  | { readonly kind: 'ticket'; readonly ticket: Ticket }
  | { readonly kind: 'unreadable'; readonly ticketId: string; readonly number: string };

/** Lists of tickets as people look for them. */
export type TicketIndex = {
  /**
   * At the most `limit` tickets of a list that pass `keep`, from `cursor` on. Bounded: a page may be short, or empty,
   * and go on still. Read beside each other the pages hold every place of the list once.
   */
  page(query: {
    readonly list: string;
    readonly from?: Instant | undefined;
    readonly to?: Instant | undefined;
    readonly newestFirst: boolean;
    readonly cursor: string | null;
    readonly limit: number;
    readonly keep: (row: Facets) => boolean;
  }): Promise<{ readonly listed: readonly ListedTicket[]; readonly cursor: string | null }>;
  /** What all tickets of a list say of themselves, without reading them. */
  facets(list: string, from: Instant, to: Instant): AsyncIterable<Facets>;
  /** Tickets whose number, or its middle group, begins with these digits, or whose number ends with them. */
  byDigits(digits: string, limit: number): Promise<readonly ListedTicket[]>;
  /** `own:<staff>` or `shared`. */
  views(owner: string): Promise<readonly SavedView[]>;
  saveView(owner: string, view: SavedView): Promise<void>;
  dropView(owner: string, viewId: string): Promise<void>;
};

// ---- live: sockets, presence, cursors ----------------------------------------------------------------------------

export type Connection = {
  readonly connectionId: string;
  readonly subject: string;
  readonly kind: 'visitor' | 'staff';
  readonly tier: Tier | null;
  readonly name: string;
  readonly departments: readonly string[];
};

export type Side = 'patient' | 'agent';
export type Cursor = { readonly delivered: number; readonly read: number };
export type Viewer = {
  readonly connectionId: string;
  readonly staffId: string;
  readonly name: string;
};
export type PresenceState = 'online' | 'away' | 'offline';
export type SocketSubject = Omit<Connection, 'connectionId'>;

export type LiveStore = {
  connect(connection: Connection, now: Instant): Promise<void>;
  /** Gives the conversations that the connection had on screen. */
  disconnect(connection: Pick<Connection, 'connectionId' | 'subject'>): Promise<string[]>;
  connectionsOf(subject: string, now: Instant): Promise<Connection[]>;
  desk(now: Instant): Promise<Connection[]>;
  viewers(conversationId: string, now: Instant): Promise<Viewer[]>;
  view(viewer: Viewer, conversationId: string | null, now: Instant): Promise<string[]>;
  setPresence(staffId: string, state: PresenceState, now: Instant): Promise<void>;
  presence(now: Instant): Promise<ReadonlyMap<string, PresenceState>>;
  /** The same with the instant at which each has said so. */
  said(now: Instant): Promise<ReadonlyMap<string, { state: PresenceState; at: Instant }>>;
  /** What somebody has said last, and when. */
  presenceOf(
    staffId: string,
    now: Instant,
  ): Promise<{ readonly state: PresenceState; readonly at: Instant } | undefined>;
  /** Whether one more message may pass now; only who writes fast costs a look-up. */
  admitMessage(
    visitorId: string,
    now: Instant,
  ): Promise<Result<undefined, { readonly retryAfter: number }>>;
  /** Remembers for a while how long somebody waited, once per ticket and instant. */
  recordPickup(ticketId: string, pickup: Pickup): Promise<void>;
  /** The latest pick-ups, newest first. */
  pickups(now: Instant): Promise<Pickup[]>;
  cursors(conversationId: string): Promise<Readonly<Record<Side, Cursor>>>;
  /** Moves forward only; false where nothing moved. */
  moveCursor(
    conversationId: string,
    side: Side,
    cursor: Cursor,
    now: Instant,
  ): Promise<Cursor | undefined>;
  issueSocketTicket(hash: string, subject: SocketSubject, expiresAt: Instant): Promise<void>;
  /** Once: a second caller gets nothing. */
  consumeSocketTicket(hash: string, now: Instant): Promise<SocketSubject | undefined>;
};

/** What the router remembers of people; `save` is a compare-and-set on the revision. */
export type DutyStore = {
  all(): Promise<Duty[]>;
  get(staffId: string): Promise<Duty | undefined>;
  /** Replaces the revision before this one; false where somebody was faster. */
  save(duty: Duty): Promise<boolean>;
};

// ---- people ------------------------------------------------------------------------------------------------------

export type StaffMember = {
  readonly staffId: string;
  /** Subject at the hospital's issuer. */
  readonly subject: string;
  readonly name: string;
  readonly tier: Tier;
  readonly departments: readonly string[];
  readonly skills: readonly string[];
  /** Chats and open tickets at the same time that are given to them. */
  readonly capacity: number;
  readonly ticketCapacity: number;
  readonly active: boolean;
};

export type StoredSession = {
  readonly sessionId: string;
  readonly subject: string;
  readonly kind: 'visitor' | 'staff';
  /** Mixed into the refresh tokens of this session. */
  readonly salt: string;
  readonly generation: number;
  /** SHA-256 of the one refresh token that is good now. */
  readonly tokenHash: string;
  readonly rotatedAt: Instant;
  readonly startedAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
};

export type PeopleStore = {
  staff(staffId: string): Promise<StaffMember | undefined>;
  staffBySubject(subject: string): Promise<StaffMember | undefined>;
  allStaff(): Promise<StaffMember[]>;
  putStaff(member: StaffMember): Promise<void>;
  /** Skills and limits of somebody on the list; false where nobody has that id. */
  setAbilities(staffId: string, abilities: StaffAbilities): Promise<boolean>;
  createSession(session: StoredSession): Promise<void>;
  session(sessionId: string): Promise<StoredSession | undefined>;
  /** Replaces the generation that was read; false where somebody was faster. */
  rotate(next: StoredSession, fromGeneration: number): Promise<boolean>;
  revoke(sessionId: string, at: Instant): Promise<void>;
  /** True for the first caller only. */
  consumeOnce(key: string, expiresAt: Instant): Promise<boolean>;
};

/** Whom an access token speaks for. */
export type AccessSubject = {
  readonly subject: string;
  readonly kind: 'visitor' | 'staff';
  readonly tier: Tier | null;
  readonly name: string;
  readonly departments: readonly string[];
  readonly sessionId: string;
};

export type Tokens = {
  access(
    subject: AccessSubject,
    now: Instant,
  ): Promise<{ readonly token: string; readonly expiresAt: Instant }>;
  /** The refresh token of a session's generation; the same whenever it is asked for. */
  refresh(session: Pick<StoredSession, 'sessionId' | 'salt' | 'generation'>): Promise<string>;
  /** What a refresh token claims, before anything is verified. */
  readRefresh(
    token: string,
  ): { readonly sessionId: string; readonly generation: number } | undefined;
  hash(text: string): string;
  same(a: string, b: string): boolean;
  random(): string;
  /** A keyed hash: finds a phone number again without storing or revealing it. */
  keyed(text: string): Promise<string>;
};

/** Checks id tokens of the hospital's OpenID Connect issuer. */
export type IdTokens = {
  verify(
    idToken: string,
    nonce: string,
    now: Instant,
  ): Promise<
    Result<
      { readonly subject: string; readonly expiresAt: Instant },
      | { readonly kind: 'unauthenticated'; readonly detail: string }
      | { readonly kind: 'unavailable' }
    >
  >;
};

// ---- knowledge ---------------------------------------------------------------------------------------------------

export type HospitalProfile = {
  readonly name: Localized;
  readonly emergencyPhone: string;
  readonly hotline: string;
  readonly address: string;
  readonly deskHours: DeskHours;
  readonly topics: readonly ({
    readonly icon: string;
    readonly send: string;
  } & Localized)[];
};

export type OpeningData = Pick<OpeningPlan, 'hours' | 'overrides'>;

export type KnowledgeStore = {
  profile(): Promise<HospitalProfile | undefined>;
  putProfile(profile: HospitalProfile): Promise<void>;
  /** How work is given out; the usual way until an administrator decides. */
  routing(): Promise<RoutingSettings>;
  putRouting(settings: RoutingSettings): Promise<void>;
  /** The national arrangement of holidays, as far as years have been entered. */
  calendar(): Promise<Calendar>;
  /** Enters years that are not there yet; what an administrator has entered stays. */
  addCalendarYears(years: readonly YearTable[]): Promise<void>;
  /** Enters a year, or replaces it. */
  putCalendarYear(year: YearTable): Promise<void>;
  /**
   * Hours that the hospital has entered itself; undefined where it has not. Those of the desk stand in the profile as
   * well, in place of what the set-up has brought.
   */
  hours(of: HoursOf): Promise<StoredOfficeHours | undefined>;
  /** Replaces the revision that was read (0 = none); false where somebody was faster. */
  putHours(of: HoursOf, hours: StoredOfficeHours): Promise<boolean>;
  departments(): Promise<Department[]>;
  putDepartments(departments: readonly Department[]): Promise<void>;
  /** People whom patients ask for by name. */
  people(): Promise<Person[]>;
  putPeople(people: readonly Person[]): Promise<void>;
  /** The plan of the grounds; undefined where the hospital has drawn none. */
  campus(): Promise<Campus | undefined>;
  putCampus(campus: Campus): Promise<void>;
  /** When departments are open, and what was decided for some days. Kept for a few seconds. */
  opening(): Promise<OpeningData>;
  /** Read anew: for whoever changes it. */
  openingNow(): Promise<OpeningData>;
  /** Enters hours of departments that have none yet; what an administrator has entered stays. */
  addDepartmentHours(hours: readonly DepartmentHours[]): Promise<void>;
  putDepartmentHours(hours: DepartmentHours): Promise<void>;
  putOverride(override: StoredOverride): Promise<void>;
  removeOverride(overrideId: string): Promise<void>;
  /** The published index, kept in process; undefined where nothing was published. */
  index(now: Instant): Promise<KnowledgeIndex | undefined>;
};

/** An entry with the count of its saves: a save of an older one is refused. */
export type StoredEntry = { readonly entry: KnowledgeEntry; readonly revision: number };

export type EntryVersion = {
  readonly version: number;
  readonly content: EntryContent;
  readonly by: { readonly id: string; readonly name: string };
  readonly at: Instant;
};

export type EntryStep = {
  readonly at: Instant;
  readonly step: string;
  readonly version: number;
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
};

/** A save: what stood before is kept as a version where the content changes. */
export type EntryWrite = {
  readonly entry: KnowledgeEntry;
  /** Revision that was read; null = new. */
  readonly revision: number | null;
  readonly replaced?: EntryVersion;
  readonly step: EntryStep;
  /** Asked for by the step: stands with it, or neither does. */
  readonly publication?: Publication;
};

/** What was published: enough to go back to it, entries included. */
export type Manifest = {
  readonly version: string;
  readonly at: Instant;
  readonly chunks: number;
  readonly bytes: number;
  readonly hash: string;
  readonly jobId: string | null;
  readonly by: { readonly id: string; readonly name: string };
  readonly entries: Readonly<Record<string, number>>;
};

export type StoredMiss = Miss & {
  /** The entry that had expired or whose answer did not help. */
  readonly articleId: string | null;
};

/** A group of misses that somebody answers. */
export type MissDraft = {
  readonly clusterId: string;
  readonly articleId: string;
  readonly missIds: readonly string[];
  readonly firstAt: Instant;
  /** Rows of an earlier release have none. */
  readonly draftedAt?: Instant;
  readonly dueAt: Instant;
  readonly publishedAt: Instant | null;
};

/** What editors work on: entries with versions, publications, snapshots, misses. */
export type KnowledgeBaseStore = {
  entries(): Promise<StoredEntry[]>;
  /** A page of the list, latest change first; `after` is the place of the last one that was seen. May lag by a moment. */
  listed(
    after: Place | null,
    limit: number,
  ): Promise<{ readonly entries: ListedEntry[]; readonly more: boolean }>;
  /** The whole list, without the entries' texts. */
  allListed(): Promise<ListedEntry[]>;
  /** Puts entries of an earlier release into the list. Gives how many. */
  enlist(): Promise<number>;
  entry(articleId: string): Promise<StoredEntry | undefined>;
  save(write: EntryWrite): Promise<Result<StoredEntry, { readonly kind: 'stale' }>>;
  /** Adds entries that are not there yet; those that are stay as they are. */
  addEntries(entries: readonly KnowledgeEntry[]): Promise<number>;
  history(articleId: string): Promise<{ versions: EntryVersion[]; steps: EntryStep[] }>;
  version(articleId: string, version: number): Promise<EntryVersion | undefined>;

  addPublication(publication: Publication): Promise<void>;
  savePublication(publication: Publication): Promise<void>;
  publication(jobId: string): Promise<Publication | undefined>;
  /** Newest first. */
  publications(limit: number): Promise<Publication[]>;

  current(): Promise<string | undefined>;
  manifest(version: string): Promise<Manifest | undefined>;
  manifests(): Promise<Manifest[]>;
  /** A published index, read and checked anew; throws where it is broken. */
  load(version: string): Promise<KnowledgeIndex>;
  /** Stores chunks and manifest; patients do not see it yet. Gives the manifest of the same bytes where one stands. */
  store(
    snapshot: Uint8Array,
    about: Pick<Manifest, 'at' | 'jobId' | 'by' | 'entries'>,
  ): Promise<Manifest>;
  /** Moves the pointer from the version that was read; false where somebody was faster. */
  point(to: Manifest, from: string | undefined, at: Instant): Promise<boolean>;
  /** Forgets all but the newest versions; what is current stays. Gives how many went. */
  prune(keep: number): Promise<number>;

  addMiss(miss: StoredMiss): Promise<void>;
  misses(since: Instant, until: Instant): Promise<StoredMiss[]>;
  missDrafts(): Promise<MissDraft[]>;
  saveMissDraft(draft: MissDraft): Promise<void>;
  /** One more time that an article answered in this week. */
  countAnswer(monday: string, articleId: string): Promise<void>;
  answerCounts(monday: string): Promise<{ articleId: string; count: number }[]>;

  /** Keeps a picture under the name of its content and gives its address; the same picture has the same one. */
  addPicture(picture: Picture, bytes: Uint8Array): Promise<string>;
  /** The bytes behind an address that `addPicture` gave. */
  picture(address: string): Promise<Uint8Array | undefined>;
};

// ---- pushing -----------------------------------------------------------------------------------------------------

/** Sends to sockets, all at once, within a short bound. What is not delivered is fetched over HTTP. */
export type Pusher = {
  send(connections: readonly Connection[], message: PushMessage): Promise<void>;
};

/** Server-to-client messages in domain words; the contract's schema of them is checked at the edge. */
export type PushMessage = {
  readonly type:
    | 'entries'
    | 'typing'
    | 'cursor'
    | 'viewers'
    | 'inbox'
    | 'alarm'
    | 'notice'
    | 'queue'
    | 'pong'
    | 'problem';
} & Readonly<Record<string, unknown>>;

// ---- all together ------------------------------------------------------------------------------------------------

export type Deps = {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly logger: Logger;
  readonly log: ConversationLog;
  readonly tickets: TicketStore;
  readonly ticketIndex: TicketIndex;
  readonly live: LiveStore;
  readonly duty: DutyStore;
  readonly people: PeopleStore;
  readonly knowledge: KnowledgeStore;
  readonly audit: AuditStore;
  readonly notices: NoticeStore;
  readonly channels: () => Promise<Channels>;
  readonly knowledgeBase: KnowledgeBaseStore;
  readonly pusher: Pusher;
  readonly tokens: Tokens;
  readonly idTokens: IdTokens;
};
