import type { RedFlagCheck } from './red-flags.ts';

/** The check is its own chunk, fetched as soon as the panel is there. */
export const loadRedFlags = async (): Promise<RedFlagCheck> => {
  const { readInBrowser } = await import('./read-in-browser.ts');
  return readInBrowser;
};
