/**
 * Triage against what one would otherwise use: a list of phrases, a keyword expression, and a public NLU library for Node
 * trained on the same rows. All are judged on test/corpus/triage/heldout.jsonl and heldout-d.jsonl, from which nothing was trained.
 */
import { readFileSync } from 'node:fs';
import { triageInBrowser } from '#shared/domain/triage/browser.ts';
import { triage, triageByGrammar } from '#shared/domain/triage/triage.ts';
import { normalise } from '#shared/text/normalise.ts';
import { AUTHORS } from '#test/training/triage-rows.ts';
import type { BenchTable } from './table.ts';

type Row = { text: string; emergency: boolean };
type Judge = (text: string) => boolean | Promise<boolean>;

const corpus = (name: string): string =>
  readFileSync(new URL(`../corpus/triage/${name}`, import.meta.url), 'utf8');

const rowsOf = (name: string): Row[] =>
  corpus(`${name}.jsonl`)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

const phraseList = (): Judge => {
  const entries = JSON.parse(corpus('naive-phrases.json')) as Record<string, { phrases: string[] }>;
  const phrases = Object.values(entries).flatMap((entry) => entry.phrases);
  return (text) => {
    const plain = normalise(text).replaceAll(' ', '');
    return phrases.some((phrase) => plain.includes(phrase));
  };
};

const KEYWORDS =
  /胸痛|胸口痛|心梗|中风|嘴歪|喘不上气|呼吸困难|昏迷|晕倒|叫不醒|抽搐|大出血|吐血|车祸|骨折|烫伤|烧伤|触电|溺水|中毒|农药|自杀|不想活|割腕|过敏|失明|看不见|羊水|胎动|120|救命|chest pain|breath|unconscious|bleeding|suicide|stroke/i;

type Manager = {
  addLanguage(language: string): void;
  addDocument(language: string, text: string, intent: string): void;
  train(): Promise<void>;
  process(language: string, text: string): Promise<{ intent: string }>;
};

/** NLP.js with its Chinese tokeniser; a sample of the rows, since its training time grows fast. */
const nlpJs = async (rows: readonly Row[]): Promise<Judge> => {
  const { dockStart } = (await import('@nlpjs/basic')) as {
    dockStart(settings: object): Promise<{ get(name: string): Manager }>;
  };
  const dock = await dockStart({
    settings: {
      nlp: { languages: ['zh'], autoSave: false, forceNER: false, nlu: { log: false } },
    },
    use: ['Basic', { className: 'LangZh', path: '@nlpjs/lang-zh' }],
  });
  const manager = dock.get('nlp');
  manager.addLanguage('zh');
  for (const row of rows) manager.addDocument('zh', row.text, row.emergency ? 'urgent' : 'calm');
  await manager.train();
  return async (text) => (await manager.process('zh', text)).intent === 'urgent';
};

const share = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

const judged = async (name: string, judge: Judge, rows: readonly Row[]) => {
  for (const row of rows) await judge(row.text);
  const cpu = process.cpuUsage();
  const verdicts: boolean[] = [];
  for (const row of rows) verdicts.push(await judge(row.text));
  const { user, system } = process.cpuUsage(cpu);
  const urgent = rows.filter((row) => row.emergency).length;
  const count = (emergency: boolean) =>
    rows.filter((row, at) => row.emergency === emergency && verdicts[at]).length;
  return [
    name,
    share(count(true), urgent),
    share(count(false), rows.length - urgent),
    Math.round((user + system) / rows.length),
  ];
};

const comparison = async (): Promise<BenchTable> => {
  const heldOut = ['heldout', 'heldout-d'].flatMap(rowsOf);
  const train = Object.values(AUTHORS).flat().flatMap(rowsOf);
  const sample = train.filter((_, at) => at % 3 === 0);
  return {
    title: `Triage on ${heldOut.length} held-out messages`,
    columns: ['reader', 'caught', 'false alarms', 'µs/message'],
    rows: [
      await judged('phrase list', phraseList(), heldOut),
      await judged('keyword expression', (text) => KEYWORDS.test(text), heldOut),
      await judged(`NLP.js, ${sample.length} rows`, await nlpJs(sample), heldOut),
      await judged(
        'grammar, browser edition',
        (text) => triageInBrowser({ text }).decision === 'fire',
        heldOut,
      ),
      await judged(
        'grammar alone',
        (text) => triageByGrammar({ text }).decision === 'fire',
        heldOut,
      ),
      await judged(
        'grammar + model, fires',
        (text) => triage({ text }).decision === 'fire',
        heldOut,
      ),
      await judged(
        'grammar + model, fires or asks',
        (text) => triage({ text }).decision !== 'none',
        heldOut,
      ),
    ],
    note: 'Processor time, second reading of each message.',
  };
};

const LENGTHS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000];

/** Messages of a given length, cut from the corpora one after the other. */
const messagesOf = (length: number, count: number): string[] => {
  const text = ['urgent-c', 'harmless-c', 'ordinary']
    .flatMap(rowsOf)
    .map((row) => row.text)
    .join('，');
  return Array.from({ length: count }, (_, at) => {
    const start = (at * 997) % (text.length - length);
    return text.slice(start, start + length);
  });
};

const curve = (): BenchTable => ({
  title: 'Triage by length of the message (different messages, one core)',
  columns: ['characters', 'CPU ms/message', 'CPU µs/character', 'median ms', 'p99 ms'],
  rows: LENGTHS.map((length) => {
    const messages = messagesOf(length, length > 1000 ? 60 : 300);
    for (const text of messages) triage({ text });
    const before = process.threadCpuUsage();
    const times = messages
      .map((text) => {
        const start = performance.now();
        triage({ text });
        return performance.now() - start;
      })
      .sort((x, y) => x - y);
    const { user, system } = process.threadCpuUsage(before);
    const cpu = (user + system) / messages.length;
    return [
      length,
      cpu / 1000,
      cpu / length,
      times[Math.floor(times.length / 2)] ?? 0,
      times[Math.floor(times.length * 0.99)] ?? 0,
    ];
  }),
  note: 'The time per character does not grow: reading is linear. Median and p99 are wall-clock: on a busy machine they show its other work.',
});

export const bench = async (): Promise<readonly BenchTable[]> => [await comparison(), curve()];
