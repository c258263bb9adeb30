/**
 * Finds all concepts of a lexicon in a text in one pass. The variants are small regular expressions; they are compiled
 * into one automaton whose deterministic states are made on first use, so that the time is linear in the text
 * (at most `MAX_LENGTH` steps a start) whatever the lexicon holds.
 */
export type Symbol = string;

/** [concept index, start, end) in symbols. */
export type Hit = { readonly concept: number; readonly start: number; readonly end: number };

const MAX_LENGTH = 24;
/** Steps kept before the cache is dropped: bounds the memory of a process that lives for weeks (about 16 MB). */
const MAX_STEPS = 2 ** 19;

type Node = {
  readonly edges: Map<Symbol, number[]>;
  readonly empty: number[];
  accept: number;
};

type State = {
  readonly nodes: readonly number[];
  readonly accepts: readonly number[];
};

export type Matcher = {
  readonly names: readonly string[];
  find(symbols: ArrayLike<Symbol>): Hit[];
};

/** In a variant `#` stands for any digit, `.` for any character, `·` for a full stop, `_` for a blank. */
const DIGIT = '#';
const ANY = '.';
/** Key of the edges that any character follows; no character of a text. */
const ANY_EDGE = 'any';
const isDigit = (symbol: Symbol): boolean => symbol.length === 1 && symbol >= '0' && symbol <= '9';
const isBreak = (symbol: Symbol): boolean => /[\s,，。.!！?？;；]/.test(symbol);

class Builder {
  readonly nodes: Node[] = [];
  private readonly symbolOf: (char: string) => Symbol | undefined;
  private source = '';
  private at = 0;

  constructor(symbolOf: (char: string) => Symbol | undefined) {
    this.symbolOf = symbolOf;
  }

  node(): number {
    this.nodes.push({ edges: new Map(), empty: [], accept: -1 });
    return this.nodes.length - 1;
  }

  link(from: number, to: number, symbol?: Symbol): void {
    const node = this.nodes[from];
    if (node === undefined) return;
    if (symbol === undefined) node.empty.push(to);
    else {
      const targets = node.edges.get(symbol);
      if (targets === undefined) node.edges.set(symbol, [to]);
      else targets.push(to);
    }
  }

  /** Adds one variant; a variant with a character that has no symbol (Latin in a sound lexicon) is left out. */
  add(root: number, variant: string, concept: number): void {
    this.source = variant;
    this.at = 0;
    const size = this.nodes.length;
    const end = this.sequence(this.start(root));
    const last = end === undefined ? undefined : this.nodes[end];
    if (last === undefined || this.at < variant.length) this.forget(root, size);
    else last.accept = concept;
  }

  private start(root: number): number {
    const first = this.node();
    this.link(root, first);
    return first;
  }

  private forget(root: number, size: number): void {
    this.nodes.length = size;
    this.nodes[root]?.empty.pop();
  }

  private sequence(from: number): number | undefined {
    let here: number | undefined = from;
    while (here !== undefined && this.at < this.source.length) {
      const char = this.source[this.at];
      if (char === '|' || char === ')') return here;
      here = this.item(here);
    }
    return here;
  }

  private item(from: number): number | undefined {
    const end = this.source[this.at] === '(' ? this.group(from) : this.single(from);
    if (end === undefined) return undefined;
    const mark = this.source[this.at];
    if (mark === '?' || mark === '*') {
      this.at += 1;
      this.link(from, end);
      if (mark === '*') this.link(end, from);
      const exit = this.node();
      this.link(end, exit);
      return exit;
    }
    return end;
  }

  private group(from: number): number | undefined {
    this.at += 1;
    const entry = this.node();
    this.link(from, entry);
    const exit = this.node();
    for (;;) {
      const end = this.sequence(entry);
      if (end === undefined) return undefined;
      this.link(end, exit);
      const char = this.source[this.at];
      this.at += 1;
      if (char === ')') return exit;
      if (char !== '|') return undefined;
    }
  }

  private single(from: number): number | undefined {
    const char = this.source.charAt(this.at);
    this.at += 1;
    const symbol = char === DIGIT ? char : char === ANY ? ANY_EDGE : this.symbolOf(char);
    if (symbol === undefined) return undefined;
    const next = this.node();
    this.link(from, next, symbol);
    return next;
  }
}

/** Lexicon text, one concept a line (`name = variants`), to pairs. */
export const parseLexicon = (text: string): readonly (readonly [string, readonly string[]])[] =>
  text
    .split('\n')
    .filter((line) => line.includes('='))
    .map((line) => {
      const at = line.indexOf('=');
      return [
        line.slice(0, at).trim(),
        line
          .slice(at + 1)
          .trim()
          .split(/\s+/),
      ] as const;
    });

/** `symbolOf` maps a character of a variant to the symbols of the text; undefined drops the variant. */
export const compile = (
  lexicon: ReturnType<typeof parseLexicon>,
  symbolOf: (char: string) => Symbol | undefined,
): Matcher => {
  const builder = new Builder(symbolOf);
  const root = builder.node();
  for (const [concept, [, variants]] of lexicon.entries()) {
    for (const variant of variants) builder.add(root, variant, concept);
  }
  const { nodes } = builder;
  const alphabet = alphabetOf(nodes);
  /** Number of a state by its members; state 0 is the start. */
  let numbers = new Map<string, number>();
  let states: State[] = [];
  let steps = stepTable(8);

  const close = (seeds: readonly number[]): number[] => {
    const seen = new Set(seeds);
    for (const at of seen) for (const next of nodes[at]?.empty ?? []) seen.add(next);
    return [...seen]
      .filter((at) => {
        const node = nodes[at];
        return node !== undefined && (node.edges.size > 0 || node.accept >= 0);
      })
      .sort((a, b) => a - b);
  };

  const stateOf = (members: readonly number[]): number => {
    const key = members.join();
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const accepts = new Set<number>();
    for (const at of members) {
      const accept = nodes[at]?.accept ?? -1;
      if (accept >= 0) accepts.add(accept);
    }
    const state = states.push({ nodes: members, accepts: [...accepts] }) - 1;
    numbers.set(key, state);
    return state;
  };

  const firsts = new Map<Symbol, number[]>();
  for (const at of close([root])) {
    for (const [symbol, targets] of nodes[at]?.edges ?? []) {
      const list = firsts.get(symbol);
      if (list === undefined) firsts.set(symbol, [...targets]);
      else list.push(...targets);
    }
  }
  /** The first step of each start, by symbol: every character takes one. */
  let first = new Int32Array(0);
  const forget = (): void => {
    first = new Int32Array(alphabet.size).fill(UNKNOWN);
    numbers = new Map();
    states = [{ nodes: [], accepts: [] }];
    steps = stepTable(12);
  };
  forget();

  const targetsOf = (state: number, symbol: number): number[] => {
    const kinds = alphabet.kindsOf(symbol);
    if (state === START) return kinds.flatMap((kind) => firsts.get(kind) ?? []);
    return (states[state]?.nodes ?? []).flatMap((at) =>
      kinds.flatMap((kind) => nodes[at]?.edges.get(kind) ?? []),
    );
  };

  const follow = (state: number, symbol: number): number => {
    const targets = targetsOf(state, symbol);
    const next = targets.length === 0 ? DEAD : stateOf(close(targets));
    if (state === START) first[symbol] = next;
    else steps.set(state * alphabet.size + symbol, next);
    return next;
  };

  const step = (state: number, symbol: number): number => {
    const known =
      state === START ? (first[symbol] ?? UNKNOWN) : steps.get(state * alphabet.size + symbol);
    return known === UNKNOWN ? follow(state, symbol) : known;
  };

  const addFrom = (symbols: Int32Array, from: number, found: Found): void => {
    const limit = Math.min(symbols.length, from + MAX_LENGTH);
    let state = START;
    for (let at = from; at < limit; at += 1) {
      state = step(state, symbols[at] ?? 0);
      if (state === DEAD) return;
      for (const concept of states[state]?.accepts ?? []) record(concept, from, at + 1, found);
    }
  };

  return {
    names: lexicon.map(([name]) => name),
    find(text) {
      if (steps.size > MAX_STEPS) forget();
      const symbols = new Int32Array(text.length);
      for (let at = 0; at < text.length; at += 1) symbols[at] = alphabet.numberOf(text[at] ?? '');
      const hits: Hit[] = [];
      const covered = new Int32Array(lexicon.length);
      const latest = new Int32Array(lexicon.length).fill(-1);
      for (let from = 0; from < symbols.length; from += 1)
        addFrom(symbols, from, { hits, covered, latest });
      return hits;
    },
  };
};

const START = 0;
const DEAD = -1;
const UNKNOWN = -2;

type StepTable = {
  readonly size: number;
  /** The state that a step leads to, `DEAD`, or `UNKNOWN`. */
  get(key: number): number;
  set(key: number, state: number): void;
};

/** Steps by number in two flat arrays (open addressing): one look into memory where nested maps take four. */
const stepTable = (startBits: number): StepTable => {
  let bits = startBits;
  let keys = new Int32Array(2 ** bits).fill(-1);
  let values = new Int32Array(2 ** bits);
  let size = 0;
  const placeOf = (key: number): number => {
    const mask = keys.length - 1;
    let place = Math.imul(key, 0x9e3779b1) >>> (32 - bits);
    while (keys[place] !== key && keys[place] !== -1) place = (place + 1) & mask;
    return place;
  };
  const put = (key: number, state: number): void => {
    const place = placeOf(key);
    keys[place] = key;
    values[place] = state;
  };
  const grow = (): void => {
    const [oldKeys, oldValues] = [keys, values];
    bits += 1;
    keys = new Int32Array(2 ** bits).fill(-1);
    values = new Int32Array(2 ** bits);
    oldKeys.forEach((key, at) => {
      if (key !== -1) put(key, oldValues[at] ?? DEAD);
    });
  };
  return {
    get size() {
      return size;
    },
    get(key) {
      const place = placeOf(key);
      return keys[place] === key ? (values[place] ?? UNKNOWN) : UNKNOWN;
    },
    set(key, state) {
      if (size * 2 >= keys.length) grow();
      put(key, state);
      size += 1;
    },
  };
};

type Alphabet = {
  readonly size: number;
  /** One number for each symbol that some variant names; all others share one, or one for breaks. */
  numberOf(symbol: Symbol): number;
  /** The edges that a symbol of this number may follow. */
  kindsOf(number: number): readonly Symbol[];
};

const alphabetOf = (nodes: readonly Node[]): Alphabet => {
  const named = new Set<Symbol>('0123456789');
  for (const { edges } of nodes) for (const symbol of edges.keys()) named.add(symbol);
  const kinds: (readonly Symbol[])[] = [[ANY_EDGE], []];
  const numbers = new Map<Symbol, number>();
  for (const symbol of named) {
    const wide = isBreak(symbol) ? [symbol] : [symbol, ANY_EDGE];
    numbers.set(symbol, kinds.push(isDigit(symbol) ? [...wide, DIGIT] : wide) - 1);
  }
  return {
    size: kinds.length,
    numberOf: (symbol) => numbers.get(symbol) ?? (isBreak(symbol) ? 1 : 0),
    kindsOf: (number) => kinds[number] ?? [],
  };
};

type Found = {
  readonly hits: Hit[];
  /** By concept: how far its hits reach, and the place of the latest in `hits`. */
  readonly covered: Int32Array;
  readonly latest: Int32Array;
};

/** Keeps of each concept the longest hit from one place, and nothing that an earlier hit of it covers. */
const record = (
  concept: number,
  start: number,
  end: number,
  { hits, covered, latest }: Found,
): void => {
  if (end <= (covered[concept] ?? 0)) return;
  const hit = { concept, start, end };
  covered[concept] = end;
  const place = latest[concept] ?? -1;
  if (hits[place]?.start === start) hits[place] = hit;
  else latest[concept] = hits.push(hit) - 1;
};
