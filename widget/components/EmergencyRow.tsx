import type { JSX } from 'preact';
import { telHref } from '../helpers/links.ts';
import { useStrings, useView } from '../view.ts';
import { Icon } from './icons.tsx';

/** Above everything, from the first moment: needs no network, no consent, no session. */
export const EmergencyRow = (): JSX.Element => {
  const { chat, host } = useView();
  const t = useStrings();
  const phone = chat.site.value?.hospital.emergencyPhone ?? host.config.emergencyPhone;
  return (
    <section class="nx-emergency-row" aria-label={t.emergencyRow}>
      <span class="nx-emergency-words">
        <Icon name="alert" />
        {t.emergencyRow}
      </span>
      <a class="nx-dial nx-dial-120" href="tel:120" aria-label={t.call120}>
        <Icon name="phone" />
        120
      </a>
      {phone !== '' && (
        <a class="nx-dial" href={telHref(phone)} aria-label={`${t.callHospital} ${phone}`}>
          {t.emergencyRoom}
        </a>
      )}
    </section>
  );
};
