import { DAY, HOUR, type Instant, MINUTE } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';

/** What is needed of a clock to say how it stands. */
export type SlaTimes = {
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  readonly stoppedAt: Instant | null;
  readonly paused: boolean;
};

/** `soon` from the last fifth of the time on; `met` and `missed` are clocks that have stopped. */
export type SlaLevel = 'calm' | 'soon' | 'late' | 'paused' | 'met' | 'missed';

const SOON_SHARE = 0.2;

export const slaLevel = (clock: SlaTimes, now: Instant): SlaLevel => {
  if (clock.stoppedAt !== null) return clock.stoppedAt <= clock.dueAt ? 'met' : 'missed';
  const left = clock.dueAt - now;
  if (left < 0) return 'late';
  if (clock.paused) return 'paused';
  return left < (clock.dueAt - clock.startedAt) * SOON_SHARE ? 'soon' : 'calm';
};

const UNITS = {
  'zh-CN': { day: '天', hour: '时', minute: '分', gap: '' },
  en: { day: 'd', hour: 'h', minute: 'm', gap: ' ' },
} as const;

/** The two largest units of a span: `3天4时`, `4时20分`, `20分`; below a minute `1分`, for a chip never says nothing. */
export const span = (milliseconds: number, locale: Locale): string => {
  const unit = UNITS[locale];
  const rest = Math.max(MINUTE, Math.abs(milliseconds));
  const days = Math.floor(rest / DAY);
  const hours = Math.floor((rest % DAY) / HOUR);
  const minutes = Math.floor((rest % HOUR) / MINUTE);
  const parts =
    days > 0
      ? [`${days}${unit.day}`, hours > 0 ? `${hours}${unit.hour}` : '']
      : hours > 0
        ? [`${hours}${unit.hour}`, minutes > 0 ? `${minutes}${unit.minute}` : '']
        : [`${minutes}${unit.minute}`];
  return parts.filter((part) => part !== '').join(unit.gap);
};

/** Time left, or past with a minus in front: a sign that does not hang on colour. */
export const signedSpan = (milliseconds: number, locale: Locale): string =>
  milliseconds < 0 ? `−${span(milliseconds, locale)}` : span(milliseconds, locale);
