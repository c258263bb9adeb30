import { z } from 'zod';
import { departmentHours, openingOverride, storedOverride } from '#shared/domain/reply/opening.ts';
import { departmentView } from './site.ts';

const line = z.object({ 'zh-CN': z.string(), en: z.string() });

export const hoursParams = z.strictObject({ departmentId: z.string().regex(/^[\w-]{1,64}$/) });
export const hoursBody = departmentHours.pick({ services: true });
export const hoursView = z.object({
  departments: z.array(
    departmentView.extend({
      services: z.array(departmentHours.shape.services.element),
      /** Whether it is open now; null where nobody has entered its hours as data. */
      now: z.object({ open: z.boolean(), line }).nullable(),
      mayEdit: z.boolean(),
    }),
  ),
  /** Decisions that are not over, the next first. */
  overrides: z.array(storedOverride.extend({ mayRemove: z.boolean() })),
  mayDecideForAll: z.boolean(),
});
export const changedHours = departmentHours;

export const overrideBody = openingOverride;
export const overrideParams = z.strictObject({ overrideId: z.string().regex(/^ovr_[\w-]{1,40}$/) });
export const override = storedOverride;
