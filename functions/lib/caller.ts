import { z } from 'zod';
import type { Actor } from '#shared/domain/access/policy.ts';
import { SECOND } from '#shared/kernel/clock.ts';

/** What an authorizer hands on, as API Gateway carries it: flat strings. */
export const callerContext = z.object({
  subject: z.string().min(1),
  kind: z.enum(['visitor', 'staff']),
  tier: z.string(),
  name: z.string(),
  departments: z.string(),
  sessionId: z.string(),
  /** Epoch seconds; a cached authorizer answer must not outlive its token. */
  expiresAt: z.string().regex(/^\d+$/),
});
export type CallerContext = z.infer<typeof callerContext>;

export type Caller =
  | { readonly kind: 'nobody'; readonly reason: string }
  | { readonly kind: 'known'; readonly actor: Actor; readonly sessionId: string };

const tier = z.enum(['agent', 'supervisor', 'office', 'department', 'editor']);

export const actorOf = (context: CallerContext): Actor | undefined => {
  if (context.kind === 'visitor') return { kind: 'visitor', visitorId: context.subject };
  const known = tier.safeParse(context.tier);
  if (!known.success) return undefined;
  const departments = z
    .array(z.string())
    .catch([])
    .parse(JSON.parse(context.departments || '[]'));
  return {
    kind: 'staff',
    staffId: context.subject,
    name: context.name,
    tier: known.data,
    departments,
  };
};

/** Reads the authorizer's answer; anything incomplete is nobody. */
export const callerOf = (lambda: unknown, now: number): Caller => {
  const read = callerContext.safeParse(lambda);
  if (!read.success) {
    const problem = z.object({ problem: z.string() }).safeParse(lambda);
    return { kind: 'nobody', reason: problem.success ? problem.data.problem : 'no token' };
  }
  if (Number(read.data.expiresAt) * SECOND <= now)
    return { kind: 'nobody', reason: 'the token has expired' };
  const actor = actorOf(read.data);
  return actor === undefined
    ? { kind: 'nobody', reason: 'the token names no known tier' }
    : { kind: 'known', actor, sessionId: read.data.sessionId };
};
