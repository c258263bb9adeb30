import type { ApiClient } from '#shared/client/api-client.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { randomFrom } from '#test/fuzz/random.ts';
import { clientOf, idTokenOf, value } from '#test/support/stack.ts';
import {
  agentLoad,
  auditLog,
  patientLoad,
  persistently,
  resilientClient,
  type Side,
} from './chat-load.ts';
import { projectionProblems } from './projections.ts';

/** Tokens that renew themselves: a run is longer than an access token lives. */
type Keeper = { readonly token: () => string; readonly renew: () => Promise<void> };

const sessionKeeper = (url: string, first: Session): Keeper => {
  let session = first;
  return {
    token: () => session.accessToken,
    renew: async () => {
      const outcome = await persistently(
        () =>
          clientOf(url).call('refreshSession', { body: { refreshToken: session.refreshToken } }),
        () => false,
      );
      if (outcome?.ok === true) session = outcome.value as Session;
    },
  };
};

/** The whole log of a conversation, as the desk reads it. */
export const readAll = async (api: ApiClient, conversationId: string): Promise<Entry[]> => {
  const entries: Entry[] = [];
  for (;;) {
    const page = value(
      await api.call('deskEntries', {
        params: { conversationId },
        query: { after: entries.at(-1)?.seq ?? -1 },
      }),
    );
    entries.push(...page.entries);
    if (!page.more) return entries;
  }
};

type Talk = { readonly patient: Side; readonly agent: Side; readonly patientApi: ApiClient };

export type Findings = {
  readonly acknowledged: number;
  readonly entries: number;
  readonly tickets: number;
  readonly problems: readonly string[];
};

export type Talks = {
  readonly conversations: readonly {
    readonly conversationId: string;
    readonly patientApi: ApiClient;
  }[];
  readonly deskApi: ApiClient;
  readonly acknowledged: () => number;
  readonly renew: () => Promise<void>;
  /** Lets everybody finish the message in hand; resolves when all are acknowledged. */
  readonly end: () => Promise<void>;
  /** What is wrong with logs, tickets, timelines and inbox, given what was acknowledged. */
  readonly audit: () => Promise<Findings>;
};

/**
 * `pairs` conversations between a patient and the desk, who write one message after the other until `end`. Two of three
 * are taken by an agent; every third stays with the bot.
 */
export const startTalks = async (
  { url, issuer }: { readonly url: string; readonly issuer: string },
  { pairs, seed }: { readonly pairs: number; readonly seed: number },
): Promise<Talks> => {
  const { idToken, nonce } = await idTokenOf({ url, issuer }, 'demo-agent-1');
  const desk = sessionKeeper(
    url,
    value(await clientOf(url).call('staffSignIn', { body: { idToken, nonce } })),
  );
  const deskApi = resilientClient(url, desk.token);
  const keepers = [desk];
  const talks: Talk[] = [];
  const loads: Promise<void>[] = [];
  let over = false;
  const stop = (): boolean => over;
  for (let n = 0; n < pairs; n += 1) {
    const visitor = sessionKeeper(
      url,
      value(await clientOf(url).call('openVisitorSession', { body: { channel: 'web' } })),
    );
    keepers.push(visitor);
    const patientApi = resilientClient(url, visitor.token);
    const { conversationId } = value(
      await patientApi.call('startConversation', {
        body: { clientId: `open-${seed}-${n}`, channel: 'web', locale: 'zh-CN' },
      }),
    );
    const withBot = n % 3 === 2;
    value(
      await patientApi.call('postMessage', {
        params: { conversationId },
        body: {
          clientId: `first-${seed}-${n}`,
          base: 0,
          text: withBot ? '医保怎么报销' : '请转人工',
        },
      }),
    );
    const patient: Side = { conversationId, acknowledged: [], complaints: [] };
    const agent: Side = { conversationId, acknowledged: [], complaints: [] };
    talks.push({ patient, agent, patientApi });
    const of = (offset: number) => ({ random: randomFrom(seed + 2 * n + offset), stop });
    loads.push(
      patientLoad(patientApi, patient, { ...of(0), name: `p${n}` }),
      withBot ? Promise.resolve() : agentLoad(deskApi, agent, { ...of(1), name: `a${n}` }),
    );
  }

  const acknowledged = (): number =>
    talks.reduce((sum, t) => sum + t.patient.acknowledged.length + t.agent.acknowledged.length, 0);

  return {
    conversations: talks.map(({ patient: { conversationId }, patientApi }) => ({
      conversationId,
      patientApi,
    })),
    deskApi,
    acknowledged,
    renew: async () => {
      await Promise.all(keepers.map(({ renew }) => renew()));
    },
    end: async () => {
      over = true;
      await Promise.all(loads);
    },
    audit: async () => {
      const problems: string[] = [];
      const tickets = new Set<string>();
      let entries = 0;
      for (const { patient, agent } of talks) {
        const { conversationId } = patient;
        const log = await readAll(deskApi, conversationId);
        entries += log.length;
        const detail = value(
          await deskApi.call('deskConversation', { params: { conversationId } }),
        );
        if (detail.ticket !== null) tickets.add(detail.ticket.number);
        problems.push(
          ...[
            ...auditLog(log, patient, agent),
            ...(await projectionProblems(deskApi, log, detail)),
          ].map((line) => `${conversationId}: ${line}`),
        );
      }
      return { acknowledged: acknowledged(), entries, tickets: tickets.size, problems };
    },
  };
};
