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
import { hashFeature } from '#shared/learn/features.ts';
import { intentRows } from './intent-corpus.ts';
import { inPinyin } from './intent-pinyin.ts';

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
      weight: 0.4,
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
      weight: 0.2,
    }));

const PER_TEMPLATE = 24;

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
      weight: 0.3,
    }));

/** Deterministic pick: the same corpus gives the same model. */
const pick = (words: readonly string[], key: string): string =>
  words[hashFeature(key) % Math.max(1, words.length)] ?? '';

/**
 * Wordings with slots: a "@name" line lists what may fill {name} (and {name2}), "# bait kind" and "# service kind" open
 * a block as in the other files. Each wording is filled a few times.
 */
const templateRows = (): readonly AdviceRow[] => {
  const slots = new Map<string, readonly string[]>();
  let head = { advice: false, kind: '' };
  const rows: AdviceRow[] = [];
  for (const line of readFileSync(join(CORPUS, 'templates.txt'), 'utf8').split('\n')) {
    const [first = '', ...rest] = line.trim().split(/\s+/);
    if (first.startsWith('@')) slots.set(first.slice(1), rest);
    else if (first === '#') head = { advice: rest[0] === 'bait', kind: rest[1] ?? '' };
    else if (first !== '')
      for (let n = 0; n < PER_TEMPLATE; n += 1) {
        const text = line.replace(/\{([a-z]+)(2?)\}/g, (_, name: string, second: string) =>
          pick(slots.get(name) ?? [], `${line}/${n}/${name}${second}`),
        );
        rows.push({
          ...head,
          text,
          group: `template/${line}`,
          source: 'templates.txt',
          weight: 0.35,
        });
      }
  }
  return rows;
};

export const requestRows = (): readonly AdviceRow[] => {
  const rows = [
    ...readJsonl('advice-requests.jsonl', 'bait'),
    ...readBlocks('own-requests.txt'),
    ...readBlocks('own-pairs.txt'),
    ...templateRows(),
  ];
  return [...rows, ...inPinyin(rows), ...knowledgeQuestions(), ...otherMessages()];
};
export const heldOutRequests = (): readonly AdviceRow[] =>
  ['held-out-requests.txt', 'held-out-requests-b.txt', 'held-out-requests-c.txt'].flatMap(
    readBlocks,
  );
export const statementRows = (): readonly AdviceRow[] => [
  ...readJsonl('advice-statements.jsonl', 'advice'),
  ...readBlocks('own-statements.txt'),
  ...knowledgeAnswers(),
  ...deferrals(),
];
export const heldOutStatements = (): readonly AdviceRow[] => readBlocks('held-out-statements.txt');

export const isRequestKind = (kind: string): kind is RequestKind => kind in REQUEST_KINDS;
export const isStatementKind = (kind: string): kind is StatementKind => kind in STATEMENT_KINDS;
