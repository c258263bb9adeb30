import type { ConversationState } from '#shared/domain/conversation/entry.ts';

/** What a member of staff may do in a conversation now; the server's state machine says the same. */
export type Standing =
  | { readonly kind: 'mine' }
  /** Bot or queue: take it first. */
  | { readonly kind: 'free'; readonly owner: 'bot' | 'queue' }
  | { readonly kind: 'colleague'; readonly name: string | null }
  | { readonly kind: 'resolved' };

export const standingOf = (state: ConversationState, me: string): Standing => {
  if (state.status === 'resolved') return { kind: 'resolved' };
  if (state.owner !== 'agent') return { kind: 'free', owner: state.owner };
  return state.agentId === me ? { kind: 'mine' } : { kind: 'colleague', name: state.agentName };
};

/** Blanks of a canned reply that still wait to be filled: 【楼层】. */
export const openBlanks = (text: string): readonly string[] => text.match(/【[^】]{1,20}】/g) ?? [];

/** Where the next blank stands after `from`, wrapping round; null without one. */
export const nextBlank = (text: string, from: number): readonly [number, number] | null => {
  const at = (start: number): readonly [number, number] | null => {
    const hit = /【[^】]{1,20}】/.exec(text.slice(start));
    return hit === null ? null : [start + hit.index, start + hit.index + hit[0].length];
  };
  return at(from) ?? (from > 0 ? at(0) : null);
};

/** The `/word` just before the cursor, where a canned reply is looked for; null elsewhere (paths, dates, links). */
export const slashQuery = (
  text: string,
  cursor: number,
): { start: number; query: string } | null => {
  const hit = /(^|\s)\/([^\s/]{0,20})$/.exec(text.slice(0, cursor));
  if (hit === null) return null;
  const query = hit[2] ?? '';
  return { start: cursor - query.length - 1, query };
};

/**
 * Enter while an input method composes chooses a word and never sends. Safari ends the composition before the key
 * event and marks it by keyCode 229 alone.
 */
export const isComposing = (event: { isComposing: boolean; keyCode: number }): boolean =>
  event.isComposing || event.keyCode === 229;

export type SendKey = 'enter' | 'ctrl-enter';

export const sendsOn = (
  event: { key: string; ctrlKey: boolean; metaKey: boolean; shiftKey: boolean },
  sendKey: SendKey,
): boolean => {
  if (event.key !== 'Enter') return false;
  const withCommand = event.ctrlKey || event.metaKey;
  return withCommand || (sendKey === 'enter' && !event.shiftKey);
};
