import { normalise } from '#shared/text/normalise.ts';

/** Longer texts keep their beginning and their end: the question stands in one of the two. */
const MAX_LENGTH = 480;

/** Normalised text, cut to a length that bounds the work per question. */
export const readable = (text: string): string => {
  const clean = normalise(text.length > 6000 ? text.slice(0, 3000) + text.slice(-3000) : text);
  return clean.length <= MAX_LENGTH
    ? clean
    : `${clean.slice(0, MAX_LENGTH / 2)} ${clean.slice(-MAX_LENGTH / 2)}`;
};
