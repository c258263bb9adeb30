import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { PraiseCounts } from '#shared/domain/ticket/list-query.ts';
import { DAY, fromBeijing } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import type { WorkFailure } from './work-on-ticket.ts';

const counted = <K>(counts: Map<K, number>, key: K): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1);
};

const mostFirst = <K>(counts: ReadonlyMap<K, number>): (readonly [K, number])[] =>
  [...counts].sort(([, a], [, b]) => b - a);

/**
 * Praise received on some Beijing days, both included, by department and by person; a department's people count their
 * own. Reads the places of one list, about ten for half a read unit, and no ticket.
 */
export const countPraise = async (
  { ticketIndex, people }: Pick<Deps, 'ticketIndex' | 'people'>,
  actor: Actor,
  days: { readonly from: string; readonly to: string },
): Promise<Result<PraiseCounts, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'ticket.list') !== 'allowed')
    return err({ kind: 'forbidden' });
  const names = new Map((await people.allStaff()).map(({ staffId, name }) => [staffId, name]));
  const departments = new Map<string, number>();
  const staff = new Map<string, number>();
  const others = new Map<string, number>();
  let total = 0;
  const last = fromBeijing(days.to, 0) + DAY - 1;
  for await (const row of ticketIndex.facets('praise', fromBeijing(days.from, 0), last)) {
    // Said once, written down twice.
    if (row.state === 'merged') continue;
    if (authorize(actor, 'ticket.read', { department: row.department }) !== 'allowed') continue;
    total += 1;
    counted(departments, row.department);
    for (const id of row.named.ids) counted(staff, id);
    const known = new Set(row.named.ids.map((id) => names.get(id)));
    for (const name of row.named.names) if (!known.has(name)) counted(others, name);
  }
  return ok({
    total,
    departments: mostFirst(departments).map(([department, count]) => ({ department, count })),
    people: [
      ...mostFirst(staff).map(([staffId, count]) => ({
        staffId,
        name: names.get(staffId) ?? staffId,
        count,
      })),
      ...mostFirst(others).map(([name, count]) => ({ staffId: null, name, count })),
    ].sort((a, b) => b.count - a.count),
  });
};
