import './polyfills.ts';
import { type Signal, signal } from '@preact/signals';
import { type JSX, render } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { type ApiClient, createApiClient } from '#shared/client/api-client.ts';
import type { LookedUp } from '#shared/contract/tickets.ts';
import { beijingDate, beijingTime, type Instant } from '#shared/kernel/clock.ts';
import type { Locale } from '#shared/kernel/locale.ts';
import { Icon } from './components/icons.tsx';
import { dayLabel } from './helpers/day-labels.ts';
import { telHref } from './helpers/links.ts';
import { groupedNumber, isWholeNumber, PROGRESS_STEPS, progressStep } from './helpers/progress.ts';
import { type HostConfig, readHostConfig } from './host-config.ts';
import { progressStrings } from './progress-strings.ts';
import { browserFetch } from './services/patient-api.ts';
import { ROUTES } from './services/routes.ts';
import { stringsOf } from './strings.ts';

export type ProgressHost = {
  readonly config: Pick<HostConfig, 'hotline' | 'emergencyPhone'>;
  readonly call: ApiClient['call'];
  readonly now: () => Instant;
  readonly locale: Signal<Locale>;
};

type Found =
  | { readonly kind: 'form' }
  | { readonly kind: 'looking' }
  | { readonly kind: 'refused'; readonly why: 'unknown' | 'unreachable' }
  | { readonly kind: 'found'; readonly ticket: LookedUp };

type State = {
  readonly host: ProgressHost;
  readonly found: Signal<Found>;
  readonly number: Signal<string>;
  readonly code: Signal<string>;
};

/** One look-up. Whatever does not fit (number, code, too many tries) is one answer, as the service gives one. */
const look = async ({ host, found, number, code }: State): Promise<void> => {
  found.value = { kind: 'looking' };
  const answer = await host.call('lookupTicket', {
    body: { number: number.value, code: code.value.trim() },
  });
  if (answer.ok) found.value = { kind: 'found', ticket: answer.value };
  else
    found.value = {
      kind: 'refused',
      why: answer.error.kind === 'problem' ? 'unknown' : 'unreachable',
    };
};

const useWords = ({ host }: State) => progressStrings(host.locale.value);

const Refusal = ({
  state,
  why,
}: {
  readonly state: State;
  readonly why: 'unknown' | 'unreachable';
}): JSX.Element => {
  const t = useWords(state);
  const { hotline } = state.host.config;
  return (
    <div class="np-refused" role="alert">
      <p>{t[why]}</p>
      {why === 'unknown' && <p class="np-quiet">{t.locks}</p>}
      {hotline !== '' && (
        <p>
          {t.askDesk} <a href={telHref(hotline)}>{hotline}</a>
        </p>
      )}
    </div>
  );
};

const Form = ({ state }: { readonly state: State }): JSX.Element => {
  const t = useWords(state);
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  const { number, code, found } = state;
  const busy = found.value.kind === 'looking';
  const ready = isWholeNumber(number.value) && code.value.trim() !== '' && !busy;
  return (
    <form
      class="np-card"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void look(state);
      }}
    >
      <p>{t.intro}</p>
      <label class="np-field">
        {t.number}
        <input
          ref={first}
          inputMode="numeric"
          autocomplete="off"
          placeholder={t.numberHint}
          value={number.value}
          onInput={(event) => {
            number.value = groupedNumber(event.currentTarget.value);
            event.currentTarget.value = number.value;
          }}
        />
      </label>
      <label class="np-field">
        {t.code}
        <input
          autocomplete="off"
          autocapitalize="characters"
          maxLength={12}
          placeholder={t.codeHint}
          value={code.value}
          onInput={(event) => {
            code.value = event.currentTarget.value;
          }}
        />
      </label>
      {found.value.kind === 'refused' && <Refusal state={state} why={found.value.why} />}
      <button type="submit" class="nx-button nx-primary np-look" disabled={!ready}>
        {busy ? t.looking : t.look}
      </button>
    </form>
  );
};

const Steps = ({ state, status }: { readonly state: State; readonly status: string }) => {
  const t = useWords(state);
  const step = progressStep(status);
  if (step === null) return null;
  const at = PROGRESS_STEPS.indexOf(step);
  return (
    <ol class="np-steps">
      {PROGRESS_STEPS.map((id, index) => (
        <li
          key={id}
          class={index < at || step === 'closed' ? 'np-done' : index === at ? 'np-now' : ''}
          aria-current={index === at ? 'step' : undefined}
        >
          <i aria-hidden="true">{index < at || step === 'closed' ? <Icon name="check" /> : null}</i>
          {t.steps[id]}
          {index <= at && <span class="nx-hidden">{index === at ? t.now : t.done}</span>}
        </li>
      ))}
    </ol>
  );
};

const Result = ({ state, ticket }: { readonly state: State; readonly ticket: LookedUp }) => {
  const t = useWords(state);
  const locale = state.host.locale.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const when = (at: Instant): string =>
    `${dayLabel(beijingDate(at), state.host.now(), locale, stringsOf(locale))} ${beijingTime(at)}`;
  return (
    <section class="np-card">
      <h2 ref={heading} tabIndex={-1} class="np-number">
        {ticket.number}
      </h2>
      <p class="np-status">
        <span class="np-category">{ticket.category}</span>
        <strong>{ticket.status[locale]}</strong>
      </p>
      {ticket.mergedInto !== null && <p class="np-quiet">{t.merged(ticket.mergedInto)}</p>}
      <Steps state={state} status={ticket.status['zh-CN']} />
      <dl class="np-facts">
        <dt>{t.opened}</dt>
        <dd>{when(ticket.openedAt)}</dd>
        {ticket.promisedAt !== null && (
          <>
            <dt>{t.promised}</dt>
            <dd>
              <strong>{t.promisedBy(when(ticket.promisedAt))}</strong>
              {ticket.provisional && <small>{t.provisional}</small>}
            </dd>
          </>
        )}
      </dl>
      {ticket.parts.length > 0 && (
        <>
          <h3>{t.parts}</h3>
          <ul class="np-parts">
            {ticket.parts.map((part) => (
              <li key={part.number}>
                <b>{part.number}</b> {part.status[locale]}
                {part.promisedAt !== null && <small>{t.promisedBy(when(part.promisedAt))}</small>}
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>{t.comments}</h3>
      {ticket.comments.length === 0 && <p class="np-quiet">{t.noComments}</p>}
      <ol class="np-comments">
        {ticket.comments
          .slice()
          .sort((a, b) => b.at - a.at)
          .map((comment) => (
            <li key={comment.at + comment.text}>
              <p>{comment.text}</p>
              <time>{when(comment.at)}</time>
            </li>
          ))}
      </ol>
      <button
        type="button"
        class="nx-button np-look"
        onClick={() => {
          state.number.value = '';
          state.code.value = '';
          state.found.value = { kind: 'form' };
        }}
      >
        {t.another}
      </button>
    </section>
  );
};

/** The page on which whoever has number and code sees how a matter stands, on any device, without a session. */
export const ProgressPage = ({ state }: { readonly state: State }): JSX.Element => {
  const t = useWords(state);
  const { locale, config } = state.host;
  const found = state.found.value;
  return (
    <main class="nx nx-mode-page np" lang={locale.value} aria-label={t.title}>
      <header class="nx-header">
        <span class="nx-mark">
          <Icon name="heart" />
        </span>
        <div class="nx-header-words">
          <h1 class="nx-title">{t.title}</h1>
        </div>
        <button
          type="button"
          class="nx-elder-switch"
          onClick={() => {
            locale.value = locale.value === 'en' ? 'zh-CN' : 'en';
          }}
        >
          {t.language}
        </button>
        <a class="np-chat" href="./">
          {t.chat}
        </a>
      </header>
      <p class="np-emergency">
        {t.emergency} <a href="tel:120">120</a>
        {config.emergencyPhone !== '' && (
          <>
            {' · '}
            <a href={telHref(config.emergencyPhone)}>{config.emergencyPhone}</a>
          </>
        )}
      </p>
      <div class="np-body">
        {found.kind === 'found' ? (
          <Result state={state} ticket={found.ticket} />
        ) : (
          <Form state={state} />
        )}
      </div>
    </main>
  );
};

export const progressState = (host: ProgressHost): State => ({
  host,
  found: signal<Found>({ kind: 'form' }),
  number: signal(''),
  code: signal(''),
});

/** Starts the page. Nothing is stored on the device. */
const start = (root: HTMLElement): void => {
  const config = readHostConfig((name) => root.getAttribute(name), location.origin);
  const { call } = createApiClient({
    endpoints: ROUTES,
    fetch: browserFetch,
    baseUrl: config.api,
    token: () => undefined,
  });
  const locale: Locale = config.locale ?? (/^zh/i.test(navigator.language) ? 'zh-CN' : 'en');
  const host: ProgressHost = { config, call, now: () => Date.now(), locale: signal(locale) };
  document.title = progressStrings(locale).title;
  render(<ProgressPage state={progressState(host)} />, root);
};

const root = document.querySelector<HTMLElement>('#nuanxin');
if (root !== null) start(root);
