/**
 * `node test/training/privacy-names.ts [--folds]`
 *
 * Builds shared/data/privacy/common-pairs.json (which characters stand together in ordinary messages) and
 * shared/data/privacy/name-weights.json (which candidates are names). With --folds it reports, for five parts of the
 * corpus, what a model that was trained on the other four finds there, and writes nothing.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { PersonalDataSpan } from '#shared/domain/privacy/personal-data.ts';
import { type Example, trainLinear } from './train-linear.ts';

type Labelled = { text: string; spans: readonly PersonalDataSpan[] };

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
const lines = (path: string): Record<string, unknown>[] =>
  readFileSync(at(path), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const asLabelled = (row: Record<string, unknown>): Labelled => ({
  text: row['text'] as string,
  spans: (row['spans'] as [number, number, PersonalDataSpan['kind']][]).map(
    ([start, end, kind]) => ({ start, end, kind }),
  ),
});

/** Ordinary messages: hardly a full name in them. */
function ordinaryTexts(): string[] {
  const faq = JSON.parse(readFileSync(at('shared/data/hospital/faq.json'), 'utf8')) as {
    question: string;
    similar: string[];
    answer: string;
  }[];
  const texts = faq.flatMap(({ question, similar, answer }) => [question, ...similar, answer]);
  const files = readdirSync(at('test/corpus'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.jsonl') && !/held|privacy/.test(file))
    .sort();
  for (const file of files) {
    for (const row of lines(`test/corpus/${file}`)) {
      if (typeof row['text'] === 'string') texts.push(row['text']);
    }
  }
  return texts;
}

function packPairs(counts: ReadonlyMap<string, number>, keep: (n: number) => boolean): string[] {
  const rows = new Map<string, string>();
  for (const [pair, n] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const first = pair.charAt(0);
    if (keep(n)) rows.set(first, (rows.get(first) ?? first) + pair.charAt(1));
  }
  return [...rows.values()];
}

function buildPairs(texts: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const run of text.match(/\p{Script=Han}{2,}/gu) ?? []) {
      for (let i = 0; i + 1 < run.length; i += 1) {
        const pair = run.slice(i, i + 2);
        if (pair.length === 2) counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    }
  }
  const packed = {
    note: 'pairs of characters in ordinary messages of this repository: first sign, then all that follow it',
    frequent: packPairs(counts, (n) => n >= 8),
    known: packPairs(counts, (n) => n >= 2 && n < 8),
  };
  writeFileSync(
    at('shared/data/privacy/common-pairs.json'),
    `${JSON.stringify(packed, null, 0)}\n`,
  );
}

const random = (seed: number) => {
  let state = seed >>> 0;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
};

const names = JSON.parse(readFileSync(at('shared/data/privacy/names.json'), 'utf8')) as {
  surnames: string;
  compound: string[];
  given: string;
  givenPairs: string[];
};

function inventName(next: (below: number) => number): string {
  const surnames = [...names.surnames];
  const given = [...names.given];
  const pick = (from: readonly string[], below = from.length) =>
    from[next(Math.min(below, from.length))] ?? '';
  const kind = next(20);
  let surname = pick(surnames);
  if (kind < 2) surname = pick(names.compound);
  else if (kind < 12) surname = pick(surnames, 90);
  if (next(5) < 2) return surname + pick(names.givenPairs);
  const common = () => pick(given, next(3) === 0 ? given.length : 330);
  return surname + common() + (next(4) === 0 ? '' : common());
}

/** The same message about somebody else: the classifier must learn the place of a name, not the name. */
function withOtherNames({ text, spans }: Labelled, next: (below: number) => number): Labelled {
  let out = '';
  let from = 0;
  const moved: PersonalDataSpan[] = [];
  const renamed = new Map<string, string>();
  for (const span of spans) {
    out += text.slice(from, span.start);
    const value = text.slice(span.start, span.end);
    let other = value;
    if (span.kind === 'name' && /^\p{Script=Han}{2,4}$/u.test(value)) {
      other = renamed.get(value) ?? inventName(next);
      renamed.set(value, other);
    }
    moved.push({ start: out.length, end: out.length + other.length, kind: span.kind });
    out += other;
    from = span.end;
  }
  return { text: out + text.slice(from), spans: moved };
}

const { nameCandidates, nameFeatures } = await (async () => {
  if (!process.argv.includes('--folds')) buildPairs(ordinaryTexts());
  return import('#shared/domain/privacy/name-features.ts');
})();

function examplesOf({ text, spans }: Labelled, weight: number): Example[] {
  const people = new Set(spans.filter((s) => s.kind === 'name').map((s) => `${s.start}-${s.end}`));
  const others = spans.filter((s) => s.kind !== 'name');
  return nameCandidates(text)
    .filter((c) => !others.some((s) => s.start < c.end && c.start < s.end))
    .map((candidate) => ({
      features: nameFeatures(text, candidate),
      label: people.has(`${candidate.start}-${candidate.end}`) ? 1 : 0,
      weight,
    }));
}

/** Places where a name stands, `{n}`; written for this corpus. */
function contextRows(next: (below: number) => number): Labelled[] {
  const contexts = readFileSync(at('test/corpus/privacy/name-contexts.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  return Array.from({ length: 8 }).flatMap(() =>
    contexts.map((context) => {
      let text = '';
      const spans: PersonalDataSpan[] = [];
      for (const [i, piece] of context.split('{n}').entries()) {
        if (i > 0) {
          const name = inventName(next);
          spans.push({ start: text.length, end: text.length + name.length, kind: 'name' });
          text += name;
        }
        text += piece;
      }
      return { text, spans };
    }),
  );
}

const bits = 15;
const copies = 12;

function train(rows: readonly Labelled[], ordinary: readonly string[]) {
  const next = random(11);
  const examples: Example[] = [];
  for (const row of rows) {
    examples.push(...examplesOf(row, 2));
    if (!row.spans.some(({ kind }) => kind === 'name')) continue;
    for (let n = 0; n < copies; n += 1)
      examples.push(...examplesOf(withOtherNames(row, next), 0.6));
  }
  for (const row of contextRows(next)) examples.push(...examplesOf(row, 0.6));
  for (const text of ordinary) examples.push(...examplesOf({ text, spans: [] }, 1));
  return trainLinear(examples, {
    version: `names-${bits}-1`,
    labels: ['name'],
    bits,
    epochs: 12,
    rate: 0.3,
  });
}

type Scored = { start: number; end: number; p: number };
type Scorer = (text: string) => Scored[];

/** The most likely candidates above a limit that do not overlap, as findNames chooses them. */
function choose(scored: readonly Scored[], limit: number): Scored[] {
  const kept: Scored[] = [];
  for (const c of scored.toSorted((a, b) => b.p - a.p)) {
    if (c.p >= limit && !kept.some((k) => k.start < c.end && c.start < k.end)) kept.push(c);
  }
  return kept;
}

const key = ({ start, end }: { start: number; end: number }) => `${start}-${end}`;

function judge(rows: readonly Labelled[], scorer: Scorer, limit: number) {
  const total = { expected: 0, found: 0, hit: 0 };
  for (const { text, spans } of rows) {
    const people = new Set(spans.filter((s) => s.kind === 'name').map(key));
    const others = spans.filter((s) => s.kind !== 'name');
    const free = scorer(text).filter(
      (c) => !others.some((s) => s.start < c.end && c.start < s.end),
    );
    const kept = choose(free, limit);
    total.expected += people.size;
    total.found += kept.length;
    total.hit += kept.filter((c) => people.has(key(c))).length;
  }
  return total;
}

async function reportFolds(rows: readonly Labelled[], ordinary: readonly string[]): Promise<void> {
  const { loadLinearModel, scoreLabels, sigmoid } = await import('#shared/learn/linear-model.ts');
  const limits = [0.15, 0.2, 0.25, 0.3, 0.4, 0.5];
  const sums = limits.map((limit) => ({ limit, expected: 0, found: 0, hit: 0 }));
  for (let fold = 0; fold < 5; fold += 1) {
    const held = rows.filter((_, i) => Math.floor(i / 20) % 5 === fold);
    const rest = rows.filter((_, i) => Math.floor(i / 20) % 5 !== fold);
    const model = loadLinearModel(train(rest, ordinary));
    const scorer: Scorer = (text) =>
      nameCandidates(text).map((c) => ({
        ...c,
        p: sigmoid(scoreLabels(model, nameFeatures(text, c))[0] ?? 0),
      }));
    for (const sum of sums) {
      const { expected, found, hit } = judge(held, scorer, sum.limit);
      sum.expected += expected;
      sum.found += found;
      sum.hit += hit;
    }
  }
  for (const { limit, expected, found, hit } of sums) {
    const precision = (hit / found).toFixed(3);
    console.log(`above ${limit}: precision ${precision}, recall ${(hit / expected).toFixed(3)}`);
  }
}

const rows = [
  ...lines('test/corpus/privacy/pii.jsonl'),
  ...lines('test/corpus/privacy/pii-extra.jsonl'),
].map(asLabelled);
if (process.argv.includes('--folds')) await reportFolds(rows, ordinaryTexts());
else {
  const model = train(rows, ordinaryTexts());
  writeFileSync(at('shared/data/privacy/name-weights.json'), `${JSON.stringify(model)}\n`);
  console.log(`name-weights.json: ${Math.round(JSON.stringify(model).length / 1024)} KB`);
}
