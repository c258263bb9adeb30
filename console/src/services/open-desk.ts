import { effect, type ReadonlySignal } from '@preact/signals';
import type { ApiClient } from '#shared/client/api-client.ts';
import { createPushClient } from '#shared/client/push-client.ts';
import { push as pushSchema } from '#shared/contract/push.ts';
import type { StaffView } from '#shared/contract/sessions.ts';
import type { SiteView } from '#shared/contract/site.ts';
import { SECOND } from '#shared/kernel/clock.ts';
import { openConversation, openNotice } from '../actions.ts';
import { type ConsoleContext, createUi } from '../context.ts';
import { t } from '../i18n.ts';
import { createDesk } from '../store/desk.ts';
import type { Settings } from '../store/settings.ts';
import { prepareAdviceCheck } from './advice.ts';
import { showIcon, titleFor } from './badge.ts';
import { notify } from './notifications.ts';
import type { Sounds } from './sound.ts';

export type OpenDeskOptions = {
  readonly api: ApiClient;
  readonly settings: Settings;
  readonly sounds: Sounds;
  readonly site: ReadonlySignal<SiteView | null>;
  readonly staff: StaffView;
};

/** Without a socket the page asks; with one it only makes sure. In the background it asks less, never not at all. */
const POLL = { live: 45 * SECOND, polling: 3 * SECOND, hidden: 8 * SECOND } as const;
/** An own conversation with something unread is announced again this often. */
const REMIND_EVERY = 30 * SECOND;

const newClientId = (): string => crypto.randomUUID();

/** Opens the desk of a person: stores, socket, polling, and everything that makes itself heard. */
export const openDesk = ({ api, settings, sounds, site, staff }: OpenDeskOptions) => {
  const ui = createUi();
  const stops: (() => void)[] = [];
  const visible = () => document.visibilityState === 'visible';

  const socket = createPushClient({
    address: async () => {
      const answer = await api.call('socketTicket', {});
      if (!answer.ok) return undefined;
      const { url, ticket } = answer.value;
      return `${url}${url.includes('?') ? '&' : '?'}ticket=${encodeURIComponent(ticket)}`;
    },
    open: (url) => new WebSocket(url),
    timers: {
      now: Date.now,
      after: (milliseconds, run) => setTimeout(run, milliseconds),
      cancel: (timer) => clearTimeout(timer as number),
      random: Math.random,
    },
    parse: (value) => pushSchema.safeParse(value).data,
    onPush: (message) => desk.pushed(message),
    onOpen: () => {
      desk.opened();
      // Who was away for longer than a short drop counts as offline until they say otherwise.
      void desk.team.setPresence(desk.team.mine.peek());
    },
    onState: (state) => {
      desk.connection.value = state;
    },
  });

  const looksAt = (conversationId: string): boolean =>
    visible() && desk.thread.id.peek() === conversationId;
  const numberOf = (conversationId: string): string =>
    t('notifyTicket', { number: desk.inbox.rowOf(conversationId)?.ticketNumber ?? '' });
  /** Notifications lie on lock screens: they name the ticket and never quote a patient. */
  const tell = (conversationId: string, title: string): void =>
    notify(conversationId, title, numberOf(conversationId), {
      stays: false,
      onClick: () => openConversation(conversationId),
    });

  const desk = createDesk(
    {
      staff,
      call: api.call,
      send: socket.send,
      storage: localStorage,
      now: Date.now,
      newClientId,
      after: (milliseconds, run) => setTimeout(run, milliseconds),
      cancel: (timer) => clearTimeout(timer as number),
      visible,
    },
    {
      onPatientMessage: (conversationId) => {
        if (desk.inbox.rowOf(conversationId)?.ownerId !== staff.staffId) return;
        if (looksAt(conversationId)) return;
        if (settings.values.peek().sound !== 'none') sounds.message();
        tell(conversationId, t('notifyMessage'));
      },
      onWaiting: (conversationId) => {
        if (looksAt(conversationId) || desk.team.mine.peek() !== 'online') return;
        if (settings.values.peek().sound === 'all') sounds.message();
        if (!visible()) tell(conversationId, t('notifyWaiting'));
      },
      onNotice: (notice) => {
        if (settings.values.peek().sound !== 'none') sounds.message();
        notify(notice.noticeId, notice.title, notice.ticketNumber ?? '', {
          stays: false,
          onClick: () => openNotice(desk, { ...notice, read: false }),
        });
      },
    },
  );
  const context: Omit<ConsoleContext, 'signOut'> = {
    desk,
    settings,
    sounds,
    ui,
    get site() {
      return site.value;
    },
  };

  stops.push(
    effect(() => {
      for (const row of desk.inbox.alarms.value)
        notify(
          `alarm-${row.conversationId}`,
          t('notifyAlarm'),
          t('notifyTicket', { number: row.ticketNumber }),
          {
            stays: true,
            onClick: () => openConversation(row.conversationId),
          },
        );
    }),
    // What is shown in front of somebody counts as read.
    effect(() => {
      if (desk.thread.lastSeq.value >= 0 && desk.thread.id.value !== null) desk.reportRead();
    }),
  );

  const showBadge = (): void => {
    const state = {
      unread: desk.inbox.unread.peek().length,
      alarms: desk.inbox.alarms.peek().length,
    };
    const odd = Math.floor(Date.now() / SECOND) % 2 === 1;
    const title = titleFor(state, t('productTitle'), t('alarmTitle'), odd);
    if (document.title !== title) document.title = title;
    showIcon(state);
  };

  let polledAt = Date.now();
  let remindedAt = 0;
  const beat = (): void => {
    showBadge();
    const now = Date.now();
    const live = desk.connection.peek() === 'open' && desk.reachable.peek();
    const every = live ? POLL.live : visible() ? POLL.polling : POLL.hidden;
    if (now - polledAt >= every) {
      polledAt = now;
      void desk.catchUp();
    }
    const unread = desk.inbox.unread.peek();
    const remind = unread.length > 0 && !visible() && settings.values.peek().sound !== 'none';
    if (remind && now - remindedAt >= REMIND_EVERY) {
      remindedAt = now;
      sounds.message();
    }
  };
  const beats = setInterval(beat, SECOND);
  const wake = (): void => {
    socket.wake();
    desk.reportRead();
    void desk.catchUp();
  };
  const onVisible = (): void => {
    if (visible()) wake();
  };
  const onOffline = (): void => {
    desk.reachable.value = false;
    // A socket on a dead line looks open for minutes: ask it.
    socket.wake();
  };
  window.addEventListener('online', wake);
  window.addEventListener('offline', onOffline);
  document.addEventListener('visibilitychange', onVisible);
  stops.push(() => {
    clearInterval(beats);
    window.removeEventListener('online', wake);
    window.removeEventListener('offline', onOffline);
    document.removeEventListener('visibilitychange', onVisible);
  });

  const preparing = setTimeout(prepareAdviceCheck, 3 * SECOND);
  stops.push(() => clearTimeout(preparing));
  socket.start();
  void desk.team.refresh().then(() => desk.team.setPresence(desk.team.mine.peek()));
  void desk.catchUp();
  const team = setInterval(() => void desk.team.refresh(), 60 * SECOND);
  // Without a socket nothing else tells the service that somebody is here.
  const presence = setInterval(() => {
    if (desk.connection.peek() !== 'open') void desk.team.setPresence(desk.team.mine.peek());
  }, 30 * SECOND);

  return Object.assign(context, {
    close: (): void => {
      socket.stop();
      clearInterval(team);
      clearInterval(presence);
      sounds.alarm(false);
      for (const stop of stops) stop();
    },
  });
};
