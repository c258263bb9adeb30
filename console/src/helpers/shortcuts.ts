import type { StringKey } from '../strings.ts';

/** Everything that a key can do. */
export type ShortcutId =
  | 'acknowledge'
  | 'accept-transfer'
  | 'decline-transfer'
  | 'palette'
  | 'help'
  | 'close'
  | 'next'
  | 'previous'
  | 'next-list'
  | 'previous-list'
  | 'search'
  | 'reply'
  | 'note'
  | 'claim'
  | 'release'
  | 'transfer'
  | 'resolve'
  | 'resolve-next'
  | 'context'
  | 'copy-number'
  | 'copy-link'
  | 'select'
  | 'new-ticket';

export type ShortcutGroup = 'everywhere' | 'lists' | 'conversation' | 'ticket';

export type Shortcut = {
  readonly id: ShortcutId;
  readonly group: ShortcutGroup;
  readonly label: StringKey;
  /** As `KeyboardEvent.key`, lower case; any of them. */
  readonly keys: readonly string[];
  readonly ctrl?: true;
  readonly shift?: true;
  /** Works while typing, too. Single letters never do. */
  readonly always?: true;
};

/** The order of the overlay. Adding a key: a row here and its deed in `use-shortcuts.ts`. */
export const SHORTCUTS: readonly Shortcut[] = [
  { id: 'acknowledge', group: 'everywhere', label: 'keyAcknowledge', keys: ['f8'], always: true },
  {
    id: 'accept-transfer',
    group: 'everywhere',
    label: 'keyAcceptTransfer',
    keys: ['f9'],
    always: true,
  },
  {
    id: 'decline-transfer',
    group: 'everywhere',
    label: 'keyDeclineTransfer',
    keys: ['f9'],
    ctrl: true,
    always: true,
  },
  {
    id: 'palette',
    group: 'everywhere',
    label: 'keyPalette',
    keys: ['k'],
    ctrl: true,
    always: true,
  },
  { id: 'help', group: 'everywhere', label: 'keyHelp', keys: ['?', '？'] },
  { id: 'close', group: 'everywhere', label: 'keyClose', keys: ['escape'], always: true },
  { id: 'new-ticket', group: 'everywhere', label: 'keyNewTicket', keys: ['c'] },
  { id: 'next', group: 'lists', label: 'keyNext', keys: ['j'] },
  { id: 'previous', group: 'lists', label: 'keyPrevious', keys: ['k'] },
  { id: 'next-list', group: 'lists', label: 'keyNextList', keys: [']', '】'] },
  { id: 'previous-list', group: 'lists', label: 'keyPreviousList', keys: ['[', '【'] },
  { id: 'search', group: 'lists', label: 'keySearch', keys: ['/', 'f', '、'] },
  { id: 'select', group: 'lists', label: 'keySelect', keys: ['x'] },
  { id: 'claim', group: 'conversation', label: 'keyClaim', keys: ['a'] },
  { id: 'reply', group: 'conversation', label: 'keyReply', keys: ['r'] },
  { id: 'note', group: 'conversation', label: 'keyNote', keys: ['n'] },
  { id: 'transfer', group: 'conversation', label: 'keyTransfer', keys: ['d'] },
  { id: 'release', group: 'conversation', label: 'keyRelease', keys: ['u'] },
  { id: 'resolve', group: 'conversation', label: 'keyResolve', keys: ['e'] },
  { id: 'resolve-next', group: 'conversation', label: 'keyResolveNext', keys: ['e'], shift: true },
  { id: 'context', group: 'ticket', label: 'keyContext', keys: ['b'], ctrl: true, always: true },
  { id: 'copy-number', group: 'ticket', label: 'keyCopyNumber', keys: ['.', '。'] },
  { id: 'copy-link', group: 'ticket', label: 'keyCopyLink', keys: ['>', '》'] },
];

export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

export type KeyPlace = {
  /** The focus is in a text box. */
  readonly typing: boolean;
  readonly dialogOpen: boolean;
  /** Single letters may be switched off (they get in the way of speech input, WCAG 2.1.4). */
  readonly letters: boolean;
};

const isLetter = (key: string): boolean => /^[a-z]$/.test(key);

const matches = (shortcut: Shortcut, press: KeyPress): boolean => {
  const key = press.key.toLowerCase();
  if (!shortcut.keys.includes(key)) return false;
  if ((press.ctrlKey || press.metaKey) !== (shortcut.ctrl ?? false)) return false;
  // Signs such as ? and > need Shift on many keyboards; for letters it makes another command.
  return !isLetter(key) || shortcut.ctrl || press.shiftKey === (shortcut.shift ?? false);
};

/** What a key press means in a place, or null. */
export const shortcutFor = (press: KeyPress, place: KeyPlace): ShortcutId | null => {
  if (press.altKey) return null;
  const found = SHORTCUTS.find((shortcut) => matches(shortcut, press));
  if (found === undefined) return null;
  if (found.id === 'acknowledge') return found.id;
  if (place.dialogOpen) return null;
  if (found.always) return found.id;
  return place.typing || !place.letters ? null : found.id;
};

/** How a key is written on a button or in the overlay. */
export const keyName = (id: ShortcutId): string => {
  const shortcut = SHORTCUTS.find((s) => s.id === id);
  if (shortcut === undefined) return '';
  const key = shortcut.keys[0] ?? '';
  const shown = key === 'escape' ? 'Esc' : key.toUpperCase();
  return [shortcut.ctrl ? 'Ctrl' : '', shortcut.shift ? 'Shift' : '', shown]
    .filter((part) => part !== '')
    .join(' ');
};
