import grammar from '#shared/data/guidance/complaint-grammar.json' with { type: 'json' };

const byWord = (table: Readonly<Record<string, readonly string[]>>): Map<string, string> =>
  new Map(Object.entries(table).flatMap(([name, words]) => words.map((word) => [word, name])));

const parts = byWord(grammar.parts);
const signs = byWord(grammar.signs);
const longest = 5;

/** Names of the words in a clause, longest word first at each place. */
function namesIn(clause: string, words: ReadonlyMap<string, string>): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at < clause.length; at++) {
    for (let length = Math.min(longest, clause.length - at); length >= 1; length--) {
      const name = words.get(clause.slice(at, at + length));
      if (name === undefined) continue;
      found.add(name);
      at += length - 1;
      break;
    }
  }
  return found;
}

/** The complaints of a text: parts of the body, signs, and which signs are said of which part in the same clause. */
export function complaintsIn(text: string): string[] {
  const found = new Set<string>();
  for (const clause of text.split(/[^\p{Script=Han}a-z0-9]+/u)) {
    const where = namesIn(clause, parts);
    const what = namesIn(clause, signs);
    for (const part of where) found.add(`part ${part}`);
    for (const sign of what) found.add(`sign ${sign}`);
    for (const part of where) for (const sign of what) found.add(`${part} ${sign}`);
  }
  return [...found];
}
