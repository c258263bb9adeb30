/**
 * `node test/training/guidance.ts`
 *
 * Trains the department classifier and writes shared/data/guidance/weights.json; then `npm run evaluate -- department
 * --file test/corpus/guidance/held-out.jsonl` says how it does on messages of another voice, which are never trained on.
 * `--across` writes nothing: it leaves out one author's file after the other and reports on it.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { readText, whoFeatures } from '#shared/domain/guidance/features.ts';
import { departmentWords } from '#shared/domain/guidance/lexicon.ts';
import { whoIn } from '#shared/domain/guidance/who.ts';
import { loadLinearModel, scoreLabels } from '#shared/learn/linear-model.ts';
import { normalise } from '#shared/text/normalise.ts';
import { type Example, trainLinear } from './train-linear.ts';

type Row = { text: string; department: string; also: string[] };

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const lines = <T>(path: string): T[] =>
  readFileSync(at(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);

/** What is not about a complaint at all: the classifier learns to say so instead of guessing. */
const NONE = 'none';
const bits = 16;
/** Size of the shipped file; small weights are dropped until it is met. */
const mostBytes = 480_000;

function ordinaryRows(): Row[] {
  const faq = JSON.parse(readFileSync(at('shared/data/hospital/faq.json'), 'utf8')) as {
    question: string;
    similar: string[];
  }[];
  const intents = lines<{ text: string; category: string }>('test/corpus/intent/intents.jsonl');
  const texts = [
    ...faq.flatMap(({ question, similar }) => [question, ...similar]),
    ...intents
      .filter(({ category }) => ['投诉', '表扬', '意见建议', '其他'].includes(category))
      .map(({ text }) => text),
  ];
  const short = readFileSync(at('test/corpus/guidance/no-complaint.txt'), 'utf8')
    .trim()
    .split('\n');
  return [...short, ...texts]
    .filter((text) => readText(normalise(text)).hits.length === 0)
    .map((text) => ({ text, department: NONE, also: [] }));
}

/** One author a file; whoever is judged is left out. */
const authors = [
  'departments',
  'departments-more',
  'departments-own',
  'authors-p',
  'authors-q',
  'authors-r',
  'authors-s',
].map((name) => ({ name, rows: lines<Row>(`test/corpus/guidance/${name}.jsonl`) }));
const everybody = authors.flatMap(({ rows }) => rows);
const words: Row[] = [...departmentWords].flatMap(([text, names]) =>
  names.map((department) => ({ text, department, also: [] })),
);
const labels = [...new Set([...words, ...everybody].map(({ department }) => department)), NONE];

function featuresOf(text: string): Set<number> {
  const plain = normalise(text);
  const read = readText(plain);
  return new Set([...read.features, ...whoFeatures(whoIn(plain), read)]);
}

const exampleOf = ({ text, department }: Row, weight: number): Example => ({
  features: featuresOf(text),
  label: labels.indexOf(department),
  weight,
});

function train(rows: readonly Row[]) {
  const examples = [
    ...rows.map((row) => exampleOf(row, 1)),
    ...words.map((row) => exampleOf(row, 0.5)),
    ...ordinaryRows().map((row) => exampleOf(row, 0.7)),
  ];
  return trainLinear(examples, { version: 'guidance', labels, bits, epochs: 5, rate: 0.3 });
}

/** See shared/domain/guidance/weights.ts for the format. */
function pack(weights: Int8Array, least: number): Buffer {
  const bytes: number[] = [];
  let last = -1;
  for (let place = 0; place < weights.length; place += 1) {
    const weight = weights[place] ?? 0;
    if (Math.abs(weight) < least) continue;
    let gap = place - last - 1;
    for (; gap >= 128; gap >>>= 7) bytes.push((gap & 127) | 128);
    bytes.push(gap, weight & 255);
    last = place;
  }
  return Buffer.from(bytes);
}

function write(): void {
  const model = train(everybody);
  const { weights } = loadLinearModel(model);
  let least = 1;
  while (pack(weights, least).length * 1.34 > mostBytes) least += 1;
  const sparse = pack(weights, least).toString('base64');
  const hash = createHash('sha256').update(sparse).digest('hex').slice(0, 8);
  const { version, bias, scale } = model;
  const stored = { version: `${version}-${hash}`, labels, bits, bias, scale, sparse };
  writeFileSync(at('shared/data/guidance/weights.json'), `${JSON.stringify(stored)}\n`);
  console.log(
    `${stored.version}: ${Math.round(sparse.length / 1024)} KB, weights below ${least} dropped`,
  );
}

function report(name: string, trained: readonly Row[], tested: readonly Row[]): void {
  const model = loadLinearModel(train(trained));
  let top1 = 0;
  let top3 = 0;
  for (const { text, department, also } of tested) {
    const scores = scoreLabels(model, featuresOf(text));
    const best = [...scores.keys()]
      .filter((label) => labels[label] !== NONE)
      .sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0))
      .slice(0, 3);
    const right = best.map((label) => [department, ...also].includes(labels[label] ?? ''));
    if (right[0]) top1 += 1;
    if (right.includes(true)) top3 += 1;
  }
  const share = (n: number) => (n / tested.length).toFixed(3);
  console.log(`${name}: top-1 ${share(top1)}, top-3 ${share(top3)} of ${tested.length}`);
}

if (process.argv.includes('--across')) {
  for (const left of authors) {
    const others = authors.filter((author) => author !== left).flatMap(({ rows }) => rows);
    report(`the others -> ${left.name}`, others, left.rows);
  }
} else write();
