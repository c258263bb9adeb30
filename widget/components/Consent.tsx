import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { telHref } from '../helpers/links.ts';
import { useStrings, useView } from '../view.ts';

/** Who processes what and why, before the first message leaves the device (PIPL art. 17, 29). Never before 120. */
export const Consent = (): JSX.Element | null => {
  const { chat, host, draft, locale } = useView();
  const t = useStrings();
  const agree = useRef<HTMLButtonElement>(null);
  const text = chat.awaitingConsent.value;
  useEffect(() => {
    if (text !== null) agree.current?.focus();
  }, [text]);
  if (text === null) return null;
  const hospital = chat.site.value?.hospital;
  const hotline = hospital?.hotline ?? host.config.hotline;
  return (
    <section class="nx-consent" aria-label={t.consentTitle}>
      <h3>{t.consentTitle}</h3>
      <p class="nx-held" dir="auto">
        {text}
      </p>
      <p>{t.consentText(hospital?.name[locale.value] ?? t.title)}</p>
      <p>
        {t.consentRights}
        {hotline !== '' && <a href={telHref(hotline)}>{hotline}</a>}
      </p>
      <p class="nx-consent-emergency">{t.consentEmergency}</p>
      <div class="nx-chips">
        <button ref={agree} type="button" class="nx-button nx-primary" onClick={chat.agree}>
          {t.consentAgree}
        </button>
        <button
          type="button"
          class="nx-button"
          onClick={() => {
            draft.value = chat.decline();
          }}
        >
          {t.consentLater}
        </button>
      </div>
    </section>
  );
};
