import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '#infra/local/synthesize.ts';
import type { Session } from '#shared/contract/sessions.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { randomFrom } from '#test/fuzz/random.ts';
import { freePort } from '#test/support/product.ts';
import { clientOf, idTokenOf, value } from '#test/support/stack.ts';
import {
  agentLoad,
  auditLog,
  patientLoad,
  persistently,
  resilientClient,
  type Side,
} from './chat-load.ts';

export type KillReport = {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly entries: number;
  readonly tickets: number;
  readonly problems: readonly string[];
};

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const startChild = (cdkOut: string, dataDir: string, port: number): ChildProcess =>
  spawn(
    process.execPath,
    [join(import.meta.dirname, 'stack-process.ts'), cdkOut, dataDir, String(port)],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );

const ready = (child: ChildProcess): Promise<void> =>
  new Promise((resolve, reject) => {
    let words = '';
    const read = (chunk: Buffer): void => {
      words += chunk.toString('utf8');
      if (words.includes('ready')) resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) =>
      reject(new Error(`the stack ended (exit ${code}): ${words.slice(-2_000)}`)),
    );
  });

const killed = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.removeAllListeners('exit');
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

/** Tokens that renew themselves: a run is longer than an access token lives. */
const sessionKeeper = (url: string, first: Session) => {
  let session = first;
  const renew = async (): Promise<void> => {
    const outcome = await persistently(
      () => clientOf(url).call('refreshSession', { body: { refreshToken: session.refreshToken } }),
      () => false,
    );
    if (outcome?.ok === true) session = outcome.value as Session;
  };
  return { token: () => session.accessToken, renew };
};

const readAll = async (
  api: ReturnType<typeof resilientClient>,
  conversationId: string,
): Promise<Entry[]> => {
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

/**
 * Kills the whole product (`SIGKILL`, database included) `rounds` times at random moments while patients and agents
 * write, starts it again on the same data, and then audits every log: nothing acknowledged may be lost, doubled,
 * altered or reordered, and the bot may not speak after a claim.
 */
export const killRounds = async ({
  rounds,
  pairs,
  seed,
  log = () => undefined,
}: {
  readonly rounds: number;
  readonly pairs: number;
  readonly seed: number;
  readonly log?: (line: string) => void;
}): Promise<KillReport> => {
  const random = randomFrom(seed);
  const dataDir = mkdtempSync(join(tmpdir(), 'nuanxin-faults-'));
  const cdkOut = await synthesize({ stage: 'local' });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child = startChild(cdkOut, dataDir, port);
  try {
    await ready(child);
    const { idToken, nonce } = await idTokenOf({ url, issuer: `${url}/oidc` }, 'demo-agent-1');
    const desk = sessionKeeper(
      url,
      value(await clientOf(url).call('staffSignIn', { body: { idToken, nonce } })),
    );
    let over = false;
    const stop = (): boolean => over;
    const talks: { patient: Side; agent: Side }[] = [];
    const keepers = [desk];
    const loads: Promise<void>[] = [];
    for (let n = 0; n < pairs; n += 1) {
      const visitor = sessionKeeper(
        url,
        value(await clientOf(url).call('openVisitorSession', { body: { channel: 'web' } })),
      );
      keepers.push(visitor);
      const patientApi = resilientClient(url, visitor.token);
      const agentApi = resilientClient(url, desk.token);
      const { conversationId } = value(
        await patientApi.call('startConversation', {
          body: { clientId: `open-${seed}-${n}`, channel: 'web', locale: 'zh-CN' },
        }),
      );
      value(
        await patientApi.call('postMessage', {
          params: { conversationId },
          body: { clientId: `first-${seed}-${n}`, base: 0, text: '请转人工' },
        }),
      );
      const patient: Side = { conversationId, acknowledged: [], complaints: [] };
      const agent: Side = { conversationId, acknowledged: [], complaints: [] };
      talks.push({ patient, agent });
      loads.push(
        patientLoad(patientApi, patient, { random: randomFrom(seed + 2 * n), stop, name: `p${n}` }),
        // Every third conversation stays with the bot.
        n % 3 === 2
          ? Promise.resolve()
          : agentLoad(agentApi, agent, {
              random: randomFrom(seed + 2 * n + 1),
              stop,
              name: `a${n}`,
            }),
      );
    }
    let renewedAt = performance.now();
    for (let round = 1; round <= rounds; round += 1) {
      await sleep(200 + random.int(1_500));
      await killed(child);
      child = startChild(cdkOut, dataDir, port);
      await ready(child);
      // Access tokens live fifteen minutes.
      if (performance.now() - renewedAt > 8 * 60_000) {
        await Promise.all(keepers.map(({ renew }) => renew()));
        renewedAt = performance.now();
      }
      log(
        `round ${round}: ${talks.reduce((sum, t) => sum + t.patient.acknowledged.length + t.agent.acknowledged.length, 0)} acknowledged`,
      );
    }
    await sleep(1_000);
    over = true;
    await Promise.all(loads);
    const problems: string[] = [];
    let entries = 0;
    const tickets = new Set<string>();
    const api = resilientClient(url, desk.token);
    for (const { patient, agent } of talks) {
      const all = await readAll(api, patient.conversationId);
      entries += all.length;
      problems.push(
        ...auditLog(all, patient, agent).map((line) => `${patient.conversationId}: ${line}`),
      );
      const detail = value(
        await api.call('deskConversation', { params: { conversationId: patient.conversationId } }),
      );
      if (detail.ticket === null) problems.push(`${patient.conversationId}: no ticket`);
      else tickets.add(detail.ticket.number);
    }
    return {
      rounds,
      acknowledged: talks.reduce(
        (sum, t) => sum + t.patient.acknowledged.length + t.agent.acknowledged.length,
        0,
      ),
      entries,
      tickets: tickets.size,
      problems,
    };
  } finally {
    child.removeAllListeners('exit');
    child.kill('SIGKILL');
    await sleep(300);
    rmSync(dataDir, { recursive: true, force: true });
  }
};
