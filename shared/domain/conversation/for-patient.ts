import type { Entry, EntryBody } from './entry.ts';

/** Reasons that staff give one another. */
const INTERNAL: ReadonlySet<EntryBody['kind']> = new Set([
  'assigned',
  'released',
  'transferred',
  'transfer-offered',
  'transfer-declined',
  'taken-over',
]);

/** An entry as its patient may read it: what happened, without what staff wrote to each other. Numbers stay gapless. */
export const forPatient = (entry: Entry): Entry =>
  'reason' in entry.body && INTERNAL.has(entry.body.kind)
    ? { ...entry, body: { ...entry.body, reason: '' } }
    : entry;
