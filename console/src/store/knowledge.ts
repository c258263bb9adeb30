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

  /** One page; undefined where it could not be read, or nobody waits for it any more. */
  const page = async (cursor: string | null, mine: number): Promise<EntryList | undefined> => {
    const query = { ...filters.peek(), ...(cursor === null ? {} : { cursor }) };
    const answer = await deps.call('knowledgeEntries', { query });
    // An answer to an older question must not overwrite a newer one.
    if (mine !== asked) return undefined;
    error.value = answer.ok ? null : answer.error;
    return answer.ok ? answer.value : undefined;
  };
  /** The next page that has entries, or the last that was looked for. */
  const nextPage = async (cursor: string | null): Promise<EntryList | undefined> => {
    asked += 1;
    const mine = asked;
    let found = await page(cursor, mine);
    for (let round = 1; round < GO_ON; round += 1) {
      if (found === undefined || found.entries.length > 0 || found.cursor === null) break;
      found = await page(found.cursor, mine);
    }
    return found;
  };
  const read = async (before: EntryList | null): Promise<void> => {
    const next = await nextPage(before?.cursor ?? null);
    if (next !== undefined)
      list.value = { ...next, entries: [...(before?.entries ?? []), ...next.entries] };
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
