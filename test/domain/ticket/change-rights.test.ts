import { describe, expect, it } from 'vitest';
import { type Actor, authorize, type Tier } from '#shared/domain/access/policy.ts';
import { CASE_STEPS, type CaseStep } from '#shared/domain/case/lifecycle.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';
import { withCase } from '#shared/domain/ticket/case-work.ts';
import { allowanceOf, mayDecide, rightFor } from '#shared/domain/ticket/change-rights.ts';
import { openTicket } from '#shared/domain/ticket/open-ticket.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { ticketChange } from '#shared/domain/ticket/work.ts';

const NOW = Date.UTC(2026, 10, 24, 2);

const aTicket = (category: Ticket['category'], over: Partial<Ticket> = {}): Ticket => {
  const plain = openTicket({
    ticketId: 'tkt_1',
    number: '261124-00001-0',
    conversationId: 'cnv_1',
    visitorId: 'vst_1',
    channel: 'web',
    matter: {
      category,
      serviceClass: 'E',
      topic: category === '投诉' ? 'E05' : null,
      severity: category === '投诉' ? 'S3' : null,
      department: '门诊部',
      routeReason: '',
      summary: '',
    },
    now: NOW,
  });
  return withCase(officeSchedule({ years: [] }), { ...plain, ...over }, NOW).ticket;
};

const TIERS = ['department', 'agent', 'supervisor', 'office', 'editor'] as const;

const verdict = (tier: Tier, ticket: Ticket, change: object): string => {
  const actor: Actor = {
    kind: 'staff',
    staffId: 'stf_1',
    name: '某',
    tier,
    departments: tier === 'department' ? ['门诊部'] : [],
  };
  const parsed = ticketChange.parse(change);
  if (authorize(actor, rightFor(parsed), { department: '门诊部' }) !== 'allowed') return '-';
  const allowance = allowanceOf(tier, ticket, parsed);
  if (allowance.kind === 'needs-approval') return allowance.from === 'office' ? 'o' : 's';
  return allowance.kind === 'allowed' ? 'y' : 'n';
};

/** One letter a tier, in the order of TIERS. y: alone; s, o: asks supervisor, office; n: nobody may; -: not their work. */
const STEPS: Readonly<Record<CaseStep, string>> = {
  clarify: '-yyy-',
  acknowledge: '-yyy-',
  assign: '-syy-',
  accept: 'yyyy-',
  return: 'yyyy-',
  investigate: 'yyyy-',
  'wait-for-patient': 'ssyy-',
  'wait-for-outside': 'ssyy-',
  resume: 'yyyy-',
  propose: 'yyyy-',
  approve: '--yy-',
  rework: '--yy-',
  'send-feedback': '-yyy-',
  'call-back': '-yyy-',
  close: '-syy-',
  'refuse-acceptance': '-syy-',
  withdraw: '-syy-',
  merge: '-yyy-',
  'enter-dispute': '--yy-',
  reopen: '-yyy-',
};

const CHANGES: readonly (readonly [string, object, string])[] = [
  ['a note of proof', { do: 'proof', evidence: { kind: 'measure', text: '换人' } }, 'yyyy-'],
  ['a review', { do: 'proof', evidence: { kind: 'review', text: '' } }, '--yy-'],
  ['a waiver', { do: 'proof', evidence: { kind: 'waiver', text: '失联' } }, '-syy-'],
  [
    'a call-back',
    {
      do: 'proof',
      evidence: { kind: 'call-back', reached: true, satisfaction: 4, text: '' },
    },
    '-yyy-',
  ],
  ['a reminder', { do: 'remind' }, '-yyy-'],
  ['a label', { do: 'label', add: ['媒体'] }, '-yyy-'],
  ['names of staff', { do: 'named', names: ['某'] }, '-yyy-'],
  ['another category', { do: 'matter', category: '咨询', reason: '误判' }, '-syy-'],
  ['a lower severity', { do: 'matter', severity: 'S4', reason: '轻微' }, '-syy-'],
  ['a higher severity', { do: 'matter', severity: 'S2', reason: '有伤害' }, '-yyy-'],
  ['another department', { do: 'assign', department: '医务部', reason: '归口' }, '-syy-'],
  ['a first handler', { do: 'assign', handlerId: 'stf_2', reason: '接手' }, '-yyy-'],
  ['a second department', { do: 'add-department', department: '医务部', reason: '协办' }, '-syy-'],
  ['a day’s pause', { do: 'clock', clock: 'internal', change: 'pause', reason: '等' }, 'ssyy-'],
  [
    'twenty days more',
    { do: 'clock', clock: 'internal', change: 'extend', days: 20, reason: '难' },
    'oooy-',
  ],
  [
    'three days more',
    { do: 'clock', clock: 'internal', change: 'extend', days: 3, reason: '难' },
    'ssyy-',
  ],
  [
    'sixty days more',
    { do: 'clock', clock: 'internal', change: 'extend', days: 60, reason: '难' },
    'nnnn-',
  ],
  ['100 yuan back', { do: 'grant', grant: 'refund', amountFen: 10_000, reason: '多收' }, '-syy-'],
  [
    '1,000 yuan back',
    { do: 'grant', grant: 'refund', amountFen: 100_000, reason: '多收' },
    '-ooy-',
  ],
  ['compensation', { do: 'grant', grant: 'compensation', amountFen: 1, reason: '赔' }, '-ooy-'],
  ['a task', { do: 'task', department: '医务部', title: '核对' }, 'yyyy-'],
  ['a link', { do: 'link', ticketId: 'tkt_2' }, '-yyy-'],
  ['a merge', { do: 'merge', intoTicketId: 'tkt_2', reason: '同一件' }, '-syy-'],
  ['a split', { do: 'split', category: '求助', summary: '另一件', reason: '两件' }, '-syy-'],
];

const lettersOf = (ticket: Ticket, change: object): string =>
  TIERS.map((tier) => verdict(tier, ticket, change)).join('');

describe('who may change a complaint', () => {
  it.each(Object.keys(CASE_STEPS) as CaseStep[])(
    'takes the step %s as the reviewed matrix says',
    (step) => {
      expect(lettersOf(aTicket('投诉'), { do: 'step', step })).toBe(STEPS[step]);
    },
  );

  it.each(CHANGES)('makes %s as the reviewed matrix says', (_name, change, letters) => {
    expect(lettersOf(aTicket('投诉'), change)).toBe(letters);
  });

  it.each(['意见建议', '求助', '表扬'] as const)('closes %s without asking', (category) => {
    expect(lettersOf(aTicket(category), { do: 'step', step: 'close' })).toBe('-yyy-');
  });

  it.each(['E01', 'E15', 'E16'])('does not talk %s away', (topic) => {
    const change = { do: 'matter', topic: 'E05', reason: '不像' };
    expect(lettersOf(aTicket('投诉', { topic }), change)).toBe('-syy-');
  });

  it('asks the office for a second extension, whatever its length', () => {
    const ticket = aTicket('投诉');
    const extended: Ticket = {
      ...ticket,
      caseClocks: ticket.caseClocks.map((clock) =>
        clock.id === 'internal'
          ? { ...clock, extensions: [{ days: 1, reason: '', byId: '', at: NOW }] }
          : clock,
      ),
    };
    const change = { do: 'clock', clock: 'internal', change: 'extend', days: 1, reason: '再' };
    expect(lettersOf(extended, change)).toBe('oooy-');
  });

  it('is decided by the tier that was asked, or a higher one', () => {
    expect(TIERS.filter((tier) => mayDecide(tier, 'supervisor'))).toEqual(['supervisor', 'office']);
    expect(TIERS.filter((tier) => mayDecide(tier, 'office'))).toEqual(['office']);
  });
});
