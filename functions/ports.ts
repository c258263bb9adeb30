import type { Tier } from '#shared/domain/access/policy.ts';
import type { ChannelId } from '#shared/domain/conversation/channels.ts';
import type { Refusal } from '#shared/domain/conversation/conversation.ts';
import type { Entry, EntryAuthor, EntryBody } from '#shared/domain/conversation/entry.ts';
import type { Department } from '#shared/domain/reply/directory.ts';
import type { Article } from '#shared/domain/retrieval/article.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import type { DeskHours } from '#shared/domain/sla/desk-hours.ts';
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
  readonly ticketId: string;
  readonly ticketNumber: string;
  readonly audience: 'desk' | 'supervisors';
  readonly title: string;
  readonly text: string;
  readonly at: Instant;
};

export type InboxView = 'waiting' | 'mine' | 'all' | 'bot' | 'resolved';
export type InboxRows = { readonly tickets: readonly Ticket[]; readonly cursor: string | null };

/** Something whose time has come. */
export type DueItem =
  | { readonly kind: 'ticket'; readonly ticketId: string }
  | { readonly kind: 'conversation'; readonly conversationId: string }
  | { readonly kind: 'outbox'; readonly ticketId: string; readonly outboxId: string };

/** What the Desk stream tells. */
export type DeskChange =
  /** An entry moved owner, status or urgency: the ticket must have followed. */
  | { readonly kind: 'course'; readonly conversationId: string }
  | { readonly kind: 'ticket'; readonly ticket: Ticket; readonly before: Ticket | undefined }
  | { readonly kind: 'outbox'; readonly row: OutboxRow };

export type TicketStore = {
  get(ticketId: string): Promise<Ticket | undefined>;
  /** The next count of a Beijing day, from 0. Never the same twice; gaps are fine. */
  nextCount(date: string): Promise<number>;
  /** Stores ticket and first event together, once; gives the ticket that stands. Also ends the watch on entry 0. */
  open(ticket: Ticket, event: TicketEvent): Promise<{ ticket: Ticket; opened: boolean }>;
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
  due(now: Instant): AsyncIterable<DueItem>;
  outboxRow(ticketId: string, outboxId: string): Promise<OutboxRow | undefined>;
  markSent(ticketId: string, outboxId: string, at: Instant): Promise<void>;
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

// ---- people ------------------------------------------------------------------------------------------------------

export type StaffMember = {
  readonly staffId: string;
  /** Subject at the hospital's issuer. */
  readonly subject: string;
  readonly name: string;
  readonly tier: Tier;
  readonly departments: readonly string[];
  readonly skills: readonly string[];
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

export type KnowledgeStore = {
  profile(): Promise<HospitalProfile | undefined>;
  putProfile(profile: HospitalProfile): Promise<void>;
  departments(): Promise<Department[]>;
  putDepartments(departments: readonly Department[]): Promise<void>;
  articles(): Promise<Article[]>;
  putArticles(articles: readonly Article[]): Promise<void>;
  /** Stores the chunks, then moves the pointer; the version before stays. Gives the version. */
  publish(snapshot: Uint8Array, at: Instant): Promise<string>;
  /** The published index, kept in process; undefined where nothing was published. */
  index(now: Instant): Promise<KnowledgeIndex | undefined>;
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
  readonly live: LiveStore;
  readonly people: PeopleStore;
  readonly knowledge: KnowledgeStore;
  readonly pusher: Pusher;
  readonly tokens: Tokens;
  readonly idTokens: IdTokens;
};
