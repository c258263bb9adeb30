import type { AccessSubject, Deps, StaffMember, StoredSession } from '#functions/ports.ts';
import { DAY, HOUR, type Instant, SECOND } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';

type SessionDeps = Pick<Deps, 'clock' | 'newId' | 'people' | 'tokens' | 'logger'>;

export type OpenSession = {
  readonly accessToken: string;
  readonly expiresAt: Instant;
  readonly refreshToken: string;
  readonly subject: string;
};

export type SessionFailure =
  | { readonly kind: 'unauthenticated'; readonly detail?: string }
  | { readonly kind: 'token-replayed' }
  | { readonly kind: 'forbidden'; readonly detail?: string }
  | { readonly kind: 'unavailable' };

/** A visitor comes back after days and finds the conversation; staff sign in once a shift. Proposals. */
const VISITOR_LIFE = 60 * DAY;
const STAFF_LIFE = 12 * HOUR;
/** A repeated rotation within this time is a lost answer or a second tab, not a thief. */
const GRACE = 30 * SECOND;

const lifeOf = (kind: StoredSession['kind']): number =>
  kind === 'visitor' ? VISITOR_LIFE : STAFF_LIFE;

const issue = async (
  { tokens, clock }: SessionDeps,
  session: StoredSession,
  who: Omit<AccessSubject, 'sessionId' | 'subject' | 'kind'>,
): Promise<OpenSession> => {
  const { subject, kind, sessionId } = session;
  const { token, expiresAt } = await tokens.access({ ...who, subject, kind, sessionId }, clock());
  return { accessToken: token, expiresAt, refreshToken: await tokens.refresh(session), subject };
};

const VISITOR = { tier: null, name: '', departments: [] } as const;
const staffClaims = ({ tier, name, departments }: StaffMember) => ({ tier, name, departments });

const begin = async (
  deps: SessionDeps,
  subject: string,
  kind: StoredSession['kind'],
): Promise<StoredSession> => {
  const now = deps.clock();
  const base = {
    sessionId: deps.newId('session'),
    subject,
    kind,
    salt: deps.tokens.random(),
    generation: 1,
    rotatedAt: now,
    startedAt: now,
    expiresAt: now + lifeOf(kind),
    revokedAt: null,
  };
  const session = { ...base, tokenHash: deps.tokens.hash(await deps.tokens.refresh(base)) };
  await deps.people.createSession(session);
  return session;
};

/** An anonymous visitor: a random subject, never a phone number or an openid. */
export const openVisitorSession = async (deps: SessionDeps): Promise<OpenSession> =>
  issue(deps, await begin(deps, deps.newId('visitor'), 'visitor'), VISITOR);

/**
 * Exchanges the hospital's id token for our own pair. The token proves who it is and nothing else: tier and
 * departments come from the staff table. A token is good once.
 */
export const signInStaff = async (
  deps: SessionDeps & Pick<Deps, 'idTokens'>,
  idToken: string,
  nonce: string,
): Promise<Result<OpenSession & { readonly staff: StaffMember }, SessionFailure>> => {
  const proven = await deps.idTokens.verify(idToken, nonce, deps.clock());
  if (!proven.ok) return proven;
  const member = await deps.people.staffBySubject(proven.value.subject);
  if (member === undefined || !member.active)
    return err({
      kind: 'forbidden',
      detail:
        'The sign-in is good, but this account is not on the list of staff: ask a supervisor to add it.',
    });
  // The record outlives the token by the tolerance of its check.
  const key = `idt#${deps.tokens.hash(idToken)}`;
  const first = await deps.people.consumeOnce(key, proven.value.expiresAt + HOUR);
  if (!first) return err({ kind: 'token-replayed' });
  const session = await begin(deps, member.staffId, 'staff');
  return ok({ ...(await issue(deps, session, staffClaims(member))), staff: member });
};

type Presented = { readonly session: StoredSession; readonly generation: number };

/** Finds the session of a refresh token and proves that the token was really issued for it. */
const present = async (
  deps: SessionDeps,
  token: string,
): Promise<Result<Presented, SessionFailure>> => {
  const claimed = deps.tokens.readRefresh(token);
  const session = claimed === undefined ? undefined : await deps.people.session(claimed.sessionId);
  if (claimed === undefined || session === undefined) return err({ kind: 'unauthenticated' });
  const { generation } = claimed;
  const genuine =
    generation <= session.generation &&
    deps.tokens.same(token, await deps.tokens.refresh({ ...session, generation }));
  if (!genuine) return err({ kind: 'unauthenticated' });
  return ok({ session, generation });
};

const claimsOf = async (
  deps: SessionDeps,
  session: StoredSession,
): Promise<Result<Omit<AccessSubject, 'sessionId' | 'subject' | 'kind'>, SessionFailure>> => {
  if (session.kind === 'visitor') return ok(VISITOR);
  const member = await deps.people.staff(session.subject);
  return member?.active === true
    ? ok(staffClaims(member))
    : err({ kind: 'unauthenticated', detail: 'this account is not on the list of staff any more' });
};

const rotated = async (deps: SessionDeps, session: StoredSession): Promise<StoredSession> => {
  const now = deps.clock();
  const next = {
    ...session,
    generation: session.generation + 1,
    rotatedAt: now,
    // A visitor who keeps coming stays known; a shift ends when it ends.
    expiresAt: session.kind === 'visitor' ? now + VISITOR_LIFE : session.expiresAt,
  };
  const tokenHash = deps.tokens.hash(await deps.tokens.refresh(next));
  return { ...next, tokenHash };
};

/**
 * New tokens for a refresh token, which is good once. The same rotation repeated within 30 s gives the same successor;
 * any older token means that two parties hold one: the whole session is revoked.
 */
export const refreshSession = async (
  deps: SessionDeps,
  token: string,
): Promise<Result<OpenSession, SessionFailure>> => {
  // Two rounds: whoever loses the rotation finds the winner's and shares it.
  for (let round = 0; round < 2; round += 1) {
    const presented = await present(deps, token);
    if (!presented.ok) return presented;
    const { session, generation } = presented.value;
    const now = deps.clock();
    if (session.revokedAt !== null || session.expiresAt <= now)
      return err({ kind: 'unauthenticated', detail: 'the session has ended' });
    const who = await claimsOf(deps, session);
    if (!who.ok) return who;
    const repeated = generation === session.generation - 1 && now - session.rotatedAt <= GRACE;
    if (repeated) return ok(await issue(deps, session, who.value));
    if (generation < session.generation) {
      await deps.people.revoke(session.sessionId, now);
      deps.logger.warn('refresh token replayed', { sessionId: session.sessionId });
      return err({ kind: 'token-replayed' });
    }
    const next = await rotated(deps, session);
    if (await deps.people.rotate(next, generation)) return ok(await issue(deps, next, who.value));
  }
  return err({ kind: 'unavailable' });
};

/** Leaves this device. Says nothing about whether there was a session. */
export const endSession = async (deps: SessionDeps, token: string): Promise<void> => {
  const presented = await present(deps, token);
  if (presented.ok) await deps.people.revoke(presented.value.session.sessionId, deps.clock());
};

/** How long a socket ticket is good. */
const TICKET_LIFE = 30 * SECOND;

/** A single-use ticket to open a socket with, so that no long-lived token stands in an address. */
export const issueSocketTicket = async (
  deps: Pick<Deps, 'clock' | 'live' | 'tokens'>,
  who: Omit<AccessSubject, 'sessionId'>,
): Promise<{ readonly ticket: string; readonly expiresAt: Instant }> => {
  const ticket = deps.tokens.random();
  const expiresAt = deps.clock() + TICKET_LIFE;
  await deps.live.issueSocketTicket(deps.tokens.hash(ticket), who, expiresAt);
  return { ticket, expiresAt };
};
