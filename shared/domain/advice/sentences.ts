export type Span = { readonly start: number; readonly end: number };

const STOP = /[。!?！？；;\n]|\.(?=\s|$)/;
/** A sentence without any stop is cut here, so that one long paste stays linear. */
const LONGEST = 300;

/** UTF-16 spans of the sentences of a text, without the blanks around them. */
export const sentencesOf = (text: string): readonly Span[] => {
  const spans: Span[] = [];
  const add = (from: number, to: number): void => {
    let start = from;
    let end = to;
    while (start < end && /\s/.test(text.charAt(start))) start += 1;
    while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
    if (end > start) spans.push({ start, end });
  };
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    if (
      i - start < LONGEST &&
      !STOP.test(text.slice(i, i + 2).charAt(0) === '.' ? text.slice(i, i + 2) : text.charAt(i))
    )
      continue;
    add(start, i + 1);
    start = i + 1;
  }
  add(start, text.length);
  return spans;
};
