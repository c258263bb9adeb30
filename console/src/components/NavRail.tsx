import { useConsole } from '../context.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { t } from '../i18n.ts';
import { hrefOf, type PageId, pagesFor, type Route, route } from '../router.ts';
import type { Desk } from '../store/desk.ts';
import type { StringKey } from '../strings.ts';
import { Icon, type IconName } from './Icon.tsx';
import { NoticesBell } from './NoticesBell.tsx';
import { PresenceMenu } from './PresenceMenu.tsx';
import { TeamPanel } from './TeamPanel.tsx';

const LOOKS = {
  inbox: { icon: 'inbox', label: 'inbox', to: { page: 'inbox', conversationId: null } },
  tickets: { icon: 'ticket', label: 'tickets', to: { page: 'tickets', ticketId: null } },
  'new-ticket': { icon: 'plus', label: 'newTicket', to: { page: 'new-ticket' } },
  approvals: { icon: 'stamp', label: 'approvals', to: { page: 'approvals' } },
  knowledge: { icon: 'book', label: 'knowledgeBase', to: { page: 'knowledge', id: null } },
  manage: { icon: 'shield', label: 'manage', to: { page: 'manage', id: null } },
  settings: { icon: 'settings', label: 'settings', to: { page: 'settings' } },
} as const satisfies Record<PageId, { icon: IconName; label: StringKey; to: Route }>;

/** How many wait for somebody on a page. */
const waitingAt = (id: PageId, desk: Desk): number => {
  if (id === 'inbox') return desk.inbox.counts.value?.waiting ?? 0;
  if (id === 'knowledge') return desk.knowledge.overview.value?.tasks.mineOverdue ?? 0;
  return id === 'approvals' ? desk.approvals.list.value.length : 0;
};

function PageLink({ id }: { readonly id: PageId }) {
  const { desk } = useConsole();
  const look = LOOKS[id];
  const waiting = waitingAt(id, desk);
  const here = route.value.page === id;
  return (
    <a
      class={`rail-item rail-${id}`}
      href={hrefOf(look.to)}
      aria-current={here ? 'page' : undefined}
    >
      <span class="rail-icon">
        <Icon name={look.icon} size={22} />
        {waiting > 0 && <span class="rail-count">{waiting > 99 ? '99+' : waiting}</span>}
      </span>
      <span class="rail-label">{t(look.label)}</span>
    </a>
  );
}

export function NavRail() {
  const { desk, ui } = useConsole();
  const { tier } = desk.staff;
  return (
    <nav class="rail" aria-label={t('navigation')}>
      <span class="rail-brand">
        <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
          <path
            class="brand-heart"
            d="M16 26 7.200 17.500a6 6 0 0 1 8.500-8.400l.3.3.3-.3a6 6 0 0 1 8.500 8.400Z"
          />
          <path class="brand-pulse" d="M7 17h4.200l2-4 3.200 7 2-3.500H25" />
        </svg>
      </span>
      {pagesFor(tier, 'main').map((id) => (
        <PageLink key={id} id={id} />
      ))}
      <span class="rail-gap" />
      <TeamPanel />
      <NoticesBell />
      <button
        type="button"
        class="rail-item rail-help"
        title={`${t('shortcuts')} (${keyName('help')})`}
        onClick={() => {
          ui.dialog.value = { kind: 'help' };
        }}
      >
        <span class="rail-icon">
          <Icon name="help" size={22} />
        </span>
        <span class="rail-label">{t('help')}</span>
      </button>
      {pagesFor(tier, 'foot').map((id) => (
        <PageLink key={id} id={id} />
      ))}
      <PresenceMenu />
    </nav>
  );
}
