import type { Tier } from '#shared/contract/sessions.ts';

/** Who finds the ways to write; the server decides all the same, entry by entry. */
export const mayWrite = (tier: Tier): boolean => tier !== 'agent';

/** Who publishes for the whole house, imports and goes back to earlier versions. */
export const mayPublish = (tier: Tier): boolean =>
  tier === 'editor' || tier === 'supervisor' || tier === 'office';
