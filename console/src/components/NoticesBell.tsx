import { openConversation } from '../actions.ts';
import { today, useConsole } from '../context.ts';
import { dayAndTime } from '../helpers/dates.ts';
import { t } from '../i18n.ts';
import { askPermission, permission } from '../services/notifications.ts';
import { Icon } from './Icon.tsx';
import { Popover } from './Popover.tsx';

/** Warnings and escalations addressed to this person. */
export function NoticesBell() {
  const { desk } = useConsole();
  const { notices, inbox } = desk;
  const unread = notices.unread.value;
  const openTicket = (ticketNumber: string | null, close: () => void): void => {
    const row = [...inbox.escalated.value, ...inbox.listed.value].find(
      (r) => r.ticketNumber === ticketNumber,
    );
    if (row === undefined) return;
    openConversation(row.conversationId);
    close();
  };
  return (
    <Popover
      label={unread > 0 ? t('noticesUnread', { count: unread }) : t('notices')}
      buttonClass="rail-item"
      panelClass="rail-panel"
      onOpen={() => setTimeout(notices.readAll, 1_500)}
      button={
        <>
          <span class="rail-icon">
            <Icon name="bell" size={22} />
            {unread > 0 && <span class="rail-count">{unread}</span>}
          </span>
          <span class="rail-label">{t('notices')}</span>
        </>
      }
    >
      {(close) => (
        <>
          <h2>{t('notices')}</h2>
          {permission.value === 'default' && (
            <button type="button" class="button wide" onClick={() => void askPermission()}>
              <Icon name="bell" size={16} />
              {t('allowNotifications')}
            </button>
          )}
          {permission.value === 'denied' && <p class="quiet">{t('notificationsDenied')}</p>}
          {notices.notices.value.length === 0 && <p class="quiet">{t('noNotices')}</p>}
          <ul class="notices">
            {notices.notices.value.map((notice) => (
              <li key={notice.noticeId} class={notice.read ? '' : 'notice-unread'}>
                <button type="button" onClick={() => openTicket(notice.ticketNumber, close)}>
                  <strong>{notice.title}</strong>
                  <span>{notice.text}</span>
                  <span class="timeline-foot">
                    <time>{dayAndTime(notice.at, today.value)}</time>
                    {notice.ticketNumber !== null && (
                      <span class="number">{notice.ticketNumber}</span>
                    )}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Popover>
  );
}
