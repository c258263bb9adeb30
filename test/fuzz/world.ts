import { WebSocket } from 'ws';
import {
  clientOf,
  type Person,
  staff,
  type TestStack,
  value,
  visitor,
} from '#test/support/stack.ts';
import type { FuzzTarget } from './fuzz.ts';

/** One of each tier, and who else writes in a run. */
const STAFF_WORDS = ['agent-1', 'agent-2', 'supervisor', 'office', 'department', 'editor'] as const;

const subjectOf = (stack: TestStack, word: string): string => {
  const found = stack.accounts.find(({ subject }) => subject.startsWith(`demo-${word}`));
  if (found === undefined) throw new Error(`no demo account for ${word}`);
  return found.subject;
};

/** A conversation with a ticket that waits for a person: real ids lead requests deep into the code. */
const openTalk = async (who: Person, text: string): Promise<string> => {
  const { conversationId } = value(
    await who.api.call('startConversation', {
      body: { clientId: `fuzz-${who.session.subject.slice(-8)}`, channel: 'web', locale: 'zh-CN' },
    }),
  );
  value(
    await who.api.call('postMessage', {
      params: { conversationId },
      body: { clientId: 'fuzz-first', base: 0, text },
    }),
  );
  return conversationId;
};

/** A few answers of the knowledge base and what was published of it, as whoever may see them sees them. */
const knowledgeIds = async (people: readonly Person[]): Promise<Record<string, string[]>> => {
  const editor = people.at(-1);
  const [entries, published] = await Promise.all([
    editor?.api.call('knowledgeEntries', {}),
    editor?.api.call('publications', {}),
  ]);
  return {
    articleId: entries?.ok ? entries.value.entries.slice(0, 8).map((e) => e.articleId) : [],
    jobId: published?.ok ? published.value.jobs.map((job) => job.jobId).slice(0, 4) : [],
  };
};

/**
 * Sessions of two visitors and of staff of every tier, their conversations and tickets, and sockets that are opened as
 * one of them in turn. Sessions are renewed while a run goes on: an access token lives fifteen minutes.
 */
export const fuzzWorld = async (
  stack: TestStack,
): Promise<{ readonly target: FuzzTarget; readonly renew: () => Promise<void> }> => {
  const visitors = await Promise.all([visitor(stack.url), visitor(stack.url)]);
  const conversationId: string[] = [];
  for (const [n, who] of visitors.entries())
    conversationId.push(await openTalk(who, n === 0 ? '请转人工' : '异地医保怎么直接结算'));
  const people: Person[] = [...visitors];
  for (const word of STAFF_WORDS) people.push(await staff(stack, subjectOf(stack, word)));
  const ids = {
    conversationId,
    ticketId: conversationId.map((id) => id.replace('cnv_', 'tkt_')),
    staffId: people.slice(visitors.length).map(({ session }) => session.subject),
    ...(await knowledgeIds(people)),
  };
  const access = people.map(({ session }) => session.accessToken);
  const tokens = {
    get visitor() {
      return access.slice(0, visitors.length);
    },
    get staff() {
      return access.slice(visitors.length);
    },
  };
  const refresh = people.map(({ session }) => session.refreshToken);

  const renew = async (): Promise<void> => {
    for (const [n, refreshToken] of refresh.entries()) {
      const next = value(
        await clientOf(stack.url).call('refreshSession', { body: { refreshToken } }),
      );
      access[n] = next.accessToken;
      refresh[n] = next.refreshToken;
    }
  };

  let turn = 0;
  const openSocket = async (): Promise<WebSocket> => {
    const token = access[turn % access.length] ?? '';
    turn += 1;
    const answer = await fetch(`${stack.url}/v1/socket-tickets`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    const { url, ticket } = (await answer.json()) as { url: string; ticket: string };
    const socket = new WebSocket(`${url}?ticket=${encodeURIComponent(ticket)}`);
    await new Promise<void>((resolve, reject) => {
      socket.once('open', () => resolve());
      socket.once('error', reject);
    });
    // A frame over the limit ends the socket; that is an answer, not an accident.
    socket.on('error', () => undefined);
    return socket;
  };

  return { target: { url: stack.url, tokens, ids, openSocket }, renew };
};
