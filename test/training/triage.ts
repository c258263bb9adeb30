/**
 * Trains the triage model.
 *
 *   node test/training/triage.ts           writes shared/data/triage/model.json (all corpora)
 *   node test/training/triage.ts --judge   trains on other authors' files than it judges on and prints the held-out figures;
 *                                          writes nothing
 */
import { writeFileSync } from 'node:fs';
import { features } from '#shared/domain/triage/features.ts';
import { analyse } from '#shared/domain/triage/grammar.ts';
import { readMessage } from '#shared/domain/triage/read-message.ts';
import { RED_FLAG_KINDS, type TriageModel, triage } from '#shared/domain/triage/triage.ts';
import { loadLinearModel, type StoredLinearModel } from '#shared/learn/linear-model.ts';
import { type Example, trainLinear } from './train-linear.ts';
import {
  AUTHORS,
  built,
  everyday,
  readCorpus,
  searched,
  type TriageRow,
  variants,
} from './triage-rows.ts';

const VERSION = '2';
const URGENCY_BITS = 17;
const KIND_BITS = 12;
const ORDINARY_WEIGHT = { ordinary: 0.3, 'ordinary-f': 0.4 } as const;
/** About fifteen farewells of the corpora read like any thank-you note; they may not teach that thanks are alarming. */
const VEILED_WEIGHT = 0.6;

const known = new Map<string, ReadonlySet<number>>();
const featuresOf = (text: string): ReadonlySet<number> => {
  const cached = known.get(text);
  if (cached !== undefined) return cached;
  const reading = readMessage(text);
  const set = features(reading, analyse(reading));
  known.set(text, set);
  return set;
};

const isVeiled = (row: TriageRow): boolean =>
  row.kind === 'self-harm' && analyse(readMessage(row.text)).findings.length === 0;

const weightOf = (row: TriageRow): number =>
  (row.weight ?? 1) * (isVeiled(row) ? VEILED_WEIGHT : 1);

const ordinary = (): TriageRow[] =>
  Object.entries(ORDINARY_WEIGHT).flatMap(([file, weight]) =>
    readCorpus(file).map((row) => ({ ...row, weight })),
  );

type Stored = { urgency: StoredLinearModel; kind: StoredLinearModel };

const train = (rows: readonly TriageRow[]): Stored => {
  const all = [
    ...rows,
    ...variants(rows, 1),
    ...ordinary(),
    ...built(2000, 3),
    ...everyday(2400, 5),
    ...searched(6000, 11),
  ];
  const urgency: Example[] = all.map((row) => ({
    features: featuresOf(row.text),
    label: row.emergency ? 1 : 0,
    weight: weightOf(row),
  }));
  const kinds = RED_FLAG_KINDS as readonly string[];
  const kind: Example[] = all
    .filter((row) => row.emergency && kinds.includes(row.kind ?? ''))
    .map((row) => ({ features: featuresOf(row.text), label: kinds.indexOf(row.kind ?? '') }));
  return {
    urgency: trainLinear(urgency, {
      version: VERSION,
      labels: ['urgent'],
      bits: URGENCY_BITS,
      epochs: 20,
    }),
    kind: trainLinear(kind, { version: VERSION, labels: kinds, bits: KIND_BITS, epochs: 8 }),
  };
};

const load = (stored: Stored): TriageModel => ({
  urgency: loadLinearModel(stored.urgency),
  kind: loadLinearModel(stored.kind),
});

const judge = (name: string, trained: readonly TriageRow[], judged: readonly TriageRow[]): void => {
  const model = load(train(trained));
  const results = judged.map((row) => ({
    row,
    decision: triage({ text: row.text }, model).decision,
  }));
  const share = (emergency: boolean, decisions: readonly string[]): string => {
    const group = results.filter(({ row }) => row.emergency === emergency);
    const hit = group.filter(({ decision }) => decisions.includes(decision));
    return `${((100 * hit.length) / Math.max(1, group.length)).toFixed(2)} % of ${group.length}`;
  };
  console.log(
    `${name}: recall ${share(true, ['fire', 'confirm'])}, fired ${share(true, ['fire'])}; false alarms ${share(false, ['fire'])}, asked back ${share(false, ['confirm'])}`,
  );
};

/** A fold is a whole topic in a whole style of one author: nothing like it was seen in training. */
const foldOf = (row: TriageRow, file: number): number => {
  let hash = file;
  for (const char of `${row.style}${row.kind ?? row.trap}`)
    hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return hash % 5;
};

const judgeAll = (): void => {
  const authors = Object.entries(AUTHORS).map(([name, files]) => ({
    name,
    rows: files.flatMap(readCorpus),
  }));
  for (const author of authors) {
    const others = authors.filter((other) => other !== author).flatMap((other) => other.rows);
    judge(`trained on the others, judged on the ${author.name} author`, others, author.rows);
  }
  const folded = authors.flatMap(({ rows }, at) =>
    rows.map((row) => ({ row, fold: foldOf(row, at) })),
  );
  for (let fold = 0; fold < 5; fold += 1) {
    judge(
      `fold ${fold + 1} of 5 by topic and style`,
      folded.filter((item) => item.fold !== fold).map(({ row }) => row),
      folded.filter((item) => item.fold === fold).map(({ row }) => row),
    );
  }
};

if (process.argv.includes('--judge')) judgeAll();
else {
  const stored = train(Object.values(AUTHORS).flat().flatMap(readCorpus));
  const path = new URL('../../shared/data/triage/model.json', import.meta.url);
  writeFileSync(path, `${JSON.stringify(stored)}\n`);
  console.log(`wrote ${path.pathname}`);
}
