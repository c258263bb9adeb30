import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { variable } from '#functions/lib/env.ts';
import {
  endSession,
  issueSocketTicket,
  openVisitorSession,
  refreshSession,
  signInStaff,
} from '#functions/usecases/sessions.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { ok } from '#shared/kernel/result.ts';

const socketSubject = (actor: Actor) =>
  actor.kind === 'visitor'
    ? {
        subject: actor.visitorId,
        kind: 'visitor' as const,
        tier: null,
        name: '',
        departments: [],
      }
    : {
        subject: actor.staffId,
        kind: 'staff' as const,
        tier: actor.tier,
        name: actor.name,
        departments: actor.departments,
      };

export const handler = serve(
  endpoint('openVisitorSession', async () => ok(await openVisitorSession(deps))),
  endpoint('refreshSession', ({ body }) => refreshSession(deps, body.refreshToken)),
  endpoint('endSession', async ({ body }) => ok(await endSession(deps, body.refreshToken))),
  endpoint('staffSignIn', ({ body }) => signInStaff(deps, body.idToken, body.nonce)),
  endpoint('socketTicket', async ({ actor }) =>
    ok({
      url: variable('WS_URL'),
      ...(await issueSocketTicket(deps, socketSubject(actor))),
    }),
  ),
);
