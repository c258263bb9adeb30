/**
 * Writes shared/data/triage/browser-tables.generated.ts: what the browser edition of triage needs of the lexicon and of the
 * writing tables. Variants that stand nowhere in the corpora are left out, except in the concepts that fire by themselves;
 * characters that no variant uses need no reading and no simplified form.
 *
 *   node test/training/triage-browser.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import ENTRIES from '#shared/data/triage/entries.json' with { type: 'json' };
import { CONCEPTS } from '#shared/data/triage/lexicon.ts';
import { PATTERNS } from '#shared/data/triage/patterns.ts';
import { parseLexicon } from '#shared/domain/triage/concepts.ts';
import { analyse, parsePatterns } from '#shared/domain/triage/grammar.ts';
import { readMessage } from '#shared/domain/triage/read-message.ts';
import { PINYIN_ROWS } from '#shared/text/pinyin.generated.ts';
import { SIMPLIFIED, TRADITIONAL } from '#shared/text/traditional.generated.ts';
import { AUTHORS, readCorpus, type TriageRow } from './triage-rows.ts';

const rows = Object.values(AUTHORS).flat().flatMap(readCorpus);
const textOf = (some: readonly TriageRow[]): string =>
  some.map((row) => readMessage(row.text).text).join('\n');
const everything = textOf(rows);
/** Signs are looked for in emergencies only: what stands in calm messages alone need not be known to stay calm. */
const emergencies = textOf(rows.filter((row) => row.emergency));

const used = new Set(parsePatterns(PATTERNS).flatMap((pattern) => pattern.groups.flat()));
/** Concepts of patterns that fire by one sign alone keep every wording. */
const alone = new Set(
  parsePatterns(PATTERNS)
    .filter((pattern) => pattern.groups.length === 1 && pattern.mark !== '?')
    .flatMap((pattern) => pattern.groups.flat()),
);
const SCENES =
  'negate negate1 now turn past recovered service help edu media praise complain figur hypo chronic accident_press finejoin decoy animal drill person elder child baby infant';
const scenes = new Set(SCENES.split(' '));
for (const scene of scenes) used.add(scene);
/** Veiled farewells take many words and two of them to mean anything; the server reads them. */
for (const veiled of ['handover', 'farewell', 'meansready']) used.delete(veiled);

const FIXED: Readonly<Record<string, string>> = { '#': '[0-9]', '·': '\\.', _: ' ', '+': '\\+' };
const toRegExp = (variant: string): RegExp =>
  new RegExp([...variant].map((char) => FIXED[char] ?? char).join(''), 'u');

const occurs = (variant: string, text: string): boolean => toRegExp(variant).test(text);

/** A setting that fewer rows word so, and a sign that no emergency needs and fewer rows word so, are left to the server. */
const SCENE_TIMES = 7;
/** A word that only looks like a wish to die (不想活动, 跳楼价) must not open the card of such a wish. */
const DECOY_TIMES = 6;
const LOOKS_GRAVE = /想活|想死|跳楼|上吊|一了百了|自(杀|残|伤)|割腕/;
const timesOf = (name: string, variant: string): number => {
  if (name !== 'decoy') return SCENE_TIMES;
  return LOOKS_GRAVE.test(variant) ? 1 : DECOY_TIMES;
};
const SIGN_TIMES = 80;

const isUsual = (variant: string, text: string, times: number): boolean => {
  const found = text.matchAll(new RegExp(toRegExp(variant).source, 'gu'));
  return [...found].length >= times;
};

type Group = { readonly from: number; readonly to: number; readonly parts: readonly string[] };

const groupsOf = (variant: string): Group[] => {
  const groups: Group[] = [];
  for (const match of variant.matchAll(/\(([^()]*)\)/g)) {
    groups.push({
      from: match.index,
      to: match.index + match[0].length,
      parts: (match[1] ?? '').split('|'),
    });
  }
  return groups;
};

/** Leaves out the parts of a group (a|b|c) without which every occurrence in the corpora still matches. */
const pruned = (variant: string, text: string): string => {
  let out = variant;
  for (const group of groupsOf(variant).reverse()) {
    const before = variant.slice(0, group.from);
    const after = variant.slice(group.to);
    const parts = group.parts.filter(
      (part) => part === '' || occurs(`${before}(${part})${after}`, text),
    );
    out = `${out.slice(0, group.from)}(${parts.join('|')})${out.slice(group.to)}`;
  }
  return out.replaceAll('()', '').replace(/(?<=^|[^\\])\(\)[*?]?/g, '');
};

type Word = { readonly concept: string; readonly text: string };

/** For every emergency that the grammar fires: the words of each of its firing findings. */
const firing: Word[][][] = rows
  .filter((row) => row.emergency)
  .map((row) => {
    const reading = readMessage(row.text);
    return analyse(reading)
      .findings.filter((finding) => finding.decision === 'fire')
      .map(({ hits }) =>
        hits.map(({ concept, start, end }) => ({ concept, text: reading.text.slice(start, end) })),
      );
  });

const keyOf = ({ concept, text }: Word): string => `${concept}=${text}`;

const timesUsed = new Map<string, number>();
for (const word of firing.flat(2))
  timesUsed.set(keyOf(word), (timesUsed.get(keyOf(word)) ?? 0) + 1);
const rarest = (finding: readonly Word[]): number =>
  Math.min(...finding.map((word) => timesUsed.get(keyOf(word)) ?? 0));

/** Of each emergency the finding whose words are the most usual: these words the browser must know. */
const needed = Map.groupBy(
  firing.flatMap((findings) => findings.toSorted((a, b) => rarest(b) - rarest(a))[0] ?? []),
  (word) => word.concept,
);
const neededIn = (concept: string): string =>
  [...new Set((needed.get(concept) ?? []).map((word) => word.text))].join('\n');

const isNeeded = (variant: string, concept: string): boolean => {
  const whole = new RegExp(`^(?:${toRegExp(variant).source})$`, 'mu');
  return whole.test(neededIn(concept));
};

const lexicon = parseLexicon(CONCEPTS).filter(([name]) => used.has(name));
const kept = lexicon.map(([name, variants]) => {
  const text = scenes.has(name) ? everything : emergencies;
  const wanted = variants.flatMap((variant) => {
    if (
      scenes.has(name)
        ? isUsual(variant, text, timesOf(name, variant))
        : isUsual(variant, text, SIGN_TIMES) || isNeeded(variant, name)
    )
      return pruned(variant, text);
    return alone.has(name) && !variant.includes('(') ? variant : [];
  });
  return `${name} = ${[...new Set(wanted)].sort().join(' ')}`;
});
const concepts = kept.join('\n');

const characters = new Set([...concepts].filter((char) => char >= '\u3400' && char <= '\u9fff'));
const pinyin = PINYIN_ROWS.split(' ')
  .map((row) => [...row].filter((char) => char < '\u3400' || characters.has(char)).join(''))
  .join(' ');
const pairs = [...TRADITIONAL].flatMap((char, at) => {
  const simple = SIMPLIFIED.charAt(at);
  return characters.has(simple) ? [[char, simple] as const] : [];
});

const entries = ENTRIES.map(({ id, kind, level, target, greenChannel }) =>
  [id, kind, level, target, greenChannel ?? ''].join('|'),
).join('\n');

const quote = (value: string): string =>
  `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
const path = new URL('../../shared/data/triage/browser-tables.generated.ts', import.meta.url);
writeFileSync(
  path,
  `// Generated by test/training/triage-browser.ts. Do not edit.
export const CONCEPTS = ${quote(concepts)};
export const ENTRIES = ${quote(entries)};
export const PINYIN_ROWS = ${quote(pinyin)};
export const TRADITIONAL = ${quote(pairs.map(([char]) => char).join(''))};
export const SIMPLIFIED = ${quote(pairs.map(([, char]) => char).join(''))};
`,
);
console.log(
  `${readFileSync(path).length} bytes, ${kept.length} concepts, ${characters.size} characters`,
);
