import { computed, signal } from '@preact/signals';
import type { Tier } from '#shared/contract/sessions.ts';

/** Where the console is. A new page: a member here, a row in `PAGES`, a view in `App.tsx`. */
export type Route =
  | { readonly page: 'inbox'; readonly conversationId: string | null }
  | { readonly page: 'tickets'; readonly ticketId: string | null }
  | { readonly page: 'new-ticket' }
  | { readonly page: 'approvals' }
  /** An entry, one of the other knowledge pages, or (null) the list. */
  | { readonly page: 'knowledge'; readonly id: string | null }
  /** Calendar (null), office hours, what was sent, audit. */
  | { readonly page: 'manage'; readonly id: string | null }
  | { readonly page: 'settings' };
export type PageId = Route['page'];

type Page = {
  /** First part of the hash. */
  readonly path: string;
  /** Who finds it in the navigation; the server decides all the same. */
  readonly tiers: 'all' | readonly Tier[];
  readonly place: 'main' | 'foot';
};

const PAGES = {
  inbox: { path: 'inbox', tiers: ['agent', 'supervisor', 'office', 'department'], place: 'main' },
  tickets: {
    path: 'tickets',
    tiers: ['agent', 'supervisor', 'office', 'department'],
    place: 'main',
  },
  'new-ticket': { path: 'new-ticket', tiers: ['agent', 'supervisor', 'office'], place: 'main' },
  approvals: { path: 'approvals', tiers: ['supervisor', 'office'], place: 'main' },
  knowledge: { path: 'knowledge', tiers: 'all', place: 'main' },
  manage: { path: 'manage', tiers: ['supervisor', 'office'], place: 'main' },
  settings: { path: 'settings', tiers: 'all', place: 'foot' },
} as const satisfies Record<PageId, Page>;

export const pagesFor = (tier: Tier, place: Page['place']): readonly PageId[] =>
  (Object.keys(PAGES) as PageId[]).filter((id) => {
    const page: Page = PAGES[id];
    return page.place === place && (page.tiers === 'all' || page.tiers.includes(tier));
  });

/** In the place of a ticket: how often whom patients praised. */
export const PRAISE = 'praise';

const HOME: Route = { page: 'inbox', conversationId: null };

export const parseRoute = (hash: string): Route => {
  const [path = '', id = ''] = hash.replace(/^#\/?/, '').split('/');
  if (path === PAGES.settings.path) return { page: 'settings' };
  if (path === PAGES.tickets.path)
    return { page: 'tickets', ticketId: id === '' ? null : safeDecode(id) };
  if (path === PAGES['new-ticket'].path) return { page: 'new-ticket' };
  if (path === PAGES.approvals.path) return { page: 'approvals' };
  if (path === PAGES.knowledge.path)
    return { page: 'knowledge', id: id === '' ? null : safeDecode(id) };
  if (path === PAGES.manage.path) return { page: 'manage', id: id === '' ? null : safeDecode(id) };
  if (path !== PAGES.inbox.path) return HOME;
  return { page: 'inbox', conversationId: id === '' ? null : safeDecode(id) };
};

const safeDecode = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const idOf = (route: Route): string | null => {
  if (route.page === 'inbox') return route.conversationId;
  if (route.page === 'knowledge' || route.page === 'manage') return route.id;
  return route.page === 'tickets' ? route.ticketId : null;
};

export const hrefOf = (route: Route): string => {
  const id = idOf(route);
  const path = `#/${PAGES[route.page].path}`;
  return id === null ? path : `${path}/${encodeURIComponent(id)}`;
};

const hash = signal('');
export const route = computed(() => parseRoute(hash.value));

export const go = (to: Route): void => {
  window.location.hash = hrefOf(to);
  hash.value = hrefOf(to);
};

/** Takes the route from the address bar; needed by hand after `history.replaceState`, which tells nobody. */
export const readHash = (): void => {
  hash.value = window.location.hash;
};

/** Follows the address bar; returns the way to stop. */
export const followHash = (): (() => void) => {
  readHash();
  window.addEventListener('hashchange', readHash);
  return () => window.removeEventListener('hashchange', readHash);
};
