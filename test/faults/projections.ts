import type { ApiClient } from '#shared/client/api-client.ts';
import type { DeskConversation, InboxRow } from '#shared/contract/desk.ts';
import { changesCourse, INITIAL_STATE } from '#shared/domain/conversation/conversation.ts';
import type { ConversationState, Entry } from '#shared/domain/conversation/entry.ts';
import { value } from '#test/support/stack.ts';

const VIEWS = ['waiting', 'all', 'bot', 'resolved'] as const;

const statusOf = ({ owner, status }: ConversationState): string => {
  if (status === 'resolved') return 'resolved';
  return { bot: 'bot', queue: 'waiting', agent: 'in-hand' }[owner];
};

const courseChanges = (log: readonly Entry[]): Entry[] =>
  log.filter((entry, n) => {
    const before = n === 0 ? INITIAL_STATE : (log[n - 1]?.state ?? INITIAL_STATE);
    return changesCourse(before, entry.body, entry.state);
  });

/** Entries of these kinds stand in the timeline, each once, under the entry's number. */
const TOLD = new Set([
  'handoff-requested',
  'claimed',
  'released',
  'transferred',
  'resolved',
  'reopened',
  'rated',
]);

const rowsOf = async (api: ApiClient, conversationId: string): Promise<InboxRow[]> => {
  const rows = new Map<string, InboxRow>();
  for (const view of VIEWS) {
    let cursor: string | null = null;
    do {
      const page: { rows: InboxRow[]; cursor: string | null } = value(
        await api.call('inbox', { query: { view, ...(cursor === null ? {} : { cursor }) } }),
      );
      for (const row of page.rows)
        if (row.conversationId === conversationId) rows.set(`${row.status}`, row);
      cursor = page.cursor;
    } while (cursor !== null);
  }
  return [...rows.values()];
};

/**
 * What the followers of a log got wrong once the stream has been worked through: the ticket's status, owner and place,
 * its timeline (each change of course once), and its one line in the inbox.
 */
export const projectionProblems = async (
  api: ApiClient,
  log: readonly Entry[],
  {
    ticket,
    timeline,
    conversation,
  }: Pick<DeskConversation, 'ticket' | 'timeline' | 'conversation'>,
): Promise<string[]> => {
  const last = log.at(-1);
  if (last === undefined) return ['the log is empty'];
  if (ticket === null) return ['no ticket'];
  const problems: string[] = [];
  const expect = (what: string, found: unknown, wanted: unknown): void => {
    if (found !== wanted)
      problems.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`);
  };
  const changes = courseChanges(log);
  const status = statusOf(last.state);
  expect('ticket status', ticket.status, status);
  expect('ticket owner', ticket.ownerId, last.state.owner === 'agent' ? last.state.agentId : null);
  expect('followed up to', Math.max(0, ticket.followedSeq), changes.at(-1)?.seq ?? 0);
  const told = timeline.flatMap(({ data }) =>
    typeof data['seq'] === 'number' ? [data['seq']] : [],
  );
  for (const { seq, body } of changes)
    if (TOLD.has(body.kind)) expect(`timeline of ${seq}`, told.filter((n) => n === seq).length, 1);
  expect('openings', timeline.filter(({ kind }) => kind === 'opened').length, 1);
  const rows = await rowsOf(api, conversation.conversationId);
  expect('inbox lines', rows.length, 1);
  const [row] = rows;
  if (row !== undefined) {
    expect('status in the inbox', row.status, status);
    expect('owner in the inbox', row.ownerId, ticket.ownerId);
    expect('number in the inbox', row.ticketNumber, ticket.number);
  }
  return problems;
};
