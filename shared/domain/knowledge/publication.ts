import type { Instant } from '#shared/kernel/clock.ts';
import type { EntryContent, KnowledgeEntry } from './entry.ts';
import type { GateProblem } from './gate.ts';

export type PublicationKind = 'publish' | 'retire' | 'rollback';

/** `blocked`: test questions came out worse, nothing was changed. `failed`: it could not be carried out, nothing was changed. */
export type PublicationStatus = 'queued' | 'running' | 'published' | 'blocked' | 'failed';

export type VersionOf = { readonly articleId: string; readonly version: number };

/** One change of what patients are answered from, asked for by a person and carried out by the publishing function. */
export type Publication = {
  readonly jobId: string;
  readonly kind: PublicationKind;
  readonly status: PublicationStatus;
  readonly entries: readonly VersionOf[];
  readonly target: string | null;
  readonly by: { readonly id: string; readonly name: string };
  readonly reason: string;
  readonly createdAt: Instant;
  readonly finishedAt: Instant | null;
  readonly tested: number;
  readonly answered: number;
  readonly problems: readonly GateProblem[];
  readonly snapshot: string | null;
  readonly error: string | null;
};

export const isFinished = ({ status }: Publication): boolean =>
  status === 'published' || status === 'blocked' || status === 'failed';

export const newPublication = (
  wanted: Pick<Publication, 'jobId' | 'kind' | 'by'> &
    Partial<Pick<Publication, 'entries' | 'target' | 'reason'>>,
  now: Instant,
): Publication => ({
  status: 'queued',
  entries: [],
  target: null,
  reason: '',
  createdAt: now,
  finishedAt: null,
  tested: 0,
  answered: 0,
  problems: [],
  snapshot: null,
  error: null,
  ...wanted,
});

export type LiveContent = { readonly version: number; readonly content: EntryContent };

/**
 * The entry once a version of it is live. A newer draft that is being written stays a draft; null takes the entry off
 * line, and what was published becomes a draft again unless it was retired.
 */
export const withLive = (
  entry: KnowledgeEntry,
  live: LiveContent | null,
  publishedAt: Instant,
): KnowledgeEntry => {
  if (live === null) {
    const state = entry.state === 'published' ? 'draft' : entry.state;
    return { ...entry, state, live: null };
  }
  const current = live.version === entry.version;
  const settled = current ? 'published' : entry.state === 'published' ? 'draft' : entry.state;
  const state = settled === 'retired' ? 'draft' : settled;
  return { ...entry, state, live: { ...live, publishedAt }, updatedAt: publishedAt };
};
