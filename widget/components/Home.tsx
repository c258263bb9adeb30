import type { JSX } from 'preact';
import { useStrings, useView } from '../view.ts';
import { Icon, type IconName, isIconName } from './icons.tsx';

/** The words of /v1/site choose their drawing; one that we do not have gets the general one. */
const iconOf = (name: string): IconName => (isIconName(name) ? name : 'speech');

/** Asking for a person is an act of its own, not a sentence for the bot to understand. */
const asksForPerson = ({ icon }: { readonly icon: string }): boolean =>
  icon === 'person' || icon === 'headset';

/** First view: who speaks, whether people are there, and a few large choices. */
export const Home = (): JSX.Element => {
  const { chat, locale } = useView();
  const t = useStrings();
  const site = chat.site.value;
  const hot = chat.hot.value;
  return (
    <div class="nx-home">
      <div class="nx-greeting">
        <h3>{t.greeting}</h3>
        <p>{t.greetingText}</p>
        {site !== null && (
          <p class="nx-hours">
            <Icon name="clock" />
            {site.desk.hours}
          </p>
        )}
      </div>
      <h4 class="nx-hidden">{t.chooseTopic}</h4>
      <div class="nx-topics">
        {site === null
          ? [1, 2, 3, 4].map((place) => <span key={place} class="nx-skeleton nx-topic" />)
          : site.topics.map((topic) => (
              <button
                key={topic.send}
                type="button"
                class={asksForPerson(topic) ? 'nx-topic nx-topic-person' : 'nx-topic'}
                onClick={() => (asksForPerson(topic) ? chat.askForPerson() : chat.say(topic.send))}
              >
                <span class="nx-topic-icon">
                  <Icon name={iconOf(topic.icon)} />
                </span>
                {topic[locale.value]}
              </button>
            ))}
        {site !== null && !chat.handoffAsked.value && !site.topics.some(asksForPerson) && (
          <button type="button" class="nx-topic nx-topic-person" onClick={chat.askForPerson}>
            <span class="nx-topic-icon">
              <Icon name="headset" />
            </span>
            {t.toAgent}
          </button>
        )}
      </div>
      {hot !== null && hot.questions.length > 0 && (
        <section class="nx-hot" aria-labelledby="nx-hot-title">
          <h4 id="nx-hot-title">{hot.basis === 'week' ? t.hotWeek : t.hotUsual}</h4>
          <ul>
            {hot.questions.map(({ articleId, question }) => (
              <li key={articleId}>
                <button type="button" onClick={() => chat.say(question)}>
                  {question}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
};
