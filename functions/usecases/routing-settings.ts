import type { Deps, StaffMember } from '#functions/ports.ts';
import { type Action, type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Presence } from '#shared/domain/routing/presence.ts';
import type { RoutingSettings, StaffAbilities } from '#shared/domain/routing/settings.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { assignCases } from './assign-cases.ts';
import { assignWaiting } from './assign-chats.ts';
import { chatLoadOf, type PersonNow, peopleNow, skillsKnown } from './desk-now.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;
type Failure = { readonly kind: 'forbidden' } | { readonly kind: 'not-found' };

export type RoutingView = {
  readonly settings: RoutingSettings;
  readonly skills: readonly string[];
};

const allowed = (actor: Actor, action: Action): actor is Staff =>
  actor.kind === 'staff' && authorize(actor, action) === 'allowed';

const viewOf = async (deps: Deps, settings: RoutingSettings): Promise<RoutingView> => {
  const known = skillsKnown(await peopleNow(deps));
  const skills = new Set([...known, ...settings.rules.map(({ skill }) => skill)]);
  return { settings, skills: [...skills].sort((a, b) => a.localeCompare(b, 'zh')) };
};

export const readRouting = async (
  deps: Deps,
  actor: Actor,
): Promise<Result<RoutingView, Failure>> => {
  if (!allowed(actor, 'routing.read')) return err({ kind: 'forbidden' });
  return ok(await viewOf(deps, await deps.knowledge.routing()));
};

const audited = (
  deps: Pick<Deps, 'audit' | 'clock'>,
  actor: Staff,
  action: string,
  data: Record<string, unknown>,
): Promise<void> =>
  deps.audit.append({
    at: deps.clock(),
    actorId: actor.staffId,
    actorName: actor.name,
    tier: actor.tier,
    action,
    ticketId: null,
    reason: '',
    data,
  });

/** What waits is given out at once where a change made that possible; else the sweep does it. */
const giveOut = async (deps: Deps): Promise<void> => {
  try {
    await assignWaiting(deps);
    await assignCases(deps);
  } catch (error) {
    deps.logger.warn('not routed', { error: error instanceof Error ? error.name : '' });
  }
};

export const setRouting = async (
  deps: Deps,
  actor: Actor,
  settings: RoutingSettings,
): Promise<Result<RoutingView, Failure>> => {
  if (!allowed(actor, 'routing.edit')) return err({ kind: 'forbidden' });
  const before = await deps.knowledge.routing();
  await audited(deps, actor, 'routing.edit', {
    from: before.mode,
    to: settings.mode,
    rules: settings.rules.length,
  });
  await deps.knowledge.putRouting(settings);
  await giveOut(deps);
  return ok(await viewOf(deps, settings));
};

export type StaffRow = Omit<StaffMember, 'subject' | 'active'> & {
  readonly presence: Presence;
  readonly chats: number;
  readonly tickets: number;
};

const rowsOf = async (deps: Deps, people: readonly PersonNow[]): Promise<StaffRow[]> => {
  const active = await deps.tickets.active();
  return Promise.all(
    people.map(async (person) => {
      const { subject: _subject, active: _active, ...member } = person.member;
      return {
        ...member,
        presence: person.presence,
        chats: chatLoadOf(person, active, deps.clock()).load,
        tickets: await deps.tickets.countList(`own:${member.staffId}`, 0),
      };
    }),
  );
};

/** Who can do what, how much of it, and what they have in hand now. */
export const listStaff = async (
  deps: Deps,
  actor: Actor,
): Promise<Result<{ staff: StaffRow[] }, Failure>> => {
  if (!allowed(actor, 'routing.edit')) return err({ kind: 'forbidden' });
  return ok({ staff: await rowsOf(deps, await peopleNow(deps)) });
};

export const setAbilities = async (
  deps: Deps,
  actor: Actor,
  staffId: string,
  given: StaffAbilities,
): Promise<Result<StaffRow, Failure>> => {
  if (!allowed(actor, 'routing.edit')) return err({ kind: 'forbidden' });
  const member = await deps.people.staff(staffId);
  if (member === undefined) return err({ kind: 'not-found' });
  const abilities = { ...given, skills: [...new Set(given.skills)] };
  const { skills, capacity, ticketCapacity } = member;
  await audited(deps, actor, 'staff.abilities', {
    staffId,
    from: { skills, capacity, ticketCapacity },
    to: abilities,
  });
  if (!(await deps.people.setAbilities(staffId, abilities))) return err({ kind: 'not-found' });
  await giveOut(deps);
  const people = (await peopleNow(deps)).filter((one) => one.member.staffId === staffId);
  const [row] = await rowsOf(deps, people);
  return row === undefined ? err({ kind: 'not-found' }) : ok(row);
};
