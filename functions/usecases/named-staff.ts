import type { Deps } from '#functions/ports.ts';
import { hasNoPart } from '#shared/domain/ticket/change-rights.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';

/** A surname alone is no name. */
const SHORTEST = 2;

/** Staff whom the words of a complaint name in full. */
const namedIn = async (
  { people }: Pick<Deps, 'people'>,
  text: string,
): Promise<readonly { readonly staffId: string; readonly name: string }[]> =>
  (await people.allStaff()).filter(
    ({ name }) => [...name].length >= SHORTEST && text.includes(name),
  );

/**
 * The ticket of a complaint with everybody whom a message names: they may neither handle, take nor review it. Undefined
 * where the message names nobody new. An outage of the staff list leaves the names to the people who read the ticket.
 */
export const withNamedStaff = async (
  deps: Pick<Deps, 'people' | 'logger'>,
  ticket: Ticket,
  text: string,
): Promise<Ticket | undefined> => {
  if (ticket.category !== '投诉' || ticket.case === null || text === '') return undefined;
  try {
    const before = ticket.case.namedStaff;
    const fresh = (await namedIn(deps, text)).filter(({ staffId }) => !before.includes(staffId));
    if (fresh.length === 0) return undefined;
    const { handlerId } = ticket.case;
    const loses = fresh.some(({ staffId }) => staffId === handlerId);
    return {
      ...ticket,
      staffNamed: [...new Set([...ticket.staffNamed, ...fresh.map(({ name }) => name)])],
      case: {
        ...ticket.case,
        namedStaff: [...before, ...fresh.map(({ staffId }) => staffId)],
        handlerId: loses ? null : handlerId,
      },
      ...(loses ? { handlerName: null, handlerWhy: null } : {}),
    };
  } catch (error) {
    deps.logger.warn('staff list not read', { error: error instanceof Error ? error.name : '' });
    return undefined;
  }
};

/** Somebody whom a complaint names has no part in it, whatever else they may do; whom praise names answers it. */
export const isNamed = (ticket: Ticket | undefined, staffId: string): boolean =>
  ticket !== undefined && hasNoPart(ticket, staffId);
