import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyAccess } from '#functions/lib/tokens.ts';
import {
  endSession,
  issueSocketTicket,
  openVisitorSession,
  refreshSession,
  signInStaff,
} from '#functions/usecases/sessions.ts';
import { setUpHospital } from '#functions/usecases/set-up.ts';
import { DAY, MINUTE, SECOND } from '#shared/kernel/clock.ts';
import { aHospital } from '#test/builders/hospital.ts';
import { type TestDeps, testDeps } from '#test/doubles/backend.ts';
import { openTables, type TestTables } from '#test/doubles/database.ts';

let tables: TestTables;
let deps: TestDeps;
beforeAll(async () => {
  tables = await openTables();
  deps = testDeps(tables);
  await setUpHospital(deps, aHospital());
});
afterAll(() => tables.stop());

const KEY = new TextEncoder().encode('a key of at least thirty-two characters');

const refreshed = async (token: string) => {
  const done = await refreshSession(deps, token);
  if (!done.ok) throw new Error(done.error.kind);
  return done.value;
};

describe('a visitor’s session', () => {
  it('has a short access token that names the visitor and nothing else', async () => {
    const session = await openVisitorSession(deps);
    const read = await verifyAccess(KEY, session.accessToken, deps.clock());
    expect(read.ok && read.value).toMatchObject({ sub: session.subject, kind: 'visitor' });
    expect(session.expiresAt - deps.clock()).toBe(15 * MINUTE);
    const late = await verifyAccess(KEY, session.accessToken, deps.clock() + 15 * MINUTE + SECOND);
    expect(late).toEqual({ ok: false, error: 'expired' });
  });

  it('goes on with a new pair for the old refresh token, as the same visitor', async () => {
    const session = await openVisitorSession(deps);
    const next = await refreshed(session.refreshToken);
    expect(next.subject).toBe(session.subject);
    expect(next.refreshToken).not.toBe(session.refreshToken);
  });

  it('gives the same successor when the answer was lost, and when two tabs ask at once', async () => {
    const session = await openVisitorSession(deps);
    const both = await Promise.all([
      refreshed(session.refreshToken),
      refreshed(session.refreshToken),
    ]);
    deps.clock.advance(20 * SECOND);
    const repeated = await refreshed(session.refreshToken);
    expect(new Set([...both, repeated].map(({ refreshToken }) => refreshToken)).size).toBe(1);
  });

  it('is revoked as a whole when an old refresh token comes back later', async () => {
    const session = await openVisitorSession(deps);
    const next = await refreshed(session.refreshToken);
    deps.clock.advance(31 * SECOND);
    expect(await refreshSession(deps, session.refreshToken)).toEqual({
      ok: false,
      error: { kind: 'token-replayed' },
    });
    expect(await refreshSession(deps, next.refreshToken)).toMatchObject({
      error: { kind: 'unauthenticated' },
    });
  });

  it('is not hurt by a made-up token that names it', async () => {
    const session = await openVisitorSession(deps);
    const [id] = session.refreshToken.split('.');
    const forged = `${id}.1.${'A'.repeat(43)}`;
    expect(await refreshSession(deps, forged)).toEqual({
      ok: false,
      error: { kind: 'unauthenticated' },
    });
    expect((await refreshSession(deps, session.refreshToken)).ok).toBe(true);
  });

  it('ends when the visitor leaves the device, and after sixty silent days', async () => {
    const left = await openVisitorSession(deps);
    await endSession(deps, left.refreshToken);
    expect((await refreshSession(deps, left.refreshToken)).ok).toBe(false);
    const silent = await openVisitorSession(deps);
    deps.clock.advance(61 * DAY);
    expect((await refreshSession(deps, silent.refreshToken)).ok).toBe(false);
  });

  it('stores no token, only its hash', async () => {
    const session = await openVisitorSession(deps);
    const stored = await deps.people.session(session.refreshToken.split('.')[0] ?? '');
    expect(JSON.stringify(stored)).not.toContain(session.refreshToken.split('.')[2]);
    expect(stored?.tokenHash).toBe(deps.tokens.hash(session.refreshToken));
  });
});

describe('staff sign-in', () => {
  it('takes tier and departments from the staff table', async () => {
    const done = await signInStaff(deps, 'good:insurance#1', 'the-nonce');
    if (!done.ok) throw new Error(done.error.kind);
    const read = await verifyAccess(KEY, done.value.accessToken, deps.clock());
    expect(read.ok && read.value).toMatchObject({
      kind: 'staff',
      tier: 'department',
      departments: ['医疗保险办公室'],
    });
  });

  it('accepts an id token once', async () => {
    expect((await signInStaff(deps, 'good:agent-1#once', 'the-nonce')).ok).toBe(true);
    expect(await signInStaff(deps, 'good:agent-1#once', 'the-nonce')).toEqual({
      ok: false,
      error: { kind: 'token-replayed' },
    });
  });

  it('refuses who is not on the list, in words that help, and another sign-in’s nonce', async () => {
    expect(await signInStaff(deps, 'good:stranger', 'the-nonce')).toMatchObject({
      error: { kind: 'forbidden', detail: expect.stringContaining('list of staff') },
    });
    expect(await signInStaff(deps, 'good:agent-1#2', 'another')).toMatchObject({
      error: { kind: 'unauthenticated' },
    });
  });

  it('ends at the next refresh for whoever was struck off the list', async () => {
    const done = await signInStaff(deps, 'good:agent-2#1', 'the-nonce');
    if (!done.ok) throw new Error(done.error.kind);
    await deps.people.putStaff({ ...done.value.staff, active: false });
    expect(await refreshSession(deps, done.value.refreshToken)).toMatchObject({
      error: { kind: 'unauthenticated' },
    });
  });
});

describe('a socket ticket', () => {
  const who = {
    subject: 'vst_1',
    kind: 'visitor' as const,
    tier: null,
    name: '',
    departments: [],
  };

  it('opens one socket, within thirty seconds', async () => {
    const { ticket } = await issueSocketTicket(deps, who);
    const use = () => deps.live.consumeSocketTicket(deps.tokens.hash(ticket), deps.clock());
    const [first, second] = await Promise.all([use(), use()]);
    expect([first, second].filter((subject) => subject !== undefined)).toEqual([who]);
    const late = await issueSocketTicket(deps, who);
    deps.clock.advance(31 * SECOND);
    expect(
      await deps.live.consumeSocketTicket(deps.tokens.hash(late.ticket), deps.clock()),
    ).toBeUndefined();
  });
});
