import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  REQUEST_KINDS,
  type RequestKind,
  STATEMENT_KINDS,
  type StatementKind,
} from '#shared/domain/advice/kinds.ts';

export type AdviceRow = {
  readonly text: string;
  /** A request for advice, or a statement that is advice. */
  readonly advice: boolean;
  readonly kind: string;
  readonly group: string;
  readonly source: string;
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

export const requestRows = (): readonly AdviceRow[] => [
  ...readJsonl('advice-requests.jsonl', 'bait'),
  ...readBlocks('own-requests.txt'),
];
export const heldOutRequests = (): readonly AdviceRow[] => readBlocks('held-out-requests.txt');
export const statementRows = (): readonly AdviceRow[] => [
  ...readJsonl('advice-statements.jsonl', 'advice'),
  ...readBlocks('own-statements.txt'),
];
export const heldOutStatements = (): readonly AdviceRow[] => readBlocks('held-out-statements.txt');

export const isRequestKind = (kind: string): kind is RequestKind => kind in REQUEST_KINDS;
export const isStatementKind = (kind: string): kind is StatementKind => kind in STATEMENT_KINDS;
