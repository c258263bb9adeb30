import { z } from 'zod';

/** Every problem the API can answer with (RFC 9457). Clients branch on `code`; `title` is for people. */
export const PROBLEMS = {
  'malformed-json': { status: 400, title: 'The body is not valid JSON' },
  'invalid-request': { status: 422, title: 'Some fields are not as the contract says' },
  unauthenticated: { status: 401, title: 'Sign in first, or the token has expired' },
  forbidden: { status: 403, title: 'This account may not do that' },
  'not-found': { status: 404, title: 'There is no such thing, or it is not yours' },
  'method-not-allowed': { status: 405, title: 'This address does not know that method' },
  'too-large': { status: 413, title: 'The body is larger than 64 KiB' },
  'duplicate-id-other-body': { status: 409, title: 'This client id was used for another message' },
  'base-ahead': { status: 409, title: 'The base lies after the last entry of the conversation' },
  'already-claimed': { status: 409, title: 'A colleague has taken this conversation' },
  'not-yours': { status: 409, title: 'Take the conversation before you write in it' },
  'conversation-resolved': { status: 409, title: 'The conversation is resolved' },
  'not-resolved': { status: 409, title: 'The conversation is still going on' },
  'stale-version': { status: 409, title: 'Someone changed this since you read it' },
  'transition-refused': { status: 409, title: 'The ticket cannot take this step now' },
  'second-person-needed': {
    status: 409,
    title: 'Policy and medical content needs the approval of a second person',
  },
  'evidence-missing': { status: 409, title: 'Something is still needed before this step' },
  'advice-needs-reason': {
    status: 409,
    title: 'The text reads like medical advice: give a reason or reword it',
  },
  'token-replayed': { status: 401, title: 'This token was used before: sign in again' },
  'too-many-requests': { status: 429, title: 'Too many requests: wait a moment' },
  unavailable: { status: 503, title: 'The service is busy: the same request can be sent again' },
  internal: { status: 500, title: 'Something went wrong on our side' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
const codes = Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]];

export const fieldError = z.object({
  /** Path of the field, as in `body.text` or `query.after`. */
  field: z.string(),
  message: z.string(),
});
export type FieldError = z.infer<typeof fieldError>;

export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(codes),
  detail: z.string().optional(),
  /** Ask for this when you report the problem: it is in every log line of the request. */
  correlationId: z.string(),
  fields: z.array(fieldError).optional(),
  retryAfterSeconds: z.int().optional(),
  /** Who owns the conversation, for `already-claimed` and `not-yours`. */
  ownerName: z.string().nullable().optional(),
  /** The red-flag reading of a message that could not be stored: the card is shown whatever else fails. */
  triage: z.unknown().optional(),
});
export type Problem = z.infer<typeof problem>;
