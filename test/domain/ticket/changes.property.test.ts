import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import type { Evidence } from '#shared/domain/case/case.ts';
import { type CaseStep, stepsFrom } from '#shared/domain/case/lifecycle.ts';
import type { CaseClock } from '#shared/domain/sla/case-clocks.ts';
import { officeSchedule } from '#shared/domain/sla/office-hours.ts';
import { isTaskOpen, withCase } from '#shared/domain/ticket/case-work.ts';
import type { ChangeActor } from '#shared/domain/ticket/change.ts';
import { changeTicket } from '#shared/domain/ticket/change-ticket.ts';
import { facetsOf, passes } from '#shared/domain/ticket/facets.ts';
import { listsOf } from '#shared/domain/ticket/lists.ts';
import { isTicketNumber, numbersNear, ticketNumber } from '#shared/domain/ticket/number.ts';
import { openTicket } from '#shared/domain/ticket/open-ticket.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { type TicketChange, ticketChange } from '#shared/domain/ticket/work.ts';
import { DAY, HOUR, type Instant } from '#shared/kernel/clock.ts';

const NOW = Date.UTC(2026, 10, 24, 2);
const schedule = officeSchedule({ years: years.map((table) => yearTable.parse(table)) });

const aComplaint = (ticketId: string, over: Partial<Ticket> = {}): Ticket => {
  const plain = openTicket({
    ticketId,
    number: ticketNumber('2026-11-24', Number(ticketId.slice(4))),
    conversationId: 'cnv_1',
    visitorId: 'vst_1',
    channel: 'web',
    matter: {
      category: '投诉',
      serviceClass: 'E',
      topic: 'E05',
      severity: 'S3',
      department: '门诊部',
      routeReason: '',
      summary: '候诊三小时',
    },
    now: NOW,
  });
  return withCase(schedule, { ...plain, ...over }, NOW).ticket;
};

const PEOPLE: readonly ChangeActor[] = [
  { id: 'stf_a', name: '甲', tier: 'agent', departments: [] },
  { id: 'stf_b', name: '乙', tier: 'agent', departments: [] },
  { id: 'stf_s', name: '丙', tier: 'supervisor', departments: [] },
  { id: 'stf_d', name: '丁', tier: 'department', departments: ['门诊部', '医务部'] },
];

const EVIDENCE: readonly Evidence[] = [
  { kind: 'summary', text: '等', confirmedByPatient: true },
  { kind: 'acknowledgement', channel: 'phone' },
  { kind: 'finding', text: '查', unit: '门诊部' },
  { kind: 'measure', text: '改' },
  { kind: 'review', text: '' },
  { kind: 'feedback', channel: 'phone', text: '说' },
  { kind: 'call-back', reached: true, satisfaction: 4, text: '' },
  { kind: 'call-back', reached: false, satisfaction: null, text: '' },
  { kind: 'improvement', needed: false, text: '无' },
  { kind: 'waiver', text: '免' },
  { kind: 'withdrawal', channel: 'phone', text: '撤' },
  { kind: 'interim-feedback', text: '在办' },
];

/** The evidence that brings a complaint on, so that random paths get far. */
const USUAL: Readonly<Partial<Record<CaseStep, readonly number[]>>> = {
  acknowledge: [0, 1],
  propose: [2, 3],
  approve: [4],
  'send-feedback': [5],
  'call-back': [6],
  close: [8],
  withdraw: [10],
  'refuse-acceptance': [5],
};

/** Ways to end it otherwise; taken now and then, so that random paths get far. */
const ASIDE: readonly CaseStep[] = ['withdraw', 'merge', 'refuse-acceptance', 'enter-dispute'];

/** One of the steps that the state allows, by number; `aside` lets it be one that ends it early. */
const anyStep = fc
  .record({
    pick: fc.nat(50),
    aside: fc.constantFrom(false, false, false, true),
    usual: fc.constantFrom(true, true, false),
    evidence: fc.subarray([...EVIDENCE], { maxLength: 3 }),
  })
  .map((step) => ({ do: 'any-step' as const, ...step }));

const stepOf = (
  {
    pick,
    aside,
    usual,
    evidence,
  }: { pick: number; aside: boolean; usual: boolean; evidence: Evidence[] },
  { ticket }: World,
): object => {
  const steps = stepsFrom(ticket.case?.state ?? 'new').filter(
    (step) => aside || !ASIDE.includes(step),
  );
  const step = steps[pick % Math.max(1, steps.length)] ?? 'close';
  return {
    do: 'step',
    step,
    evidence: usual ? (USUAL[step] ?? []).map((at) => EVIDENCE[at]) : evidence,
    reason: '说明',
    department: '门诊部',
    handlerId: 'stf_d',
    notAccepted: '3',
  };
};

const anyChange = fc.oneof(
  { weight: 6, arbitrary: anyStep },
  {
    weight: 1,
    arbitrary: fc.constantFrom(...EVIDENCE).map((evidence) => ({ do: 'proof', evidence })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('咨询', '表扬', '求助', '投诉', '其他')
      .map((category) => ({ do: 'matter', category, reason: '误判' })),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'assign', handlerId: 'stf_b', reason: '换人' }) },
  { weight: 1, arbitrary: fc.constant({ do: 'task', department: '医务部', title: '核对' }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('accept', 'answer', 'return')
      .map((step) => ({ do: 'task-step', taskId: 'open', step, text: '答' })),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'merge', intoTicketId: 'tkt_2', reason: '同一件' }) },
  {
    weight: 1,
    arbitrary: fc.constant({ do: 'add-department', department: '护理部', reason: '协办' }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('pause', 'resume', 'extend')
      .map((kind) => ({ do: 'clock', clock: 'internal', change: kind, reason: '等' })),
  },
);

type World = { ticket: Ticket; other: Ticket };

const parsed = (change: object, world: World): TicketChange => {
  const { do: kind } = change as { do: string };
  if (kind === 'any-step')
    return ticketChange.parse(stepOf(change as Parameters<typeof stepOf>[0], world));
  const open = world.ticket.tasks.find(isTaskOpen)?.taskId ?? 'none';
  return ticketChange.parse(kind === 'task-step' ? { ...change, taskId: open } : change);
};

let made = 0;
const take = (world: World, raw: object, actor: ChangeActor, now: Instant): World | undefined => {
  const change = parsed(raw, world);
  made += 1;
  const named = 'department' in change ? change.department : null;
  const handlerId = 'handlerId' in change ? change.handlerId : null;
  const done = changeTicket(world.ticket, change, actor, {
    now,
    schedule,
    freshId: String(made),
    department: named,
    handler: handlerId === null ? null : { id: handlerId, name: handlerId },
    other: world.other,
  });
  return done.ok
    ? { ticket: done.value.ticket, other: done.value.other?.ticket ?? world.other }
    : undefined;
};

const moves = fc.array(
  fc.record({
    change: anyChange,
    actor: fc.constantFrom(...PEOPLE),
    wait: fc.integer({ min: HOUR, max: 12 * DAY }),
  }),
  { minLength: 6, maxLength: 40 },
);

/** Plays the changes; `each` looks at what one of them did. */
const play = (
  steps: readonly { readonly change: object; readonly actor: ChangeActor; readonly wait: number }[],
  hasContact: boolean,
  each: (world: World, before: Ticket, now: Instant) => void,
): void => {
  const contact = hasContact ? { name: '王*', phone: '138****1234', relation: '本人' } : null;
  let world: World = { ticket: aComplaint('tkt_1', { contact }), other: aComplaint('tkt_2') };
  let now = NOW;
  for (const { change, actor, wait } of steps) {
    now += wait;
    const before = world.ticket;
    world = take(world, change, actor, now) ?? world;
    each(world, before, now);
  }
};

const currentKinds = ({ case: record }: Ticket): string[] =>
  (record?.proofs ?? [])
    .filter(({ at }) => at >= (record?.openedAt ?? 0))
    .map(({ evidence }) => evidence.kind);

const ENDS: Readonly<Record<string, (world: World, before: Ticket) => void>> = {
  closed: ({ ticket }) => {
    expect(currentKinds(ticket)).toContain('feedback');
    if (ticket.category === '投诉') expect(currentKinds(ticket)).toContain('improvement');
  },
  'not-accepted': ({ ticket }) => expect(currentKinds(ticket)).toContain('feedback'),
  withdrawn: ({ ticket }) => expect(currentKinds(ticket)).toContain('withdrawal'),
  merged: ({ other }, before) => {
    expect(other.category).toBe('投诉');
    const going = other.tasks.map(({ taskId }) => taskId);
    for (const task of before.tasks.filter(isTaskOpen)) expect(going).toContain(task.taskId);
  },
};

/** What holds of one clock from one change to the next. */
const runsOn = (clock: CaseClock, was: CaseClock | undefined): void => {
  expect(clock.dueAt).toBeGreaterThanOrEqual(clock.startedAt);
  if (was === undefined) return;
  expect(clock.generation).toBeGreaterThanOrEqual(was.generation);
  if (clock.generation !== was.generation) return;
  if (was.stoppedAt !== null) expect(clock.stoppedAt).toBe(was.stoppedAt);
  if (clock.id !== 'legal' || clock.dueAt === was.dueAt) return;
  expect(clock.dueAt).toBeGreaterThan(was.dueAt);
  expect([was.span.amount, clock.span.amount]).toEqual([5, 10]);
};

describe('changes of a complaint, whatever comes in whatever order', () => {
  it('end it by no way without the proof of that way, and never over an open task', () => {
    const counted: Record<string, number> = {};
    fc.assert(
      fc.property(moves, fc.boolean(), (steps, hasContact) =>
        play(steps, hasContact, (world, before) => {
          const { ticket } = world;
          // Once complained about, always known.
          expect(ticket.case?.complaint).toBe(true);
          const state = ticket.case?.state ?? '';
          const ended = ENDS[state];
          if (ended === undefined || state === before.case?.state) return;
          counted[state] = (counted[state] ?? 0) + 1;
          expect(ticket.tasks.some(isTaskOpen)).toBe(false);
          expect(ticket.caseClocks.every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
          ended(world, before);
        }),
      ),
      { numRuns: 800 },
    );
    for (const end of Object.keys(ENDS)) expect(counted[end] ?? 0, end).toBeGreaterThan(5);
  });

  it('move a statutory due time but once, from five days to ten, and no clock backwards', () => {
    fc.assert(
      fc.property(moves, (steps) =>
        play(steps, true, ({ ticket }, before) => {
          for (const clock of ticket.caseClocks)
            runsOn(
              clock,
              before.caseClocks.find(({ id }) => id === clock.id),
            );
          // Called something else for a while and a complaint again: what was owed is owed.
          if (ticket.category === '投诉' && ticket.case?.closedAt === null)
            expect(ticket.caseClocks.map(({ stopReason }) => stopReason)).not.toContain(
              'recategorised',
            );
        }),
      ),
      { numRuns: 300 },
    );
  });

  it('keep what lists are narrowed by in step with the ticket', () => {
    fc.assert(
      fc.property(moves, (steps) =>
        play(steps, true, ({ ticket }, _before, now) => {
          const row = facetsOf(ticket);
          const lists = listsOf(ticket).map(({ list }) => list);
          expect(new Set(lists).size).toBe(lists.length);
          expect(lists).toContain('all');
          expect(lists.includes('open')).toBe(!lists.includes('closed'));
          const filter = { soon: DAY, category: ticket.category, state: row.state };
          expect(passes(filter, row, now)).toBe(true);
          expect(passes({ ...filter, state: 'nowhere' }, row, now)).toBe(false);
          const holds = (['overdue', 'soon', 'none'] as const).filter((due) =>
            passes({ soon: DAY, due }, row, now),
          );
          expect(holds.length).toBeLessThanOrEqual(1);
        }),
      ),
      { numRuns: 300 },
    );
  });
});

describe('a complaint that is called something else for a while', () => {
  it('is owed what it was owed when it is a complaint again', () => {
    const complaint = aComplaint('tkt_1');
    const called = (ticket: Ticket, category: string): Ticket =>
      take(
        { ticket, other: complaint },
        { do: 'matter', category, reason: '误判' },
        PEOPLE[2] as ChangeActor,
        NOW + HOUR,
      )?.ticket ?? ticket;
    const away = called(complaint, '咨询');
    expect(away.caseClocks.every(({ stoppedAt }) => stoppedAt !== null)).toBe(true);
    const back = called(away, '投诉');
    const due = ({ caseClocks }: Ticket) => caseClocks.map(({ id, dueAt }) => [id, dueAt]);
    expect(due(back)).toEqual(due(complaint));
    expect(back.caseClocks.every(({ stoppedAt }) => stoppedAt === null)).toBe(true);
  });
});

describe('a mistyped number', () => {
  it('is among the numbers near what was typed, for every wrong digit and every swap', () => {
    fc.assert(
      fc.property(
        fc.nat(99_000),
        fc.nat(11),
        fc.integer({ min: 1, max: 9 }),
        fc.boolean(),
        (counter, place, step, swap) => {
          const number = ticketNumber('2026-11-24', counter);
          const digits = [...number.replaceAll('-', '')];
          const at = Math.min(place, digits.length - 2);
          const wrong = swap
            ? digits.with(at, digits[at + 1] ?? '').with(at + 1, digits[at] ?? '')
            : digits.with(place, String((Number(digits[place]) + step) % 10));
          if (wrong.join('') === digits.join('')) return;
          expect(isTicketNumber(wrong.join(''))).toBe(false);
          const near = numbersNear(wrong.join(''));
          expect(near).toContain(number);
          expect(near.every(isTicketNumber)).toBe(true);
          expect(near.length).toBeLessThanOrEqual(23);
        },
      ),
    );
  });
});
