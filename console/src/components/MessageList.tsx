import { useEffect, useRef } from 'preact/hooks';
import { beijingTime } from '#shared/kernel/clock.ts';
import { today, useConsole } from '../context.ts';
import { dayLabel } from '../helpers/dates.ts';
import { type ThreadItem, threadItems } from '../helpers/thread-items.ts';
import { locale, t } from '../i18n.ts';
import { Icon } from './Icon.tsx';
import { MessageGroup } from './MessageGroup.tsx';
import { PendingMessages } from './PendingMessages.tsx';
import { SystemLine } from './SystemLine.tsx';

/** Nearer to the end than this, the list follows what comes. */
const FOLLOW_PX = 120;

function Item({ item }: { readonly item: ThreadItem }) {
  const { desk } = useConsole();
  if (item.type === 'day')
    return (
      <li class="day">
        <span>{dayLabel(item.at, today.value, locale.value)}</span>
      </li>
    );
  if (item.type === 'event') return <SystemLine entry={item.entry} />;
  if (item.type === 'note')
    return (
      <li class="note">
        <p class="group-name">
          <Icon name="lock" size={13} /> {item.note.actorName ?? t('aColleague')} ·{' '}
          {t('privateNote')} <time>{beijingTime(item.note.at)}</time>
        </p>
        <p>{item.note.text}</p>
      </li>
    );
  return (
    <MessageGroup
      by={item.by}
      entries={item.entries}
      readings={desk.thread.detail.value?.readings ?? []}
    />
  );
}

function Typing() {
  const typing = useConsole().desk.thread.typing.value;
  if (typing === null) return null;
  const text =
    typing.side === 'patient'
      ? t('patientTyping')
      : t('colleagueTyping', { name: typing.name ?? t('aColleague') });
  return (
    <li class="typing">
      <span class="typing-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {text}
    </li>
  );
}

/** Keeps the end in view while new things come, unless somebody has scrolled up to read. */
const useFollow = (conversationId: string | null, size: number) => {
  const element = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    follows.current = true;
  }, [conversationId]);
  useEffect(() => {
    const box = element.current;
    if (box && follows.current) box.scrollTop = box.scrollHeight;
  }, [conversationId, size]);
  // A banner, a keyboard or a growing reply box makes the list smaller: the end stays in view.
  useEffect(() => {
    const box = element.current;
    if (!box || typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (follows.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [conversationId, size > 0]);
  const onScroll = () => {
    const box = element.current;
    if (box) follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < FOLLOW_PX;
  };
  return { element, onScroll };
};

export function MessageList() {
  const { desk } = useConsole();
  const { thread, outbox } = desk;
  const id = thread.id.value;
  const notes = thread.detail.value?.timeline.filter((event) => event.kind === 'note') ?? [];
  const items = threadItems(thread.entries.value, notes);
  const pending = outbox.pending.value.filter((p) => p.conversationId === id);
  const size =
    thread.entries.value.length + notes.length + pending.length + (thread.typing.value ? 1 : 0);
  const { element, onScroll } = useFollow(id, size);
  if (items.length === 0) return <ThreadSkeleton />;
  return (
    <div
      class="messages"
      ref={element}
      onScroll={onScroll}
      role="log"
      aria-label={t('messages')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
    >
      <ol>
        {items.map((item) => (
          <Item key={item.key} item={item} />
        ))}
        <PendingMessages pending={pending} />
        <Typing />
      </ol>
    </div>
  );
}

function ThreadSkeleton() {
  return (
    <div class="messages" aria-hidden="true">
      {['left', 'right', 'left', 'right'].map((side, i) => (
        <span key={`${side}${i + 0}`} class={`skeleton skeleton-bubble skeleton-${side}`} />
      ))}
    </div>
  );
}
