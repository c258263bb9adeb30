import { SIMPLIFIED, TRADITIONAL } from './traditional.generated.ts';

let table: Map<number, string> | undefined;

const load = (): Map<number, string> => {
  const map = new Map<number, string>();
  for (let i = 0; i < TRADITIONAL.length; i += 1)
    map.set(TRADITIONAL.charCodeAt(i), SIMPLIFIED.charAt(i));
  return map;
};

/** Traditional characters to simplified ones, character for character: offsets stay as they are. */
export const simplify = (text: string): string => {
  table ??= load();
  let out = '';
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    out += (code >= 0x3400 && table.get(code)) || text.charAt(i);
  }
  return out;
};
