import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import {
  type AssignmentNeed,
  assignAgent,
  type Unassigned,
} from '#shared/domain/routing/assign-agent.ts';
import { reserve } from '#shared/domain/routing/duty.ts';
import { type RoutingSettings, skillsNeeded } from '#shared/domain/routing/settings.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import type { Result } from '#shared/kernel/result.ts';
import {
  chatLoadOf,
  type DeskNowDeps,
  type PersonNow,
  peopleNow,
  skillsKnown,
} from './desk-now.ts';
import { loadScene } from './enter.ts';
import { letPlaceGo } from './keep-place.ts';
import { localeOf } from './scene.ts';
import { type SystemStepDeps, systemStep } from './system-step.ts';
import { subjectOf } from './ticket-view.ts';

export type AssignDeps = SystemStepDeps & DeskNowDeps;

const ANSWERS: readonly string[] = ['agent', 'supervisor', 'office'];

const actorOf = ({ member }: PersonNow): Actor => ({ kind: 'staff', ...member });

/** Who may be given this chat at all: whoever answers patients, and of a matter of discipline its readers alone. */
const mayHave = (person: PersonNow, ticket: Ticket): boolean =>
  ANSWERS.includes(person.member.tier) &&
  authorize(actorOf(person), 'ticket.read', subjectOf(ticket)) === 'allowed';

const needOf = (
  settings: RoutingSettings,
  ticket: Ticket,
  locale: Locale,
  known: ReadonlySet<string>,
): AssignmentNeed => ({
  skills: skillsNeeded(settings, { ...ticket, locale }, known),
  department: null,
  exclude: [...(ticket.case?.namedStaff ?? []), ...ticket.passedBy],
});

/** Whom a chat would be given to now, or why to nobody. Looks only. */
const chosenFor = (
  settings: RoutingSettings,
  people: readonly PersonNow[],
  active: readonly Ticket[],
  { ticket, locale }: { readonly ticket: Ticket; readonly locale: Locale },
  now: number,
): ReturnType<typeof assignAgent> => {
  const agents = people
    .filter((person) => mayHave(person, ticket))
    .map((person) => chatLoadOf(person, active, now));
  return assignAgent(needOf(settings, ticket, locale, skillsKnown(people)), agents, now);
};

type Given = 'given' | 'raced' | 'taken';

/**
 * Gives one chat to somebody: first a place is kept with a compare-and-set on what the person is known to have, so that two
 * routers never fill the same place; then the log decides, as it does for a claim, whether the chat still waits.
 */
const give = async (
  deps: AssignDeps,
  { ticketId, conversationId }: Ticket,
  person: PersonNow,
  reason: string,
  now: number,
): Promise<Given> => {
  const { staffId, name } = person.member;
  if (conversationId === null) return 'taken';
  if (!(await deps.duty.save(reserve(person.duty, ticketId, now)))) return 'raced';
  const scene = await loadScene(deps, conversationId, 'last');
  const state = scene?.tail.last.state;
  if (scene !== undefined && state?.owner === 'queue' && state.status === 'open') {
    const done = await systemStep(deps, scene, {
      id: `assign:${state.epoch}`,
      body: { kind: 'assigned', toAgentId: staffId, toAgentName: name, reason },
    });
    if (done.ok && done.value.tail.last.state.agentId === staffId) return 'given';
  }
  await letPlaceGo(deps, staffId, ticketId);
  return 'taken';
};

/** Somebody else routes at the same time: after so many lost races the next trigger goes on. */
const RACES = 8;

/** What a run of the router knows: who is there and what they have, as of the last look. */
type Known = { readonly people: readonly PersonNow[]; readonly active: readonly Ticket[] };

const look = async (deps: AssignDeps): Promise<Known> => {
  const [people, active] = await Promise.all([peopleNow(deps), deps.tickets.active()]);
  return { people, active };
};

const withPlace = (known: Known, staffId: string, ticketId: string, now: number): Known => ({
  ...known,
  people: known.people.map((one) =>
    one.member.staffId === staffId ? { ...one, duty: reserve(one.duty, ticketId, now) } : one,
  ),
});

/** Gives one chat to the best of those who are free; looks anew after a lost race. */
const place = async (
  deps: AssignDeps,
  settings: RoutingSettings,
  ticket: Ticket,
  given: Known,
): Promise<{ readonly known: Known; readonly placed: boolean; readonly lost?: true }> => {
  const locale = await localeOfChat(deps, ticket);
  let known = given;
  for (let race = 0; race < RACES; race += 1) {
    const { people, active } = known;
    const now = deps.clock();
    const found = chosenFor(settings, people, active, { ticket, locale }, now);
    const chosen = found.ok ? found.value : undefined;
    const person = people.find(({ member }) => member.staffId === chosen?.staffId);
    if (chosen === undefined || person === undefined) return { known, placed: false };
    const outcome = await give(deps, ticket, person, chosen.reason['zh-CN'], now);
    if (outcome === 'given')
      return { known: withPlace(known, chosen.staffId, ticket.ticketId, now), placed: true };
    known = await look(deps);
    if (outcome === 'taken') return { known, placed: false };
  }
  // Nobody further back in the queue is taken before this one.
  return { known, placed: false, lost: true };
};

/**
 * Gives what waits, in the order of the queue, to whoever is free and able; nothing where the hospital lets people take it
 * themselves. May run any number of times at once. Gives how many were given.
 */
export const assignWaiting = async (deps: AssignDeps): Promise<number> => {
  const settings = await deps.knowledge.routing();
  if (settings.mode !== 'auto') return 0;
  let known = await look(deps);
  let given = 0;
  for (const ticket of known.active.filter(({ status }) => status === 'waiting')) {
    const done = await place(deps, settings, ticket, known);
    known = done.known;
    if (done.placed) given += 1;
    if (done.lost) break;
  }
  return given;
};

const localeOfChat = async (
  deps: Pick<Deps, 'log'>,
  { conversationId }: Ticket,
): Promise<Locale> => {
  const opening = conversationId === null ? undefined : await deps.log.opening(conversationId);
  return opening === undefined ? 'zh-CN' : localeOf(opening);
};

export type Waiting =
  | { readonly kind: 'queue' }
  | { readonly kind: 'auto'; readonly found: Result<{ readonly name: string }, Unassigned> };

/** Why a chat still waits. */
export const whyWaiting = async (deps: AssignDeps, ticket: Ticket): Promise<Waiting> => {
  const settings = await deps.knowledge.routing();
  if (settings.mode === 'queue') return { kind: 'queue' };
  const [people, active, locale] = await Promise.all([
    peopleNow(deps),
    deps.tickets.active(),
    localeOfChat(deps, ticket),
  ]);
  return {
    kind: 'auto',
    found: chosenFor(settings, people, active, { ticket, locale }, deps.clock()),
  };
};
