export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

/**
 * Web addresses, and phone numbers as hospitals write them: 0735-0000000, 13800138000, 拨打120. A bare 120 is no
 * number to dial: it may be a price.
 */
const LINK =
  /https?:\/\/[^\s<>"'「」【】（）()，。；、！？]+|\b0\d{2,3}-\d{7,8}\b|\b1[3-9]\d{9}\b|(?:拨打?|打|[Cc]all )(?:120|110|119|12345|12356)\b/gu;

const CLOSING = /[.,;:!?…]+$/u;
const LEADING_WORDS = /^(?:拨打?|打|[Cc]all )/u;

/**
 * Cuts a message into plain text and links. Only `http(s)` addresses and `tel:` numbers ever become links; everything
 * else, whatever it looks like, stays text. The parts joined give the text back.
 */
export const linkParts = (text: string): readonly TextPart[] => {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const found = match[0].replace(CLOSING, '').replace(LEADING_WORDS, '');
    const at = text.indexOf(found, match.index);
    const web = found.startsWith('http');
    if (web && !isWebAddress(found)) continue;
    if (at > from) parts.push({ kind: 'text', text: text.slice(from, at) });
    parts.push({ kind: 'link', text: found, href: web ? found : telHref(found) });
    from = at + found.length;
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) });
  return parts;
};

export const isWebAddress = (address: string): boolean => {
  try {
    const { protocol, hostname } = new URL(address);
    return (protocol === 'https:' || protocol === 'http:') && hostname !== '';
  } catch {
    return false;
  }
};

/** Digits, plus, star and hash only: what a phone may dial without asking. */
export const telHref = (number: string): string => `tel:${number.replace(/[^\d+*#]/g, '')}`;
