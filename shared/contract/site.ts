import { z } from 'zod';
import { way } from '#shared/domain/reply/way-finding.ts';

/** What a page may know before anyone signs in. */
export const siteView = z.object({
  hospital: z.object({
    name: z.object({ 'zh-CN': z.string(), en: z.string() }),
    emergencyPhone: z.string(),
    hotline: z.string(),
    address: z.string(),
  }),
  /** Are people at the desk now, and if not, when again. */
  desk: z.object({ open: z.boolean(), opensAt: z.int().nullable(), hours: z.string() }),
  oidc: z.object({ issuer: z.string(), clientId: z.string() }),
  topics: z.array(
    z.object({ icon: z.string(), 'zh-CN': z.string(), en: z.string(), send: z.string() }),
  ),
  release: z.string(),
});
export type SiteView = z.infer<typeof siteView>;

export const suggestionsQuery = z.strictObject({ q: z.string().min(1).max(60) });
export const suggestions = z.object({
  suggestions: z.array(z.object({ articleId: z.string(), question: z.string() })),
});

export const departmentView = z.object({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  kind: z.string(),
  floor: z.string(),
  phone: z.string(),
  hours: z.string(),
  handles: z.array(z.string()),
});
export const departments = z.object({ departments: z.array(departmentView) });

export const directoryQuery = z.strictObject({ q: z.string().min(1).max(60) });
export const directory = z.object({
  hits: z.array(
    z.object({
      department: departmentView,
      /** The person who was meant, with their times. */
      person: z.object({ name: z.string(), title: z.string(), times: z.string() }).nullable(),
      way: way.nullable(),
      /** Whether it is open now, in words; null where nobody has entered its hours as data. */
      now: z
        .object({ open: z.boolean(), line: z.object({ 'zh-CN': z.string(), en: z.string() }) })
        .nullable(),
    }),
  ),
});
