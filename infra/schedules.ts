import type { FunctionName } from './functions.ts';

/** Jobs by the clock. The rate is the promise: a deadline is seen at most one period (plus start-up) late. */
export const SCHEDULES = {
  'sla-sweep': { expression: 'rate(1 minute)', runs: 'sla-sweep' },
} as const satisfies Record<string, { expression: string; runs: FunctionName }>;
