import { z } from 'zod';
import { deps } from '#functions/lib/deps.ts';
import { beginInvocation, logger } from '#functions/lib/telemetry.ts';
import {
  departmentSchema,
  personSchema,
  profileSchema,
} from '#functions/storage/knowledge-store.ts';
import { addFirstSupervisor, setUpHospital } from '#functions/usecases/set-up.ts';
import years from '#shared/data/calendar/years.json' with { type: 'json' };
import campusPlan from '#shared/data/hospital/campus.json' with { type: 'json' };
import demoKnowledge from '#shared/data/hospital/demo-knowledge.json' with { type: 'json' };
import departments from '#shared/data/hospital/departments.json' with { type: 'json' };
import doctors from '#shared/data/hospital/doctors.json' with { type: 'json' };
import faq from '#shared/data/hospital/faq.json' with { type: 'json' };
import openingHours from '#shared/data/hospital/opening-hours.json' with { type: 'json' };
import profile from '#shared/data/hospital/profile.json' with { type: 'json' };
import staff from '#shared/data/hospital/staff.json' with { type: 'json' };
import { yearTable } from '#shared/domain/calendar/calendar.ts';
import { departmentHours } from '#shared/domain/reply/opening.ts';
import { campus } from '#shared/domain/reply/way-finding.ts';
import { articleSchema } from '#shared/domain/retrieval/article.ts';

const event = z.union([
  z.object({ demo: z.literal(true) }),
  z.object({
    firstSupervisor: z.object({
      subject: z.string().min(1).max(255),
      name: z.string().min(1).max(60),
    }),
  }),
]);

const staffRow = z.object({
  subject: z.string(),
  name: z.string(),
  tier: z.enum(['agent', 'supervisor', 'office', 'department', 'editor']),
  departments: z.array(z.string()),
  skills: z.array(z.string()),
  /** What they are called in the house. */
  role: z.string(),
});

/** Whom the demo's issuer may sign in. */
export type SetupAnswer = {
  readonly accounts: readonly {
    readonly subject: string;
    readonly name: string;
    readonly role: string;
    readonly tier: string;
  }[];
};

const demo = async (): Promise<SetupAnswer> => {
  const people = z.array(staffRow).parse(staff);
  const done = await setUpHospital(deps, {
    profile: profileSchema.parse(profile),
    departments: z.array(departmentSchema).parse(departments),
    calendar: z.array(yearTable).parse(years),
    articles: z.array(articleSchema).parse(faq),
    about: demoKnowledge,
    people: z.array(personSchema).parse(doctors),
    campus: campus.parse(campusPlan),
    hours: z.array(departmentHours).parse(openingHours),
    staff: people.map(({ role: _role, ...member }) => member),
  });
  logger.info('hospital set up', {
    articles: done.articles,
    departments: done.departments,
    staff: done.staff.length,
    snapshot: done.snapshot,
  });
  return {
    accounts: people.map(({ subject, name, role, tier }) => ({ subject, name, role, tier })),
  };
};

/** `{ "demo": true }` loads the demo hospital; `{ "firstSupervisor": { subject, name } }` opens a real one. */
export const handler = async (input: unknown): Promise<SetupAnswer> => {
  beginInvocation({ job: 'setup' });
  const wanted = event.parse(input);
  if ('demo' in wanted) return demo();
  // Deadlines are counted from the first day on: what is known of the working calendar comes along.
  await deps.knowledge.addCalendarYears(z.array(yearTable).parse(years));
  const member = await addFirstSupervisor(deps, wanted.firstSupervisor);
  const { subject, name, tier } = member;
  return { accounts: [{ subject, name, role: tier, tier }] };
};
