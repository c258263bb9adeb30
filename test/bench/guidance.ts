import { readFileSync } from 'node:fs';
import { dockStart } from '@nlpjs/basic';
import { LangZh } from '@nlpjs/lang-zh';
import { guideDepartment } from '#shared/domain/guidance/guide-department.ts';
import { departmentWords } from '#shared/domain/guidance/lexicon.ts';
import { type BenchTable, percentile } from './table.ts';

type Row = { text: string; department: string; also: string[] };
type Guide = (text: string) => readonly string[] | Promise<readonly string[]>;

const rowsOf = (name: string): Row[] =>
  readFileSync(new URL(`../corpus/guidance/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

/** What a hospital's search box does: the department with most of its listed words in the text. */
const byKeyword: Guide = (text) => {
  const votes = new Map<string, number>();
  for (const [word, departments] of departmentWords) {
    if (!text.includes(word)) continue;
    for (const name of departments) votes.set(name, (votes.get(name) ?? 0) + word.length);
  }
  return [...votes].sort(([, a], [, b]) => b - a).map(([name]) => name);
};

/** NLP.js with its Chinese tokenizer, trained on the same rows. */
async function byNlpJs(rows: readonly Row[]): Promise<Guide> {
  const dock = await dockStart({
    settings: { nlp: { autoSave: false, autoLoad: false, languages: ['zh'], nlu: { log: false } } },
    use: ['Basic'],
  });
  dock.getContainer().use(LangZh);
  const nlp = dock.get('nlp');
  nlp.addLanguage('zh');
  for (const { text, department } of rows) nlp.addDocument('zh', text, department);
  await nlp.train();
  return async (text) => {
    const { classifications } = await nlp.process('zh', text);
    return (classifications ?? []).map(({ intent }) => intent);
  };
}

async function measure(name: string, guide: Guide, rows: readonly Row[]) {
  let top1 = 0;
  let top3 = 0;
  const times: number[] = [];
  for (const { text } of rows.slice(0, 100)) await guide(text);
  for (const { text, department, also } of rows) {
    const start = performance.now();
    const names = await guide(text);
    times.push(performance.now() - start);
    const right = names.slice(0, 3).map((one) => [department, ...also].includes(one));
    if (right[0]) top1 += 1;
    if (right.includes(true)) top3 += 1;
  }
  return [
    name,
    top1 / rows.length,
    top3 / rows.length,
    percentile(times, 0.5),
    percentile(times, 0.99),
  ];
}

/** Time against length, to show that it grows no faster. */
function curve(): BenchTable {
  const piece = '我这两天头痛，胃也痛，孩子发烧咳嗽，fever and cough，tou teng。';
  return {
    title: 'Department guidance: time by length of the message',
    columns: ['characters', 'ms'],
    rows: [100, 500, 1000, 2500, 5000, 10_000].map((length) => {
      const text = piece.repeat(Math.ceil(length / piece.length)).slice(0, length);
      const times = Array.from({ length: 30 }, () => {
        const start = performance.now();
        guideDepartment({ text });
        return performance.now() - start;
      });
      return [length, percentile(times, 0.5)];
    }),
    note: 'From 1,200 characters on only the first and last 600 are read.',
  };
}

export async function bench(): Promise<readonly BenchTable[]> {
  const held = rowsOf('held-out');
  const trained = [
    'departments',
    'departments-more',
    'departments-own',
    'authors-p',
    'authors-q',
    'authors-r',
    'authors-s',
  ].flatMap(rowsOf);
  const own: Guide = (text) => guideDepartment({ text }).departments.map(({ name }) => name);
  return [
    {
      title: `Department guidance on ${held.length} held-out messages`,
      columns: ['way', 'top-1', 'top-3', 'p50 ms', 'p99 ms'],
      rows: [
        await measure('guideDepartment', own, held),
        await measure('keyword lookup', byKeyword, held),
        await measure('NLP.js, same training rows', await byNlpJs(trained), held),
      ],
      note: 'No suggestion counts as wrong.',
    },
    curve(),
  ];
}
