import { openConversation, standingNow, withdrawOffer } from '../actions.ts';
import { useConsole } from '../context.ts';
import { shortNumber } from '../helpers/faces.ts';
import { keyName, type ShortcutId } from '../helpers/shortcuts.ts';
import { t } from '../i18n.ts';
import { StaffAvatar } from './Avatar.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { UrgentChip } from './RowChips.tsx';

type ActionProps = {
  readonly icon: IconName;
  readonly label: string;
  readonly shortcut: ShortcutId;
  readonly run: () => void;
  readonly tone?: 'primary' | 'plain';
};

function Action({ icon, label, shortcut, run, tone = 'plain' }: ActionProps) {
  return (
    <button
      type="button"
      class={tone === 'primary' ? 'button button-primary action' : 'button action'}
      title={`${label} (${keyName(shortcut)})`}
      aria-keyshortcuts={keyName(shortcut).replaceAll(' ', '+').replace('Ctrl', 'Control')}
      onClick={run}
    >
      <Icon name={icon} size={17} />
      <span class="action-label">{label}</span>
    </button>
  );
}

function Viewers() {
  const { desk } = useConsole();
  const others = desk.thread.viewers.value.filter((viewer) => viewer.staffId !== desk.me);
  if (others.length === 0) return null;
  const names = others.map((viewer) => viewer.name).join('、');
  return (
    <span
      class="viewers"
      role="img"
      title={t('alsoLooking', { names })}
      aria-label={t('alsoLooking', { names })}
    >
      {others.slice(0, 3).map((viewer) => (
        <StaffAvatar key={viewer.staffId} id={viewer.staffId} name={viewer.name} small />
      ))}
      {others.length > 3 && <span class="viewers-more">+{others.length - 3}</span>}
    </span>
  );
}

function Actions() {
  const console = useConsole();
  const { ui } = console;
  const standing = standingNow(console);
  const offered = console.desk.thread.state.value?.offer !== undefined;
  if (standing?.kind !== 'mine') return null;
  return (
    <>
      <Action
        icon="undo"
        label={t('release')}
        shortcut="release"
        run={() => {
          ui.dialog.value = { kind: 'release' };
        }}
      />
      {offered ? (
        <button type="button" class="button action" onClick={() => void withdrawOffer(console)}>
          <Icon name="undo" size={17} />
          <span class="action-label">{t('offerWithdraw')}</span>
        </button>
      ) : (
        <Action
          icon="transfer"
          label={t('transfer')}
          shortcut="transfer"
          run={() => {
            ui.dialog.value = { kind: 'transfer' };
          }}
        />
      )}
      <Action
        icon="done"
        label={t('resolve')}
        shortcut="resolve"
        tone="primary"
        run={() => {
          ui.dialog.value = { kind: 'resolve', thenNext: false };
        }}
      />
    </>
  );
}

const ownerLine = (standing: ReturnType<typeof standingNow>): string => {
  if (standing === null) return '';
  switch (standing.kind) {
    case 'mine':
      return t('ownedByMe');
    case 'free':
      return t(standing.owner === 'bot' ? 'ownedByBot' : 'ownedByNobody');
    case 'colleague':
      return t('ownedBy', { name: standing.name ?? t('aColleague') });
    case 'resolved':
      return t('statusResolved');
  }
};

export function ThreadHeader() {
  const console = useConsole();
  const { desk, settings } = console;
  const { thread } = desk;
  const number =
    thread.detail.value?.ticket?.number ??
    desk.inbox.rowOf(thread.id.value ?? '')?.ticketNumber ??
    '';
  const row = desk.inbox.rowOf(thread.id.value ?? '');
  const offer = thread.state.value?.offer;
  const urgent = thread.state.value?.urgent === true || row?.alarm === true;
  return (
    <header class="thread-head">
      <button
        type="button"
        class="icon-button only-narrow"
        aria-label={t('backToList')}
        onClick={() => openConversation(null)}
      >
        <Icon name="back" />
      </button>
      <div class="thread-title">
        <h2>
          {t('visitor')} <span class="number">{shortNumber(number)}</span>
          {urgent && <UrgentChip alarm={row?.alarm === true} />}
        </h2>
        <p class="thread-owner">
          {ownerLine(standingNow(console))}
          {offer !== undefined && ` · ${t('offerPending', { to: offer.toAgentName })}`}
        </p>
      </div>
      <Viewers />
      <div class="thread-actions">
        <Actions />
        <button
          type="button"
          class="icon-button"
          aria-label={t('contextPanel')}
          title={`${t('contextPanel')} (${keyName('context')})`}
          aria-pressed={settings.values.value.contextOpen}
          onClick={() => toggleContext(console)}
        >
          <Icon name="panel" />
        </button>
      </div>
    </header>
  );
}

/** Beside the thread where there is room, over it elsewhere. */
export const toggleContext = ({
  settings,
  ui,
}: Pick<ReturnType<typeof useConsole>, 'settings' | 'ui'>): void => {
  if (window.matchMedia('(min-width: 1280px)').matches)
    settings.set({ contextOpen: !settings.values.value.contextOpen });
  else ui.sheet.value = !ui.sheet.value;
};
