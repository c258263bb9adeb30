import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { beijingTime } from '#shared/kernel/clock.ts';
import { dayLabel } from '../helpers/day-labels.ts';
import type { MessageItem, Speaker, SystemLine, ThreadItem } from '../helpers/thread-items.ts';
import type { Strings } from '../strings.ts';
import { useStrings, useView } from '../view.ts';
import { MessageCard } from './Cards.tsx';
import { EmergencyNotice } from './EmergencyNotice.tsx';
import { Home } from './Home.tsx';
import { Icon } from './icons.tsx';
import { later } from './later.ts';
import { RichText } from './RichText.tsx';
import { useRichParts } from './rich-parts.ts';

const speakerName = (speaker: Speaker, name: string | null, t: Strings): string => {
  if (speaker === 'patient') return t.you;
  return speaker === 'agent' ? (name ?? t.agentTag) : t.bot;
};

const ReadAloud = ({ item }: { readonly item: MessageItem }): JSX.Element | null => {
  const { speech, locale } = useView();
  const t = useStrings();
  if (!speech.canRead || item.text === '') return null;
  const reading = speech.reading.value === item.key;
  return (
    <button
      type="button"
      class="nx-read-aloud"
      aria-label={reading ? t.stopReading : t.readAloud}
      aria-pressed={reading}
      onClick={() =>
        reading ? speech.stopReading() : speech.read(item.key, item.text, locale.value)
      }
    >
      <Icon name={reading ? 'stop' : 'speaker'} />
      <span>{reading ? t.stopReading : t.readAloud}</span>
    </button>
  );
};

const Status = ({ item }: { readonly item: MessageItem }): JSX.Element | null => {
  const { chat } = useView();
  const t = useStrings();
  if (item.status === null) return null;
  if (item.status === 'failed')
    return (
      <button type="button" class="nx-retry" onClick={() => chat.retry(item.key)}>
        <Icon name="alert" />
        {t.status.failed}
      </button>
    );
  return (
    <span class={`nx-status nx-${item.status}`}>
      {item.status !== 'sending' && (
        <span class="nx-ticks" aria-hidden="true">
          <Icon name="check" />
          {item.status !== 'sent' && <Icon name="check" />}
        </span>
      )}
      {t.status[item.status]}
    </span>
  );
};

type RichCard = Extract<MessageItem['cards'][number], { type: 'answer' }>;
const hasMarkup = (card: MessageItem['cards'][number]): card is RichCard =>
  card.type === 'answer' && card.rich !== undefined;

const Bubble = ({
  item,
  speaker,
  name,
}: {
  readonly item: MessageItem;
  readonly speaker: Speaker;
  readonly name: string;
}): JSX.Element => {
  const t = useStrings();
  const rich = item.cards.find(hasMarkup)?.rich;
  const parts = useRichParts(rich !== undefined);
  const dim = item.status === 'sending' ? ' nx-dim' : '';
  return (
    <div class={`nx-bubble${dim}`}>
      <span class="nx-hidden">{name}：</span>
      {item.erased ? (
        <p class="nx-erased">{t.erased}</p>
      ) : (
        item.text !== '' &&
        (rich !== undefined && parts !== undefined ? (
          <parts.Marked text={rich} />
        ) : (
          <p class="nx-text" dir="auto">
            <RichText text={item.text} />
          </p>
        ))
      )}
      {item.cards.map((card, index) => (
        <MessageCard key={`${card.type}${index}`} card={card} item={item} />
      ))}
      {speaker !== 'patient' && <ReadAloud item={item} />}
    </div>
  );
};

type GroupItem = Extract<ThreadItem, { type: 'group' }>;

const Group = ({ group }: { readonly group: GroupItem }): JSX.Element => {
  const t = useStrings();
  const { speaker, messages } = group;
  const name = speakerName(speaker, group.name, t);
  const last = messages[messages.length - 1];
  return (
    <div class={`nx-group nx-${speaker}`}>
      {speaker !== 'patient' && (
        <p class="nx-speaker" aria-hidden="true">
          <span class="nx-avatar">
            {speaker === 'agent' ? name.slice(0, 1) : <Icon name="heart" />}
          </span>
          {name}
          <span class="nx-tag">{speaker === 'agent' ? t.agentTag : t.botTag}</span>
        </p>
      )}
      {messages.map((item) => (
        <div key={item.key} class="nx-message">
          <Bubble item={item} speaker={speaker} name={name} />
          {item.status === 'failed' && item !== last && <Status item={item} />}
        </div>
      ))}
      {last !== undefined && (
        <p class="nx-meta">
          <time>{beijingTime(last.at)}</time>
          <Status item={last} />
        </p>
      )}
    </div>
  );
};

const lineText = (line: SystemLine, t: Strings): string => {
  switch (line.says) {
    case 'text':
      return line.text;
    case 'joined':
    case 'transferred':
      return t.lines[line.says](line.name);
    default:
      return t.lines[line.says];
  }
};

const Item = ({ item }: { readonly item: ThreadItem }): JSX.Element => {
  const { locale, now } = useView();
  const t = useStrings();
  switch (item.type) {
    case 'day':
      return (
        <p class="nx-day">
          <span>{dayLabel(item.date, now(), locale.value, t)}</span>
        </p>
      );
    case 'system':
      return (
        <p class="nx-line">
          <span>{lineText(item.line, t)}</span>
        </p>
      );
    case 'emergency':
      return <EmergencyNotice item={item} />;
    case 'group':
      return <Group group={item} />;
  }
};

const Dots = ({ label }: { readonly label: string }): JSX.Element => (
  <p class="nx-typing">
    <span class="nx-dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
    {label}
  </p>
);

const Typing = (): JSX.Element | null => {
  const { chat } = useView();
  const t = useStrings();
  const agent = chat.agentTyping.value;
  if (agent !== null) return <Dots label={t.typing(agent === '' ? t.agentTag : agent)} />;
  return chat.botBusy.value ? <Dots label={t.botTyping} /> : null;
};

/** Nearer to the end than this counts as reading the newest. */
const NEAR = 80;

/** What people should have before their eyes: the newest message, or an emergency card that nobody has answered yet. */
const newestOf = (log: Element): Element | null => {
  for (let last = log.lastElementChild; last !== null; last = last.previousElementSibling) {
    if (last.classList.contains('nx-emergency')) return last;
    if (last.matches('.nx-patient, .nx-agent')) break;
  }
  const messages = log.lastElementChild?.querySelectorAll('.nx-message') ?? [];
  return messages.length > 1 ? (messages[messages.length - 1] ?? null) : log.lastElementChild;
};

/** The end of the thread, or the top of what came last if it is longer than the box: people read from the beginning. */
const restingPlace = (box: HTMLElement): number => {
  const end = box.scrollHeight - box.clientHeight;
  const log = box.querySelector('.nx-log');
  // Nothing was said yet: the greeting stands at the top.
  if (log?.firstElementChild === null) return 0;
  const newest = log === null ? null : newestOf(log);
  return newest instanceof HTMLElement ? Math.min(end, newest.offsetTop - box.offsetTop - 8) : end;
};

const isOwn = (item: ThreadItem | undefined): boolean =>
  item?.type === 'emergency' ||
  (item?.type === 'group' &&
    item.speaker === 'patient' &&
    item.messages[item.messages.length - 1]?.seq === null);

/** Keeps the newest in sight while the patient is at the end, and leaves them alone while they read further up. */
const useScrolling = (items: readonly ThreadItem[]) => {
  const { chat, open } = useView();
  const box = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const following = useRef(true);
  const top = useRef(0);

  const toEnd = (): void => {
    const element = box.current;
    if (element === null) return;
    element.scrollTop = restingPlace(element);
    top.current = element.scrollTop;
    following.current = true;
    setAtEnd(true);
  };
  const look = (): void => {
    const element = box.current;
    if (element === null) return;
    const near = restingPlace(element) - element.scrollTop < NEAR;
    // A thread that grows or a box that shrinks also leaves the end out of sight: only a hand moves up.
    const up = element.scrollTop < top.current;
    top.current = element.scrollTop;
    if (near) following.current = true;
    else if (up) following.current = false;
    setAtEnd(near || following.current);
  };

  const own = isOwn(items[items.length - 1]);
  useLayoutEffect(() => {
    if (own || following.current) toEnd();
  }, [items, own, open.value]);

  useEffect(() => {
    if (open.value && atEnd && document.visibilityState === 'visible') chat.seen();
  }, [items, atEnd, open.value]);

  useEffect(() => {
    if (box.current === null || content.current === null) return undefined;
    if (typeof ResizeObserver === 'undefined') return undefined;
    const observer = new ResizeObserver(() => {
      if (following.current) toEnd();
    });
    observer.observe(box.current);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);

  return { box, content, atEnd, look, toEnd };
};

/** Asked once, at the end of a talk. */
const useRating = later(() => import('./Rating.tsx'));

export const Messages = (): JSX.Element => {
  const { chat } = useView();
  const t = useStrings();
  const items = chat.items.value;
  const loading = chat.loading.value;
  const { box, content, atEnd, look, toEnd } = useScrolling(items);
  const rating = useRating(chat.asksRating.value);
  return (
    <div class="nx-body">
      <div class="nx-scroll" ref={box} onScroll={look}>
        <div ref={content}>
          {!loading && <Home />}
          {chat.notice.value === 'session-ended' && (
            <p class="nx-line nx-notice" role="status">
              <span>{t.sessionEnded}</span>
            </p>
          )}
          {loading && (
            <div class="nx-loading" role="status">
              <span class="nx-hidden">{t.loading}</span>
              <span class="nx-skeleton nx-left" />
              <span class="nx-skeleton nx-right" />
              <span class="nx-skeleton nx-left nx-tall" />
            </div>
          )}
          <div
            class="nx-log"
            role="log"
            aria-label={t.messageLog}
            aria-live={loading ? 'off' : 'polite'}
            aria-relevant="additions"
          >
            {items.map((item) => (
              <Item key={item.key} item={item} />
            ))}
          </div>
          <Typing />
          {chat.asksRating.value && rating !== undefined && <rating.Rating />}
        </div>
      </div>
      {!atEnd && (
        <button type="button" class="nx-jump" aria-label={t.jump} onClick={toEnd}>
          <Icon name="down" />
          {chat.unread.value > 0 && <span>{t.newMessages}</span>}
        </button>
      )}
    </div>
  );
};
