import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Version of package.json: stands in the pages and in every log line. */
export const releaseName = (): string => {
  const manifest: unknown = JSON.parse(
    readFileSync(join(import.meta.dirname, '../package.json'), 'utf8'),
  );
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error('package.json has no version');
};
