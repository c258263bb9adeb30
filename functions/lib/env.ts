import { z } from 'zod';

const text = z.string().min(1);

/** Every variable that a function may need, once. Values come from the template alone. */
const VARIABLES = {
  DESK_TABLE: text,
  LIVE_TABLE: text,
  KNOWLEDGE_TABLE: text,
  PEOPLE_TABLE: text,
  AUDIT_TABLE: text,
  SECRET_ARN: text,
  CHANNEL_SECRET_ARN: text,
  /** wss://…/stage, where browsers open sockets. */
  WS_URL: z.url(),
  /** https://…/stage, where functions reach open sockets. */
  WS_CALLBACK_URL: z.url(),
  OIDC_ISSUER: z.url(),
  OIDC_CLIENT_ID: text,
  RELEASE: text,
  STAGE: text,
} as const;

export type Variable = keyof typeof VARIABLES;

const seen = new Map<Variable, string>();

/** One variable, checked on first use; a function that lacks one fails with its name, not later with a riddle. */
export const variable = (name: Variable): string => {
  const known = seen.get(name);
  if (known !== undefined) return known;
  const read = VARIABLES[name].safeParse(process.env[name]);
  if (!read.success)
    throw new Error(
      `environment variable ${name} is ${process.env[name] === undefined ? 'missing' : 'malformed'}`,
    );
  seen.set(name, read.data);
  return read.data;
};

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export const logLevel = (): Level => z.enum(LEVELS).catch('info').parse(process.env['LOG_LEVEL']);
