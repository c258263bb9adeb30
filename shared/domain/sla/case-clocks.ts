import {
  addBusinessMinutes,
  addWorkingDays,
  businessMinutes,
  closingMinute,
  type Due,
} from '#shared/domain/calendar/business-time.ts';
import type { CalendarStatus } from '#shared/domain/calendar/calendar.ts';
import { dayKind } from '#shared/domain/calendar/calendar.ts';
import { addDays } from '#shared/domain/calendar/day.ts';
import type { Schedule } from '#shared/domain/calendar/hours.ts';
import { beijingDate, DAY, fromBeijing, HOUR, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import {
  CASE_CLOCKS,
  type CaseClockId,
  JOINT_LEGAL_DAYS,
  type Rung,
  type Span,
} from './case-policies.ts';

/** One interval in which a pausable clock stood still, with who allowed it and why. */
export type Pause = {
  readonly from: Instant;
  readonly to: Instant | null;
  /** Until when it was allowed: the clock goes on by itself then. */
  readonly until?: Instant | null | undefined;
  readonly reason: 'patient-material' | 'outside-body' | 'patient-asked' | 'force-majeure';
  readonly byId: string;
};

export type LadderStep = {
  readonly step: string;
  readonly at: Instant;
  readonly tells: Rung['tells'];
};

export type CaseClock = {
  readonly id: CaseClockId;
  /** One more for each restart (reopening), so that old steps are never taken for new ones. */
  readonly generation: number;
  readonly startedAt: Instant;
  readonly span: Span;
  readonly ladderRungs: readonly Rung[];
  /** Working days granted on top, each extension with its reason; the original due time is kept for statistics. */
  readonly extensions: readonly {
    readonly days: number;
    readonly reason: string;
    readonly byId: string;
    readonly at: Instant;
  }[];
  readonly pauses: readonly Pause[];
  readonly dueAt: Instant;
  readonly originalDueAt: Instant;
  readonly status: CalendarStatus;
  readonly steps: Due['steps'];
  readonly ladder: readonly LadderStep[];
  /** How many rungs have been recorded. */
  readonly taken: number;
  readonly stoppedAt: Instant | null;
  readonly stopReason: string | null;
};

type Base = Pick<CaseClock, 'startedAt' | 'span' | 'extensions' | 'pauses'>;

const afterWorkingDays = (schedule: Schedule, from: Instant, count: number): Due =>
  addWorkingDays(schedule.calendar, from, count, (on) => closingMinute(schedule, on));

const spanDue = (schedule: Schedule, from: Instant, span: Span): Due => {
  if (span.unit === 'working-days') return afterWorkingDays(schedule, from, span.amount);
  if (span.unit === 'working-minutes') {
    const due = addBusinessMinutes(schedule, from, span.amount);
    if (due.ok) return due.value;
  }
  const at = from + Math.round(span.amount * MINUTE);
  return {
    at,
    status: 'official',
    steps: [{ 'zh-CN': `实时 ${span.amount} 分钟`, en: `${span.amount} minutes of real time` }],
  };
};

/** Working minutes that pauses took from a clock until `now`; an open pause counts up to `now`. */
const pausedMinutes = (schedule: Schedule, pauses: readonly Pause[], now: Instant): number =>
  pauses.reduce((sum, { from, to }) => sum + businessMinutes(schedule, from, to ?? now), 0);

const dueOf = (schedule: Schedule, base: Base, now: Instant): Due => {
  const paused =
    base.span.unit === 'working-minutes' ? pausedMinutes(schedule, base.pauses, now) : 0;
  const span: Span = paused > 0 ? { ...base.span, amount: base.span.amount + paused } : base.span;
  const due = spanDue(schedule, base.startedAt, span);
  const extra = base.extensions.reduce((sum, { days }) => sum + days, 0);
  const steps = [
    ...due.steps,
    ...(paused > 0
      ? [
          {
            'zh-CN': `暂停共 ${Math.round(paused)} 个工作分钟，已顺延`,
            en: `Paused for ${Math.round(paused)} working minutes, added`,
          },
        ]
      : []),
  ];
  if (extra === 0) return { ...due, steps };
  const later = afterWorkingDays(schedule, due.at, extra);
  return {
    at: later.at,
    status: later.status,
    steps: [
      ...steps,
      { 'zh-CN': `经批准延长 ${extra} 个工作日`, en: `Extended by ${extra} working days` },
    ],
  };
};

/** Close of business `count` working days before (negative) or after a due instant. */
const shiftDays = (schedule: Schedule, at: Instant, count: number): Instant => {
  let date = beijingDate(at);
  for (let left = Math.abs(count); left > 0; ) {
    date = addDays(date, Math.sign(count));
    if (dayKind(schedule.calendar, date).working) left -= 1;
  }
  return fromBeijing(date, closingMinute(schedule, date));
};

/** Instant at which a share of the span has passed, on the clock's own unit. */
const shareAt = (schedule: Schedule, base: Base, due: Instant, share: number): Instant => {
  if (share >= 1) return due;
  if (base.span.unit === 'real-minutes')
    return base.startedAt + Math.round((due - base.startedAt) * share);
  const minutes = businessMinutes(schedule, base.startedAt, due) * share;
  const at = addBusinessMinutes(schedule, base.startedAt, minutes);
  return at.ok ? Math.min(at.value.at, due) : due;
};

/** The rungs as instants, never decreasing; a rung that would lie before the start is left out. */
const ladderOf = (
  schedule: Schedule,
  base: Base,
  rungs: readonly Rung[],
  due: Instant,
): LadderStep[] => {
  let last = base.startedAt;
  return rungs.flatMap((rung) => {
    const at =
      'share' in rung.at
        ? shareAt(schedule, base, due, rung.at.share)
        : shiftDays(schedule, due, rung.at.days);
    if (at <= base.startedAt) return [];
    last = Math.max(last, at);
    return [{ step: rung.step, at: last, tells: rung.tells }];
  });
};

const timed = (
  schedule: Schedule,
  clock: Omit<CaseClock, 'dueAt' | 'status' | 'steps' | 'ladder'>,
  now: Instant,
): CaseClock => {
  const due = dueOf(schedule, clock, now);
  return {
    ...clock,
    dueAt: due.at,
    status: due.status,
    steps: due.steps,
    ladder: ladderOf(schedule, clock, clock.ladderRungs, due.at),
  };
};

/** Starts a clock at the instant of receipt. */
export const startCaseClock = (
  schedule: Schedule,
  about: {
    readonly id: CaseClockId;
    readonly span: Span;
    readonly ladder: readonly Rung[];
    readonly generation: number;
  },
  now: Instant,
): CaseClock => {
  const base = { startedAt: now, span: about.span, extensions: [], pauses: [] };
  return timed(
    schedule,
    {
      id: about.id,
      generation: about.generation,
      ...base,
      ladderRungs: about.ladder,
      originalDueAt: dueOf(schedule, base, now).at,
      taken: 0,
      stoppedAt: null,
      stopReason: null,
    },
    now,
  );
};

export type ClockRefusal =
  | { readonly kind: 'never-pauses' }
  | { readonly kind: 'already-paused' }
  | { readonly kind: 'not-paused' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'already-due' }
  | { readonly kind: 'not-legal' };

const isPaused = (clock: CaseClock): boolean => clock.pauses.some(({ to }) => to === null);

/** End of a pause of some working days that begins now: close of business on the last of them. */
export const pauseEnd = (schedule: Schedule, now: Instant, days: number): Instant =>
  afterWorkingDays(schedule, now, days).at;

/** When an open pause ends by itself: when what was allowed is over, at the latest after `LONGEST_PAUSE`. */
export const pauseEndsAt = ({ pauses, stoppedAt }: CaseClock): Instant | null => {
  const open = stoppedAt === null ? pauses.find(({ to }) => to === null) : undefined;
  if (open === undefined) return null;
  return Math.min(open.until ?? Number.POSITIVE_INFINITY, open.from + LONGEST_PAUSE);
};

/** Pauses the internal clock. The legal clock has no pause clause and refuses. */
export const pauseClock = (
  clock: CaseClock,
  pause: Omit<Pause, 'from' | 'to'>,
  now: Instant,
): Result<CaseClock, ClockRefusal> => {
  if (!CASE_CLOCKS[clock.id].pausable) return err({ kind: 'never-pauses' });
  if (clock.stoppedAt !== null) return err({ kind: 'stopped' });
  if (isPaused(clock)) return err({ kind: 'already-paused' });
  return ok({ ...clock, pauses: [...clock.pauses, { ...pause, from: now, to: null }] });
};

/** Ends the pause; due time and ladder move by the working minutes that stood still. */
export const resumeClock = (
  schedule: Schedule,
  clock: CaseClock,
  now: Instant,
): Result<CaseClock, ClockRefusal> => {
  if (!isPaused(clock)) return err({ kind: 'not-paused' });
  return ok(
    timed(
      schedule,
      { ...clock, pauses: clock.pauses.map((p) => (p.to === null ? { ...p, to: now } : p)) },
      now,
    ),
  );
};

/**
 * Grants working days on top. The original due time stays for the statistics (two rates: original and extended). What
 * the law sets is not extended, nor is telling somebody of a grave matter.
 */
export const extendClock = (
  schedule: Schedule,
  clock: CaseClock,
  by: { readonly days: number; readonly reason: string; readonly byId: string },
  now: Instant,
): Result<CaseClock, ClockRefusal> => {
  if (clock.id === 'legal' || clock.id === 'alert') return err({ kind: 'never-pauses' });
  if (clock.stoppedAt !== null) return err({ kind: 'stopped' });
  // A longer clock has rungs that have not been reached: those after `now` count again.
  const longer = timed(
    schedule,
    {
      ...clock,
      extensions: [...clock.extensions, { ...by, at: now }],
      generation: clock.generation + 1,
    },
    now,
  );
  return ok({ ...longer, taken: longer.ladder.filter(({ at }) => at <= now).length });
};

/**
 * 5 → 10 working days when a second department is formally added: counted from the original receipt, and only while
 * the 5 days have not passed.
 */
export const widenLegal = (
  schedule: Schedule,
  clock: CaseClock,
  now: Instant,
): Result<CaseClock, ClockRefusal> => {
  if (clock.id !== 'legal') return err({ kind: 'not-legal' });
  if (clock.stoppedAt !== null) return err({ kind: 'stopped' });
  if (now > clock.dueAt) return err({ kind: 'already-due' });
  const wider = timed(
    schedule,
    {
      ...clock,
      span: { unit: 'working-days', amount: JOINT_LEGAL_DAYS },
      generation: clock.generation + 1,
    },
    now,
  );
  return ok({ ...wider, taken: wider.ladder.filter(({ at }) => at <= now).length });
};

export const stopCaseClock = (clock: CaseClock, reason: string, now: Instant): CaseClock =>
  clock.stoppedAt === null ? { ...clock, stoppedAt: now, stopReason: reason } : clock;

/** An open due time is never moved to less than this from now when the calendar changes. */
export const SHORTEST_NOTICE = 24 * HOUR;

/**
 * The clock after the calendar changed (a year became official, a sudden closure): due time and ladder anew. It never
 * silently shortens to less than a day from now.
 */
export const recountClock = (schedule: Schedule, clock: CaseClock, now: Instant): CaseClock => {
  if (clock.stoppedAt !== null) return clock;
  const next = timed(schedule, clock, now);
  if (next.dueAt >= clock.dueAt) return next;
  const dueAt = Math.min(clock.dueAt, Math.max(next.dueAt, now + SHORTEST_NOTICE));
  return { ...next, dueAt, ladder: ladderOf(schedule, clock, clock.ladderRungs, dueAt) };
};

export type TakenStep = LadderStep & { readonly id: string; readonly notify: boolean };

/** Rungs whose instant has passed and that are not recorded yet; none while the clock is paused or stopped. */
export const dueSteps = (
  ticketId: string,
  clock: CaseClock,
  now: Instant,
): readonly TakenStep[] => {
  if (clock.stoppedAt !== null || isPaused(clock)) return [];
  const due = clock.ladder.slice(clock.taken).filter(({ at }) => at <= now);
  return due.map((step, index) => ({
    ...step,
    id: `${ticketId}#${clock.id}#${clock.generation}#${step.step}`,
    notify: index === due.length - 1,
  }));
};

/** When the sweep must look at the clock next; null where nothing is left. */
export const nextRungAt = (clock: CaseClock): Instant | null =>
  clock.stoppedAt !== null || isPaused(clock) ? null : (clock.ladder[clock.taken]?.at ?? null);

/** A pause that was forgotten ends after so long: an open pause must not hide a case for ever. */
export const LONGEST_PAUSE = 60 * DAY;
