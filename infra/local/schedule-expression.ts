import { StartError } from './start-error.ts';

/** When a schedule of EventBridge Scheduler fires. */
export type Timetable =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'at'; readonly instant: number }
  | { readonly kind: 'cron'; readonly matches: (instant: number) => boolean };

const unitMs: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** Wall-clock fields of an instant in a time zone. */
type Wall = {
  minute: number;
  hour: number;
  day: number;
  month: number;
  weekday: number;
  year: number;
};

const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    weekday: 'short',
  });
  formats.set(zone, made);
  return made;
};

const wallOf = (instant: number, zone: string): Wall => {
  const parts = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map((p) => [p.type, p.value]),
  );
  const field = (name: Intl.DateTimeFormatPartTypes): number => Number(parts.get(name));
  return {
    minute: field('minute'),
    hour: field('hour'),
    day: field('day'),
    month: field('month'),
    year: field('year'),
    weekday: weekdays.indexOf((parts.get('weekday') ?? '').toUpperCase()) + 1,
  };
};

const numberOf = (text: string, names: readonly string[], firstName: number): number => {
  const index = names.indexOf(text.toUpperCase());
  const value = index >= 0 ? index + firstName : Number(text);
  if (!Number.isInteger(value)) throw new Error(`unknown value ${text}`);
  return value;
};

/** One field: `*`, `?`, `5`, `MON-FRI`, `0/15`, and lists of these. */
const fieldTest = (
  field: string,
  low: number,
  high: number,
  names: readonly string[] = [],
): ((value: number) => boolean) => {
  const tests = field.split(',').map((part) => {
    const [range = '', step] = part.split('/');
    const [from = '', to] = range.split('-');
    const any = from === '*' || from === '?';
    const start = any ? low : numberOf(from, names, low);
    const openEnd = any || (step !== undefined && to === undefined);
    const end = to !== undefined ? numberOf(to, names, low) : openEnd ? high : start;
    const every = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(every) || every < 1) throw new Error(`unknown step ${part}`);
    return (value: number) => value >= start && value <= end && (value - start) % every === 0;
  });
  return (value) => tests.some((test) => test(value));
};

const daysIn = (wall: Wall): number => new Date(Date.UTC(wall.year, wall.month, 0)).getUTCDate();

const dayTest = (field: string): ((wall: Wall) => boolean) => {
  if (field.toUpperCase() === 'L') return (wall) => wall.day === daysIn(wall);
  const test = fieldTest(field, 1, 31);
  return (wall) => test(wall.day);
};

const cron = (fields: readonly string[], zone: string): Timetable => {
  const [minute = '', hour = '', day = '', month = '', weekday = '', year = ''] = fields;
  const tests: ((wall: Wall) => boolean)[] = [
    (
      (test) => (wall: Wall) =>
        test(wall.minute)
    )(fieldTest(minute, 0, 59)),
    (
      (test) => (wall: Wall) =>
        test(wall.hour)
    )(fieldTest(hour, 0, 23)),
    dayTest(day),
    (
      (test) => (wall: Wall) =>
        test(wall.month)
    )(fieldTest(month, 1, 12, months)),
    (
      (test) => (wall: Wall) =>
        test(wall.weekday)
    )(fieldTest(weekday, 1, 7, weekdays)),
    (
      (test) => (wall: Wall) =>
        test(wall.year)
    )(fieldTest(year, 1970, 2199)),
  ];
  return {
    kind: 'cron',
    matches: (instant) => {
      const wall = wallOf(instant, zone);
      return tests.every((test) => test(wall));
    },
  };
};

/** The instant at which a wall clock in the zone shows this local time. */
const instantOf = (local: string, zone: string): number => {
  const guess = Date.parse(`${local}Z`);
  const wall = wallOf(guess, zone);
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  return guess - (shown - Math.floor(guess / 60_000) * 60_000);
};

const readRate = (argument: string): Timetable => {
  const [, count = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
  const everyMs = Number(count) * (unitMs[unit] ?? Number.NaN);
  if (!(everyMs > 0)) throw new Error('not a rate');
  return { kind: 'rate', everyMs };
};

const readAt = (argument: string, zone: string): Timetable => {
  const instant = instantOf(argument, zone);
  if (Number.isNaN(instant)) throw new Error('not an instant');
  return { kind: 'at', instant };
};

const readCron = (argument: string, zone: string): Timetable => {
  const fields = argument.split(/\s+/);
  if (fields.length !== 6) throw new Error('six fields expected');
  return cron(fields, zone);
};

/** Reads `rate(…)`, `at(…)` and `cron(…)`; what this does not know (such as `W` and `#`) stops the start by name. */
export const readTimetable = (expression: string, zone = 'UTC'): Timetable => {
  const [, kind, argument = ''] = /^(rate|at|cron)\((.*)\)$/.exec(expression.trim()) ?? [];
  try {
    formatOf(zone);
    if (kind === 'rate') return readRate(argument);
    if (kind === 'at') return readAt(argument, zone);
    if (kind === 'cron') return readCron(argument, zone);
  } catch {
    // Falls through to the one message below.
  }
  throw new StartError(`The local runner cannot read the schedule ${expression} (${zone}).`);
};
