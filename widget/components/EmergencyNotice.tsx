import type { JSX } from 'preact';
import { telHref } from '../helpers/links.ts';
import type { EmergencyItem } from '../store/chat.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

type Card = EmergencyItem['card'];

const Lines = ({
  title,
  lines,
  kind,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly kind: 'do' | 'dont';
}): JSX.Element | null =>
  lines.length === 0 ? null : (
    <div class={`nx-first-aid nx-${kind}`}>
      <h4>
        <Icon name={kind === 'do' ? 'check' : 'close'} />
        {title}
      </h4>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );

/** To somebody who may wish to die an alarm is the wrong tone: the card is calm and keeps its own order of help. */
const isCare = ({ kinds }: Card): boolean => kinds.includes('self-harm');

type Number = { readonly label: string; readonly number: string };

/** 120 first, then this hospital, then what else the card names; each number once. */
const useNumbers = (card: Card): readonly Number[] => {
  const { chat, host } = useView();
  const t = useStrings();
  const own = chat.site.value?.hospital.emergencyPhone ?? host.config.emergencyPhone;
  const named = card.buttons.flatMap(({ label, action }) =>
    action.do === 'dial' ? [{ label, number: action.number }] : [],
  );
  const first = [
    { label: t.call120, number: '120' },
    ...(own === '' ? [] : [{ label: `${t.callHospital} ${own}`, number: own }]),
  ];
  const all = isCare(card) ? [...named, ...first.slice(0, 1)] : [...first, ...named];
  return all.filter(({ number }, at) => all.findIndex((one) => one.number === number) === at);
};

const Numbers = ({ card }: { readonly card: Card }): JSX.Element => (
  <div class="nx-dials">
    {useNumbers(card).map(({ label, number }, index) => (
      <a
        key={number}
        class={index === 0 ? 'nx-call nx-call-first' : 'nx-call'}
        href={telHref(number)}
      >
        {index === 0 && <Icon name="phone" />}
        {label}
      </a>
    ))}
  </div>
);

const Confirm = ({ item }: { readonly item: EmergencyItem }): JSX.Element => {
  const { chat } = useView();
  const t = useStrings();
  return (
    <div class="nx-confirm">
      <p>{item.card.question ?? t.emergencyQuestion}</p>
      <div class="nx-confirm-buttons">
        <button type="button" class="nx-danger" onClick={() => chat.answerEmergency(item, true)}>
          {t.happening}
        </button>
        <button type="button" onClick={() => chat.answerEmergency(item, false)}>
          {t.justAsking}
        </button>
      </div>
    </div>
  );
};

/** The one question of a card that fires, with ready answers where it has some. */
const Question = ({ card }: { readonly card: Card }): JSX.Element | null => {
  const { chat } = useView();
  const answers = card.buttons.flatMap(({ action }) => (action.do === 'send' ? [action.text] : []));
  if (card.question === null) return null;
  return (
    <div class="nx-question">
      <p>{card.question}</p>
      <div class="nx-chips">
        {answers.map((text) => (
          <button key={text} type="button" class="nx-chip" onClick={() => chat.say(text)}>
            {text}
          </button>
        ))}
      </div>
    </div>
  );
};

const useTitle = (card: Card, asks: boolean): string => {
  const t = useStrings();
  if (isCare(card)) return t.careTitle;
  return asks ? t.emergencyAsk : t.emergencyTitle;
};

/** The red card. The numbers come first, whatever else the card offers; it is spoken over everything else. */
export const EmergencyNotice = ({ item }: { readonly item: EmergencyItem }): JSX.Element => {
  const t = useStrings();
  const { card, happening } = item;
  const asks = card.decision === 'confirm' && happening === null;
  const care = isCare(card);
  const title = useTitle(card, asks);
  if (item.settled || (card.decision === 'confirm' && happening === false))
    return (
      <p class="nx-line">
        <span>{item.settled ? t.notedHappening : t.notedAsking}</span>
      </p>
    );
  return (
    <section
      class={care ? 'nx-emergency nx-care' : 'nx-emergency'}
      role="alert"
      aria-live="assertive"
    >
      <h3>
        <Icon name={care ? 'heart' : 'alert'} />
        {title}
      </h3>
      <p class="nx-safety">{card.safetyLine === '' ? t.emergencyFallback : card.safetyLine}</p>
      <Numbers card={card} />
      {asks ? <Confirm item={item} /> : <Question card={card} />}
      <Lines title={care ? t.careDo : t.do} lines={card.do} kind="do" />
      <Lines title={t.dont} lines={card.dont} kind="dont" />
      {card.needsSignOff && <p class="nx-sign-off">{t.needsSignOff}</p>}
    </section>
  );
};
