import { copyLink, copyTicketNumber } from './actions.ts';
import type { ConsoleContext } from './context.ts';
import type { ShortcutId } from './helpers/shortcuts.ts';
import { TICKET_LISTS } from './helpers/ticket-views.ts';
import { go, route } from './router.ts';

const openId = (): string | null => {
  const here = route.peek();
  return here.page === 'tickets' ? here.ticketId : null;
};

/** On the list the keys move the focus, so that Enter opens; on a ticket they go to its neighbour. */
const move = ({ desk }: ConsoleContext, step: 1 | -1): void => {
  const { ticketList } = desk;
  const open = openId();
  const next = ticketList.neighbour(open ?? ticketList.at.peek(), step);
  if (next === null) return;
  ticketList.at.value = next;
  if (open === null) document.getElementById(`ticket-${next}`)?.focus();
  else go({ page: 'tickets', ticketId: next });
};

const moveList = ({ desk }: ConsoleContext, step: 1 | -1): void => {
  const { ticketList } = desk;
  const here = TICKET_LISTS.indexOf(ticketList.list.peek());
  const next = TICKET_LISTS[(here + step + TICKET_LISTS.length) % TICKET_LISTS.length];
  if (next !== undefined) ticketList.choose(next);
};

const form = (console: ConsoleContext, kind: 'note' | 'assign'): void => {
  if (openId() !== null) console.ui.dialog.value = { kind: 'ticket', form: { kind } };
};

/** What a key does on the ticket pages; keys that are not listed do nothing there. */
export const TICKET_DEEDS: Readonly<
  Partial<Record<ShortcutId, (console: ConsoleContext) => void>>
> = {
  next: (console) => move(console, 1),
  previous: (console) => move(console, -1),
  'next-list': (console) => moveList(console, 1),
  'previous-list': (console) => moveList(console, -1),
  search: ({ ui }) => {
    ui.focusSearch.value += 1;
  },
  select: ({ desk }) => {
    const id = desk.ticketList.at.peek();
    if (openId() === null && id !== null) desk.ticketList.toggle(id);
  },
  note: (console) => form(console, 'note'),
  claim: (console) => form(console, 'assign'),
  close: () => go({ page: 'tickets', ticketId: null }),
  'copy-number': (console) => void copyTicketNumber(console),
  'copy-link': (console) => void copyLink(console),
};
