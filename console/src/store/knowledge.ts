import { signal } from '@preact/signals';
import type { CallError } from '#shared/client/api-client.ts';
import type { Input, Response } from '#shared/contract/endpoints.ts';
import type { DeskDeps } from './deps.ts';

export type EntryList = Response<'knowledgeEntries'>;
export type EntryFilters = Input<'knowledgeEntries'>['query'];
export type EntryDetail = Response<'knowledgeEntry'>;
export type Overview = Response<'knowledgeOverview'>;
export type Publication = Response<'publication'>;

/** Publishing takes seconds; so often a page that waits for it asks. */
const ASK_EVERY = 1_000;
/** An answer without entries says that there is more to look through: so often the page goes on by itself. */
const GO_ON = 5;

const isOver = ({ status }: Publication): boolean => status !== 'queued' && status !== 'running';

/** The knowledge base as this page sees it: the filtered list, how it stands, and the calls that the other pages make. */
export const createKnowledge = (deps: DeskDeps) => {
  const filters = signal<EntryFilters>({});
  const list = signal<EntryList | null>(null);
  const overview = signal<Overview | null>(null);
  const error = signal<CallError | null>(null);
  let asked = 0;

  /** The next page that has entries; undefined where it could not be read, or nobody waits for it any more. */
  const nextPage = async (from: string | null): Promise<EntryList | undefined> => {
    asked += 1;
    const mine = asked;
    let cursor = from;
    for (let round = 1; ; round += 1) {
      const query = { ...filters.peek(), ...(cursor === null ? {} : { cursor }) };
      const answer = await deps.call('knowledgeEntries', { query });
      // An answer to an older question must not overwrite a newer one.
      if (mine !== asked) return undefined;
      error.value = answer.ok ? null : answer.error;
      if (!answer.ok) return undefined;
      cursor = answer.value.cursor;
      if (answer.value.entries.length > 0 || cursor === null || round === GO_ON)
        return answer.value;
    }
  };
  const read = async (before: EntryList | null): Promise<void> => {
    const page = await nextPage(before?.cursor ?? null);
    if (page !== undefined)
      list.value = { ...page, entries: [...(before?.entries ?? []), ...page.entries] };
  };
  const refresh = (): Promise<void> => read(null);
  const refreshOverview = async (): Promise<void> => {
    const answer = await deps.call('knowledgeOverview', {});
    if (answer.ok) overview.value = answer.value;
  };

  return {
    call: deps.call,
    filters,
    list,
    overview,
    error,
    refresh,
    refreshOverview,
    more: async (): Promise<void> => {
      const shown = list.peek();
      if (shown !== null && shown.cursor !== null) await read(shown);
    },
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
