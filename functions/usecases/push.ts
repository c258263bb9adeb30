import type { Connection, Deps, PushMessage, Tail } from '#functions/ports.ts';
import { departmentHolder, type Tier } from '#shared/domain/access/policy.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { forPatient } from '#shared/domain/conversation/for-patient.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';

type PushDeps = Pick<Deps, 'live' | 'pusher' | 'clock' | 'logger'>;

const KEEPERS: readonly Tier[] = ['editor', 'supervisor', 'office'];

/** What of a ticket decides who hears of it. */
type Heard = Pick<Ticket, 'department'> & Partial<Pick<Ticket, 'ownerId' | 'offer'>>;

/** Desk sockets that may hear of this ticket: departments hear of their own and of what they hold, editors of none. */
const mayHear = (
  { tier, departments, subject }: Connection,
  ticket: Heard | undefined,
): boolean => {
  if (tier === 'editor') return false;
  if (tier !== 'department') return true;
  if (ticket === undefined) return false;
  const holders = [ticket.ownerId, ticket.offer?.toAgentId];
  return (
    departments.includes(ticket.department) ||
    holders.includes(subject) ||
    departments.some((name) => holders.includes(departmentHolder(name)))
  );
};

/** Of a matter of discipline the department concerned and the hospital office hear, nobody else. */
export const mayHearRestricted = ({ tier }: Pick<Connection, 'tier'>): boolean =>
  tier === 'office' || tier === 'department';

const distinct = (connections: readonly Connection[]): Connection[] => [
  ...new Map(connections.map((c) => [c.connectionId, c])).values(),
];

/** Pushing is a speed-up: nothing that goes wrong here may fail what was stored. */
const quietly = async (deps: PushDeps, work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    deps.logger.warn('push failed', { error: error instanceof Error ? error.name : 'unknown' });
  }
};

const viewerConnections = async (deps: PushDeps, conversationId: string): Promise<Connection[]> =>
  (await deps.live.viewers(conversationId, deps.clock())).map(
    ({ connectionId, staffId, name }) => ({
      connectionId,
      subject: staffId,
      kind: 'staff',
      tier: null,
      name,
      departments: [],
    }),
  );

/** The owner of a conversation, and the colleague or department that was asked to take it over. */
const concerned = async (deps: PushDeps, { state }: Entry): Promise<Connection[]> => {
  const people = new Set(
    [state.agentId, state.offer?.toAgentId].filter((id) => typeof id === 'string'),
  );
  const now = deps.clock();
  const found = await Promise.all(
    [...people].map(async (id) =>
      id.startsWith(departmentHolder(''))
        ? (await deps.live.desk(now)).filter(({ departments }) =>
            departments.some((name) => departmentHolder(name) === id),
          )
        : deps.live.connectionsOf(id, now),
    ),
  );
  return found.flat();
};

/** Staff sockets that follow this conversation: whoever has it open, its owner, the whole desk while it waits. */
const deskSide = async (
  deps: PushDeps,
  { conversationId, last }: Tail,
  ticket: Ticket | undefined,
): Promise<Connection[]> => {
  const now = deps.clock();
  const { owner } = last.state;
  const [viewers, others] = await Promise.all([
    viewerConnections(deps, conversationId),
    owner === 'agent' ? concerned(deps, last) : owner === 'queue' ? deps.live.desk(now) : [],
  ]);
  return distinct([...viewers, ...others.filter((c) => owner === 'agent' || mayHear(c, ticket))]);
};

const entriesMessage = (
  { conversationId, last }: Tail,
  entries: readonly Entry[],
  ticketNumber: string | null,
): PushMessage => ({ type: 'entries', conversationId, entries, state: last.state, ticketNumber });

/** Tells staff what was appended. */
export const pushToDesk = (
  deps: PushDeps,
  tail: Tail,
  entries: readonly Entry[],
  ticket: Ticket | undefined,
): Promise<void> =>
  quietly(deps, async () => {
    if (entries.length === 0) return;
    const connections = await deskSide(deps, tail, ticket);
    await deps.pusher.send(connections, entriesMessage(tail, entries, ticket?.number ?? null));
  });

/** Tells the patient what was appended. */
export const pushToPatient = (
  deps: PushDeps,
  tail: Tail,
  visitorId: string,
  entries: readonly Entry[],
  ticket: Ticket | undefined,
): Promise<void> =>
  quietly(deps, async () => {
    if (entries.length === 0) return;
    const connections = await deps.live.connectionsOf(visitorId, deps.clock());
    const shown = entries.map(forPatient);
    await deps.pusher.send(connections, entriesMessage(tail, shown, ticket?.number ?? null));
  });

/** Tells everyone at the desk who may hear of the ticket. */
export const pushToStaff = (
  deps: PushDeps,
  ticket: Heard | undefined,
  message: PushMessage,
  only: (connection: Connection) => boolean = () => true,
): Promise<void> =>
  quietly(deps, async () => {
    const connections = await deps.live.desk(deps.clock());
    await deps.pusher.send(
      connections.filter((c) => mayHear(c, ticket) && only(c)),
      message,
    );
  });

/** Tells whoever keeps the knowledge base, who hear of no tickets otherwise. */
export const pushToEditors = (deps: PushDeps, message: PushMessage): Promise<void> =>
  quietly(deps, async () => {
    const connections = await deps.live.desk(deps.clock());
    await deps.pusher.send(
      connections.filter(({ tier }) => tier !== null && KEEPERS.includes(tier)),
      message,
    );
  });

/** Tells one member of staff or one visitor, wherever they are connected. */
export const pushToSubject = (
  deps: PushDeps,
  subject: string,
  message: PushMessage,
): Promise<void> =>
  quietly(deps, async () => {
    await deps.pusher.send(await deps.live.connectionsOf(subject, deps.clock()), message);
  });

/** Tells whoever has the conversation open, and its owner, once each. */
export const pushToFollowers = (
  deps: PushDeps,
  conversationId: string,
  owner: string | null,
  message: PushMessage,
): Promise<void> =>
  quietly(deps, async () => {
    const [viewers, own] = await Promise.all([
      viewerConnections(deps, conversationId),
      owner === null ? [] : deps.live.connectionsOf(owner, deps.clock()),
    ]);
    await deps.pusher.send(distinct([...viewers, ...own]), message);
  });

export const pushToViewers = (
  deps: PushDeps,
  conversationId: string,
  message: PushMessage,
): Promise<void> =>
  quietly(deps, async () => {
    await deps.pusher.send(await viewerConnections(deps, conversationId), message);
  });
