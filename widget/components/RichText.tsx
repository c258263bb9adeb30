import type { JSX } from 'preact';
import { linkParts } from '../helpers/links.ts';
import { useStrings } from '../view.ts';

/** A message as text: nothing in it is ever markup. */
export const RichText = ({ text }: { readonly text: string }): JSX.Element => {
  const t = useStrings();
  let at = 0;
  return (
    <>
      {linkParts(text).map((part) => {
        at += part.text.length;
        if (part.kind === 'text') return part.text;
        return part.href.startsWith('tel:') ? (
          <a key={at} href={part.href}>
            {part.text}
          </a>
        ) : (
          <a
            key={at}
            href={part.href}
            target="_blank"
            rel="noopener noreferrer nofollow"
            aria-label={`${part.text} (${t.openLink})`}
          >
            {part.text}
          </a>
        );
      })}
    </>
  );
};
