import { articleOfNotice } from '#shared/domain/knowledge/tasks.ts';
import { openConversation } from '../actions.ts';
import { today, useConsole } from '../context.ts';
import { dayAndTime } from '../helpers/dates.ts';
import { t } from '../i18n.ts';
import { go } from '../router.ts';
import { askPermission, permission } from '../services/notifications.ts';
import type { Desk } from '../store/desk.ts';
import type { Notice } from '../store/notices.ts';
import { Icon } from './Icon.tsx';
import { Popover } from './Popover.tsx';

/** Where a notice leads: the entry of a task, the chat while it is open work, else the ticket; the calendar otherwise. */
const openNotice = (desk: Desk, notice: Notice): void => {
  desk.notices.read(notice);
  const articleId = articleOfNotice(notice.noticeId);
  if (articleId !== undefined) {
    go({ page: 'knowledge', id: articleId });
    return;
  }
  if (notice.ticketId === null) {
    go({ page: 'manage', id: null });
    return;
  }
  const row = [
    ...desk.inbox.escalated.value,
    ...desk.inbox.mine.value,
    ...desk.inbox.listed.value,
  ].find(({ ticketId }) => ticketId === notice.ticketId);
  if (row === undefined) go({ page: 'tickets', ticketId: notice.ticketId });
  else openConversation(row.conversationId);
};

function List({ close }: { readonly close: () => void }) {
  const { desk } = useConsole();
  const { notices } = desk;
  if (notices.notices.value.length === 0)
    return <p class="quiet">{t(notices.error.value === null ? 'noNotices' : 'errorNetwork')}</p>;
  return (
    <>
      <ul class="notices">
        {notices.notices.value.map((notice) => (
          <li key={notice.noticeId} class={notice.read ? '' : 'notice-unread'}>
            <button
              type="button"
              onClick={() => {
                openNotice(desk, notice);
                close();
              }}
            >
              <strong>
                {!notice.read && <span class="sr-only">{t('unreadMark')} </span>}
                {notice.title}
              </strong>
              <span>{notice.text}</span>
              <span class="timeline-foot">
                <time>{dayAndTime(notice.at, today.value)}</time>
                {notice.ticketNumber !== null && <span class="number">{notice.ticketNumber}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {notices.cursor.value !== null && (
        <button type="button" class="button more" onClick={() => void notices.more()}>
          {t('more')}
        </button>
      )}
    </>
  );
}

/** Warnings and escalations for this person, their role and their departments. */
export function NoticesBell() {
  const { notices } = useConsole().desk;
  const unread = notices.unread.value;
  return (
    <Popover
      label={unread > 0 ? t('noticesUnread', { count: unread }) : t('notices')}
      buttonClass="rail-item"
      panelClass="rail-panel notices-panel"
      onOpen={() => void notices.refresh()}
      button={
        <>
          <span class="rail-icon">
            <Icon name="bell" size={22} />
            {unread > 0 && <span class="rail-count">{unread > 99 ? '99+' : unread}</span>}
          </span>
          <span class="rail-label">{t('notices')}</span>
        </>
      }
    >
      {(close) => (
        <>
          <header class="notices-head">
            <h2>{t('notices')}</h2>
            {unread > 0 && (
              <button type="button" class="link" onClick={notices.readAll}>
                {t('readAllNotices')}
              </button>
            )}
          </header>
          {permission.value === 'default' && (
            <button type="button" class="button wide" onClick={() => void askPermission()}>
              <Icon name="bell" size={16} />
              {t('allowNotifications')}
            </button>
          )}
          {permission.value === 'denied' && <p class="quiet">{t('notificationsDenied')}</p>}
          <List close={close} />
        </>
      )}
    </Popover>
  );
}
