import {
  type FieldError,
  PROBLEMS,
  type Problem,
  type ProblemCode,
} from '#shared/contract/problem.ts';

/** Every expected way to fail, and the code that the API answers with. */
const CODES = {
  'not-found': 'not-found',
  hidden: 'not-found',
  forbidden: 'forbidden',
  unauthenticated: 'unauthenticated',
  'token-replayed': 'token-replayed',
  'duplicate-id-other-body': 'duplicate-id-other-body',
  'base-ahead': 'base-ahead',
  'already-claimed': 'already-claimed',
  'not-yours': 'not-yours',
  resolved: 'conversation-resolved',
  'not-resolved': 'not-resolved',
  'advice-needs-reason': 'advice-needs-reason',
  'not-allowed': 'forbidden',
  'no-offer': 'transition-refused',
  'too-many-requests': 'too-many-requests',
  'bot-silenced': 'transition-refused',
  overtaken: 'transition-refused',
  busy: 'unavailable',
  'change-refused': 'transition-refused',
  'change-incomplete': 'evidence-missing',
  stale: 'stale-version',
  unavailable: 'unavailable',
  'not-from-here': 'transition-refused',
  'never-published': 'transition-refused',
  'second-person-needed': 'second-person-needed',
  'reason-missing': 'evidence-missing',
  'invalid-request': 'invalid-request',
  'malformed-json': 'malformed-json',
  'too-large': 'too-large',
  internal: 'internal',
} as const satisfies Record<string, ProblemCode>;

type FailureKind = keyof typeof CODES;

export type Failure = {
  readonly kind: FailureKind;
  readonly detail?: string;
  readonly ownerName?: string | null;
  readonly fields?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
};

/** The one place where a failure becomes what a client sees. Nothing unknown leaves with detail. */
export const problemOf = (failure: Failure, correlationId: string, triage: unknown): Problem => {
  const code = CODES[failure.kind];
  const { status, title } = PROBLEMS[code];
  return {
    type: `urn:nuanxin:problem:${code}`,
    title,
    status,
    code,
    correlationId,
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    ...(failure.ownerName === undefined ? {} : { ownerName: failure.ownerName }),
    ...(failure.fields === undefined ? {} : { fields: [...failure.fields] }),
    ...(code === 'unavailable' ? { retryAfterSeconds: 1 } : {}),
    ...(failure.retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds: failure.retryAfterSeconds }),
    ...(triage === undefined ? {} : { triage }),
  };
};
