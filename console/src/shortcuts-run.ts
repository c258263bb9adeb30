import {
  acknowledge,
  answerOffer,
  claim,
  copyLink,
  copyNumber,
  move,
  moveList,
  openConversation,
  standingNow,
} from './actions.ts';
import { toggleContext } from './components/ThreadHeader.tsx';
import type { ConsoleContext } from './context.ts';
import type { ShortcutId } from './helpers/shortcuts.ts';
import { go, type PageId, route } from './router.ts';
import { TICKET_DEEDS } from './shortcuts-tickets.ts';
import type { Mode } from './store/drafts.ts';

const write = ({ ui }: ConsoleContext, mode: Mode): void => {
  ui.mode.value = mode;
  ui.focusReply.value += 1;
};

const isMine = (console: ConsoleContext): boolean => standingNow(console)?.kind === 'mine';

const close = (console: ConsoleContext): void => {
  if (console.ui.sheet.value) console.ui.sheet.value = false;
  else openConversation(null);
};

const TICKET_PAGES: readonly PageId[] = ['tickets', 'new-ticket', 'approvals'];
/** Deeds that are the same on every page. */
const ANYWHERE: readonly ShortcutId[] = ['acknowledge', 'palette', 'help', 'new-ticket'];

const DEEDS: Readonly<Record<ShortcutId, (console: ConsoleContext) => void>> = {
  acknowledge: (console) => {
    const first = console.desk.inbox.alarms.value.toSorted((a, b) => a.lastAt - b.lastAt)[0];
    if (first !== undefined) void acknowledge(console, first.conversationId, true);
  },
  'accept-transfer': (console) => void answerOffer(console, true),
  'decline-transfer': (console) => void answerOffer(console, false),
  palette: ({ ui }) => {
    ui.dialog.value = { kind: 'palette' };
  },
  help: ({ ui }) => {
    ui.dialog.value = { kind: 'help' };
  },
  close,
  next: (console) => move(console, 1),
  previous: (console) => move(console, -1),
  'next-list': (console) => moveList(console, 1),
  'previous-list': (console) => moveList(console, -1),
  search: ({ ui }) => {
    ui.focusSearch.value += 1;
  },
  reply: (console) => write(console, 'reply'),
  note: (console) => write(console, 'note'),
  claim: (console) => {
    if (standingNow(console)?.kind === 'free') void claim(console);
  },
  release: (console) => {
    if (isMine(console)) console.ui.dialog.value = { kind: 'release' };
  },
  transfer: (console) => {
    if (isMine(console)) console.ui.dialog.value = { kind: 'transfer' };
  },
  resolve: (console) => {
    if (isMine(console)) console.ui.dialog.value = { kind: 'resolve', thenNext: false };
  },
  'resolve-next': (console) => {
    if (isMine(console)) console.ui.dialog.value = { kind: 'resolve', thenNext: true };
  },
  context: toggleContext,
  'copy-number': (console) => void copyNumber(console),
  'copy-link': (console) => void copyLink(console),
  select: () => undefined,
  'new-ticket': ({ desk }) => {
    if (desk.staff.tier !== 'department') go({ page: 'new-ticket' });
  },
};

/** What a shortcut does; one that has nothing to act on does nothing. */
export const runShortcut = (console: ConsoleContext, id: ShortcutId): void => {
  const onTickets = TICKET_PAGES.includes(route.peek().page) && !ANYWHERE.includes(id);
  (onTickets ? TICKET_DEEDS[id] : DEEDS[id])?.(console);
};
