import { Icon } from '../../components/Icon.tsx';
import { clock, useConsole } from '../../context.ts';
import { signedSpan } from '../../helpers/sla.ts';
import { locale, t } from '../../i18n.ts';
import { CardHead } from './CardHead.tsx';
import { type TicketData, useForm } from './ticket-data.ts';

/** How to reach the patient: masked, until somebody says why they need it in full. Every look is recorded. */
export function Contact({ data }: { readonly data: TicketData }) {
  const { desk } = useConsole();
  const open = useForm();
  const { contact } = data.ticket;
  const full = desk.ticketPage.revealed.value;
  if (contact === null || contact.name + contact.phone === '')
    return (
      <section class="block" aria-label={t('contact')}>
        <CardHead title={t('contact')} />
        <p class="quiet">{t('noContact')}</p>
        <Lookup />
      </section>
    );
  const shown = full ?? contact;
  return (
    <section class={full === null ? 'block' : 'block block-revealed'} aria-label={t('contact')}>
      <CardHead title={t('contact')} />
      <dl class="facts">
        <div>
          <dt>{t('contactName')}</dt>
          <dd>
            {shown.name === '' ? '—' : shown.name}
            {shown.relation !== '' && <span class="quiet"> {shown.relation}</span>}
          </dd>
        </div>
        <div>
          <dt>{t('contactPhone')}</dt>
          <dd class="number">
            {full !== null && full.phone !== '' ? (
              <a class="link" href={`tel:${full.phone}`}>
                {full.phone}
              </a>
            ) : (
              shown.phone || '—'
            )}
          </dd>
        </div>
      </dl>
      {full === null ? (
        <button type="button" class="button button-small" onClick={() => open({ kind: 'reveal' })}>
          <Icon name="eye" size={14} />
          {t('reveal')}
        </button>
      ) : (
        <p class="reveal-foot">
          <span class="quiet">
            {t('hidesIn', { time: signedSpan(full.expiresAt - clock.value, locale.value) })}
          </span>
          <button type="button" class="link" onClick={desk.ticketPage.hide}>
            {t('hideNow')}
          </button>
        </p>
      )}
      <Lookup />
    </section>
  );
}

/** For a patient who lost the code or locked the number. */
function Lookup() {
  const { desk } = useConsole();
  const open = useForm();
  if (desk.staff.tier === 'department') return null;
  return (
    <button type="button" class="link" onClick={() => open({ kind: 'lookup' })}>
      {t('openLookup')}
    </button>
  );
}
