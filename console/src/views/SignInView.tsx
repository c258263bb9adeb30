import type { SiteView } from '#shared/contract/site.ts';
import { locale, t } from '../i18n.ts';
import type { StringKey } from '../strings.ts';

export type SignInTrouble = { readonly text: StringKey; readonly code: string };

type Props = {
  readonly site: SiteView | null;
  readonly busy: boolean;
  readonly trouble: SignInTrouble | null;
  readonly onSignIn: () => void;
  readonly onLocale: () => void;
};

/** The door: which hospital, one button, and what went wrong if something did. */
export function SignInView({ site, busy, trouble, onSignIn, onLocale }: Props) {
  return (
    <main class="door">
      <section class="door-card">
        <svg class="door-brand" viewBox="0 0 32 32" aria-hidden="true">
          <rect width="32" height="32" rx="9" />
          <path
            class="brand-heart"
            d="M16 24.200 8.600 17a5 5 0 0 1 7.100-7l.3.3.3-.3a5 5 0 0 1 7.100 7Z"
          />
          <path class="brand-pulse" d="M9.500 16.400h3.200l1.600-3 2.600 5.400 1.600-2.400h4" />
        </svg>
        <p class="door-hospital">{site?.hospital.name[locale.value] ?? ' '}</p>
        <h1>{t('productTitle')}</h1>
        <p class="quiet">{t('doorText')}</p>
        {trouble !== null && (
          <div class="door-trouble" role="alert">
            <p>{t(trouble.text)}</p>
            <p>
              {t('errorCode')} <code>{trouble.code}</code>
            </p>
          </div>
        )}
        <button
          type="button"
          class="button button-primary button-large"
          disabled={busy}
          onClick={onSignIn}
        >
          {t(busy ? 'signingIn' : 'signIn')}
        </button>
        <button type="button" class="link" onClick={onLocale}>
          {locale.value === 'en' ? '简体中文' : 'English'}
        </button>
      </section>
    </main>
  );
}
