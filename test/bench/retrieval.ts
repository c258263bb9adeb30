/**
 * Retrieval beside MiniSearch (characters and pairs) and SQLite FTS5 (pairs), one run, one process, same questions: quality on
 * the hold categories, build and load time, time per question, size, and the growth with the base.
 * Run: npm run bench -- retrieval (RETRIEVAL_SIZES=320,5000,50000 for more).
 */
import { readFileSync } from 'node:fs';
import { env } from 'node:process';
import { DatabaseSync } from 'node:sqlite';
import MiniSearch from 'minisearch';
import { type Article, articleSchema } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
import { decodeSnapshot, encodeSnapshot, indexBytes } from '#shared/domain/retrieval/snapshot.ts';
import { type BenchTable, percentile } from './table.ts';

type Question = { query: string; ids: string[]; split: string };
type Engine = {
  readonly name: string;
  readonly buildMs: number;
  readonly loadMs?: number;
  readonly bytes: number;
  readonly search: (query: string) => readonly string[];
};
type BenchRow = {
  engine: string;
  entries: number;
  recallAt1: number;
  recallAt3: number;
  buildMs: number;
  loadMs: number | null;
  indexBytes: number;
  p50Ms: number;
  p99Ms: number;
};

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const base = articleSchema.array().parse(JSON.parse(read('shared/data/hospital/faq.json')));
const questions = read('test/corpus/retrieval/questions.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Question);
const held = questions.filter(({ split }) => split === 'hold');

/** A larger base: the demo entries first, then entries whose wordings are recombined from all of them. */
const grow = (size: number): Article[] =>
  Array.from({ length: size }, (_, i): Article => {
    const own = base[i % base.length];
    if (own === undefined) throw new Error('the demo base is empty');
    if (i < base.length) return own;
    const other = (step: number): Article =>
      base[(i * step + Math.floor(i / base.length)) % base.length] ?? own;
    const half = (text: string): string => text.slice(0, Math.ceil(text.length / 2));
    const rest = (text: string): string => text.slice(Math.ceil(text.length / 2));
    return {
      ...own,
      id: `${own.id}-${i}`,
      question: `${half(own.question)}${rest(other(7).question)}`,
      similar: own.similar.map((text, k) => `${half(text)}${rest(other(11 + k).similar[k] ?? '')}`),
      answer: `${half(other(13).answer)}${rest(own.answer)}`,
    };
  });

const timed = <T>(work: () => T): { value: T; ms: number } => {
  const start = performance.now();
  const value = work();
  return { value, ms: performance.now() - start };
};

const grams = (text: string): string[] => {
  const signs = text.toLowerCase().replace(/[\s\p{P}]/gu, '');
  const out = [...signs];
  for (let i = 0; i + 1 < signs.length; i += 1) out.push(signs.slice(i, i + 2));
  return out;
};

const nuanxin = (articles: Article[]): Engine => {
  const built = timed(() => buildIndex(articles));
  const bytes = encodeSnapshot(built.value);
  const loaded = timed(() => decodeSnapshot(bytes));
  if (!loaded.value.ok) throw new Error(loaded.value.error.kind);
  const index = loaded.value.value;
  return {
    name: 'nuanxin',
    buildMs: built.ms,
    loadMs: loaded.ms,
    bytes: indexBytes(index),
    search: (query) => rank(index, query).map(({ id }) => id),
  };
};

const miniSearch = (articles: Article[]): Engine => {
  const { value: engine, ms } = timed(() => {
    const search = new MiniSearch({
      fields: ['question', 'similar', 'answer'],
      tokenize: grams,
      processTerm: (term) => term,
      searchOptions: { boost: { question: 2, similar: 2 } },
    });
    search.addAll(
      articles.map(({ id, question, similar, answer }) => ({
        id,
        question,
        similar: similar.join(' '),
        answer,
      })),
    );
    return search;
  });
  return {
    name: 'minisearch, characters + pairs',
    buildMs: ms,
    bytes: JSON.stringify(engine).length,
    search: (query) =>
      engine
        .search(query)
        .slice(0, 3)
        .map(({ id }) => String(id)),
  };
};

const pairsOf = (text: string): string =>
  grams(text)
    .filter((gram) => gram.length === 2)
    .join(' ');

const fts5 = (articles: Article[]): Engine => {
  const { value: database, ms } = timed(() => {
    const db = new DatabaseSync(':memory:');
    db.exec(
      'create virtual table faq using fts5(id unindexed, question, similar, answer, tokenize = "unicode61 categories \'L* N* Co\'")',
    );
    db.exec('begin');
    const insert = db.prepare('insert into faq values (?, ?, ?, ?)');
    for (const { id, question, similar, answer } of articles)
      insert.run(id, pairsOf(question), pairsOf(similar.join(' ')), pairsOf(answer));
    db.exec('commit');
    return db;
  });
  const find = database.prepare(
    'select id from faq where faq match ? order by bm25(faq, 0, 2, 2, 1) limit 3',
  );
  const pages = database.prepare('pragma page_count').get() as { page_count: number };
  const size = database.prepare('pragma page_size').get() as { page_size: number };
  return {
    name: 'sqlite fts5, pairs',
    buildMs: ms,
    bytes: pages.page_count * size.page_size,
    search: (query) => {
      const terms = pairsOf(query)
        .split(' ')
        .filter(Boolean)
        .map((pair) => `"${pair}"`);
      return terms.length === 0
        ? []
        : find.all(terms.join(' OR ')).map((row) => String((row as { id: unknown }).id));
    },
  };
};

const measure = (engine: Engine, entries: number): BenchRow => {
  for (const { query } of questions.slice(0, 200)) engine.search(query);
  const times = questions.map(({ query }) => timed(() => engine.search(query)).ms);
  const found = held.map(({ query, ids }) =>
    engine.search(query).findIndex((id) => ids.includes(id)),
  );
  return {
    engine: engine.name,
    entries,
    recallAt1: found.filter((place) => place === 0).length / held.length,
    recallAt3: found.filter((place) => place >= 0).length / held.length,
    buildMs: engine.buildMs,
    loadMs: engine.loadMs ?? null,
    indexBytes: engine.bytes,
    p50Ms: percentile(times, 0.5),
    p99Ms: percentile(times, 0.99),
  };
};

const LARGEST_FOR_MINISEARCH = 5000;

const compare = (sizes: readonly number[] = [320, 5000]): BenchRow[] =>
  sizes.flatMap((size) => {
    const articles = grow(size);
    const engines = [nuanxin, fts5, ...(size <= LARGEST_FOR_MINISEARCH ? [miniSearch] : [])];
    return engines.map((make) => measure(make(articles), size));
  });

export const bench = async (): Promise<BenchTable> => ({
  title: 'Retrieval: quality on held-out categories, cost, growth with the base',
  columns: [
    'entries',
    'engine',
    'R@1 %',
    'R@3 %',
    'build ms',
    'load ms',
    'index KiB',
    'p50 ms',
    'p99 ms',
  ],
  rows: compare((env['RETRIEVAL_SIZES'] ?? '320,5000').split(',').map(Number)).map((row) => [
    row.entries,
    row.engine,
    row.recallAt1 * 100,
    row.recallAt3 * 100,
    row.buildMs,
    row.loadMs ?? '–',
    row.indexBytes / 1024,
    row.p50Ms,
    row.p99Ms,
  ]),
  note: 'Larger bases hold the demo entries and near copies of them, so quality falls there for every engine.',
});
