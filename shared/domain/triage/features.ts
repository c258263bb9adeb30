import { addNgrams, hashFeature } from '#shared/learn/features.ts';
import type { Analysis } from './grammar.ts';
import type { ConceptHit, Reading } from './reading.ts';

/** Scenes whose joint presence decides how a sign is meant; together they are one feature. */
const SCENES = [
  'now',
  'past',
  'recovered',
  'edu',
  'media',
  'praise',
  'figur',
  'service',
  'chronic',
  'help',
  'negate',
  'animal',
  'drill',
  'hypo',
  'accident_press',
  'blame',
];

/** The hash of `p${name}>`, from which the hash of a pair goes on; there are some 200 concepts. */
const seeds = new Map<string, number>();
const pairSeed = (name: string): number => {
  const known = seeds.get(name);
  if (known !== undefined) return known;
  const seed = hashFeature(`p${name}>`);
  seeds.set(name, seed);
  return seed;
};

const addConcepts = (out: Set<number>, hits: readonly ConceptHit[]): void => {
  const names = hits.map((hit) => hit.concept);
  for (const [at, name] of names.entries()) {
    out.add(hashFeature(`k${name}`));
    const seed = pairSeed(name);
    for (let step = 1; step <= 3; step += 1) {
      const other = names[at + step];
      if (other !== undefined && other !== name) out.add(hashFeature(other, seed));
    }
  }
};

const addFindings = (out: Set<number>, { findings, hits, negated }: Analysis): void => {
  const present = new Set(hits.map((hit) => hit.concept));
  const scene = SCENES.filter((concept) => present.has(concept)).join();
  const strongest = findings.some((f) => f.decision === 'fire')
    ? 'fire'
    : findings.length > 0
      ? 'calm'
      : 'none';
  out.add(hashFeature(`t${strongest}`));
  out.add(hashFeature(`j${strongest}:${scene}`));
  for (const concept of SCENES)
    if (present.has(concept)) out.add(hashFeature(`j${strongest}&${concept}`));
  for (const { entry, decision, calm } of findings) {
    out.add(hashFeature(`f${entry}:${decision}`));
    out.add(hashFeature(`f${decision}:${calm ?? ''}`));
  }
  for (const { concept } of negated) out.add(hashFeature(`n${concept}`));
  if (negated.length > 0) out.add(hashFeature('n'));
};

/** What the small model sees of a message: its characters, its sounds, its words, its concepts and the grammar's findings. */
export const features = ({ text, sounds, words }: Reading, analysis: Analysis): Set<number> => {
  const out = new Set<number>();
  addNgrams(out, text.replace(/[^\u3400-\u9fff0-9]+/g, ' ').trim(), {
    channel: 'c',
    from: 1,
    to: 3,
  });
  addNgrams(out, sounds, { channel: 's', from: 1, to: 4 });
  addNgrams(out, words, { channel: 'w', from: 1, to: 3 });
  for (const word of words) addNgrams(out, `<${word}>`, { channel: 'l', from: 4, to: 5 });
  for (const [emoji] of text.matchAll(/\p{Extended_Pictographic}/gu))
    out.add(hashFeature(`e${emoji}`));
  addConcepts(out, analysis.hits);
  addFindings(out, analysis);
  return out;
};
