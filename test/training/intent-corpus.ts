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
import { hashFeature } from '#shared/learn/features.ts';
import { inPinyin } from './intent-pinyin.ts';

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
  /** How much the row counts in training; 1 where absent. */
  readonly weight?: number;
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

type Head = Omit<IntentRow, 'text' | 'wantsHuman'>;

const readHead = (line: string, file: string, block: number): Head => {
  const [category = '', service = '-', topic = '-', severity = '-', style = 'plain'] = line
    .slice(2)
    .trim()
    .split(/\s+/);
  if (!isCategory(category)) throw new Error(`${file}: unknown category in "${line}"`);
  return {
    category,
    serviceClass: service === '-' ? null : (service as ServiceClass),
    topic: topic === '-' ? null : (topic as TopicCode),
    severity: severity === '-' ? null : (severity as Severity),
    style,
    group: `${file}/${block}`,
    source: file,
  };
};

/**
 * Reads the block format of our own files: a line "# category class topic severity style" opens a block ("-" where a
 * field does not apply), every other line is one message; a leading "! " marks an explicit wish for a person.
 */
const blockRows = (lines: readonly string[], file: string): readonly IntentRow[] => {
  let head: Head | undefined;
  let block = 0;
  const rows: IntentRow[] = [];
  for (const line of lines) {
    const text = line.trim();
    if (text.startsWith('# ')) {
      block += 1;
      head = readHead(text, file, block);
    } else if (text !== '') {
      if (head === undefined) throw new Error(`${file}: a message before the first block`);
      rows.push({ ...head, text: text.replace(/^! /, ''), wantsHuman: text.startsWith('! ') });
    }
  }
  return rows;
};

const readBlocks = (file: string): readonly IntentRow[] =>
  blockRows(readFileSync(join(CORPUS, file), 'utf8').split('\n'), file);

const enquiry = (text: string, group: string, source: string, weight = 0.15): IntentRow => ({
  text,
  category: '咨询',
  serviceClass: null,
  topic: null,
  severity: null,
  wantsHuman: false,
  style: 'plain',
  group,
  source,
  weight,
});

const readLines = <T>(path: string): readonly T[] =>
  readFileSync(join(CORPUS, path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

/** Of what asks somebody to act or complains in a file of questions: no plain enquiry. */
const NO_PLAIN_ENQUIRY = /活人|凭什么|告状|护士说话|投诉|转人工|多扣的|帮我|态度/;

type Question = { readonly query: string; readonly split: 'tune' | 'hold' };

const questions = (split: Question['split']): readonly IntentRow[] =>
  readLines<Question>('../retrieval/questions.jsonl')
    .filter((row) => row.split === split && !NO_PLAIN_ENQUIRY.test(row.query))
    .map((row, i) => enquiry(row.query, `questions/${Math.floor(i / 8)}`, 'questions.jsonl', 0.5));

/** Enquiries of other files of the project: what patients ask the knowledge base, the guidance and the pharmacist. */
const enquiries = (): readonly IntentRow[] => {
  const path = join(import.meta.dirname, '../../shared/data/hospital/faq.json');
  type Entry = {
    readonly id: string;
    readonly question: string;
    readonly similar: readonly string[];
  };
  const knowledge = (JSON.parse(readFileSync(path, 'utf8')) as readonly Entry[]).flatMap((entry) =>
    [entry.question, ...entry.similar].map((text) => enquiry(text, entry.id, 'faq.json')),
  );
  const guidance = readLines<{ text: string }>('../guidance/departments.jsonl')
    .filter((_, i) => i % 3 === 0)
    .map((row, i) => enquiry(row.text, `guidance/${Math.floor(i / 8)}`, 'departments.jsonl'));
  const advice = readLines<{ text: string; bait: boolean }>('../advice/advice-requests.jsonl')
    .filter((row) => row.bait)
    .map((row, i) => enquiry(row.text, `advice/${Math.floor(i / 8)}`, 'advice-requests.jsonl'));
  return [...knowledge, ...guidance, ...advice, ...questions('tune')];
};

/** Questions to the knowledge base by another author, never trained on: nearly all are enquiries. */
export const heldOutQuestions = (): readonly IntentRow[] => questions('hold');

const TEMPLATES = 'templates.txt';
const PER_TEMPLATE = 10;
const TEMPLATE_WEIGHT = 0.3;
/** Slots that are filled with whole messages of the corpus without a wish of their own. */
const MESSAGE_SLOTS: Readonly<Record<string, Category>> = {
  enq: '咨询',
  com: '投诉',
  sug: '意见建议',
  hlp: '求助',
  pra: '表扬',
};
const LONGEST_FILLING = 36;

/** Deterministic pick: the same corpus gives the same model. */
const pick = (words: readonly string[], key: string): string =>
  words[hashFeature(key) % Math.max(1, words.length)] ?? '';

const messageSlots = (rows: readonly IntentRow[]): Map<string, readonly string[]> =>
  new Map(
    Object.entries(MESSAGE_SLOTS).map(([slot, category]) => [
      slot,
      rows
        .filter((row) => row.category === category && !row.wantsHuman)
        .map((row) => row.text.replace(/[。！!？?~]+$/, ''))
        .filter((text) => text.length <= LONGEST_FILLING),
    ]),
  );

/**
 * Wordings with slots: a "@name" line lists what may fill {name} (and {name2}); blocks as in the other files. {enq},
 * {com}, {sug}, {hlp} and {pra} take messages of `rows`, so that a wish for a person is seen beside every kind of matter.
 */
export const templateRows = (rows: readonly IntentRow[]): readonly IntentRow[] => {
  const slots = messageSlots(rows);
  const lines = readFileSync(join(CORPUS, TEMPLATES), 'utf8').split('\n');
  for (const line of lines) {
    const [name = '', ...words] = line.trim().split(/\s+/);
    if (name.startsWith('@')) slots.set(name.slice(1), words);
  }
  const fill = (wording: string, n: number): string =>
    wording.replace(/\{([a-z]+)(2?)\}/g, (_, name: string, second: string) =>
      pick(slots.get(name) ?? [], `${wording}/${n}/${name}${second}`),
    );
  return blockRows(
    lines.filter((line) => !line.startsWith('@')),
    TEMPLATES,
  ).flatMap((row) =>
    Array.from({ length: PER_TEMPLATE }, (_, n) => ({
      ...row,
      text: fill(row.text, n),
      group: `${TEMPLATES}/${row.text}`,
      weight: TEMPLATE_WEIGHT,
    })),
  );
};

/**
 * Every row to train on. Files named held-out-* are never among them; `without` leaves one more file out, also from what
 * is made of it.
 */
export const trainingRows = (without?: string): readonly IntentRow[] => {
  const rows = intentRows().filter((row) => row.source !== without);
  return [...rows, ...templateRows(rows), ...inPinyin(rows), ...enquiries()];
};

/** Authors who never saw the corpus, and what was written after reading where they were misread. */
const isFreshVoice = (file: string): boolean =>
  file.startsWith(AUTHORS) || file.startsWith('own-fresh');
const AUTHORS = 'authors-';
/** Few authors stand for many patients: their rows count double. */
const FRESH_WEIGHT = 2;

export const authorFiles = (): readonly string[] =>
  readdirSync(CORPUS)
    .filter((file) => file.startsWith(AUTHORS))
    .sort();

/** The rows written for intent alone. */
export const intentRows = (): readonly IntentRow[] =>
  readdirSync(CORPUS)
    .filter((file) => !file.startsWith('held-out'))
    .sort()
    .flatMap((file) =>
      file.endsWith('.jsonl')
        ? readJsonl(file)
        : file.endsWith('.txt') && file !== TEMPLATES
          ? readBlocks(file)
          : [],
    )
    .map((row) => (isFreshVoice(row.source) ? { ...row, weight: FRESH_WEIGHT } : row));

/** Rows in a different voice, never trained on: the figures we report. */
export const heldOutRows = (): readonly IntentRow[] =>
  readdirSync(CORPUS)
    .filter((file) => file.startsWith('held-out') && file.endsWith('.txt'))
    .sort()
    .flatMap(readBlocks);
