import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { SavedView } from '#shared/domain/ticket/list-query.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

const SHARED = 'shared';
/** More are no help in finding anything. */
const VIEWS = 30;

const ownerOf = ({ staffId }: Staff, shared: boolean): string =>
  shared ? SHARED : `own:${staffId}`;

/** Shared views belong to the whole desk: whoever decides there keeps them. */
const mayKeep = (actor: Actor, shared: boolean): actor is Staff =>
  actor.kind === 'staff' &&
  authorize(actor, shared ? 'ticket.decide' : 'ticket.list') === 'allowed';

/** Views of one's own and those that everybody has, by name. */
export const listViews = async (
  { ticketIndex }: Pick<Deps, 'ticketIndex'>,
  actor: Actor,
): Promise<Result<{ views: SavedView[] }, WorkFailure>> => {
  if (!mayKeep(actor, false)) return err({ kind: 'forbidden' });
  const found = await Promise.all([
    ticketIndex.views(SHARED),
    ticketIndex.views(ownerOf(actor, false)),
  ]);
  return ok({ views: found.flat() });
};

/** Keeps filters under a name. The id is the client's: sending it again changes nothing twice. */
export const saveView = async (
  { ticketIndex, clock }: Pick<Deps, 'ticketIndex' | 'clock'>,
  actor: Actor,
  viewId: string,
  body: Pick<SavedView, 'name' | 'shared' | 'filters'>,
): Promise<Result<SavedView, WorkFailure>> => {
  if (!mayKeep(actor, body.shared)) return err({ kind: 'forbidden' });
  const owner = ownerOf(actor, body.shared);
  const standing = await ticketIndex.views(owner);
  if (standing.length >= VIEWS && !standing.some((view) => view.viewId === viewId))
    return err({ kind: 'change-refused', detail: `最多保存 ${VIEWS} 个视图`, fields: [] });
  const view = { ...body, viewId, byName: actor.name, at: clock() };
  await ticketIndex.saveView(owner, view);
  return ok(view);
};

export const dropView = async (
  { ticketIndex }: Pick<Deps, 'ticketIndex'>,
  actor: Actor,
  viewId: string,
  shared: boolean,
): Promise<Result<undefined, WorkFailure>> => {
  if (!mayKeep(actor, shared)) return err({ kind: 'forbidden' });
  await ticketIndex.dropView(ownerOf(actor, shared), viewId);
  return ok(undefined);
};
