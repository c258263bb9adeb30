/** 已受理–处理中–已答复–已办结: what a patient is shown of a matter's course. */
export const PROGRESS_STEPS = ['received', 'in-hand', 'answered', 'closed'] as const;
export type ProgressStep = (typeof PROGRESS_STEPS)[number];

const STEP_OF: Readonly<Record<string, ProgressStep>> = {
  已受理: 'received',
  处理中: 'in-hand',
  已答复: 'answered',
  已办结: 'closed',
};

/**
 * The step that a status stands for; null for one that is told in its own words (等待您补充材料, 不予受理 …): then no
 * step is claimed.
 */
export const progressStep = (status: string): ProgressStep | null => STEP_OF[status] ?? null;

/** Six digits of the day, five or (after the day's 99,856th ticket) seven in the middle, and the check digit. */
const SHORT = 12;
const LONG = 14;

/** A ticket number as it is typed or pasted: digits in groups, `261124-79503-7`. */
export const groupedNumber = (typed: string): string => {
  const digits = typed.normalize('NFKC').replace(/\D/g, '').slice(0, LONG);
  const last = digits.length > SHORT ? LONG - 1 : SHORT - 1;
  return [digits.slice(0, 6), digits.slice(6, last), digits.slice(last)]
    .filter((part) => part !== '')
    .join('-');
};

/** Whether all digits are there; the check digit is the service's to look at. */
export const isWholeNumber = (number: string): boolean =>
  [SHORT, LONG].includes(number.replace(/\D/g, '').length);
