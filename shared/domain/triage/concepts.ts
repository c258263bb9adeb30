/**
 * Finds all concepts of a lexicon in a text in one pass. The variants are small regular expressions; they are compiled
 * into one automaton whose deterministic states are made on first use, so that the time is linear in the text
 * (at most `MAX_LENGTH` steps a start) whatever the lexicon holds.
 */
export type Symbol = string;

/** [concept index, start, end) in symbols. */
export type Hit = { readonly concept: number; readonly start: number; readonly end: number };

const MAX_LENGTH = 24;
/** States kept before the cache is dropped: bounds the memory of a process that lives for weeks. */
const MAX_STATES = 30_000;

type Node = {
  readonly edges: Map<Symbol, number[]>;
  readonly empty: number[];
  accept: number;
};

type State = {
  readonly nodes: readonly number[];
  readonly accepts: readonly number[];
  readonly next: Map<Symbol, State | null>;
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
  let states = new Map<string, State>();

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

  const stateOf = (members: readonly number[]): State => {
    const key = members.join();
    const known = states.get(key);
    if (known !== undefined) return known;
    const accepts = new Set<number>();
    for (const at of members) {
      const accept = nodes[at]?.accept ?? -1;
      if (accept >= 0) accepts.add(accept);
    }
    const state = { nodes: members, accepts: [...accepts], next: new Map() };
    states.set(key, state);
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
  let start: State = { nodes: [], accepts: [], next: new Map() };

  const targetsOf = (state: State, symbol: Symbol): number[] => {
    const kinds = isDigit(symbol) ? [symbol, DIGIT] : [symbol];
    if (!isBreak(symbol)) kinds.push(ANY_EDGE);
    if (state === start) return kinds.flatMap((kind) => firsts.get(kind) ?? []);
    const targets: number[] = [];
    for (const at of state.nodes) {
      const edges = nodes[at]?.edges;
      for (const kind of kinds) {
        const reached = edges?.get(kind);
        if (reached !== undefined) targets.push(...reached);
      }
    }
    return targets;
  };

  const step = (state: State, symbol: Symbol): State | null => {
    const known = state.next.get(symbol);
    if (known !== undefined) return known;
    const targets = targetsOf(state, symbol);
    const next = targets.length === 0 ? null : stateOf(close(targets));
    state.next.set(symbol, next);
    return next;
  };

  return {
    names: lexicon.map(([name]) => name),
    find(symbols) {
      if (states.size > MAX_STATES) {
        states = new Map();
        start = { nodes: [], accepts: [], next: new Map() };
      }
      const hits: Hit[] = [];
      const covered = new Int32Array(lexicon.length);
      const latest = new Int32Array(lexicon.length).fill(-1);
      for (let from = 0; from < symbols.length; from += 1) {
        addFrom(symbols, from, { hits, covered, latest });
      }
      return hits;
    },
  };

  function addFrom(symbols: ArrayLike<Symbol>, from: number, found: Found): void {
    let state: State | null = start;
    const limit = Math.min(symbols.length, from + MAX_LENGTH);
    for (let at = from; at < limit; at += 1) {
      state = step(state, symbols[at] ?? '');
      if (state === null) return;
      for (const concept of state.accepts) record(concept, from, at + 1, found);
    }
  }
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
