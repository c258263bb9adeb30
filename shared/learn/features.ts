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
  for (let start = 0; start < units.length; start += 1) {
    let hash = seed;
    for (let n = 1; n <= to && start + n <= units.length; n += 1) {
      hash = Math.imul(hashFeature(units[start + n - 1] ?? '', hash) ^ 0x5f, 0x01000193) >>> 0;
      if (n >= from) out.add(hash);
    }
  }
};
