import type { QueuePlace } from '#shared/contract/conversations.ts';

export type ShownPlace = {
  readonly ahead: number;
  readonly urgentAhead: number;
  readonly minutes: number | null;
  /** Emergencies have gone ahead since it was shown: the reason why it counts up. */
  readonly overtaken: boolean;
};

const shorter = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? b : Math.min(a, b);

/**
 * What is shown after news of the place. It counts down; up only where an emergency went first, and then it says so. A
 * reading that lags shows what stood there before.
 */
export const nextPlace = (shown: ShownPlace | null, news: QueuePlace): ShownPlace | null => {
  const { ahead, urgentAhead, minutes } = news;
  if (ahead === null) return null;
  if (shown === null) return { ahead, urgentAhead, minutes, overtaken: false };
  const overtaken = ahead > shown.ahead && urgentAhead > shown.urgentAhead;
  if (overtaken) return { ahead, urgentAhead, minutes, overtaken };
  return {
    ahead: Math.min(ahead, shown.ahead),
    urgentAhead: Math.min(urgentAhead, shown.urgentAhead),
    minutes: shorter(shown.minutes, minutes),
    overtaken: shown.overtaken && ahead >= shown.ahead,
  };
};
