import { PLAIN_WORDS } from '#shared/data/intent/plain-words.ts';

let rules: readonly (readonly [RegExp, string])[] | undefined;

/** Everyday and dialect words of a normalised text in plain words. Linear; a text without such words comes back as it is. */
export const inPlainWords = (text: string): string => {
  rules ??= PLAIN_WORDS.map(([source, plain]) => [new RegExp(source, 'g'), plain]);
  return rules.reduce((out, [pattern, plain]) => out.replace(pattern, plain), text);
};
