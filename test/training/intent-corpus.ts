import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Category,
  isCategory,
  SERVICE_CLASS_IDS,
  SERVICE_CLASSES,
  type ServiceClass,
} from '#shared/domain/intent/categories.ts';
import type { Severity, TopicCode } from '#shared/domain/intent/topics.ts';

export type IntentRow = {
  readonly text: string;
  readonly category: Category;
  /** null: the row says nothing about it. */
  readonly serviceClass: ServiceClass | null;
  readonly topic: TopicCode | null;
  readonly severity: Severity | null;
  readonly wantsHuman: boolean;
  readonly style: string;
  /** Rows of one group never stand on both sides of a split. */
  readonly group: string;
  readonly source: string;
};

const CORPUS = join(import.meta.dirname, '../corpus/intent');

type StoredRow = {
  text: string;
  category: Category;
  service_class: string;
  topic: TopicCode | null;
  severity: Severity | null;
  wants_human: boolean;
  style: string;
};

/** Rows that stand side by side in the file share a sub-topic: a dozen of them is one group. */
const BLOCK = 12;

const readJsonl = (file: string): readonly IntentRow[] =>
  readFileSync(join(CORPUS, file), 'utf8')
    .trim()
    .split('\n')
    .map((line, i) => {
      const row = JSON.parse(line) as StoredRow;
      return {
        text: row.text,
        category: row.category,
        serviceClass:
          SERVICE_CLASS_IDS.find((id) => SERVICE_CLASSES[id]['zh-CN'] === row.service_class) ??
          null,
        topic: row.topic,
        severity: row.severity,
        wantsHuman: row.wants_human,
        style: row.style,
        group: `${file}/${Math.floor(i / BLOCK)}`,
        source: file,
      };
    });

/**
 * Reads the block format of our own files: a line "# category class topic severity style" opens a block ("-" where a
 * field does not apply), every other line is one message; a leading "! " marks an explicit wish for a person.
 */
const readBlocks = (file: string): readonly IntentRow[] => {
  let head: Omit<IntentRow, 'text' | 'wantsHuman'> | undefined;
  let block = 0;
  return readFileSync(join(CORPUS, file), 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('# ')) {
        const [category = '', service = '-', topic = '-', severity = '-', style = 'plain'] = line
          .slice(2)
          .trim()
          .split(/\s+/);
        if (!isCategory(category)) throw new Error(`${file}: unknown category in "${line}"`);
        block += 1;
        head = {
          category,
          serviceClass: service === '-' ? null : (service as ServiceClass),
          topic: topic === '-' ? null : (topic as TopicCode),
          severity: severity === '-' ? null : (severity as Severity),
          style,
          group: `${file}/${block}`,
          source: file,
        };
        return [];
      }
      const text = line.trim();
      if (text === '') return [];
      if (head === undefined) throw new Error(`${file}: a message before the first block`);
      return [{ ...head, text: text.replace(/^! /, ''), wantsHuman: text.startsWith('! ') }];
    });
};

/** Every row to train on. Files named held-out-* are never among them. */
export const trainingRows = (): readonly IntentRow[] =>
  readdirSync(CORPUS)
    .filter((file) => !file.startsWith('held-out'))
    .sort()
    .flatMap((file) =>
      file.endsWith('.jsonl') ? readJsonl(file) : file.endsWith('.txt') ? readBlocks(file) : [],
    );

/** Rows in a different voice, never trained on: the figures we report. */
export const heldOutRows = (): readonly IntentRow[] =>
  readdirSync(CORPUS)
    .filter((file) => file.startsWith('held-out') && file.endsWith('.txt'))
    .sort()
    .flatMap(readBlocks);
