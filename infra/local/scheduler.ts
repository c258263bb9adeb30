import { randomUUID } from 'node:crypto';
import type { JsonFile } from './data-dir.ts';
import { readTimetable, type Timetable } from './schedule-expression.ts';

export type ScheduleSpec = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly zone: string;
  readonly enabled: boolean;
  readonly functionArn: string;
  /** Text of the template; undefined sends Scheduler's own event. */
  readonly input: string | undefined;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  readonly account: string;
  readonly region: string;
};

export type Scheduler = {
  readonly start: () => void;
  /** The payload of one firing of the schedule whose name or logical id starts so. */
  readonly payloadOf: (spec: ScheduleSpec, at: number) => string;
  readonly stop: () => void;
};

const iso = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

export const payloadOf = (spec: ScheduleSpec, at: number): string => {
  const id = randomUUID();
  if (spec.input === undefined)
    return JSON.stringify({
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: spec.account,
      time: iso(at),
      region: spec.region,
      resources: [spec.arn],
      detail: '{}',
    });
  return spec.input
    .replaceAll('<aws.scheduler.scheduled-time>', iso(at))
    .replaceAll('<aws.scheduler.schedule-arn>', spec.arn)
    .replaceAll('<aws.scheduler.execution-id>', id)
    .replaceAll('<aws.scheduler.attempt-number>', '1');
};

type Entry = { readonly spec: ScheduleSpec; readonly timetable: Timetable; nextRate: number };

const withinDates = ({ startAt, endAt }: ScheduleSpec, now: number): boolean =>
  (startAt === undefined || now >= startAt) && (endAt === undefined || now <= endAt);

/**
 * Fires the template's schedules. A rate fires when the runner starts and then at each period, as Scheduler does
 * from the creation of a schedule; a firing missed while the runner was off is not made up for.
 */
export const createScheduler = (
  specs: readonly ScheduleSpec[],
  fire: (spec: ScheduleSpec, payload: string) => void,
  done: JsonFile<Record<string, number>>,
): Scheduler => {
  const entries: Entry[] = specs
    .filter(({ enabled }) => enabled)
    .map((spec) => ({
      spec,
      timetable: readTimetable(spec.expression, spec.zone),
      nextRate: 0,
    }));
  for (const { expression, zone } of specs) readTimetable(expression, zone);
  let timer: NodeJS.Timeout | undefined;
  let lastMinute = Math.floor(Date.now() / 60_000);

  const fireOnce = (entry: Entry, instant: number, now: number): void => {
    const fired = done.read() ?? {};
    if (now < instant || fired[entry.spec.arn] === instant) return;
    done.write({ ...fired, [entry.spec.arn]: instant });
    fire(entry.spec, payloadOf(entry.spec, instant));
  };

  const look = (entry: Entry, now: number, newMinute: boolean): void => {
    const { spec, timetable } = entry;
    if (!withinDates(spec, now)) return;
    if (timetable.kind === 'at') {
      fireOnce(entry, timetable.instant, now);
    } else if (timetable.kind === 'rate') {
      if (now < entry.nextRate) return;
      entry.nextRate = now + timetable.everyMs;
      fire(spec, payloadOf(spec, now));
    } else if (newMinute && timetable.matches(lastMinute * 60_000)) {
      fire(spec, payloadOf(spec, lastMinute * 60_000));
    }
  };

  const tick = (): void => {
    const now = Date.now();
    const minute = Math.floor(now / 60_000);
    const newMinute = minute !== lastMinute;
    lastMinute = minute;
    for (const entry of entries) look(entry, now, newMinute);
  };

  return {
    start: () => {
      timer = setInterval(tick, 500);
      tick();
    },
    payloadOf,
    stop: () => clearInterval(timer),
  };
};
