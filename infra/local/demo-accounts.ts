import type { DemoAccount } from './oidc.ts';

const isAccount = (value: unknown): value is DemoAccount =>
  typeof value === 'object' &&
  value !== null &&
  ['subject', 'name', 'role'].every(
    (field) => typeof (value as Record<string, unknown>)[field] === 'string',
  );

/** What the setup function answers under `accounts`: whom the local issuer may sign in. */
export const isDemoAccountList = (value: unknown): value is readonly DemoAccount[] =>
  Array.isArray(value) && value.every(isAccount);
