import { CHANNELS } from '#shared/domain/conversation/channels.ts';

/** UTF-16 units, as the channel allows. */
export const TEXT_LIMIT = CHANNELS.web.textLimit;

/** From here on the number of units left is shown. */
export const COUNT_FROM = TEXT_LIMIT - 200;

/** Control characters that the service refuses (all but tab and line feed), and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
const NOT_TEXT = /[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/gu;

/** What is sent of what was typed: line ends as `\n`, nothing the service would refuse, no outer blanks. */
export const cleanText = (typed: string): string =>
  typed.replace(/\r\n?/g, '\n').replace(NOT_TEXT, '').trim();

export type SendRule =
  | { readonly may: true }
  | { readonly may: false; readonly why: 'empty' | 'too-long' };

export const sendRule = (typed: string): SendRule => {
  const text = cleanText(typed);
  if (text === '') return { may: false, why: 'empty' };
  return text.length > TEXT_LIMIT ? { may: false, why: 'too-long' } : { may: true };
};

export type Key = {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  /** 229 while an input method has the key: Safari ends composition before it reports Enter. */
  readonly keyCode: number;
};

/** Enter sends; Shift+Enter breaks the line; an Enter that picks a word of an input method does neither. */
export const entersToSend = ({ key, shiftKey, isComposing, keyCode }: Key): boolean =>
  key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229;

/** Suggestions are asked for what looks like the beginning of a question, not for an essay. */
export const suggestable = (typed: string): string | null => {
  const text = cleanText(typed);
  return text.length >= 2 && text.length <= 30 && !text.includes('\n') ? text : null;
};
