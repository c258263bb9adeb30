import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import type { SiteView } from '#shared/contract/site.ts';
import { AdviceDialog } from './components/AdviceDialog.tsx';
import { AlarmBar } from './components/AlarmBar.tsx';
import { CalendarNotice } from './components/CalendarNotice.tsx';
import { CommandPalette } from './components/CommandPalette.tsx';
import { ConnectionBanner } from './components/ConnectionBanner.tsx';
import { HelpDialog } from './components/HelpDialog.tsx';
import { Later } from './components/Later.tsx';
import { NavRail } from './components/NavRail.tsx';
import { OfferBar } from './components/OfferBar.tsx';
import {
  ReleaseDialog,
  ResolveDialog,
  TakeOverDialog,
  TransferDialog,
} from './components/StepDialogs.tsx';
import { Toasts } from './components/Toasts.tsx';
import { type ConsoleContext, Context, useConsole } from './context.ts';
import { shortcutFor } from './helpers/shortcuts.ts';
import { locale } from './i18n.ts';
import { type PageId, PRAISE, route } from './router.ts';
import { runShortcut } from './shortcuts-run.ts';
import type { Settings } from './store/settings.ts';
import { InboxView } from './views/InboxView.tsx';
import { SettingsView } from './views/SettingsView.tsx';
import { type SignInTrouble, SignInView } from './views/SignInView.tsx';

/** Where a visit to the page stands. */
export type Phase =
  | { readonly kind: 'starting' }
  | { readonly kind: 'signed-out'; readonly trouble: SignInTrouble | null; readonly busy: boolean }
  | { readonly kind: 'signed-in'; readonly console: ConsoleContext };

function Dialogs() {
  const { ui } = useConsole();
  const dialog = ui.dialog.value;
  const onClose = () => {
    ui.dialog.value = null;
  };
  switch (dialog?.kind) {
    case 'release':
      return <ReleaseDialog onClose={onClose} />;
    case 'transfer':
      return <TransferDialog onClose={onClose} />;
    case 'take-over':
      return <TakeOverDialog onClose={onClose} />;
    case 'resolve':
      return <ResolveDialog onClose={onClose} thenNext={dialog.thenNext} />;
    case 'advice':
      return <AdviceDialog text={dialog.text} clientId={dialog.clientId} onClose={onClose} />;
    case 'help':
      return <HelpDialog onClose={onClose} />;
    case 'palette':
      return <CommandPalette onClose={onClose} />;
    default:
      return null;
  }
}

const TYPING =
  'input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable=true]';

/** Keys of the whole page. An input method that composes has them all to itself. */
const useShortcuts = (): void => {
  const console = useConsole();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.isComposing || event.defaultPrevented) return;
      const id = shortcutFor(event, {
        typing: event.target instanceof Element && event.target.matches(TYPING),
        dialogOpen: console.ui.dialog.peek() !== null,
        letters: console.settings.values.peek().shortcuts,
      });
      if (
        id === null ||
        (id === 'close' && event.target instanceof Element && event.target.matches(TYPING))
      )
        return;
      event.preventDefault();
      runShortcut(console, id);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [console]);
};

/** Parts of their own: whoever only chats does not load them. */
const loadTickets = () => import('./views/tickets/TicketsView.tsx').then((m) => m.TicketsView);
const loadNewTicket = () =>
  import('./views/tickets/NewTicketView.tsx').then((m) => m.NewTicketView);
const loadApprovals = () =>
  import('./views/tickets/ApprovalsView.tsx').then((m) => m.ApprovalsView);

const loadKnowledge = () =>
  import('./views/knowledge/KnowledgeView.tsx').then((m) => m.KnowledgeView);

const loadManage = () => import('./views/manage/ManageView.tsx').then((m) => m.ManageView);

const VIEWS = {
  inbox: () => <InboxView />,
  tickets: () => <Later key="tickets" load={loadTickets} />,
  'new-ticket': () => <Later key="new-ticket" load={loadNewTicket} />,
  approvals: () => <Later key="approvals" load={loadApprovals} />,
  knowledge: () => <Later key="knowledge" load={loadKnowledge} />,
  manage: () => <Later key="manage" load={loadManage} />,
  settings: () => <SettingsView />,
} as const satisfies Record<PageId, () => ComponentChild>;

/** The page of someone who is signed in. */
export function Frame() {
  const { desk, ui } = useConsole();
  useShortcuts();
  const { page } = route.value;
  const conversationId = route.value.page === 'inbox' ? route.value.conversationId : null;
  const at = route.value.page === 'tickets' ? route.value.ticketId : null;
  const ticketId = at === PRAISE ? null : at;
  useEffect(() => {
    ui.sheet.value = false;
    ui.mode.value = 'reply';
    void desk.thread.open(conversationId);
  }, [conversationId, desk, ui]);
  useEffect(() => {
    void desk.ticketPage.open(ticketId);
  }, [ticketId, desk]);
  useEffect(() => {
    void desk.approvals.refresh();
  }, [desk]);
  return (
    <div class="frame">
      <AlarmBar />
      <OfferBar />
      <ConnectionBanner />
      <CalendarNotice />
      <div class="frame-main">
        <NavRail />
        {VIEWS[page]()}
      </div>
      <Dialogs />
      <Toasts />
    </div>
  );
}

type AppProps = {
  readonly phase: ReadonlySignal<Phase>;
  readonly site: ReadonlySignal<SiteView | null>;
  readonly settings: Settings;
  readonly onSignIn: () => void;
};

export function App({ phase, site, settings, onSignIn }: AppProps) {
  const now = phase.value;
  useEffect(() => {
    document.documentElement.lang = locale.value;
  }, [locale.value]);
  if (now.kind === 'signed-in')
    return (
      <Context.Provider value={now.console}>
        <Frame />
      </Context.Provider>
    );
  return (
    <SignInView
      site={site.value}
      busy={now.kind === 'starting' || now.busy}
      trouble={now.kind === 'starting' ? null : now.trouble}
      onSignIn={onSignIn}
      onLocale={() => settings.set({ locale: locale.value === 'en' ? 'zh-CN' : 'en' })}
    />
  );
}
