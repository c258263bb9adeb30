import { z } from 'zod';
import { routingSettings } from '#shared/domain/routing/settings.ts';
import { tier } from './sessions.ts';

/** The settings, and every skill that somebody has or a rule asks for, to choose from. */
export const routingView = z.object({
  settings: routingSettings,
  skills: z.array(z.string()),
});
export type RoutingView = z.infer<typeof routingView>;

export const staffParams = z.strictObject({ staffId: z.string().max(60) });

/** Somebody on the list with what they can do, and what they have in hand now. */
export const staffRow = z.object({
  staffId: z.string(),
  name: z.string(),
  tier,
  departments: z.array(z.string()),
  skills: z.array(z.string()),
  capacity: z.int(),
  ticketCapacity: z.int(),
  presence: z.enum(['online', 'away', 'offline']),
  chats: z.int(),
  tickets: z.int(),
});
export type StaffRow = z.infer<typeof staffRow>;
export const staffList = z.object({ staff: z.array(staffRow) });
