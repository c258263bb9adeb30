import type { JSX } from 'preact';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

/** Once a talk has begun: the way to a person is always in sight, and the topics are one tap away. */
export const QuickReplies = (): JSX.Element | null => {
  const { chat, locale } = useView();
  const t = useStrings();
  if (chat.items.value.length === 0 || chat.handoffAsked.value) return null;
  const topics = (chat.site.value?.topics ?? []).filter(
    ({ icon }) => icon !== 'person' && icon !== 'headset',
  );
  return (
    <nav class="nx-quick" aria-label={t.topics}>
      <button type="button" class="nx-chip nx-primary" onClick={chat.askForPerson}>
        <Icon name="headset" />
        {t.toAgent}
      </button>
      {topics.map((topic) => (
        <button key={topic.send} type="button" class="nx-chip" onClick={() => chat.say(topic.send)}>
          {topic[locale.value]}
        </button>
      ))}
    </nav>
  );
};
