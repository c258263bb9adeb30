import { signal } from '@preact/signals';
import { render } from 'preact';
import { z } from 'zod';
import type { StaffSession } from '#shared/contract/sessions.ts';
import type { SiteView } from '#shared/contract/site.ts';
import { SECOND } from '#shared/kernel/clock.ts';
import { App, type Phase } from './App.tsx';
import { clock } from './context.ts';
import { t } from './i18n.ts';
import { followHash, readHash } from './router.ts';
import { openDesk } from './services/open-desk.ts';
import { createSounds } from './services/sound.ts';
import { applyTheme } from './services/theme.ts';
import { askFreshSignIn, finishSignIn, isSignInAnswer, signInAddress } from './session/oidc.ts';
import { failureTrouble, problemTrouble } from './session/sign-in-trouble.ts';
import { createStaffSession, SESSION_KEY } from './session/staff-session.ts';
import { save } from './store/saved.ts';
import { createSettings } from './store/settings.ts';
import type { SignInTrouble } from './views/SignInView.tsx';
import './styles/console.css';

// The page forbids eval; zod would try it to compile its parsers.
z.config({ jitless: true });

const redirectUri = `${location.origin}/console`;
const phase = signal<Phase>({ kind: 'starting' });
const site = signal<SiteView | null>(null);
const settings = createSettings(localStorage);
const sounds = createSounds();
const places = { tab: sessionStorage, device: localStorage, fetch: fetch.bind(window) };
let closeDesk: (() => void) | null = null;

const signedOut = (trouble: SignInTrouble | null): void => {
  closeDesk?.();
  closeDesk = null;
  phase.value = { kind: 'signed-out', trouble, busy: false };
};

const { keeper, api } = createStaffSession({
  store: localStorage,
  fetch: places.fetch,
  now: Date.now,
  locks: navigator.locks,
  newCorrelationId: () => crypto.randomUUID(),
  onEnded: () => signedOut({ text: 'troubleEnded', code: 'session-ended' }),
});

/** What was written about patients does not stay on a shared computer. */
const forgetPerson = (staffId: string): void => {
  for (const kind of ['outbox', 'drafts', 'notices', 'seen'])
    save(localStorage, `nuanxin.console.${kind}.${staffId}`, undefined);
};

const signOut = (session: StaffSession, unsent: number): void => {
  if (unsent > 0 && !window.confirm(t('signOutPending', { count: unsent }))) return;
  const { refreshToken } = keeper.current() ?? session;
  void api.call('endSession', { body: { refreshToken }, keepalive: true });
  keeper.forget();
  askFreshSignIn(localStorage);
  forgetPerson(session.staff.staffId);
  signedOut(null);
};

const enter = (session: StaffSession): void => {
  closeDesk?.();
  const opened = openDesk({ api, settings, sounds, site, staff: session.staff });
  closeDesk = opened.close;
  const unsent = () => opened.desk.outbox.pending.peek().length;
  phase.value = {
    kind: 'signed-in',
    console: { ...opened, signOut: () => signOut(session, unsent()) },
  };
};

const finish = async (provider: SiteView['oidc']): Promise<void> => {
  const answer = await finishSignIn(location.search, provider, redirectUri, places);
  history.replaceState(
    null,
    '',
    `${redirectUri}${answer.ok ? answer.value.returnTo : location.hash}`,
  );
  readHash();
  if (!answer.ok) return signedOut(failureTrouble(answer.error));
  const { idToken, nonce } = answer.value;
  const session = await api.call('staffSignIn', { body: { idToken, nonce } });
  if (!session.ok) return signedOut(problemTrouble(session.error));
  keeper.begin(session.value);
  enter(session.value);
};

const start = async (): Promise<void> => {
  const held = keeper.current();
  const answering = isSignInAnswer(location.search);
  if (held !== undefined && !answering) enter(held);
  const answer = await api.call('site', {});
  if (answer.ok) site.value = answer.value;
  if (held !== undefined && !answering) return;
  if (!answer.ok) return signedOut({ text: 'troubleSite', code: 'site' });
  if (answering) return finish(answer.value.oidc);
  signedOut(null);
};

const signIn = async (): Promise<void> => {
  if (site.value === null) {
    phase.value = { kind: 'starting' };
    return start();
  }
  phase.value = { kind: 'signed-out', trouble: null, busy: true };
  const address = await signInAddress(site.value.oidc, redirectUri, location.hash, places);
  if (address.ok) location.assign(address.value);
  else signedOut(failureTrouble(address.error));
};

/** Signing in or out in one tab does so in all. */
window.addEventListener('storage', (event) => {
  if (event.key !== SESSION_KEY) return;
  const held = keeper.current();
  if (held === undefined && phase.value.kind === 'signed-in') signedOut(null);
  else if (held !== undefined && phase.value.kind === 'signed-out') enter(held);
});

for (const type of ['pointerdown', 'keydown'] as const)
  window.addEventListener(type, () => sounds.unlock(), { capture: true });

clock.value = Date.now();
setInterval(() => {
  clock.value = Date.now();
}, SECOND);
applyTheme(settings);
followHash();
const root = document.getElementById('console');
if (root)
  render(
    <App phase={phase} site={site} settings={settings} onSignIn={() => void signIn()} />,
    root,
  );
void start();
