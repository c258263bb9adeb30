/** FNV-1a over UTF-16 code units, 32 bits: the same hash on every engine, no tables. */
export const hashFeature = (feature: string, seed = 0x811c9dc5): number => {
  let hash = seed;
  for (let i = 0; i < feature.length; i += 1) {
    hash ^= feature.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
};

/** Adds the hashes of all n-grams of `units` for n = from…to; `channel` keeps kinds of features apart. */
export const addNgrams = (
  out: Set<number>,
  units: string | readonly string[],
  { channel, from, to }: { channel: string; from: number; to: number },
): void => {
  const seed = hashFeature(channel);
  const { length } = units;
  for (let start = 0; start < length; start += 1) {
    let hash = seed;
    const end = Math.min(length, start + to);
    for (let at = start; at < end; at += 1) {
      hash =
        typeof units === 'string'
          ? Math.imul(hash ^ units.charCodeAt(at), 0x01000193)
          : hashFeature(units[at] ?? '', hash);
      hash = Math.imul(hash ^ 0x5f, 0x01000193);
      // 30 bits: engines keep such numbers in the slot itself, larger ones each in an object of its own.
      if (at - start + 1 >= from) out.add(hash & 0x3fffffff);
    }
  }
};
