import { z } from 'zod';
import { LOCALES } from '#shared/kernel/locale.ts';
import { instant } from './values.ts';

export const TIERS = ['agent', 'supervisor', 'office', 'department', 'editor'] as const;
export const tier = z.enum(TIERS);
export type Tier = z.infer<typeof tier>;

export const staffView = z.object({
  staffId: z.string(),
  name: z.string(),
  tier,
  departments: z.array(z.string()),
  skills: z.array(z.string()),
});
export type StaffView = z.infer<typeof staffView>;

/** A pair of tokens: the access token lives minutes, the refresh token is used once and replaced. */
export const session = z.object({
  accessToken: z.string(),
  expiresAt: instant,
  refreshToken: z.string(),
  subject: z.string(),
});
export type Session = z.infer<typeof session>;

export const openVisitorSessionBody = z.strictObject({
  channel: z.enum(['web', 'wechat']),
  locale: z.enum(LOCALES).default('zh-CN'),
});
export const refreshBody = z.strictObject({ refreshToken: z.string().min(20).max(200) });
export const staffSignInBody = z.strictObject({
  idToken: z.string().min(20).max(8_000),
  nonce: z.string().min(8).max(200),
});
export const staffSession = session.extend({ staff: staffView });
export type StaffSession = z.infer<typeof staffSession>;
export const socketTicket = z.object({ url: z.string(), ticket: z.string(), expiresAt: instant });
