import { normalise } from '#shared/text/normalise.ts';
import { syllableOf } from '#shared/text/pinyin.ts';
import { isEffective } from './article.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';

export type Suggestion = { readonly id: string; readonly text: string };

type Prepared = { readonly document: number; readonly text: string; readonly plain: string };
type Sound = { readonly initials: string; readonly full: string };
/** Sounds are prepared for the first who types in Latin letters, one for each row. */
type Table = { readonly rows: readonly Prepared[]; sounds: readonly Sound[] | undefined };

const prepared = new WeakMap<KnowledgeIndex, Table>();

const PLAIN_HAN = /^[\u4e00-\u9fff]*$/;
const plainOf = (text: string): string =>
  PLAIN_HAN.test(text) ? text : text.replace(/[^\p{L}\p{N}]/gu, '');

const readSound = ({ plain }: Prepared): Sound => {
  let initials = '';
  let full = '';
  for (let i = 0; i < plain.length; i += 1) {
    const syllable = syllableOf(plain.charCodeAt(i)) || plain.charAt(i);
    initials += syllable.charAt(0);
    full += syllable;
  }
  return { initials, full };
};

const prepare = (index: KnowledgeIndex): Table => {
  let table = prepared.get(index);
  if (table === undefined) {
    const rows: Prepared[] = [];
    for (let document = 0; document < index.count; document += 1) {
      const article = index.article(document);
      for (const text of [article.question, ...article.similar])
        rows.push({ document, text, plain: plainOf(normalise(text)) });
    }
    table = { rows, sounds: undefined };
    prepared.set(index, table);
  }
  return table;
};

const soundsOf = (table: Table): readonly Sound[] => {
  table.sounds ??= table.rows.map(readSound);
  return table.sounds;
};

/** Lower is better; undefined = no match. Beginnings before middles, characters before sounds. */
const closeness = (row: Prepared, typed: string, sound?: Sound): number | undefined => {
  const at = row.plain.indexOf(typed);
  if (at >= 0 && !(sound !== undefined && /[a-z]/.test(row.plain.charAt(at - 1))))
    return Math.min(at, 9);
  if (sound === undefined) return undefined;
  const initial = sound.initials.indexOf(typed);
  if (initial >= 0) return 10 + Math.min(initial, 9);
  const full = sound.full.indexOf(typed);
  return full >= 0 ? 20 + Math.min(full, 29) : undefined;
};

/**
 * Questions to show while somebody types: by characters, or by pinyin (gh, guahao → 挂号…). One an article, only entries
 * that are true on `asOf`.
 */
export const suggest = (
  index: KnowledgeIndex,
  typed: string,
  { asOf, limit = 6 }: { asOf: string; limit?: number },
): Suggestion[] => {
  const plain = plainOf(normalise(typed.slice(0, 60)));
  if (plain === '') return [];
  const latin = /^[a-z]{2,}$/.test(plain);
  const best = new Map<number, { cost: number; text: string }>();
  const table = prepare(index);
  const sounds = latin ? soundsOf(table) : undefined;
  for (const [i, row] of table.rows.entries()) {
    const cost = closeness(row, plain, sounds?.[i]);
    if (cost === undefined) continue;
    const known = best.get(row.document);
    if (known === undefined || cost < known.cost) best.set(row.document, { cost, text: row.text });
  }
  return [...best]
    .filter(([document]) => isEffective(index.article(document), asOf))
    .sort(([a, left], [b, right]) => left.cost - right.cost || a - b)
    .slice(0, limit)
    .map(([document, { text }]) => ({ id: index.article(document).id, text }));
};
