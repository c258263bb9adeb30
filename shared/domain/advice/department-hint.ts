import { DEPARTMENT_HINTS } from '#shared/data/advice/department-hints.ts';
import type { RequestKind } from './kinds.ts';

let compiled: readonly (readonly [string, RegExp])[] | undefined;

/**
 * Department to offer with a deferral, from the body part or matter named in a normalised text; for questions about
 * medicines without one the pharmacy's advice clinic. A hint only: real guidance is the guidance module's.
 */
export const departmentHint = (text: string, kind: RequestKind): string | null => {
  compiled ??= DEPARTMENT_HINTS.map(({ department, pattern }) => [department, new RegExp(pattern)]);
  const hit = compiled.find(([, pattern]) => pattern.test(text));
  if (hit) return hit[0];
  return kind === 'combine' || kind === 'dose' || kind === 'drug_choice' ? '药学部' : null;
};
