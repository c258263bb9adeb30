export type MarkedPart = {
  readonly start: number;
  readonly text: string;
  readonly marked: boolean;
};

/** Cuts a text at spans (UTF-16 offsets, in any order, perhaps overlapping); the parts together are the text. */
export const markedParts = (
  text: string,
  spans: readonly { readonly start: number; readonly end: number }[],
): readonly MarkedPart[] => {
  const parts: MarkedPart[] = [];
  let at = 0;
  for (const span of spans.toSorted((a, b) => a.start - b.start)) {
    const start = Math.max(at, Math.min(span.start, text.length));
    const end = Math.min(span.end, text.length);
    if (end <= start) continue;
    if (start > at) parts.push({ start: at, text: text.slice(at, start), marked: false });
    parts.push({ start, text: text.slice(start, end), marked: true });
    at = end;
  }
  if (at < text.length) parts.push({ start: at, text: text.slice(at), marked: false });
  return parts;
};
