import type { AdviceCue } from '#shared/data/advice/request-cues.ts';
import { REQUEST_CUES } from '#shared/data/advice/request-cues.ts';
import { STATEMENT_CUES } from '#shared/data/advice/statement-cues.ts';
import { inPlainWords } from '#shared/domain/intent/plain-words.ts';
import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import { normalise } from '#shared/text/normalise.ts';
import { fuzzy, syllables } from '#shared/text/pinyin.ts';

const HEAD = 500;
const TAIL = 400;
/** A cue counts as this many equal n-grams, so that one concept can outweigh a handful of chance n-grams. */
const COPIES = 5;

type Reader = readonly (readonly [string, RegExp])[];

const compile = (cues: readonly AdviceCue[]): Reader =>
  cues.map((cue) => [cue.id, new RegExp(cue.pattern)]);

let requestReader: Reader | undefined;
let statementReader: Reader | undefined;

export type AdviceSigns = {
  /** Normalised, in plain words, shortened to its two ends. */
  readonly text: string;
  readonly cues: readonly string[];
};

const read = (reader: Reader, raw: string): AdviceSigns => {
  const whole = normalise(raw);
  const written =
    whole.length <= HEAD + TAIL ? whole : `${whole.slice(0, HEAD)}…${whole.slice(-TAIL)}`;
  const text = inPlainWords(written);
  const said = (pattern: RegExp): boolean =>
    pattern.test(text) || (text !== written && pattern.test(written));
  return { text, cues: reader.flatMap(([id, pattern]) => (said(pattern) ? [id] : [])) };
};

export const readRequest = (raw: string): AdviceSigns => {
  requestReader ??= compile(REQUEST_CUES);
  return read(requestReader, raw);
};

export const readStatement = (raw: string): AdviceSigns => {
  statementReader ??= compile(STATEMENT_CUES);
  return read(statementReader, raw);
};

/** Hashed features of a text: characters, syllables, words, concepts and pairs of concepts. */
export const adviceFeatures = ({ text, cues }: AdviceSigns): ReadonlySet<number> => {
  const out = new Set<number>();
  addNgrams(out, text, { channel: 'c', from: 1, to: 2 });
  addNgrams(out, syllables(text).map(fuzzy), { channel: 'p', from: 2, to: 2 });
  addNgrams(out, text.match(/[a-z']+/g) ?? [], { channel: 'w', from: 1, to: 2 });
  cues.forEach((id, i) => {
    for (let copy = 0; copy < COPIES; copy += 1) out.add(hashFeature(`${copy}:q:${id}`));
    for (const other of cues.slice(i + 1)) out.add(hashFeature(`qq:${id}+${other}`));
  });
  if (cues.length === 0) out.add(hashFeature('q:none'));
  for (const id of [`end:${text.slice(-2)}`, `start:${text.slice(0, 2)}`]) out.add(hashFeature(id));
  return out;
};
