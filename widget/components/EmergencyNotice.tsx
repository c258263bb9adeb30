import type { JSX } from 'preact';
import { telHref } from '../helpers/links.ts';
import type { EmergencyItem } from '../store/chat.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

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

/** The red card. 120 comes first, whatever else the card offers; it is spoken over everything else. */
export const EmergencyNotice = ({ item }: { readonly item: EmergencyItem }): JSX.Element => {
  const { chat, host } = useView();
  const t = useStrings();
  const { card, happening } = item;
  const asks = card.decision === 'confirm' && happening === null;
  // To somebody who may wish to die an alarm is the wrong tone.
  const cares = card.kinds.includes('self-harm');
  const alarm = asks ? t.emergencyAsk : t.emergencyTitle;
  const title = cares ? t.careTitle : alarm;
  if (card.decision === 'confirm' && happening === false)
    return (
      <p class="nx-line">
        <span>{t.notedAsking}</span>
      </p>
    );
  if (item.settled)
    return (
      <p class="nx-line">
        <span>{t.notedHappening}</span>
      </p>
    );
  const phone = chat.site.value?.hospital.emergencyPhone ?? host.config.emergencyPhone;
  const others = card.buttons.flatMap(({ label, action }) =>
    action.do === 'dial' && action.number !== '120' && action.number !== phone
      ? [{ label, number: action.number }]
      : [],
  );
  return (
    <section
      class={asks ? 'nx-emergency nx-asks' : 'nx-emergency'}
      role="alert"
      aria-live="assertive"
    >
      <h3>
        <Icon name={cares ? 'heart' : 'alert'} />
        {title}
      </h3>
      <p class="nx-safety">{card.safetyLine === '' ? t.emergencyFallback : card.safetyLine}</p>
      <div class="nx-dials">
        <a class="nx-call nx-call-120" href="tel:120">
          <Icon name="phone" />
          {t.call120}
        </a>
        {phone !== '' && (
          <a class="nx-call" href={telHref(phone)}>
            {t.callHospital} <span>{phone}</span>
          </a>
        )}
        {others.map(({ label, number }) => (
          <a key={number} class="nx-call" href={telHref(number)}>
            {label}
          </a>
        ))}
      </div>
      {asks && (
        <div class="nx-confirm">
          <p>{card.question ?? t.emergencyQuestion}</p>
          <div class="nx-confirm-buttons">
            <button
              type="button"
              class="nx-danger"
              onClick={() => chat.answerEmergency(item, true)}
            >
              {t.happening}
            </button>
            <button type="button" onClick={() => chat.answerEmergency(item, false)}>
              {t.justAsking}
            </button>
          </div>
        </div>
      )}
      <Lines title={t.do} lines={card.do} kind="do" />
      <Lines title={t.dont} lines={card.dont} kind="dont" />
      {card.needsSignOff && <p class="nx-sign-off">{t.needsSignOff}</p>}
    </section>
  );
};
