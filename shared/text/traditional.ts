import { SIMPLIFIED, TRADITIONAL } from './traditional.generated.ts';

let table: Map<number, string> | undefined;

const load = (traditional: string, simplified: string): Map<number, string> => {
  const map = new Map<number, string>();
  for (let i = 0; i < traditional.length; i += 1)
    map.set(traditional.charCodeAt(i), simplified.charAt(i));
  return map;
};

const convert = (text: string, pairs: ReadonlyMap<number, string>): string => {
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    out += (code >= 0x3400 && pairs.get(code)) || text.charAt(i);
  }
  return out;
};

/** Traditional characters to simplified ones, character for character: offsets stay as they are. */
export const simplify = (text: string): string => {
  table ??= load(TRADITIONAL, SIMPLIFIED);
  return convert(text, table);
};

/** The same over a table of one's own, for bundles that cannot carry the whole one. */
export const simplifierOf = (
  traditional: string,
  simplified: string,
): ((text: string) => string) => {
  const pairs = load(traditional, simplified);
  return (text) => convert(text, pairs);
};
