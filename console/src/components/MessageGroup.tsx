import { useId, useState } from 'preact/hooks';
import type { DeskConversation } from '#shared/contract/desk.ts';
import type { Entry, EntryAuthor, EntryBody } from '#shared/domain/conversation/entry.ts';
import { beijingTime } from '#shared/kernel/clock.ts';
import { useConsole } from '../context.ts';
import { fullTime } from '../helpers/dates.ts';
import { t } from '../i18n.ts';
import { StaffAvatar } from './Avatar.tsx';
import { CardView } from './Cards.tsx';
import { Icon } from './Icon.tsx';
import { ReadingPanel } from './ReadingPanel.tsx';
import { RichText } from './RichText.tsx';

type Reading = DeskConversation['readings'][number];

const speaker = (by: EntryAuthor, me: string): string => {
  if (by.kind === 'patient') return t('patient');
  if (by.kind === 'bot') return t('bot');
  if (by.kind === 'system') return t('system');
  return by.id === me ? t('me') : (by.name ?? t('aColleague'));
};

/** Whether the patient's device has it, and whether they have read it. */
function Delivery({ seq }: { readonly seq: number }) {
  const { patient } = useConsole().desk.thread.cursors.value;
  if (seq <= patient.read)
    return (
      <span class="delivery delivery-read">
        <Icon name="checks" size={14} />
        {t('read')}
      </span>
    );
  return (
    <span class="delivery">
      <Icon name={seq <= patient.delivered ? 'checks' : 'check'} size={14} />
      {t(seq <= patient.delivered ? 'delivered' : 'sent')}
    </span>
  );
}

type MessageBody = Extract<EntryBody, { kind: 'message' }>;

/** The words of an emergency stand in its card; beside it they would be read twice. */
const isRepeated = ({ text, cards }: MessageBody): boolean =>
  text === '' || cards.some((card) => card.type === 'emergency' && card.safetyLine === text);

/** What was said, with its markup where the answer had any. */
function Words({ body, at }: { readonly body: MessageBody; readonly at: number }) {
  const rich = body.cards.find((card) => card.type === 'answer')?.rich;
  if (rich === undefined)
    return (
      <p class="bubble" title={fullTime(at)}>
        {body.text}
      </p>
    );
  return (
    <div class="bubble bubble-rich" title={fullTime(at)}>
      <RichText text={rich} />
    </div>
  );
}

type MessageProps = { readonly entry: Entry; readonly reading: Reading | undefined };

function Message({ entry, reading }: MessageProps) {
  const [why, setWhy] = useState(false);
  const panel = useId();
  const { body } = entry;
  if (body.kind === 'erased') return <p class="bubble bubble-erased">{t('erased')}</p>;
  if (body.kind !== 'message') return null;
  return (
    <div class="message">
      {!isRepeated(body) && (
        <div class="bubble-line">
          <Words body={body} at={entry.at} />
          {reading !== undefined && (
            <button
              type="button"
              class="icon-button icon-button-tiny why-button"
              aria-label={t('whyRead')}
              title={t('whyRead')}
              aria-expanded={why}
              aria-controls={why ? panel : undefined}
              onClick={() => setWhy(!why)}
            >
              <Icon name="why" size={16} />
            </button>
          )}
        </div>
      )}
      {why && reading !== undefined && <ReadingPanel reading={reading} id={panel} />}
      {body.cards.map((card, i) => (
        <CardView key={`${entry.seq}-${i}-${card.type}`} card={card} />
      ))}
    </div>
  );
}

type Props = {
  readonly by: EntryAuthor;
  readonly entries: readonly Entry[];
  readonly readings: readonly Reading[];
};

/** What one side said in a row: left the patient, right everyone who speaks for the hospital. */
export function MessageGroup({ by, entries, readings }: Props) {
  const { desk } = useConsole();
  const last = entries.at(-1);
  const own = by.kind === 'agent' && by.id === desk.me;
  const name = speaker(by, desk.me);
  return (
    <li class={`group group-${by.kind} ${own ? 'group-own' : ''}`}>
      <span class="group-face" aria-hidden="true">
        {by.kind === 'agent' ? (
          <StaffAvatar id={by.id ?? ''} name={by.name ?? ''} small />
        ) : (
          <span class={`avatar avatar-small face-${by.kind}`}>
            <Icon name={by.kind === 'bot' ? 'bot' : 'person'} size={16} />
          </span>
        )}
      </span>
      <div class="group-main">
        <p class="group-name">
          {name} <time>{last && beijingTime(last.at)}</time>
        </p>
        {entries.map((entry) => (
          <Message
            key={entry.seq}
            entry={entry}
            reading={readings.find((r) => r.seq === entry.seq)}
          />
        ))}
        {by.kind === 'agent' && last !== undefined && <Delivery seq={last.seq} />}
      </div>
    </li>
  );
}
