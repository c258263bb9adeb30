import { z } from 'zod';
import type { CaseClock } from './case-clocks.ts';
import { CASE_CLOCKS, type CaseClockId } from './case-policies.ts';

const instant = z.int();
export const CASE_CLOCK_IDS = Object.keys(CASE_CLOCKS) as [CaseClockId, ...CaseClockId[]];

const tells = z.enum(['handler', 'department-head', 'supervisor', 'office']);
export const PAUSE_REASONS = [
  'patient-material',
  'outside-body',
  'patient-asked',
  'force-majeure',
] as const;

/** A case clock as it is stored and shown: what `case-clocks.ts` computes, checked when it is read back. */
export const caseClock = z.object({
  id: z.enum(CASE_CLOCK_IDS),
  generation: z.int().positive(),
  startedAt: instant,
  span: z.object({
    unit: z.enum(['real-minutes', 'working-minutes', 'working-days']),
    amount: z.number().nonnegative(),
  }),
  ladderRungs: z
    .array(
      z.object({
        step: z.string(),
        at: z.union([z.object({ share: z.number() }), z.object({ days: z.number() })]),
        tells,
      }),
    )
    .readonly(),
  extensions: z
    .array(z.object({ days: z.number(), reason: z.string(), byId: z.string(), at: instant }))
    .readonly(),
  pauses: z
    .array(
      z.object({
        from: instant,
        to: instant.nullable(),
        until: instant.nullable().optional(),
        reason: z.enum(PAUSE_REASONS),
        byId: z.string(),
      }),
    )
    .readonly(),
  dueAt: instant,
  originalDueAt: instant,
  status: z.enum(['official', 'provisional', 'missing']),
  /** Why it is due then, line by line. */
  steps: z.array(z.object({ 'zh-CN': z.string(), en: z.string() })).readonly(),
  ladder: z.array(z.object({ step: z.string(), at: z.number(), tells })).readonly(),
  taken: z.int().nonnegative(),
  stoppedAt: instant.nullable(),
  stopReason: z.string().nullable(),
}) satisfies z.ZodType<CaseClock>;
