import type { JSX } from 'preact';
import type { Card, CardButton } from '#shared/domain/conversation/entry.ts';
import { isWebAddress, telHref } from '../helpers/links.ts';
import type { MessageItem } from '../helpers/thread-items.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';
import { useRichParts } from './rich-parts.ts';
import { TicketNumber } from './TicketBar.tsx';

const ActionButton = ({ button }: { readonly button: CardButton }): JSX.Element | null => {
  const { chat } = useView();
  const { label, action } = button;
  const look = button.primary === true ? 'nx-chip nx-primary' : 'nx-chip';
  switch (action.do) {
    case 'dial':
      return (
        <a class={look} href={telHref(action.number)}>
          <Icon name="phone" />
          {label}
        </a>
      );
    case 'open':
      return isWebAddress(action.url) ? (
        <a class={look} href={action.url} target="_blank" rel="noopener noreferrer">
          {label}
        </a>
      ) : null;
    case 'send':
      return (
        <button type="button" class={look} onClick={() => chat.say(action.text)}>
          {label}
        </button>
      );
    case 'handoff':
      return (
        <button
          type="button"
          class={look}
          disabled={chat.handoffAsked.value}
          onClick={chat.askForPerson}
        >
          <Icon name="headset" />
          {label}
        </button>
      );
    case 'emergency-answer':
      return null;
  }
};

const Buttons = ({ buttons }: { readonly buttons: readonly CardButton[] }): JSX.Element | null =>
  buttons.length === 0 ? null : (
    <div class="nx-chips">
      {buttons.map((button) => (
        <ActionButton key={button.label} button={button} />
      ))}
    </div>
  );

const Solved = ({ item }: { readonly item: MessageItem }): JSX.Element => {
  const { chat } = useView();
  const t = useStrings();
  const { seq, helpful } = item;
  if (helpful === true)
    return (
      <p class="nx-solved-thanks" role="status">
        <Icon name="check" />
        {t.thanksHelpful}
      </p>
    );
  return (
    <div class="nx-solved">
      <span>{helpful === false ? t.notHelpful : t.solved}</span>
      <div class="nx-chips">
        {helpful === null && seq !== null && (
          <>
            <button type="button" class="nx-chip" onClick={() => chat.feedback(seq, true)}>
              {t.yes}
            </button>
            <button type="button" class="nx-chip" onClick={() => chat.feedback(seq, false)}>
              {t.no}
            </button>
          </>
        )}
        {!chat.handoffAsked.value && (
          <button type="button" class="nx-chip nx-primary" onClick={chat.askForPerson}>
            <Icon name="headset" />
            {t.toAgent}
          </button>
        )}
      </div>
    </div>
  );
};

type AnswerCard = Extract<Card, { type: 'answer' }>;

const Answer = ({
  card,
  item,
}: {
  readonly card: AnswerCard;
  readonly item: MessageItem;
}): JSX.Element => {
  const t = useStrings();
  const { pictures = [], buttons = [] } = card;
  const parts = useRichParts(pictures.length > 0);
  return (
    <div class="nx-answer">
      {parts !== undefined && <parts.Pictures pictures={pictures} />}
      <Buttons buttons={buttons} />
      <p class="nx-source">
        <span>{t.source(card.department)}</span>
        <span>{t.updated(card.updated)}</span>
        {card.effectiveTo !== null && <span>{t.validTo(card.effectiveTo)}</span>}
      </p>
      {card.askSolved && <Solved item={item} />}
      {card.related !== undefined && (
        <div class="nx-related">
          <p>{t.related}</p>
          <Buttons
            buttons={card.related.map((text) => ({ label: text, action: { do: 'send', text } }))}
          />
        </div>
      )}
    </div>
  );
};

type DepartmentsCard = Extract<Card, { type: 'departments' }>;
const Departments = ({ card }: { readonly card: DepartmentsCard }): JSX.Element => {
  const t = useStrings();
  const parts = useRichParts(card.departments.some(({ way }) => way !== undefined));
  return (
    <div class="nx-departments">
      <ul>
        {card.departments.map(({ name, reason, floor, phone, hours, way }) => (
          <li key={name}>
            <h4>{name}</h4>
            {reason !== '' && <p class="nx-reason">{reason}</p>}
            <p>
              <Icon name="pin" />
              <span class="nx-hidden">{t.floor}</span>
              {floor}
            </p>
            <p>
              <Icon name="clock" />
              <span class="nx-hidden">{t.hours}</span>
              {hours}
            </p>
            <a
              class="nx-department-phone"
              href={telHref(phone)}
              aria-label={`${t.phone} ${name} ${phone}`}
            >
              <Icon name="phone" />
              {phone}
            </a>
            {way !== undefined && parts !== undefined && <parts.Way way={way} />}
          </li>
        ))}
      </ul>
      <Buttons buttons={card.buttons} />
    </div>
  );
};

/** Everything a message may carry below its text. */
export const MessageCard = ({
  card,
  item,
}: {
  readonly card: MessageItem['cards'][number];
  readonly item: MessageItem;
}): JSX.Element | null => {
  const t = useStrings();
  switch (card.type) {
    case 'answer':
      return <Answer card={card} item={item} />;
    case 'choices':
      return (
        <div class="nx-choices">
          {card.title !== '' && <p>{card.title}</p>}
          <Buttons buttons={card.buttons} />
        </div>
      );
    case 'departments':
      return <Departments card={card} />;
    case 'ticket':
      return (
        <div class="nx-ticket-card">
          <p>
            {t.ticketCard} · {card.category}
          </p>
          <TicketNumber />
          {card.promise !== '' && <p class="nx-promise">{card.promise}</p>}
        </div>
      );
    case 'rating':
      return null;
  }
};
