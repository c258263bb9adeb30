import type { Focus } from '#shared/data/advice/foci.ts';
import type { AdviceCue } from '#shared/data/advice/request-cues.ts';
import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import { fuzzy, syllables } from '#shared/text/pinyin.ts';
import { readingOf } from './sketch.ts';

/** The three views of a text that a model each weighs: how it sounds and is spelled, what it asks in outline, which signs it shows. */
export type Channels = {
  readonly wording: ReadonlySet<number>;
  readonly sketch: ReadonlySet<number>;
  readonly signs: ReadonlySet<number>;
  /** Normalised, in plain words, shortened to its two ends. */
  readonly text: string;
  /** Whether it holds a wording of the advice side or any question at all. */
  readonly asks: boolean;
};

type Found = { readonly id: string; readonly side: Focus['side']; readonly end: number };

/** Cues are read over the text, foci over its sketch. */
export type Signs = {
  readonly cues: readonly (readonly [string, RegExp])[];
  readonly foci: readonly (readonly [Focus, RegExp])[];
};

export const compileSigns = (cues: readonly AdviceCue[], foci: readonly Focus[]): Signs => ({
  cues: cues.map((cue) => [cue.id, new RegExp(cue.pattern)]),
  foci: foci.map((focus) => [focus, new RegExp(focus.pattern, 'g')]),
});

/** What a sketch asks for or does, each with where it does so last. */
const fociOf = (sketch: string, foci: Signs['foci']): readonly Found[] =>
  foci.flatMap(([{ id, side }, all]): readonly Found[] => {
    let end = -1;
    for (const match of sketch.matchAll(all)) end = match.index + match[0].length;
    return end < 0 ? [] : [{ id, side, end }];
  });

const addPairs = (out: Set<number>, name: string, ids: readonly string[]): void => {
  ids.forEach((id, i) => {
    out.add(hashFeature(`${name}:${id}`));
    for (const other of ids.slice(i + 1)) out.add(hashFeature(`${name}${name}:${id}+${other}`));
  });
};

/** Foci, the last one (a message is about what it ends on), what they are asked about, and how both sides compare. */
const addFoci = (out: Set<number>, sketch: string, found: readonly Found[]): void => {
  const letters = [...new Set(sketch.match(/[A-Z]/g) ?? [])];
  addPairs(
    out,
    'f',
    found.map(({ id }) => id),
  );
  for (const letter of letters) {
    out.add(hashFeature(`l:${letter}`));
    for (const { id } of found) out.add(hashFeature(`fl:${id}${letter}`));
  }
  const last = found.reduce<Found | undefined>(
    (best, focus) => (best === undefined || focus.end > best.end ? focus : best),
    undefined,
  );
  if (last) {
    out.add(hashFeature(`last:${last.id}`));
    out.add(hashFeature(`lastside:${last.side}`));
  }
  const advice = found.filter(({ side }) => side === 'advice').length;
  const service = found.length - advice;
  out.add(hashFeature(`n:${Math.min(advice, 3)}/${Math.min(service, 3)}`));
  out.add(hashFeature(`d:${Math.sign(advice - service)}`));
};

/** Any form of a question, in plain words or English. */
const QUESTION =
  /[?]|吗|什么|怎么|多少|几|哪|呢|吧|还是|谁|多久|能不能|是不是|要不要|有没有|([\u4e00-\u9fff])不\1|不$|(?:^|[^a-z])(?:is|are|do|does|can|could|should|will|would|what|why|how|which|when)(?:[^a-z]|$)/;

export const channelsOf = (raw: string, { cues, foci }: Signs): Channels => {
  const { written, text, sketch } = readingOf(raw);
  const wording = new Set<number>();
  addNgrams(wording, `^${text}$`, { channel: 'c', from: 1, to: 3 });
  addNgrams(wording, syllables(written).map(fuzzy), { channel: 'p', from: 1, to: 3 });
  const outline = new Set<number>();
  addNgrams(outline, `^${sketch}$`, { channel: 't', from: 1, to: 4 });
  addNgrams(outline, sketch.match(/[a-z']+|[A-Z]/g) ?? [], { channel: 'w', from: 1, to: 3 });
  const signs = new Set<number>();
  const found = fociOf(sketch, foci);
  addFoci(signs, sketch, found);
  const said = (pattern: RegExp): boolean =>
    pattern.test(text) || (text !== written && pattern.test(written));
  addPairs(
    signs,
    'c',
    cues.flatMap(([id, pattern]) => (said(pattern) ? [id] : [])),
  );
  const asks = found.some(({ side }) => side === 'advice') || QUESTION.test(text);
  return { wording, sketch: outline, signs, text, asks };
};
