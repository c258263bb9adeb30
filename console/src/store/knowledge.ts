import { signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { Input, Response } from '#shared/contract/endpoints.ts';
import type { DeskDeps } from './deps.ts';

export type EntryList = Response<'knowledgeEntries'>;
export type EntryFilters = Input<'knowledgeEntries'>['query'];
export type EntryDetail = Response<'knowledgeEntry'>;
export type Publication = Response<'publication'>;

/** Publishing takes seconds; so often a page that waits for it asks. */
const ASK_EVERY = 1_000;

const isOver = ({ status }: Publication): boolean => status !== 'queued' && status !== 'running';

/** The knowledge base as this page sees it: the filtered list, and the calls that the other pages make. */
export const createKnowledge = (deps: DeskDeps) => {
  const filters = signal<EntryFilters>({});
  const list = signal<EntryList | null>(null);
  const error = signal<CallError | null>(null);
  let asked = 0;

  const refresh = async (): Promise<void> => {
    asked += 1;
    const mine = asked;
    const answer = await deps.call('knowledgeEntries', { query: filters.peek() });
    // An answer to an older question must not overwrite a newer one.
    if (mine !== asked) return;
    error.value = answer.ok ? null : answer.error;
    if (answer.ok) list.value = answer.value;
  };
  const more = async (): Promise<void> => {
    const shown = list.peek();
    if (shown === null || shown.cursor === null) return;
    asked += 1;
    const mine = asked;
    const answer = await deps.call('knowledgeEntries', {
      query: { ...filters.peek(), cursor: shown.cursor },
    });
    if (!answer.ok || mine !== asked) return;
    list.value = { ...answer.value, entries: [...shown.entries, ...answer.value.entries] };
  };

  return {
    call: deps.call,
    filters,
    list,
    error,
    refresh,
    more,
    filter: (change: EntryFilters): void => {
      filters.value = { ...filters.peek(), ...change };
      void refresh();
    },
    /** Tells of a publication until it is over, or `gone` says that nobody looks any more. */
    follow: async (
      jobId: string,
      onChange: (job: Publication) => void,
      gone: () => boolean,
    ): Promise<void> => {
      while (!gone()) {
        const answer = await deps.call('publication', { params: { jobId } });
        if (gone()) return;
        if (answer.ok) onChange(answer.value);
        if (answer.ok && isOver(answer.value)) return;
        await new Promise<void>((resolve) => {
          deps.after(ASK_EVERY, resolve);
        });
      }
    },
  };
};
