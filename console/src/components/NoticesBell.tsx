import { openNotice } from '../actions.ts';
import { today, useConsole } from '../context.ts';
import { dayAndTime } from '../helpers/dates.ts';
import { t } from '../i18n.ts';
import { askPermission, permission } from '../services/notifications.ts';
import { Icon } from './Icon.tsx';
import { Popover } from './Popover.tsx';

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
