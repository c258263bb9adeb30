import {
  type Authority,
  type Authorization,
  type LimitedAction,
  withinLimit,
} from '#shared/domain/access/limits.ts';
import type { Action, Tier } from '#shared/domain/access/policy.ts';
import type { Evidence, EvidenceKind } from '#shared/domain/case/case.ts';
import { type CaseStep, MAX_RETURNS } from '#shared/domain/case/lifecycle.ts';
import type { Ticket } from './ticket.ts';
import type { ChangeKind, ChangeOf, TicketChange } from './work.ts';

/** Steps that the department at work takes; the rest belongs to the service centre, review to supervisors. */
const STEP_RIGHTS: Readonly<Record<CaseStep, Action>> = {
  clarify: 'ticket.manage',
  acknowledge: 'ticket.manage',
  assign: 'ticket.manage',
  accept: 'ticket.work',
  return: 'ticket.work',
  investigate: 'ticket.work',
  'wait-for-patient': 'ticket.work',
  'wait-for-outside': 'ticket.work',
  resume: 'ticket.work',
  propose: 'ticket.work',
  approve: 'ticket.review',
  rework: 'ticket.review',
  'send-feedback': 'ticket.manage',
  'call-back': 'ticket.manage',
  close: 'ticket.manage',
  'refuse-acceptance': 'ticket.manage',
  withdraw: 'ticket.manage',
  merge: 'ticket.manage',
  'enter-dispute': 'ticket.review',
  reopen: 'ticket.manage',
};

/** What a department may prove is what it did itself; what the patient said or heard is the service centre's to write. */
const PROOF_RIGHTS: Readonly<Partial<Record<EvidenceKind, Action>>> = {
  summary: 'ticket.manage',
  acknowledgement: 'ticket.manage',
  feedback: 'ticket.manage',
  'interim-feedback': 'ticket.manage',
  'call-back': 'ticket.manage',
  waiver: 'ticket.manage',
  withdrawal: 'ticket.manage',
  'new-evidence': 'ticket.manage',
  review: 'ticket.review',
};

const CHANGE_RIGHTS: Readonly<Record<Exclude<ChangeKind, 'step' | 'proof'>, Action>> = {
  matter: 'ticket.manage',
  assign: 'ticket.manage',
  'add-department': 'ticket.manage',
  clock: 'ticket.work',
  grant: 'ticket.manage',
  task: 'ticket.work',
  'task-step': 'ticket.contribute',
  link: 'ticket.manage',
  merge: 'ticket.manage',
  split: 'ticket.manage',
  remind: 'ticket.manage',
  label: 'ticket.manage',
  named: 'ticket.manage',
  help: 'ticket.manage',
  'close-consultation': 'ticket.manage',
};

/** Action of the policy table that a change needs. */
export const rightFor = (change: TicketChange): Action => {
  if (change.do === 'step') return STEP_RIGHTS[change.step];
  if (change.do === 'proof') return PROOF_RIGHTS[change.evidence.kind] ?? 'ticket.contribute';
  return CHANGE_RIGHTS[change.do];
};

/** Every action that a change needs: what it does, and what each piece of evidence proves that comes with a step. */
export const rightsFor = (change: TicketChange): readonly Action[] => [
  rightFor(change),
  ...(change.do === 'step'
    ? change.evidence.map(({ kind }) => PROOF_RIGHTS[kind] ?? ('ticket.contribute' as const))
    : []),
];

/** The right that a kind of change needs at the least, for the buttons of a page. */
export const rightForKind = (kind: ChangeKind): Action =>
  kind === 'step' ? 'ticket.work' : kind === 'proof' ? 'ticket.contribute' : CHANGE_RIGHTS[kind];

/** A limit that a change touches, with the amount that is measured against it. */
export type Touched = { readonly action: LimitedAction; readonly amount: number };

const waives = (evidence: readonly Evidence[]): Touched[] =>
  evidence.some(({ kind }) => kind === 'waiver') ? [{ action: 'waive-call-back', amount: 0 }] : [];

const touchedByStep = (ticket: Ticket, change: ChangeOf<'step'>): Touched[] => {
  const state = ticket.case?.state;
  const returnedOften = (ticket.case?.returns ?? 0) >= MAX_RETURNS;
  const reassigns = state !== 'acknowledged' && (state !== 'returned' || returnedOften);
  const own: Partial<Record<CaseStep, Touched>> = {
    close: { action: 'close', amount: 0 },
    // Ends a complaint as closing does: whoever may not close it does not take it back in the patient's name.
    withdraw: { action: 'close', amount: 0 },
    'refuse-acceptance': { action: 'refuse-acceptance', amount: 0 },
    'wait-for-patient': { action: 'pause', amount: change.days },
    'wait-for-outside': { action: 'pause', amount: change.days },
    ...(reassigns ? { assign: { action: 'reassign', amount: 0 } } : {}),
  };
  const touched = own[change.step];
  return [...(touched === undefined ? [] : [touched]), ...waives(change.evidence)];
};

const GUARDED_TOPICS = new Set(['E01', 'E15', 'E16']);

const touchedByMatter = (ticket: Ticket, change: ChangeOf<'matter'>): Touched[] => {
  const { category, severity, topic } = change;
  const recategorised = category !== null && category !== ticket.category;
  // Quality, privacy and discipline are not talked away by whoever sends the ticket on.
  const freed = topic !== null && topic !== ticket.topic && GUARDED_TOPICS.has(ticket.topic ?? '');
  const lowered = severity !== null && ticket.severity !== null && severity > ticket.severity;
  return [
    ...(recategorised || freed ? [{ action: 'change-category' as const, amount: 0 }] : []),
    ...(lowered ? [{ action: 'lower-severity' as const, amount: 0 }] : []),
  ];
};

const touchedByClock = (ticket: Ticket, change: ChangeOf<'clock'>): Touched[] => {
  if (change.change === 'resume') return [];
  if (change.change === 'pause') return [{ action: 'pause', amount: change.days }];
  const clock = ticket.caseClocks.find(({ id }) => id === change.clock);
  const second = (clock?.extensions.length ?? 0) > 0;
  return [
    { action: 'extend-internal', amount: change.days },
    ...(second ? [{ action: 'second-extension' as const, amount: 0 }] : []),
  ];
};

const touchedByAssign = (ticket: Ticket, change: ChangeOf<'assign'>): Touched[] => {
  const moves = change.department !== null && change.department !== ticket.department;
  const replaces = change.handlerId !== null && ticket.case?.handlerId != null;
  return moves || replaces ? [{ action: 'reassign', amount: 0 }] : [];
};

/** The limits that a change touches; none where everybody with the right may send it. */
export const limitsTouched = (ticket: Ticket, change: TicketChange): readonly Touched[] => {
  switch (change.do) {
    case 'step':
      return touchedByStep(ticket, change);
    case 'proof':
      return waives([change.evidence]);
    case 'matter':
      return touchedByMatter(ticket, change);
    case 'assign':
      return touchedByAssign(ticket, change);
    case 'clock':
      return touchedByClock(ticket, change);
    case 'grant':
      return [{ action: change.grant, amount: change.amountFen }];
    case 'add-department':
      return [{ action: 'reassign', amount: 0 }];
    case 'merge':
    case 'split':
      return [{ action: 'merge-split', amount: 0 }];
    default:
      return [];
  }
};

/** A department decides as an agent does; the three tiers are those of the service centre. */
export const authorityOf = (tier: Tier): Authority =>
  tier === 'supervisor' || tier === 'office' ? tier : 'agent';

export type Allowance =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'refused'; readonly touched: Touched }
  | {
      readonly kind: 'needs-approval';
      readonly from: Authority;
      readonly touched: Touched;
    };

const ORDER = { agent: 0, supervisor: 1, office: 2 } as const;

/** Whether a tier may make a change alone; where several limits are touched, the highest tier that one of them asks for. */
export const allowanceOf = (tier: Tier, ticket: Ticket, change: TicketChange): Allowance => {
  let needed: Allowance = { kind: 'allowed' };
  for (const touched of limitsTouched(ticket, change)) {
    const verdict: Authorization = withinLimit(
      authorityOf(tier),
      touched.action,
      ticket.category,
      touched.amount,
    );
    if (verdict.kind === 'refused') return { kind: 'refused', touched };
    if (verdict.kind === 'allowed') continue;
    if (needed.kind !== 'needs-approval' || ORDER[verdict.from] > ORDER[needed.from])
      needed = { kind: 'needs-approval', from: verdict.from, touched };
  }
  return needed;
};

/**
 * Somebody whom a complaint names has no part in it: no step, no proof, no decision, and not the list of names. What
 * their department is asked they may answer like anybody there.
 */
export const hasNoPart = (ticket: Ticket, staffId: string, kind?: ChangeKind): boolean =>
  (ticket.case?.complaint === true || ticket.category === '投诉') &&
  ticket.case?.namedStaff.includes(staffId) === true &&
  kind !== 'task-step';

/** True where somebody of this tier may decide what was asked of `from`. */
export const mayDecide = (tier: Tier, from: Authority): boolean =>
  (tier === 'supervisor' || tier === 'office') && ORDER[tier] >= ORDER[from];
