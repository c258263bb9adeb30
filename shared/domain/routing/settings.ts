import { z } from 'zod';
import type { Tier } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { CATEGORIES } from '#shared/domain/ticket/work.ts';
import { LOCALES, type Locale } from '#shared/kernel/locale.ts';

const skillName = z.string().trim().min(1).max(20);
const names = z.array(z.string().min(1).max(60)).max(40).default([]);

/** What a skill is needed for: a matter that meets any of the lists. */
export const skillRule = z.strictObject({
  skill: skillName,
  categories: z.array(z.enum(CATEGORIES)).default([]),
  topics: z
    .array(z.string().regex(/^E\d\d$/))
    .max(40)
    .default([]),
  departments: names,
  locales: z.array(z.enum(LOCALES)).default([]),
});

/** How a hospital gives out its work. */
export const routingSettings = z.strictObject({
  /** `queue`: people take what waits themselves. `auto`: the service gives it to whoever is free. */
  mode: z.enum(['queue', 'auto']),
  rules: z.array(skillRule).max(60),
});
export type RoutingSettings = z.infer<typeof routingSettings>;

/** Until an administrator decides: nobody is given anything unasked. */
export const DEFAULT_ROUTING: RoutingSettings = routingSettings.parse({
  mode: 'queue',
  rules: [
    { skill: '投诉', categories: ['投诉'] },
    { skill: '医保', departments: ['医疗保险办公室', '医保办'] },
    { skill: '英语', locales: ['en'] },
  ],
});

/** Skills and limits of a member of staff, as a supervisor sets them. */
export const staffAbilities = z.strictObject({
  skills: z.array(skillName).max(20),
  /** Chats at the same time that are given to them; 0 = none, they take what they like. */
  capacity: z.int().min(0).max(30),
  /** The same for open tickets. */
  ticketCapacity: z.int().min(0).max(200),
});
export type StaffAbilities = z.infer<typeof staffAbilities>;

/**
 * Limits of somebody for whom none were set: five chats for those whose work they are, twenty tickets for those who handle
 * them. Supervisors and the office take chats themselves if they like.
 */
export const defaultCapacity = (
  tier: Tier,
): Pick<StaffAbilities, 'capacity' | 'ticketCapacity'> => ({
  capacity: tier === 'agent' ? 5 : 0,
  ticketCapacity: tier === 'office' || tier === 'editor' ? 0 : 20,
});

export type Asked = Pick<Ticket, 'category' | 'topic' | 'department'> & {
  readonly locale: Locale;
};

/**
 * Skills that a matter asks for: those of every rule that it meets. A skill that nobody on the staff list has is not
 * asked for, or the patient would wait for a person who does not exist.
 */
export const skillsNeeded = (
  { rules }: RoutingSettings,
  asked: Asked,
  known: ReadonlySet<string>,
): string[] => {
  const met = rules.filter(
    (rule) =>
      rule.categories.includes(asked.category) ||
      (asked.topic !== null && rule.topics.includes(asked.topic)) ||
      rule.departments.includes(asked.department) ||
      rule.locales.includes(asked.locale),
  );
  return [...new Set(met.map(({ skill }) => skill))].filter((skill) => known.has(skill));
};
