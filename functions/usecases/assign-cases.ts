import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import { openAt } from '#shared/domain/calendar/business-time.ts';
import { openingWords } from '#shared/domain/calendar/opening-words.ts';
import { departmentNamed } from '#shared/domain/reply/directory.ts';
import {
  assignAgent,
  type Unassigned,
  whyUnassigned,
} from '#shared/domain/routing/assign-agent.ts';
import {
  type CasePool,
  casePool,
  isUnbegun,
  needsHandler,
} from '#shared/domain/routing/case-pool.ts';
import { departmentSchedule } from '#shared/domain/routing/department-hours.ts';
import { reserve } from '#shared/domain/routing/duty.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { TicketEvent } from '#shared/domain/ticket/timeline.ts';
import type { Result } from '#shared/kernel/result.ts';
import { caseHold, caseLoadOf, type DeskNowDeps, type PersonNow, peopleNow } from './desk-now.ts';
import { isRestricted } from './enter.ts';
import { letPlaceGo } from './keep-place.ts';
import { outboxFor } from './tells.ts';
import { subjectOf } from './ticket-view.ts';

export type AssignCaseDeps = DeskNowDeps & Pick<Deps, 'tickets' | 'knowledge'>;

/** Whether a department works now; in words when it opens, where it does not. */
export const departmentNow = async (
  deps: Pick<Deps, 'knowledge' | 'clock'>,
  name: string,
): Promise<{ readonly open: boolean; readonly opens: string | null }> => {
  const now = deps.clock();
  const [departments, calendar] = await Promise.all([
    deps.knowledge.departments(),
    deps.knowledge.calendar(),
  ]);
  const schedule = departmentSchedule(departmentNamed(departments, name)?.hours, calendar);
  const { open, opensAt } = openAt(schedule, now);
  return { open, opens: opensAt === null ? null : openingWords(opensAt, now)['zh-CN'] };
};

const isThere = ({ presence, member }: PersonNow, department: string): boolean =>
  presence === 'online' && member.departments.includes(department);

const poolOf = async (
  deps: AssignCaseDeps,
  ticket: Ticket,
  people: readonly PersonNow[],
): Promise<CasePool> =>
  casePool({
    ticket,
    restricted: isRestricted(ticket),
    ...(await departmentNow(deps, ticket.department)),
    present: people.some((person) => isThere(person, ticket.department)),
  });

const actorOf = ({ member }: PersonNow): Actor => ({ kind: 'staff', ...member });

const mayHandle = (person: PersonNow, ticket: Ticket): boolean =>
  authorize(actorOf(person), 'ticket.work', subjectOf(ticket, false)) === 'allowed';

/** The people who may handle a ticket, with what they have now. Counting it costs a query each, so only those are asked. */
const loadsFor = async (
  deps: AssignCaseDeps,
  ticket: Ticket,
  { department }: CasePool,
  people: readonly PersonNow[],
) =>
  Promise.all(
    people
      .filter((person) => isThere(person, department) && mayHandle(person, ticket))
      .map(async (person) =>
        caseLoadOf(
          person,
          await deps.tickets.countList(`own:${person.member.staffId}`, 0),
          deps.clock(),
        ),
      ),
  );

type Choice = {
  readonly pool: CasePool;
  readonly found: Result<
    {
      readonly staffId: string;
      readonly name: string;
      readonly reason: { readonly 'zh-CN': string };
    },
    Unassigned
  >;
};

const choose = async (
  deps: AssignCaseDeps,
  ticket: Ticket,
  people: readonly PersonNow[],
  without: readonly string[],
): Promise<Choice> => {
  const pool = await poolOf(deps, ticket, people);
  const need = {
    skills: [],
    department: pool.department,
    exclude: [...(ticket.case?.namedStaff ?? []), ...without],
  };
  return {
    pool,
    found: assignAgent(need, await loadsFor(deps, ticket, pool, people), deps.clock()),
  };
};

const eventOf = (ticket: Ticket, now: number, text: string, data: object): TicketEvent => ({
  eventId: `auto:${ticket.version}`,
  at: now,
  kind: 'auto-assigned',
  actorId: null,
  actorName: null,
  text,
  data: { ...data },
});

const RACES = 6;

/**
 * Gives a ticket that nobody handles to somebody of its department who is there and has room: least loaded first, ties to
 * the longest idle, never to somebody it names. The ticket's version decides between two that try at once. True where it
 * was given now.
 */
export const assignCase = async (
  deps: AssignCaseDeps,
  ticketId: string,
  without: readonly string[] = [],
): Promise<boolean> => {
  if ((await deps.knowledge.routing()).mode !== 'auto') return false;
  for (let race = 0; race < RACES; race += 1) {
    const ticket = await deps.tickets.get(ticketId);
    if (ticket === undefined || ticket.case === null || !needsHandler(ticket)) return false;
    const people = await peopleNow(deps);
    const { pool, found } = await choose(deps, ticket, people, without);
    const person = found.ok
      ? people.find(({ member }) => member.staffId === found.value.staffId)
      : undefined;
    if (!found.ok || person === undefined) return false;
    const now = deps.clock();
    const hold = caseHold(ticketId);
    if (!(await deps.duty.save(reserve(person.duty, hold, now)))) continue;
    const { staffId, name } = person.member;
    const handlerWhy = `${pool.why}；${found.value.reason['zh-CN']}`;
    const saved = await deps.tickets.save(
      {
        ...ticket,
        case: { ...ticket.case, handlerId: staffId },
        handlerName: name,
        handlerWhy,
        updatedAt: now,
      },
      [eventOf(ticket, now, `自动分配给${name}：${handlerWhy}`, { handlerId: staffId })],
      outboxFor(
        ticket,
        [
          {
            audience: 'staff',
            to: staffId,
            title: '派给您办理',
            text: `工单 ${ticket.number} 自动分配给您：${handlerWhy}`,
          },
        ],
        `auto:${ticket.version}`,
        now,
      ),
    );
    // It stands in the list of the handler now, or belongs to whoever was faster.
    await letPlaceGo(deps, staffId, hold);
    if (saved.ok) return true;
  }
  return false;
};

/** Tickets of one department that are looked at in one go. */
const AT_ONCE = 40;

/**
 * Gives the tickets that wait for somebody to whoever is there, earliest due first; of all departments that have people
 * there, or of the ones named. Reads nothing of a department where nobody is. Gives how many were given.
 */
export const assignCases = async (
  deps: AssignCaseDeps,
  only?: readonly string[],
): Promise<number> => {
  if ((await deps.knowledge.routing()).mode !== 'auto') return 0;
  const people = await peopleNow(deps);
  const there = people.filter(({ presence }) => presence === 'online');
  const departments = new Set(there.flatMap(({ member }) => member.departments));
  let given = 0;
  for (const department of only ?? departments) {
    const { tickets } = await deps.tickets.list({
      list: `free:${department}`,
      cursor: null,
      limit: AT_ONCE,
    });
    for (const { ticketId } of tickets) {
      // Everybody is full or may not: nor can the rest of this list be given, but for those it is kept from.
      if (await assignCase(deps, ticketId)) given += 1;
    }
  }
  return given;
};

/**
 * Takes the tickets that somebody who left had not begun off them and gives each to somebody else; where nobody can take
 * it, it waits in its department's list. What was begun stays with whoever began it. Gives how many moved.
 */
export const reassignCasesOf = async (deps: AssignCaseDeps, staffId: string): Promise<number> => {
  if ((await deps.knowledge.routing()).mode !== 'auto') return 0;
  let moved = 0;
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof deps.tickets.list>> = await deps.tickets.list({
      list: `own:${staffId}`,
      cursor,
      limit: AT_ONCE,
    });
    for (const ticket of page.tickets)
      if (isUnbegun(ticket) && (await takeBack(deps, ticket, staffId))) {
        moved += 1;
        await assignCase(deps, ticket.ticketId, [staffId]);
      }
    cursor = page.cursor;
  } while (cursor !== null);
  return moved;
};

const takeBack = async (
  deps: AssignCaseDeps,
  ticket: Ticket,
  staffId: string,
): Promise<boolean> => {
  if (ticket.case === null || ticket.case.handlerId !== staffId) return false;
  const now = deps.clock();
  const saved = await deps.tickets.save(
    {
      ...ticket,
      case: { ...ticket.case, handlerId: null },
      handlerName: null,
      handlerWhy: null,
      updatedAt: now,
    },
    [
      eventOf(ticket, now, `${ticket.handlerName ?? '办理人'}已离线，尚未接单，重新分配`, {
        from: staffId,
      }),
    ],
  );
  return saved.ok;
};

/** Why a ticket lies where it lies, for whoever looks at it. */
export const whyCase = async (deps: AssignCaseDeps, ticket: Ticket): Promise<string | null> => {
  if (ticket.handlerWhy !== null) return ticket.handlerWhy;
  if (!needsHandler(ticket)) return null;
  if ((await deps.knowledge.routing()).mode !== 'auto') return '本院由科室自行接单，不自动分配';
  const { pool, found } = await choose(deps, ticket, await peopleNow(deps), []);
  return `${pool.why}；${found.ok ? `即将分配给${found.value.name}` : whyUnassigned(found.error)}`;
};
