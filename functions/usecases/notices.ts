import type { BellNotice, DeliveryLine, Deps, ReadMarks } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { HOUR, type Instant } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { lineOf } from './audit-lines.ts';
import { isRestricted } from './enter.ts';
import { mayHearRestricted } from './push.ts';
import { mayRead } from './ticket-view.ts';
import type { WorkFailure } from './work-on-ticket.ts';

type Staff = Extract<Actor, { kind: 'staff' }>;

const PAGE = 30;
const COUNTED = 100;
/** A notice may reach the bell this much after the instant it bears: reading "everything" does not hide it. */
const LATE = HOUR;
const MOST_PLACES = 500;

/** The bells of a person: their own, their departments', those of their tier. */
const bellsOf = ({ staffId, tier, departments }: Staff): string[] => [
  `staff:${staffId}`,
  ...(tier === 'editor' ? [] : departments.map((department) => `department:${department}`)),
  ...(tier === 'agent' || tier === 'supervisor' || tier === 'office' ? ['desk'] : []),
  ...(tier === 'supervisor' || tier === 'office' ? ['supervisors'] : []),
  ...(tier === 'office' ? ['office'] : []),
  ...(tier === 'editor' || tier === 'supervisor' || tier === 'office' ? ['editors'] : []),
];

const placeOf = ({ at, noticeId }: Pick<BellNotice, 'at' | 'noticeId'>): string =>
  `${String(at).padStart(15, '0')}#${noticeId}`;
const instantOf = (place: string): Instant => Number(place.slice(0, 15));

const isRead = (marks: ReadMarks, notice: BellNotice): boolean =>
  notice.at <= marks.upTo || marks.places.includes(placeOf(notice));

/** A notice to oneself is one's own business, whatever the matter. */
const mayHear = (staff: Staff, { restricted, bell }: BellNotice): boolean =>
  !restricted || bell === `staff:${staff.staffId}` || mayHearRestricted(staff);

/** Leaves out what has become a matter of discipline since it was told. */
const stillOpenTo = async (
  deps: Pick<Deps, 'tickets'>,
  staff: Staff,
  notices: readonly BellNotice[],
): Promise<BellNotice[]> => {
  const ids = [...new Set(notices.flatMap(({ ticketId }) => ticketId ?? []))];
  const tickets = new Map((await deps.tickets.many(ids)).map((t) => [t.ticketId, t]));
  const closed = (ticket: Ticket | undefined): boolean =>
    ticket !== undefined && isRestricted(ticket) && !mayRead(staff, ticket);
  return notices.filter(
    (notice) => mayHear(staff, notice) && !closed(tickets.get(notice.ticketId ?? '')),
  );
};

const countUnread = async (
  deps: Pick<Deps, 'notices'>,
  staff: Staff,
  marks: ReadMarks,
): Promise<number> => {
  const fresh = await deps.notices.since(bellsOf(staff), marks.upTo, COUNTED);
  const unread = fresh.filter((notice) => mayHear(staff, notice) && !isRead(marks, notice));
  return Math.min(COUNTED, unread.length);
};

type NoticeView = Omit<BellNotice, 'bell' | 'restricted'> & { readonly read: boolean };

/** A page of somebody's bell. What a restricted matter is about, those who may not read it do not learn here either. */
export const readNotices = async (
  deps: Deps,
  actor: Actor,
  cursor: string | null,
): Promise<
  Result<{ notices: NoticeView[]; unread: number; cursor: string | null }, WorkFailure>
> => {
  if (actor.kind !== 'staff' || authorize(actor, 'notices.read') !== 'allowed')
    return err({ kind: 'forbidden' });
  const [marks, page] = await Promise.all([
    deps.notices.marks(actor.staffId),
    deps.notices.page(bellsOf(actor), cursor, PAGE),
  ]);
  const [shown, unread] = await Promise.all([
    stillOpenTo(deps, actor, page),
    countUnread(deps, actor, marks),
  ]);
  const hiddenUnread = page.filter(
    (notice) => mayHear(actor, notice) && !shown.includes(notice) && !isRead(marks, notice),
  ).length;
  const last = page.at(-1);
  return ok({
    notices: shown.map(({ bell: _bell, restricted: _restricted, ...notice }) => ({
      ...notice,
      read: isRead(marks, { ...notice, bell: _bell, restricted: _restricted }),
    })),
    unread: Math.max(0, unread - hiddenUnread),
    cursor: last === undefined || page.length < PAGE ? null : placeOf(last),
  });
};

/**
 * Marks single notices, or everything up to an instant, as read. "Everything" is what is in the bell now: a notice of
 * that hour that comes late is still new.
 */
export const markNotices = async (
  deps: Deps,
  actor: Actor,
  given: {
    readonly notices: readonly { readonly noticeId: string; readonly at: Instant }[];
    readonly upTo: Instant | null;
  },
): Promise<Result<{ unread: number }, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'notices.read') !== 'allowed')
    return err({ kind: 'forbidden' });
  const upTo = given.upTo === null ? null : Math.min(given.upTo, deps.clock());
  const recent =
    upTo === null ? [] : await deps.notices.since(bellsOf(actor), upTo - LATE, MOST_PLACES);
  const places = [
    ...given.notices.map(placeOf),
    ...recent.filter(({ at }) => upTo !== null && at <= upTo).map(placeOf),
  ];
  const marks = await deps.notices.mark(actor.staffId, (before) => {
    const floor = Math.max(before.upTo, upTo === null ? 0 : upTo - LATE);
    const kept = [...new Set([...before.places, ...places])].filter(
      (place) => instantOf(place) > floor,
    );
    return { upTo: floor, places: kept.sort().slice(-MOST_PLACES) };
  });
  return ok({ unread: await countUnread(deps, actor, marks) });
};

// ---- what left the house -----------------------------------------------------------------------------------------

const LOG_PAGE = 40;
const LOG_READS = 5;

const inTrouble = ({ channels }: DeliveryLine): boolean =>
  channels.some(({ state }) => state !== 'sent');

/** The log of everything that went through webhook and robot, for those who answer for it. */
export const readDeliveryLog = async (
  deps: Pick<Deps, 'notices' | 'tickets'>,
  actor: Actor,
  query: { readonly show: 'all' | 'trouble'; readonly cursor?: string | undefined },
): Promise<
  Result<{ lines: Omit<DeliveryLine, 'restricted'>[]; cursor: string | null }, WorkFailure>
> => {
  if (actor.kind !== 'staff' || authorize(actor, 'deliveries.manage') !== 'allowed')
    return err({ kind: 'forbidden' });
  const found: DeliveryLine[] = [];
  let cursor: string | null = query.cursor ?? null;
  for (let reads = 0; reads < LOG_READS && found.length < LOG_PAGE; reads += 1) {
    const page = await deps.notices.deliveries(cursor, LOG_PAGE);
    found.push(
      ...page.lines.filter(
        (line) =>
          (query.show === 'all' || inTrouble(line)) &&
          (!line.restricted || mayHearRestricted(actor)),
      ),
    );
    cursor = page.next;
    if (cursor === null) break;
  }
  return ok({ lines: found.map(({ restricted: _, ...line }) => line), cursor });
};

/** Sends a notice again at once through every channel that has not taken it; who asked for it is put on record. */
export const retryDelivery = async (
  deps: Pick<Deps, 'tickets' | 'audit' | 'clock'>,
  actor: Actor,
  { ticketId, outboxId }: { readonly ticketId: string | null; readonly outboxId: string },
): Promise<Result<undefined, WorkFailure>> => {
  if (actor.kind !== 'staff' || authorize(actor, 'deliveries.manage') !== 'allowed')
    return err({ kind: 'forbidden' });
  const row = await deps.tickets.outboxRow(ticketId, outboxId);
  if (row === undefined) return err({ kind: 'not-found' });
  const ticket = ticketId === null ? undefined : await deps.tickets.get(ticketId);
  if (isRestricted(ticket) && !mayHearRestricted(actor)) return err({ kind: 'not-found' });
  const now = deps.clock();
  await deps.audit.append(
    lineOf(actor, now, { action: 'delivery.retry', ticketId, data: { outboxId } }),
  );
  // Attempts begin anew; what was taken is not sent twice.
  const sent = row.deliveries.filter(({ state }) => state === 'sent');
  const again = await deps.tickets.retryOutbox(ticketId, outboxId, sent, now);
  return again ? ok(undefined) : err({ kind: 'not-found' });
};
