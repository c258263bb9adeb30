import type { AppendRefusal, Deps } from '#functions/ports.ts';
import type { EntryAuthor, EntryBody } from '#shared/domain/conversation/entry.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { followConversation } from './follow-ticket.ts';
import { pushToDesk, pushToPatient } from './push.ts';
import { type Scene, SYSTEM, visitorOf } from './scene.ts';

export type SystemStepDeps = Pick<
  Deps,
  'log' | 'tickets' | 'knowledge' | 'live' | 'pusher' | 'clock' | 'logger'
>;

export type SystemStep = {
  /** Deterministic: two sweeps at once write one entry. */
  readonly id: string;
  readonly body: EntryBody;
  /** In whose name, where the service acts for a member of staff. */
  readonly by?: EntryAuthor;
};

/**
 * What the service itself does to a conversation: into the log, void once owner or status have moved since the scene was
 * read; then the ticket follows and both sides hear of it.
 */
export const systemStep = async (
  deps: SystemStepDeps,
  scene: Scene,
  { id, body, by = SYSTEM }: SystemStep,
): Promise<Result<Scene, AppendRefusal>> => {
  const { last } = scene.tail;
  const done = await deps.log.append(scene.tail, {
    entryId: id,
    at: deps.clock(),
    by,
    body,
    base: last.seq,
    repeat: 'first-wins',
    epoch: last.state.epoch,
  });
  if (!done.ok) return err(done.error);
  const { tail, own } = done.value;
  const ticket = await followConversation(deps, scene.conversationId, {
    ticket: scene.ticket,
    tail,
  });
  await Promise.all([
    pushToPatient(deps, tail, visitorOf(scene.opening), [own], ticket),
    pushToDesk(deps, tail, [own], ticket),
  ]);
  return ok({ ...scene, tail, ticket });
};
