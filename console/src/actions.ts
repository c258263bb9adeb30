import type { CallError } from '#shared/client/api-client.ts';
import { articleOfNotice } from '#shared/domain/knowledge/tasks.ts';
import type { ConsoleContext } from './context.ts';
import { standingOf } from './helpers/composer-rules.ts';
import { INBOX_VIEWS, type InboxView } from './helpers/inbox-rows.ts';
import { locale, t } from './i18n.ts';
import { PROBLEM_TEXTS } from './problem-texts.ts';
import { go, hrefOf, route } from './router.ts';
import type { Desk } from './store/desk.ts';
import type { Notice } from './store/notices.ts';
import type { Presence } from './store/team.ts';
import { say } from './store/toasts.ts';

/** What went wrong, in words and with a code that can be read out. */
export const errorText = (error: CallError): { readonly text: string; readonly code: string } => {
  if (error.kind === 'network')
    return { text: t('errorNetwork'), code: error.status === null ? 'NET' : `NET-${error.status}` };
  const { code, correlationId, ownerName, fields = [] } = error.problem;
  if (code === 'invalid-request' && fields.some(({ field }) => field === 'content.answer'))
    return { text: t('kbAnswerMissing'), code: `${code} · ${correlationId}` };
  return {
    text: PROBLEM_TEXTS[code][locale.value].replace('{owner}', ownerName ?? t('aColleague')),
    code: `${code} · ${correlationId}`,
  };
};

export const sayError = (error: CallError): void => say({ tone: 'bad', ...errorText(error) });

export const openConversation = (conversationId: string | null): void =>
  go({ page: 'inbox', conversationId });

/** Where a notice leads: the entry of a task, the chat while it is open work, else the ticket; the calendar otherwise. */
export const openNotice = (desk: Desk, notice: Notice): void => {
  desk.notices.read(notice);
  const articleId = articleOfNotice(notice.noticeId);
  if (articleId !== undefined) {
    go({ page: 'knowledge', id: articleId });
    return;
  }
  if (notice.ticketId === null) {
    go({ page: 'manage', id: null });
    return;
  }
  const row = [
    ...desk.inbox.escalated.value,
    ...desk.inbox.mine.value,
    ...desk.inbox.listed.value,
  ].find(({ ticketId }) => ticketId === notice.ticketId);
  if (row === undefined) go({ page: 'tickets', ticketId: notice.ticketId });
  else openConversation(row.conversationId);
};

/** The standing of the conversation on screen; null while nothing is open or known. */
export const standingNow = ({ desk }: ConsoleContext) => {
  const state = desk.thread.state.value;
  return state === null ? null : standingOf(state, desk.me);
};

export const claim = async (console: ConsoleContext): Promise<void> => {
  const id = console.desk.thread.id.value;
  if (id === null) return;
  const answer = await console.desk.step('claim', id, {});
  if (!answer.ok) return sayError(answer.error);
  console.ui.mode.value = 'reply';
  console.ui.focusReply.value += 1;
};

export const release = async (console: ConsoleContext, reason: string): Promise<boolean> => {
  const id = console.desk.thread.id.value;
  if (id === null) return false;
  const answer = await console.desk.step('release', id, { reason });
  if (answer.ok) say({ tone: 'good', text: t('released') });
  else sayError(answer.error);
  return answer.ok;
};

export const transfer = async (
  console: ConsoleContext,
  to: { readonly staffId: string; readonly name: string },
  reason: string,
): Promise<boolean> => {
  const id = console.desk.thread.id.value;
  if (id === null) return false;
  const answer = await console.desk.step('transfer', id, { toStaffId: to.staffId, reason });
  if (answer.ok) say({ tone: 'good', text: t('transferredTo', { name: to.name }) });
  else sayError(answer.error);
  return answer.ok;
};

/** Answers the oldest offer of a colleague. */
export const answerOffer = async (
  { desk, ui }: ConsoleContext,
  accept: boolean,
  reason = '',
): Promise<void> => {
  const first = desk.inbox.offers.value[0];
  if (first === undefined) return;
  const { conversationId } = first;
  // What is done in it next must see all of it.
  await desk.thread.open(conversationId);
  openConversation(conversationId);
  const answer = accept
    ? await desk.step('acceptTransfer', conversationId, {})
    : await desk.step('declineTransfer', conversationId, { reason });
  if (!answer.ok) return sayError(answer.error);
  desk.inbox.change(conversationId, { offer: null });
  say({ tone: 'good', text: t(accept ? 'offerAccepted' : 'offerDeclined') });
  if (!accept) return;
  ui.mode.value = 'reply';
  ui.focusReply.value += 1;
};

/** The owner takes an offer back. */
export const withdrawOffer = async ({ desk }: ConsoleContext): Promise<void> => {
  const id = desk.thread.id.value;
  if (id === null) return;
  const answer = await desk.step('declineTransfer', id, { reason: t('offerWithdraw') });
  if (answer.ok) say({ tone: 'good', text: t('offerWithdrawn') });
  else sayError(answer.error);
};

/** Supervisors and the office may take a colleague's conversation. */
export const mayTakeOver = ({ desk }: ConsoleContext): boolean =>
  ['supervisor', 'office'].includes(desk.staff.tier);

export const takeOver = async (console: ConsoleContext, reason: string): Promise<boolean> => {
  const id = console.desk.thread.id.value;
  if (id === null) return false;
  const answer = await console.desk.step('takeOver', id, { reason });
  if (answer.ok) say({ tone: 'good', text: t('takenOver') });
  else sayError(answer.error);
  return answer.ok;
};

export type Outcome = 'solved' | 'referred' | 'no-answer' | 'abandoned';
export const resolve = async (
  console: ConsoleContext,
  outcome: Outcome,
  thenNext: boolean,
): Promise<boolean> => {
  const id = console.desk.thread.id.value;
  if (id === null) return false;
  const next = thenNext ? neighbour(console, 1) : null;
  const answer = await console.desk.step('resolve', id, { outcome });
  if (!answer.ok) {
    sayError(answer.error);
    return false;
  }
  say({ tone: 'good', text: t('resolvedDone') });
  if (thenNext) openConversation(next);
  return true;
};

export const acknowledge = async (
  console: ConsoleContext,
  conversationId: string,
  open: boolean,
): Promise<void> => {
  if (open) openConversation(conversationId);
  const error = await console.desk.acknowledge(conversationId);
  if (error !== null) sayError(error);
};

const neighbour = ({ desk }: ConsoleContext, step: 1 | -1): string | null => {
  const ids = desk.inbox.shown.value.map((row) => row.conversationId);
  const at = ids.indexOf(desk.thread.id.value ?? '');
  if (at === -1) return (step === 1 ? ids[0] : ids.at(-1)) ?? null;
  return ids[at + step] ?? null;
};

export const move = (console: ConsoleContext, step: 1 | -1): void => {
  const next = neighbour(console, step);
  if (next !== null) openConversation(next);
};

/** The lists a person has: escalations belong to supervisors and the office. */
export const viewsOf = ({ desk }: ConsoleContext): readonly InboxView[] =>
  INBOX_VIEWS.filter(
    (view) => view !== 'escalated' || ['supervisor', 'office'].includes(desk.staff.tier),
  );

export const moveList = (console: ConsoleContext, step: 1 | -1): void => {
  const views = viewsOf(console);
  const at = views.indexOf(console.desk.inbox.view.value);
  const next = views[(at + step + views.length) % views.length];
  if (next !== undefined) console.desk.inbox.choose(next);
};

export const copy = async (text: string, said: string): Promise<void> => {
  try {
    await navigator.clipboard.writeText(text);
    say({ tone: 'good', text: said });
  } catch {
    // Plain http and strict browsers refuse the clipboard: show what was to be copied.
    say({ tone: 'info', text });
  }
};

export const copyNumber = async ({ desk }: ConsoleContext): Promise<void> => {
  const number = desk.thread.detail.value?.ticket?.number;
  if (number !== undefined) await copy(number, t('copiedNumber', { number }));
};

export const copyTicketNumber = async ({ desk }: ConsoleContext): Promise<void> => {
  const number = desk.ticketPage.detail.value?.ticket.number;
  if (number !== undefined) await copy(number, t('copiedNumber', { number }));
};

/** The address of the conversation or ticket on screen. */
export const copyLink = async ({ desk }: ConsoleContext): Promise<void> => {
  const here = route.peek();
  if (here.page !== 'tickets' && desk.thread.id.value === null) return;
  const address = window.location.href.replace(/#.*$/, '');
  await copy(address + hrefOf(here), t('copiedLink'));
};

export const setPresence = async (console: ConsoleContext, state: Presence): Promise<void> => {
  if (!(await console.desk.team.setPresence(state)))
    say({ tone: 'bad', text: t('presenceFailed') });
};
