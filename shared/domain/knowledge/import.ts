import { hashFeature } from '#shared/learn/features.ts';
import { normalise } from '#shared/text/normalise.ts';
import { ARTICLE_ID, type EntryContent, entryContent } from './entry.ts';
import { bigrams, likeness, NEAR_DUPLICATE } from './similarity.ts';

/** Columns of the import file; the first name is the one an export writes, all are understood. */
export const COLUMNS = {
  id: ['编号', 'id'],
  category: ['类别', 'category'],
  question: ['问题', 'question'],
  similar: ['相似问法', 'similar'],
  answer: ['答案', 'answer'],
  department: ['负责科室', 'department'],
  keywords: ['关键词', 'keywords'],
  audience: ['受众', 'audience'],
  sensitivity: ['内容性质', 'sensitivity'],
  effectiveFrom: ['生效日期', 'effectiveFrom'],
  effectiveTo: ['失效日期', 'effectiveTo'],
  reviewBy: ['复核日期', 'reviewBy'],
  source: ['来源', 'source'],
  testQuestions: ['测试问题', 'testQuestions'],
} as const;
type Column = keyof typeof COLUMNS;

const WORDS: Readonly<Record<string, string>> = {
  所有人: 'everyone',
  员工: 'staff',
  一般: 'plain',
  政策: 'policy',
  医疗: 'medical',
  '': '',
};

export type RowProblem = {
  /** 1 = the header. */ readonly row: number;
  readonly column: string;
  readonly reason: string;
};

export type PlannedRow = {
  readonly row: number;
  readonly articleId: string;
  readonly effect: 'new' | 'changed' | 'unchanged';
  readonly content: EntryContent;
  /** Entries that look like the same question. */
  readonly near: readonly {
    readonly articleId: string;
    readonly question: string;
    readonly likeness: number;
  }[];
};

export type ImportPlan = {
  readonly rows: readonly PlannedRow[];
  readonly problems: readonly RowProblem[];
};

export type ExistingEntry = { readonly articleId: string; readonly content: EntryContent };

const headerOf = (cells: readonly string[]): Map<Column, number> => {
  const found = new Map<Column, number>();
  for (const [column, names] of Object.entries(COLUMNS) as [Column, readonly string[]][]) {
    const at = cells.findIndex((cell) => names.includes(cell.trim()));
    if (at >= 0) found.set(column, at);
  }
  return found;
};

/** Several values of one cell stand on lines of their own, or are parted by ｜ or |; \| is the sign itself. */
const list = (cell: string): string[] =>
  cell
    .split(/\n|(?<!\\)[|｜]/)
    .map((part) => part.trim().replace(/\\(?=[|｜])/g, ''))
    .filter((part) => part !== '');

const listCell = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[|｜]/g, '\\$&')).join('\n');

/** 2026/1/5 and 2026.01.05 are what spreadsheets make of a date. */
const dateOf = (cell: string): string | null => {
  const text = cell.trim();
  if (text === '') return null;
  const [, year, month = '', day = ''] =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
};

/** The same question gets the same id on every import, so that a repeated import doubles nothing. */
export const idOfQuestion = (question: string): string =>
  `kb-i${hashFeature(normalise(question)).toString(36)}`;

const contentOf = (cell: (column: Column) => string): unknown => ({
  category: cell('category'),
  question: cell('question'),
  similar: list(cell('similar')),
  answer: cell('answer'),
  department: cell('department'),
  keywords: list(cell('keywords')),
  audience: WORDS[cell('audience').trim()] || cell('audience').trim() || 'everyone',
  sensitivity: WORDS[cell('sensitivity').trim()] || cell('sensitivity').trim() || 'plain',
  effectiveFrom: dateOf(cell('effectiveFrom')),
  effectiveTo: dateOf(cell('effectiveTo')),
  reviewBy: dateOf(cell('reviewBy')),
  source: cell('source'),
  images: [],
  buttons: [],
  testQuestions: list(cell('testQuestions')),
});

const same = (a: EntryContent, b: EntryContent): boolean => {
  const key = ({ images: _images, buttons: _buttons, ...rest }: EntryContent) =>
    JSON.stringify(Object.entries(rest).sort());
  return key(a) === key(b);
};

const REQUIRED: readonly Column[] = ['question', 'answer', 'category', 'department'];

type Known = {
  readonly articleId: string;
  readonly question: string;
  readonly grams: ReadonlySet<string>;
};

/**
 * Questions that look like others. Whoever is so much alike shares one of any few pairs of letters: only those who hold
 * one of the rarest are weighed, so that thousands of rows are planned while somebody waits.
 */
const lookalikes = () => {
  const holders = new Map<string, Known[]>();
  const held = (gram: string): readonly Known[] => holders.get(gram) ?? [];
  return {
    add: (known: Known): void => {
      for (const gram of known.grams) {
        const list = holders.get(gram);
        if (list === undefined) holders.set(gram, [known]);
        else list.push(known);
      }
    },
    near: (articleId: string, grams: ReadonlySet<string>): PlannedRow['near'] => {
      const few = grams.size - Math.ceil(NEAR_DUPLICATE * grams.size) + 1;
      const rarest = [...grams].sort((a, b) => held(a).length - held(b).length).slice(0, few);
      return [...new Set(rarest.flatMap(held))]
        .filter((other) => other.articleId !== articleId)
        .map((other) => ({
          articleId: other.articleId,
          question: other.question,
          likeness: likeness(grams, other.grams),
        }))
        .filter((other) => other.likeness >= NEAR_DUPLICATE)
        .sort((a, b) => b.likeness - a.likeness || (a.articleId < b.articleId ? -1 : 1))
        .slice(0, 3);
    },
  };
};

const effectOf = (
  before: EntryContent | undefined,
  content: EntryContent,
): PlannedRow['effect'] => {
  if (before === undefined) return 'new';
  return same(before, content) ? 'unchanged' : 'changed';
};

/** What a schema complains of, for whoever mends the file. */
const REASONS: Readonly<Record<string, string>> = {
  'must not be empty': '不能为空',
  'a date is written YYYY-MM-DD': '日期要写成 2026-01-31 这样',
  'ends before it begins': '失效日期早于生效日期',
  'policy and medical answers name their source': '政策和医疗内容要写来源',
};
const BY_CODE: Readonly<Record<string, string>> = {
  too_big: '太长，或条数太多',
  invalid_value: '不是可以选的值',
};
const reasonOf = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  REASONS[message] ?? BY_CODE[code] ?? message;

type RowRead =
  | { readonly ok: true; readonly articleId: string; readonly content: EntryContent }
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

const readRow = (row: number, cell: (column: Column) => string): RowRead => {
  const parsed = entryContent.safeParse(contentOf(cell));
  const id = cell('id').trim();
  // An entry under any other id could be opened by nobody.
  if (id !== '' && !ARTICLE_ID.test(id))
    return {
      ok: false,
      problems: [{ row, column: COLUMNS.id[0], reason: '编号只能用字母、数字、- 和 _，最多64个' }],
    };
  if (parsed.success)
    return { ok: true, articleId: id || idOfQuestion(parsed.data.question), content: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.map((issue) => ({
      row,
      column: COLUMNS[issue.path[0] as Column]?.[0] ?? String(issue.path[0]),
      reason: reasonOf(issue),
    })),
  };
};

/**
 * What an import would do, without doing it: each row new, changed or unchanged, every problem with row, column and
 * reason, near-duplicates beside the rows. Images and buttons of an existing entry are kept.
 */
export const planImport = (
  table: readonly (readonly string[])[],
  existing: readonly ExistingEntry[],
): ImportPlan => {
  const columns = headerOf(table[0] ?? []);
  const lacking = REQUIRED.filter((column) => !columns.has(column));
  if (lacking.length > 0)
    return {
      rows: [],
      problems: lacking.map((column) => ({
        row: 1,
        column: COLUMNS[column][0],
        reason: '缺少这一列',
      })),
    };
  const byId = new Map(existing.map((entry) => [entry.articleId, entry.content]));
  const alike = lookalikes();
  for (const { articleId, content } of existing)
    alike.add({ articleId, question: content.question, grams: bigrams(content.question) });
  const seen = new Map<string, number>();
  const rows: PlannedRow[] = [];
  const problems: RowProblem[] = [];

  const plan = (row: number, articleId: string, read: EntryContent): void => {
    const before = byId.get(articleId);
    const content =
      before === undefined ? read : { ...read, images: before.images, buttons: before.buttons };
    const grams = bigrams(content.question);
    const near = alike.near(articleId, grams);
    alike.add({ articleId, question: content.question, grams });
    rows.push({ row, articleId, effect: effectOf(before, content), content, near });
  };

  for (const [index, cells] of table.entries()) {
    if (index === 0 || cells.every((cell) => cell.trim() === '')) continue;
    const row = index + 1;
    const read = readRow(row, (column) => cells[columns.get(column) ?? -1] ?? '');
    if (!read.ok) {
      problems.push(...read.problems);
      continue;
    }
    const earlier = seen.get(read.articleId);
    if (earlier !== undefined)
      problems.push({ row, column: COLUMNS.id[0], reason: `与第 ${earlier} 行重复` });
    else {
      seen.set(read.articleId, row);
      plan(row, read.articleId, read.content);
    }
  }
  return { rows, problems };
};

/** The table that an export writes: importing it again changes nothing. */
export const exportTable = (entries: readonly ExistingEntry[]): string[][] => [
  Object.values(COLUMNS).map(([name]) => name),
  ...entries.map(({ articleId, content }) => [
    articleId,
    content.category,
    content.question,
    listCell(content.similar),
    content.answer,
    content.department,
    listCell(content.keywords),
    content.audience === 'staff' ? '员工' : '所有人',
    { plain: '一般', policy: '政策', medical: '医疗' }[content.sensitivity],
    content.effectiveFrom ?? '',
    content.effectiveTo ?? '',
    content.reviewBy ?? '',
    content.source,
    listCell(content.testQuestions),
  ]),
];
