import { type Inline, parseRichText } from '#shared/domain/knowledge/rich-text.ts';

function Line({ parts }: { readonly parts: readonly Inline[] }) {
  return (
    <>
      {parts.map((part, i) => {
        const key = `${i}-${part.kind}`;
        if (part.kind === 'bold') return <strong key={key}>{part.text}</strong>;
        if (part.kind === 'link')
          return (
            <a key={key} class="link" href={part.href} target="_blank" rel="noopener noreferrer">
              {part.text}
            </a>
          );
        return <span key={key}>{part.text}</span>;
      })}
    </>
  );
}

/** The markup of an answer as nodes; nothing in it ever becomes HTML. */
export function RichText({ text }: { readonly text: string }) {
  return (
    <div class="kb-rich">
      {parseRichText(text).map((block, i) => {
        const key = `${i}-${block.kind}`;
        if (block.kind === 'paragraph')
          return (
            <p key={key}>
              {block.lines.map((line, n) => (
                <span key={`${key}-${n}`} class="kb-line">
                  <Line parts={line} />
                </span>
              ))}
            </p>
          );
        const items = block.items.map((item, n) => (
          <li key={`${key}-${n}`}>
            <Line parts={item} />
          </li>
        ));
        return block.ordered ? <ol key={key}>{items}</ol> : <ul key={key}>{items}</ul>;
      })}
    </div>
  );
}
