import {
  type CaseClock,
  extendClock,
  pauseClock,
  pauseEnd,
  resumeClock,
} from '#shared/domain/sla/case-clocks.ts';
import { CASE_CLOCKS } from '#shared/domain/sla/case-policies.ts';
import { err, ok } from '#shared/kernel/result.ts';
import type { Tell } from './case-work.ts';
import { because, clockTime, type Run, replaceClock } from './change.ts';
import { promisedClock } from './promise.ts';
import type { Ticket } from './ticket.ts';
import type { ChangeOf } from './work.ts';

export const clock: Run<'clock'> = (ticket, change, actor, { now, schedule }) => {
  const standing = ticket.caseClocks.find(({ id }) => id === change.clock);
  if (standing === undefined) return err({ kind: 'no-case' });
  if (change.change !== 'resume' && change.reason === '') return err({ kind: 'reason-missing' });
  const by = { days: change.days, reason: change.reason, byId: actor.id };
  const next =
    change.change === 'extend'
      ? extendClock(schedule, standing, by, now)
      : change.change === 'pause'
        ? pauseClock(
            standing,
            {
              reason: change.pauseReason,
              byId: actor.id,
              until: pauseEnd(schedule, now, change.days),
            },
            now,
          )
        : resumeClock(schedule, standing, now);
  if (!next.ok) return next;
  const label = CASE_CLOCKS[change.clock].label['zh-CN'];
  const what = { extend: `延长 ${change.days} 个工作日`, pause: '暂停', resume: '恢复' };
  return ok({
    ticket: replaceClock(ticket, next.value),
    event: {
      kind: 'clock',
      text: `${label}${what[change.change]}${because(change.reason)}`,
      data: {
        clock: change.clock,
        change: change.change,
        dueFrom: standing.dueAt,
        dueTo: next.value.dueAt,
      },
    },
    tells: clockTells(ticket, change, next.value),
  });
};

/** Whoever waits for an answer hears that it takes longer, and why; clocks that nobody outside was told of are silent. */
const clockTells = (ticket: Ticket, change: ChangeOf<'clock'>, next: CaseClock): Tell[] => {
  const tell = (title: string, text: string): Tell[] => [
    { audience: 'patient', to: null, title, text },
  ];
  if (change.change === 'extend')
    return tell(
      '办理时间延长',
      `工单 ${ticket.number} 的办理时间延长至 ${clockTime(next.dueAt)}，原因：${change.reason}`,
    );
  return change.change === 'pause' && promisedClock(ticket)?.id === next.id
    ? tell('办理暂缓', `工单 ${ticket.number} 暂缓办理，恢复后时限顺延，原因：${change.reason}`)
    : [];
};
