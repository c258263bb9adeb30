import type { Deps } from '#functions/ports.ts';
import { GRACE_MS, mustReroute } from '#shared/domain/routing/assign-agent.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { type AssignCaseDeps, reassignCasesOf } from './assign-cases.ts';
import { loadScene } from './enter.ts';
import { type SystemStepDeps, systemStep } from './system-step.ts';

/** Somebody's last console has closed, or they said that they go: a look is due after the grace minute. */
export const noteAway = async (
  { tickets, clock }: Pick<Deps, 'tickets' | 'clock'>,
  staffId: string,
): Promise<void> => {
  const now = clock();
  await tickets.armAway(staffId, { since: now, dueAt: now + GRACE_MS + 1 });
};

/** Gives one conversation of somebody who is gone back to the queue; false where it is theirs no more. */
const releaseFrom = async (
  deps: SystemStepDeps,
  staffId: string,
  { conversationId }: Ticket,
): Promise<boolean> => {
  const scene = conversationId === null ? undefined : await loadScene(deps, conversationId, 'last');
  if (scene === undefined) return false;
  const { owner, agentId, agentName, epoch, status } = scene.tail.last.state;
  if (owner !== 'agent' || agentId !== staffId || status !== 'open') return false;
  const done = await systemStep(deps, scene, {
    id: `away:${epoch}`,
    body: { kind: 'released', reason: `${agentName ?? '客服'}已离线，重新安排客服` },
  });
  return done.ok;
};

/** True where somebody came back since: they said so, or have a console open and have not said that they are gone. */
const isBack = async (
  { live, clock }: Pick<Deps, 'live' | 'clock'>,
  staffId: string,
  since: number,
): Promise<boolean> => {
  const now = clock();
  const [connections, said] = await Promise.all([
    live.connectionsOf(staffId, now),
    live.presenceOf(staffId, now),
  ]);
  if (said?.state === 'offline' && said.at >= since) return false;
  return (
    connections.length > 0 || (said !== undefined && said.state !== 'offline' && said.at > since)
  );
};

/**
 * Looks after the grace minute whether somebody came back: an open console, or a presence that was set since (a
 * console without sockets says so every half minute). Who stayed away is offline: their conversations go back to
 * the queue, at the places they had, and tickets that they had not begun to others. Gives how many moved. Repeating it
 * changes nothing; after a failure the look is still due.
 */
export const sweepAway = async (
  deps: SystemStepDeps & AssignCaseDeps,
  staffId: string,
): Promise<number> => {
  const away = await deps.tickets.away(staffId);
  if (away === undefined) return 0;
  const now = deps.clock();
  if (await isBack(deps, staffId, away.since)) {
    await deps.tickets.endAway(staffId, away.since);
    return 0;
  }
  if (!mustReroute({ presence: 'offline', presenceSince: away.since }, now)) return 0;
  await deps.live.setPresence(staffId, 'offline', away.since);
  let released = 0;
  for (const ticket of await deps.tickets.inHandOf(staffId))
    if (await releaseFrom(deps, staffId, ticket)) released += 1;
  const moved = await reassignCasesOf(deps, staffId);
  await deps.tickets.endAway(staffId, away.since);
  return released + moved;
};
