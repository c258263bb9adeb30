import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { type Instant, MINUTE } from '#shared/kernel/clock.ts';
import { lineOf } from './audit-lines.ts';

type Look = {
  readonly ticketId: string;
  /** The ticket's page, or the words of its conversation. */
  readonly at: 'look' | 'look:conversation';
};

/** A look at a restricted matter is written down before it is shown. */
export const auditLook = async (
  deps: Pick<Deps, 'audit' | 'clock'>,
  actor: Extract<Actor, { kind: 'staff' }>,
  { ticketId, at }: Look,
): Promise<void> => {
  await deps.audit.append(lineOf(actor, deps.clock(), { action: at, ticketId }));
};

/** One line for a look that goes on: a page without a socket asks every three seconds. */
const ONE_LOOK = 10 * MINUTE;
const MOST_KEPT = 1_000;
const looks = new Map<string, Instant>();

/** As `auditLook`, for what is asked for again and again; a process that starts anew writes one line more, never less. */
export const auditLasting = async (
  deps: Pick<Deps, 'audit' | 'clock'>,
  actor: Extract<Actor, { kind: 'staff' }>,
  look: Look,
): Promise<void> => {
  const key = `${actor.staffId} ${look.ticketId} ${look.at}`;
  const now = deps.clock();
  const before = looks.get(key);
  if (before !== undefined && before <= now && now - before < ONE_LOOK) return;
  await auditLook(deps, actor, look);
  if (looks.size >= MOST_KEPT) looks.clear();
  looks.set(key, now);
};
