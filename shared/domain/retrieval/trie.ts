/**
 * Texts with a number each, walked character by character. A node is its place in an open-addressing table of
 * (parent, character), so a step is one look into flat arrays: no slices, no objects. Its size is fixed by the keys it is made of.
 */
export type Trie = {
  readonly parents: Int32Array;
  readonly codes: Uint16Array;
  /** The number of the text that ends here, or NONE. */
  readonly values: Int32Array;
  readonly bits: number;
};

export const NONE = -1;
/** Where every walk begins; no place of the table has this number. */
export const ROOT = -2;

const placeOf = (node: number, code: number, bits: number): number =>
  Math.imul(Math.imul(node, 0x9e3779b1) ^ Math.imul(code, 0x85ebca6b), 0xc2b2ae35) >>> (32 - bits);

/** The node one character on, or NONE. */
export const stepFrom = ({ parents, codes, bits }: Trie, node: number, code: number): number => {
  const mask = parents.length - 1;
  let place = placeOf(node, code, bits);
  for (;;) {
    const parent = parents[place];
    if (parent === NONE) return NONE;
    if (parent === node && codes[place] === code) return place;
    place = (place + 1) & mask;
  }
};

const addStep = ({ parents, codes, bits }: Trie, node: number, code: number): number => {
  const mask = parents.length - 1;
  let place = placeOf(node, code, bits);
  while (parents[place] !== NONE) {
    if (parents[place] === node && codes[place] === code) return place;
    place = (place + 1) & mask;
  }
  parents[place] = node;
  codes[place] = code;
  return place;
};

/** The first of equal texts keeps its number; empty ones are left out. */
export const makeTrie = (
  keys: readonly string[],
  numberOf: (at: number) => number = (at) => at,
): Trie => {
  const steps = keys.reduce((sum, key) => sum + key.length, 1);
  const bits = Math.max(4, Math.ceil(Math.log2(steps * 1.25)));
  const size = 2 ** bits;
  const trie = {
    parents: new Int32Array(size).fill(NONE),
    codes: new Uint16Array(size),
    values: new Int32Array(size).fill(NONE),
    bits,
  };
  for (let at = 0; at < keys.length; at += 1) {
    const key = keys[at] ?? '';
    let node = ROOT;
    for (let i = 0; i < key.length; i += 1) node = addStep(trie, node, key.charCodeAt(i));
    if (node !== ROOT && trie.values[node] === NONE) trie.values[node] = numberOf(at);
  }
  return trie;
};

/** Number of the text between two positions, or NONE. */
export const findIn = (trie: Trie, text: string, start = 0, end = text.length): number => {
  let node = ROOT;
  for (let at = start; at < end && node !== NONE; at += 1)
    node = stepFrom(trie, node, text.charCodeAt(at));
  return node < 0 ? NONE : (trie.values[node] ?? NONE);
};
