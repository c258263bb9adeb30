import type { Deps, StaffMember } from '#functions/ports.ts';
import type { AgentLoad } from '#shared/domain/routing/assign-agent.ts';
import { type Duty, freshDuty, heldNow } from '#shared/domain/routing/duty.ts';
import { type Presence, presenceNow } from '#shared/domain/routing/presence.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';

export type DeskNowDeps = Pick<Deps, 'people' | 'live' | 'duty' | 'clock'>;

/** Who is there now, as their words, sockets and heartbeats say. */
export const presencesNow = async ({
  live,
  clock,
}: Pick<Deps, 'live' | 'clock'>): Promise<(staffId: string) => Presence> => {
  const now = clock();
  const [said, connections] = await Promise.all([live.said(now), live.desk(now)]);
  const connected = new Set(connections.map(({ subject }) => subject));
  return (staffId) => presenceNow(said.get(staffId), connected.has(staffId), now);
};

export type PersonNow = {
  readonly member: StaffMember;
  readonly duty: Duty;
  readonly presence: Presence;
};

/** Everybody on the list who works now, and what the router remembers of them. */
export const peopleNow = async (deps: DeskNowDeps): Promise<PersonNow[]> => {
  const [staff, presence, duties] = await Promise.all([
    deps.people.allStaff(),
    presencesNow(deps),
    deps.duty.all(),
  ]);
  const known = new Map(duties.map((duty) => [duty.staffId, duty]));
  return staff
    .filter(({ active }) => active)
    .map((member) => ({
      member,
      duty: known.get(member.staffId) ?? freshDuty(member.staffId),
      presence: presence(member.staffId),
    }));
};

/** Skills that somebody on the list has. */
export const skillsKnown = (people: readonly PersonNow[]): ReadonlySet<string> =>
  new Set(people.flatMap(({ member }) => member.skills));

/** A person as the router weighs them for a chat: what they have in hand, and what was given to them a moment ago. */
export const chatLoadOf = (
  { member, duty, presence }: PersonNow,
  inHand: readonly Ticket[],
  now: number,
): AgentLoad => {
  const own = inHand
    .filter(({ status, ownerId }) => status === 'in-hand' && ownerId === member.staffId)
    .map(({ ticketId }) => ticketId);
  const given = heldNow(duty, now).filter((hold) => !isCase(hold));
  const load = new Set([...own, ...given]).size;
  return { ...loadOf({ member, duty, presence }), load, capacity: member.capacity };
};

/** The same for tickets; `open` = how many they handle. */
export const caseLoadOf = (person: PersonNow, open: number, now: number): AgentLoad => ({
  ...loadOf(person),
  load: open + heldNow(person.duty, now).filter(isCase).length,
  capacity: person.member.ticketCapacity,
});

/** Places that are kept for a case are told from those for a chat by their name. */
export const caseHold = (ticketId: string): string => `case:${ticketId}`;
const isCase = (hold: string): boolean => hold.startsWith('case:');

const loadOf = ({ member, duty, presence }: PersonNow): Omit<AgentLoad, 'load' | 'capacity'> => ({
  staffId: member.staffId,
  name: member.name,
  presence,
  skills: member.skills,
  departments: member.departments,
  idleSince: duty.idleSince,
  restUntil: null,
});
