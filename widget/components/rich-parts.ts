import { later } from './later.ts';

/** Markup, pictures and ways: what only some answers show. Until it is there, their plain words stand there. */
export const useRichParts = later(() => import('./Rich.tsx'));
