/**
 * The little markup of answers: blank line = new paragraph, lines that begin with `- ` or `1. ` = lists, `**bold**`,
 * `[label](https://… or tel:…)`. It is parsed to plain data and drawn as nodes, never as HTML, so no text can become code.
 */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: 'paragraph'; readonly lines: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'list';
      readonly ordered: boolean;
      readonly items: readonly (readonly Inline[])[];
    };

const INLINE =
  /\*\*([^*\n]{1,300})\*\*|\[([^\]\n]{1,120})\]\(((?:https?:\/\/|tel:)[^\s)]{1,500})\)/g;

export const parseInline = (line: string): readonly Inline[] => {
  const out: Inline[] = [];
  let from = 0;
  for (const match of line.matchAll(INLINE)) {
    if (match.index > from) out.push({ kind: 'text', text: line.slice(from, match.index) });
    const [whole, bold, text, href] = match;
    if (bold !== undefined) out.push({ kind: 'bold', text: bold });
    else out.push({ kind: 'link', text: text ?? '', href: href ?? '' });
    from = match.index + whole.length;
  }
  if (from < line.length) out.push({ kind: 'text', text: line.slice(from) });
  return out;
};

const BULLET = /^\s*[-•]\s+(.*)$/;
const NUMBER = /^\s*\d{1,2}[.、)]\s*(.*)$/;

type Line = { readonly kind: 'paragraph' | 'bullet' | 'number'; readonly text: string };

const readLine = (raw: string): Line => {
  const bullet = BULLET.exec(raw)?.[1];
  if (bullet !== undefined) return { kind: 'bullet', text: bullet };
  const number = NUMBER.exec(raw)?.[1];
  if (number !== undefined) return { kind: 'number', text: number };
  return { kind: 'paragraph', text: raw };
};

/** Blocks of a text; never throws, linear in the length. */
export const parseRichText = (text: string): readonly Block[] => {
  const blocks: Block[] = [];
  let run: Line[] = [];
  const flush = (): void => {
    const [first] = run;
    if (first === undefined) return;
    const lines = run.map((line) => parseInline(line.text));
    blocks.push(
      first.kind === 'paragraph'
        ? { kind: 'paragraph', lines }
        : { kind: 'list', ordered: first.kind === 'number', items: lines },
    );
    run = [];
  };
  for (const raw of text.split(/\r?\n/)) {
    if (raw.trim() === '') {
      flush();
      continue;
    }
    const line = readLine(raw);
    if (run[0] !== undefined && run[0].kind !== line.kind) flush();
    run.push(line);
  }
  flush();
  return blocks;
};

/** The words alone: for read-aloud, previews and search. */
export const plainTextOf = (text: string): string =>
  parseRichText(text)
    .flatMap((block) => (block.kind === 'paragraph' ? block.lines : block.items))
    .map((line) => line.map((part) => part.text).join(''))
    .join('\n');

const readable = (part: Inline): string => {
  if (part.kind !== 'link') return part.text;
  const target = part.href.replace(/^tel:/, '');
  return part.text.includes(target) ? part.text : `${part.text}（${target}）`;
};

/** The text as a channel without markup shows it: bold as it is, bullets as ·, numbers counted, addresses behind their label. */
export const readableTextOf = (text: string): string =>
  parseRichText(text)
    .map((block) => {
      const lines = block.kind === 'paragraph' ? block.lines : block.items;
      return lines
        .map((line, i) => {
          const words = line.map(readable).join('');
          if (block.kind === 'paragraph') return words;
          return block.ordered ? `${i + 1}. ${words}` : `· ${words}`;
        })
        .join('\n');
    })
    .join('\n\n');
