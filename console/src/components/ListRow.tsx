import type { InboxRow } from '#shared/contract/desk.ts';
import { CHANNELS } from '#shared/domain/conversation/channels.ts';
import { today, useConsole } from '../context.ts';
import { shortTime } from '../helpers/dates.ts';
import { visitorName } from '../helpers/faces.ts';
import { isDone } from '../helpers/inbox-rows.ts';
import { locale, localized, t } from '../i18n.ts';
import { hrefOf } from '../router.ts';
import { PatientAvatar } from './Avatar.tsx';
import { CategoryChip, EscalationChip, UrgentChip } from './RowChips.tsx';
import { WaitChip } from './WaitChip.tsx';

const ownerOf = (row: InboxRow, me: string): string | null => {
  if (row.status === 'bot') return t('botOwns');
  if (row.ownerId === null) return null;
  return row.ownerId === me ? t('me') : row.ownerName;
};

/** One conversation of the list. */
export function ListRow({ row, current }: { readonly row: InboxRow; readonly current: boolean }) {
  const { desk } = useConsole();
  const unread = desk.inbox.isUnread(row) && !current;
  const draft = desk.drafts.has(row.conversationId);
  const owner = ownerOf(row, desk.me);
  const marks = [
    row.alarm ? 'row-alarm' : '',
    current ? 'row-current' : '',
    unread ? 'row-unread' : '',
  ];
  return (
    <li>
      <a
        class={`row ${marks.join(' ')}`}
        href={hrefOf({ page: 'inbox', conversationId: row.conversationId })}
        aria-current={current ? 'true' : undefined}
      >
        <PatientAvatar id={row.conversationId} channel={row.channel} />
        <span class="row-main">
          <span class="row-top">
            <span class="row-name">
              {t('visitor')} <span class="number">{visitorName(row)}</span>
              <span class="sr-only">{localized(CHANNELS[row.channel].label)}</span>
            </span>
            <time class="row-time">{shortTime(row.lastAt, today.value, locale.value)}</time>
          </span>
          <span class="row-preview">
            {draft && <em class="row-draft">{t('draftMark')}</em>}
            {row.preview === '' ? t('noWordsYet') : row.preview}
          </span>
          <span class="row-chips">
            {(row.alarm || row.urgent) && <UrgentChip alarm={row.alarm} />}
            {!isDone(row) && <WaitChip row={row} />}
            <EscalationChip escalated={row.escalated} />
            <CategoryChip category={row.category} />
            {row.department !== '' && <span class="chip chip-plain">{row.department}</span>}
            {owner !== null && <span class="row-owner">{owner}</span>}
          </span>
        </span>
        {unread && (
          <span class="row-dot">
            <span class="sr-only">{t('unreadMark')}</span>
          </span>
        )}
      </a>
    </li>
  );
}
