import {
  CONCEPTS,
  ENTRIES,
  PINYIN_ROWS,
  SIMPLIFIED,
  TRADITIONAL,
} from '#shared/data/triage/browser-tables.generated.ts';
import { readingsOf } from '#shared/text/pinyin.ts';
import { simplifierOf } from '#shared/text/traditional.ts';
import { type Edition, type Entry, RULE_VERSION, readWith } from './engine.ts';
import { createReader } from './reading.ts';
import type { TriageInput, TriageResult } from './triage.ts';

const entryOf = (row: string): Entry => {
  const [id = '', kind = '', level = '', target = '', greenChannel = ''] = row.split('|');
  return {
    id,
    kind,
    level: Number(level),
    target,
    greenChannel: greenChannel === '' ? null : greenChannel,
  };
};

let edition: Edition | undefined;

const load = (): Edition => ({
  read: createReader({
    concepts: CONCEPTS,
    simplify: simplifierOf(TRADITIONAL, SIMPLIFIED),
    readings: readingsOf(PINYIN_ROWS),
  }),
  entries: new Map(
    ENTRIES.split('\n')
      .map(entryOf)
      .map((entry) => [entry.id, entry]),
  ),
  version: `${RULE_VERSION}-browser`,
});

/**
 * The edition that runs in the patient's browser before anything is sent: the grammar over a reduced lexicon (every wording
 * that the corpora know), without the model. Small enough for the widget and works with the network down; the
 * server reads the message again with everything.
 */
export const triageInBrowser = (input: TriageInput): TriageResult => {
  edition ??= load();
  return readWith(input, edition);
};
