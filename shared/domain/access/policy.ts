/** Who acts. Tier and departments come from the staff table, never from a token of somebody else. */
export type Tier = 'agent' | 'supervisor' | 'office' | 'department' | 'editor';

export type Actor =
  | { readonly kind: 'visitor'; readonly visitorId: string }
  | {
      readonly kind: 'staff';
      readonly staffId: string;
      readonly name: string;
      readonly tier: Tier;
      readonly departments: readonly string[];
    };

/** What is acted upon, as far as it is known. */
export type Subject = {
  readonly visitorId?: string | null;
  readonly department?: string;
  /** Departments that hear of it or answer a part of it, beside the one that leads. */
  readonly departments?: readonly string[];
  /** Who has the conversation or was asked to take it: a staff id, or `dep:<name>`. */
  readonly heldBy?: readonly string[];
  /** Only the named lead and the hospital's leaders may read it (discipline). */
  readonly restricted?: boolean;
};

export const ACTIONS = [
  'conversation.start',
  'conversation.read',
  'conversation.write',
  'desk.read',
  'desk.claim',
  'desk.reply',
  'desk.release',
  'desk.transfer',
  /** Take a colleague's conversation. */
  'desk.take-over',
  'desk.resolve',
  'desk.acknowledge',
  'ticket.read',
  'ticket.note',
  'ticket.list',
  'ticket.create',
  'ticket.contribute',
  'ticket.work',
  'ticket.manage',
  'ticket.review',
  'ticket.decide',
  'ticket.reveal',
  'ticket.deliveries',
  'notices.read',
  /** What left the house, for the whole house, and sending it again. */
  'deliveries.manage',
  'audit.read',
  'audit.verify',
  'calendar.read',
  'routing.read',
  /** How work is given out, and who can do what and how much of it. */
  'routing.edit',
  'calendar.import',
  'hours.edit',
  'inbox.read',
  'colleagues.read',
  'presence.set',
  'knowledge.read',
  'knowledge.edit',
  'knowledge.approve',
  /** Publish, retire, go back to an earlier version, import. */
  'knowledge.publish',
] as const;
export type Action = (typeof ACTIONS)[number];

/**
 * `own`: what belongs to the visitor. `department`: what the actor's departments answer for, or they hold. `held`: what
 * the actor has in hand or was asked to take.
 */
type Reach = 'none' | 'own' | 'held' | 'department' | 'all';
type Row = Readonly<Record<Action, Reach>>;

const NOTHING: Row = Object.fromEntries(ACTIONS.map((action) => [action, 'none'])) as Row;

const DESK: Row = {
  ...NOTHING,
  'desk.read': 'all',
  'desk.claim': 'all',
  'desk.reply': 'all',
  'desk.release': 'all',
  'desk.transfer': 'all',
  'desk.resolve': 'all',
  'desk.acknowledge': 'all',
  'ticket.read': 'all',
  'ticket.note': 'all',
  'ticket.list': 'all',
  'ticket.create': 'all',
  'ticket.contribute': 'all',
  'ticket.work': 'all',
  'ticket.manage': 'all',
  'ticket.reveal': 'all',
  'ticket.deliveries': 'all',
  'notices.read': 'all',
  'calendar.read': 'all',
  'routing.read': 'all',
  'inbox.read': 'all',
  'colleagues.read': 'all',
  'presence.set': 'all',
  'knowledge.read': 'all',
};

const KEEPS_KNOWLEDGE: Partial<Row> = {
  'knowledge.read': 'all',
  'knowledge.edit': 'all',
  'knowledge.approve': 'all',
  'knowledge.publish': 'all',
};

/** What supervisors and the hospital office have beyond the desk; up to which amount is in `limits.ts`. */
const DECIDES: Partial<Row> = {
  'ticket.review': 'all',
  'ticket.decide': 'all',
  'calendar.import': 'all',
  'hours.edit': 'all',
  'routing.edit': 'all',
  'deliveries.manage': 'all',
  'audit.read': 'all',
  'audit.verify': 'all',
};

/** Tier × action. A row or column more does not compile until every field is filled. */
const POLICY: Readonly<Record<Tier | 'visitor', Row>> = {
  visitor: {
    ...NOTHING,
    'conversation.start': 'all',
    'conversation.read': 'own',
    'conversation.write': 'own',
  },
  agent: DESK,
  supervisor: { ...DESK, 'desk.take-over': 'all', ...KEEPS_KNOWLEDGE, ...DECIDES },
  office: {
    ...DESK,
    'desk.take-over': 'all',
    ...KEEPS_KNOWLEDGE,
    ...DECIDES,
  },
  department: {
    ...NOTHING,
    'desk.read': 'department',
    // A chat that the desk has handed to the department, and its person has accepted.
    'desk.reply': 'held',
    'desk.release': 'held',
    'desk.transfer': 'held',
    'desk.resolve': 'held',
    'ticket.read': 'department',
    'ticket.note': 'department',
    'ticket.list': 'department',
    'ticket.contribute': 'department',
    'ticket.work': 'department',
    'inbox.read': 'department',
    'notices.read': 'all',
    'colleagues.read': 'all',
    'presence.set': 'all',
    'knowledge.read': 'all',
    'knowledge.edit': 'department',
    'knowledge.approve': 'department',
  },
  editor: {
    ...NOTHING,
    ...KEEPS_KNOWLEDGE,
    'notices.read': 'all',
    'colleagues.read': 'all',
    'presence.set': 'all',
  },
};

export type Verdict = 'allowed' | 'forbidden' | 'hidden';

const mayReadRestricted = (actor: Actor, subject: Subject): boolean =>
  actor.kind === 'staff' &&
  (actor.tier === 'office' ||
    (actor.tier === 'department' && actor.departments.includes(subject.department ?? '')));

/** Who a chat is handed to, where it is a department. */
export const departmentHolder = (name: string): string => `dep:${name}`;

const holds = (actor: Actor, { heldBy = [] }: Subject): boolean =>
  actor.kind === 'staff' &&
  [actor.staffId, ...actor.departments.map(departmentHolder)].some((id) => heldBy.includes(id));

const guardsTicket = (action: Action): boolean => action.startsWith('ticket.');

const answersFor = (actor: Actor, { department, departments = [] }: Subject): boolean =>
  department === undefined ||
  (actor.kind === 'staff' &&
    actor.departments.some((own) => own === department || departments.includes(own)));

/** What a reach reaches. A subject of which nothing is known asks whether the action is one of the actor's at all. */
const REACHES: Readonly<
  Record<Exclude<Reach, 'none'>, (actor: Actor, subject: Subject) => boolean>
> = {
  all: () => true,
  own: (actor, subject) => actor.kind === 'visitor' && subject.visitorId === actor.visitorId,
  held: (actor, subject) => subject.heldBy === undefined || holds(actor, subject),
  department: (actor, subject) => answersFor(actor, subject) || holds(actor, subject),
};

/**
 * May this actor do this to this subject? `hidden` where not even the existence may show: another visitor's
 * conversation, another department's ticket.
 */
export const authorize = (actor: Actor, action: Action, subject: Subject = {}): Verdict => {
  const reach = POLICY[actor.kind === 'visitor' ? 'visitor' : actor.tier][action];
  if (reach === 'none') return 'forbidden';
  if (guardsTicket(action) && subject.restricted === true && !mayReadRestricted(actor, subject))
    return 'hidden';
  return REACHES[reach](actor, subject) ? 'allowed' : 'hidden';
};
