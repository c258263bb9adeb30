import { useState } from 'preact/hooks';
import { answerOffer } from '../actions.ts';
import { useConsole } from '../context.ts';
import { shortNumber } from '../helpers/faces.ts';
import { keyName } from '../helpers/shortcuts.ts';
import { t } from '../i18n.ts';
import { Icon } from './Icon.tsx';

/** A colleague's request to take a conversation over, across the page until it is answered. It never takes the focus. */
export function OfferBar() {
  const console = useConsole();
  const [reason, setReason] = useState('');
  const first = console.desk.inbox.offers.value[0];
  const offer = first?.offer;
  if (first === undefined || offer === undefined || offer === null) return null;
  const answer = (accept: boolean): void => {
    void answerOffer(console, accept, reason.trim());
    setReason('');
  };
  const title = t('offerTitle', { name: offer.byName });
  return (
    <section class="offer" role="alert" aria-label={title}>
      <Icon name="transfer" size={20} />
      <div class="offer-text">
        <p class="offer-title">
          {title} · {t('visitor')} <span class="number">{shortNumber(first.ticketNumber)}</span>
        </p>
        <p>{offer.reason}</p>
      </div>
      <input
        type="text"
        maxLength={300}
        value={reason}
        placeholder={t('offerReason')}
        aria-label={t('offerReason')}
        onInput={(e) => setReason(e.currentTarget.value)}
      />
      <button
        type="button"
        class="button"
        aria-keyshortcuts="Control+F9"
        onClick={() => answer(false)}
      >
        {t('offerDecline')} <kbd>{keyName('decline-transfer')}</kbd>
      </button>
      <button
        type="button"
        class="button button-primary"
        aria-keyshortcuts="F9"
        onClick={() => answer(true)}
      >
        {t('offerAccept')} <kbd>{keyName('accept-transfer')}</kbd>
      </button>
    </section>
  );
}
