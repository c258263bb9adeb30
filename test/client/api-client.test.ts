import { describe, expect, it } from 'vitest';
import { createApiClient, type Fetch, routesOf } from '#shared/client/api-client.ts';
import { createSessionKeeper } from '#shared/client/session-keeper.ts';
import { ENDPOINTS } from '#shared/contract/endpoints.ts';
import type { Session } from '#shared/contract/sessions.ts';
import { err, ok } from '#shared/kernel/result.ts';

type Request = { readonly url: string } & Parameters<Fetch>[1];

const answering = (...answers: { status: number; body: unknown }[]) => {
  const requests: Request[] = [];
  const fetch: Fetch = async (url, init) => {
    requests.push({ url, ...init });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (answer === undefined) throw new TypeError('offline');
    return {
      status: answer.status,
      text: async () =>
        typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body),
    };
  };
  return { fetch, requests };
};

const PROBLEM = {
  type: 'urn:x',
  title: '',
  status: 401,
  code: 'unauthenticated',
  correlationId: 'abc',
};

const clientOf = (fetch: Fetch, more: object = {}) =>
  createApiClient({
    endpoints: ENDPOINTS,
    fetch,
    baseUrl: 'https://host',
    token: () => 'token',
    ...more,
  });

describe('the api client', () => {
  it('fills path, query, body and token in from the contract', async () => {
    const { fetch, requests } = answering({ status: 204, body: '' });
    await clientOf(fetch).call('moveCursor', {
      params: { conversationId: 'cnv_a/b' },
      body: { delivered: 1, read: 0 },
    });
    await clientOf(fetch).call('readEntries', {
      params: { conversationId: 'cnv_1' },
      query: { after: 3 },
    });
    expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST https://host/v1/conversations/cnv_a%2Fb/cursor',
      'GET https://host/v1/conversations/cnv_1/entries?after=3',
    ]);
    expect(requests[0]?.headers).toMatchObject({ authorization: 'Bearer token' });
    expect(requests[0]?.body).toBe('{"delivered":1,"read":0}');
    expect(requests[1]?.body).toBeUndefined();
  });

  it('gives problems as values and takes foreign answers for the network’s', async () => {
    const problem = { ...PROBLEM, status: 409, code: 'already-claimed', ownerName: '甲' };
    const call = (answer: { status: number; body: unknown }) =>
      clientOf(answering(answer).fetch).call('me', {});
    expect(await call({ status: 409, body: problem })).toEqual(err({ kind: 'problem', problem }));
    expect(await call({ status: 502, body: '<html>bad gateway</html>' })).toEqual(
      err({ kind: 'network', status: 502 }),
    );
    expect(await call({ status: 200, body: { surprising: true } })).toEqual(
      err({ kind: 'network', status: 200 }),
    );
    expect(await clientOf(answering().fetch).call('me', {})).toEqual(
      err({ kind: 'network', status: null }),
    );
  });

  it('renews once when the token has expired, and repeats the call', async () => {
    const staff = { staffId: 's', name: 'n', tier: 'agent', departments: [], skills: [] };
    const { fetch, requests } = answering(
      { status: 401, body: PROBLEM },
      { status: 200, body: staff },
    );
    let renewals = 0;
    const client = clientOf(fetch, {
      renew: async () => {
        renewals += 1;
        return true;
      },
    });
    expect(await client.call('me', {})).toEqual(ok(staff));
    expect([renewals, requests.length]).toEqual([1, 2]);
  });

  it('works from a table without schemas', async () => {
    const { fetch } = answering({ status: 200, body: { anything: 1 } });
    const client = clientOf(fetch, { endpoints: routesOf(ENDPOINTS) });
    expect(await client.call('me', {})).toEqual(ok({ anything: 1 }));
  });
});

describe('the session keeper', () => {
  const session = (n: number): Session => ({
    accessToken: `a${n}`,
    refreshToken: `r${n}`,
    expiresAt: n * 1_000_000,
    subject: 'vst_1',
  });
  const keeper = (
    answer: () => ReturnType<Parameters<typeof createSessionKeeper>[0]['refresh']>,
  ) => {
    let kept: Session | undefined = session(1);
    let calls = 0;
    let ended = false;
    const made = createSessionKeeper({
      load: () => kept,
      save: (next) => {
        kept = next;
      },
      refresh: () => {
        calls += 1;
        return answer();
      },
      now: () => 990_000,
      onEnded: () => {
        ended = true;
      },
    });
    return {
      made,
      calls: () => calls,
      ended: () => ended,
      replace: (s: Session) => {
        kept = s;
      },
    };
  };

  it('shares one refresh among all calls that need it', async () => {
    const { made, calls } = keeper(async () => ok(session(2)));
    expect(await Promise.all([made.token(), made.token(), made.token()])).toEqual([
      'a2',
      'a2',
      'a2',
    ]);
    expect(calls()).toBe(1);
  });

  it('keeps the session through an outage and ends it when the service says so', async () => {
    const outage = keeper(async () => err({ kind: 'network', status: 503 }));
    await outage.made.renew();
    expect([outage.made.current()?.accessToken, outage.ended()]).toEqual(['a1', false]);
    const problem = { ...PROBLEM, code: 'token-replayed' as const };
    const over = keeper(async () => err({ kind: 'problem', problem }));
    await over.made.renew();
    expect([over.made.current(), over.ended()]).toEqual([undefined, true]);
  });

  it('takes over what another tab renewed meanwhile', async () => {
    const problem = { ...PROBLEM, code: 'token-replayed' as const };
    const tab = keeper(async () => {
      tab.replace(session(7));
      return err({ kind: 'problem', problem });
    });
    expect(await tab.made.renew()).toBe(true);
    expect([tab.made.current()?.accessToken, tab.ended()]).toEqual(['a7', false]);
  });
});
