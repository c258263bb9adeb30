import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deferralText } from '#shared/domain/advice/deferral.ts';
import {
  REQUEST_KINDS,
  type RequestKind,
  STATEMENT_KINDS,
  type StatementKind,
} from '#shared/domain/advice/kinds.ts';
import { sentencesOf } from '#shared/domain/advice/sentences.ts';
import { intentRows } from './intent-corpus.ts';

export type AdviceRow = {
  readonly text: string;
  /** A request for advice, or a statement that is advice. */
  readonly advice: boolean;
  readonly kind: string;
  readonly group: string;
  readonly source: string;
  /** How much the row counts in training; 1 where absent. */
  readonly weight?: number;
};

const CORPUS = join(import.meta.dirname, '../corpus/advice');
const BLOCK = 10;

const readJsonl = (file: string, label: 'bait' | 'advice'): readonly AdviceRow[] => {
  const seen = new Map<string, number>();
  return readFileSync(join(CORPUS, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const row = JSON.parse(line) as { text: string; kind: string } & Record<
        'bait' | 'advice',
        boolean
      >;
      const nth = seen.get(row.kind) ?? 0;
      seen.set(row.kind, nth + 1);
      return {
        text: row.text,
        advice: row[label],
        kind: row.kind,
        group: `${row.kind}/${Math.floor(nth / BLOCK)}`,
        source: file,
      };
    });
};

/** Block format: "# bait kind", "# service kind", "# advice kind" or "# fine kind", then one text a line. */
const readBlocks = (file: string): readonly AdviceRow[] => {
  let head = { advice: false, kind: '' };
  let nth = 0;
  return readFileSync(join(CORPUS, file), 'utf8')
    .split('\n')
    .flatMap((line): readonly AdviceRow[] => {
      const text = line.trim();
      if (text.startsWith('# ')) {
        const [side = '', kind = ''] = text.slice(2).split(/\s+/);
        head = { advice: side === 'bait' || side === 'advice', kind };
        nth = 0;
        return [];
      }
      if (text === '') return [];
      nth += 1;
      return [
        { ...head, text, group: `${file}/${head.kind}/${Math.floor(nth / BLOCK)}`, source: file },
      ];
    });
};

type Entry = {
  readonly id: string;
  readonly question: string;
  readonly similar: readonly string[];
  readonly answer: string;
};

const knowledgeBase = (): readonly Entry[] =>
  JSON.parse(
    readFileSync(join(import.meta.dirname, '../../shared/data/hospital/faq.json'), 'utf8'),
  ) as readonly Entry[];

/** What the knowledge base answers is no request for advice. */
const knowledgeQuestions = (): readonly AdviceRow[] =>
  knowledgeBase().flatMap(({ id, question, similar }) =>
    [question, ...similar].map((text) => ({
      text,
      advice: false,
      kind: 'knowledge',
      group: id,
      source: 'faq.json',
      weight: 0.4,
    })),
  );

/** Approved answers are what the bot sends: none of their sentences is forbidden. */
const knowledgeAnswers = (): readonly AdviceRow[] =>
  knowledgeBase().flatMap(({ id, answer }) =>
    sentencesOf(answer).map(({ start, end }) => ({
      text: answer.slice(start, end),
      advice: false,
      kind: 'knowledge',
      group: id,
      source: 'faq.json',
      weight: 1,
    })),
  );

/** Complaints, praise, suggestions and pleas speak of illness and ask for no advice. */
const otherMessages = (): readonly AdviceRow[] =>
  intentRows()
    .filter((row) => row.category !== '咨询' || row.source === 'own-enquiries.txt')
    .map((row) => ({
      text: row.text,
      advice: false,
      kind: row.category,
      group: row.group,
      source: 'intent',
      weight: 0.05,
    }));

/** What we say instead of advice must pass our own check. */
const deferrals = (): readonly AdviceRow[] =>
  Object.keys(REQUEST_KINDS)
    .filter(isRequestKind)
    .flatMap((kind) =>
      [null, '皮肤科', '消化内科'].flatMap((department) =>
        Object.values(deferralText(kind, department)),
      ),
    )
    .flatMap((text) => sentencesOf(text).map(({ start, end }) => text.slice(start, end)))
    .map((text) => ({
      text,
      advice: false,
      kind: 'deferral',
      group: 'deferral',
      source: 'deferral',
      weight: 1,
    }));

/** Kinds as the authors named them. */
const AUTHOR_KINDS: Readonly<Record<string, RequestKind>> = {
  interaction: 'combine',
  report_reading: 'interpret',
  treatment_choice: 'surgery_needed',
  safe_to_wait: 'wait_safe',
  pregnancy_child: 'pregnancy',
  cosmetic_effect: 'cosmetic',
};

export const AUTHORS = ['p', 'q', 'r', 's'] as const;

/** Messages of one author who saw neither corpus nor code. */
const authorRows = (author: string): readonly AdviceRow[] =>
  readJsonl(`authors-${author}.jsonl`, 'bait').map((row) => ({
    ...row,
    kind: AUTHOR_KINDS[row.kind] ?? row.kind,
  }));

/** Once held out, read since, and now trained on: three voices of our own. */
const OTHER_VOICES = [
  'held-out-requests.txt',
  'held-out-requests-b.txt',
  'held-out-requests-c.txt',
] as const;

/** Every row that asks or only seems to ask for advice; leave out a source to measure on it. */
export const requestRows = (): readonly AdviceRow[] => [
  ...readJsonl('advice-requests.jsonl', 'bait'),
  ...['own-requests.txt', 'own-pairs.txt', 'own-voices.txt', ...OTHER_VOICES].flatMap(readBlocks),
  ...AUTHORS.flatMap(authorRows),
  ...knowledgeQuestions(),
  ...otherMessages(),
];
/** The sources that one may leave out: another voice each. */
export const VOICES: readonly string[] = [
  ...AUTHORS.map((author) => `authors-${author}.jsonl`),
  ...OTHER_VOICES,
];
export const statementRows = (): readonly AdviceRow[] => [
  ...readJsonl('advice-statements.jsonl', 'advice'),
  ...readBlocks('own-statements.txt'),
  ...readBlocks('own-replies.txt'),
  ...knowledgeAnswers(),
  ...deferrals(),
];
export const heldOutStatements = (): readonly AdviceRow[] =>
  ['held-out-statements.txt', 'held-out-statements-b.txt', 'held-out-statements-c.txt'].flatMap(
    readBlocks,
  );

export const isRequestKind = (kind: string): kind is RequestKind => kind in REQUEST_KINDS;
export const isStatementKind = (kind: string): kind is StatementKind => kind in STATEMENT_KINDS;
