import { type ApiClient, createApiClient } from '#shared/client/api-client.ts';
import { ENDPOINTS } from '#shared/contract/endpoints.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import type { Random } from '#test/fuzz/random.ts';

/** One thing that somebody sent until it was acknowledged. */
export type Sent = { readonly clientId: string; readonly text: string; readonly seq: number };

export type Side = {
  readonly conversationId: string;
  /** In the order in which they were sent. */
  readonly acknowledged: Sent[];
  /** Answers that must not be, such as a problem that no fault explains. */
  readonly complaints: string[];
};

export const resilientClient = (url: string, token: () => string): ApiClient =>
  createApiClient({
    endpoints: ENDPOINTS,
    fetch: (address, init) => fetch(address, { ...init, signal: AbortSignal.timeout(8_000) }),
    baseUrl: url,
    token,
  });

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Problems that only say "not now": the same request is sent again, as a page would. */
const TRANSIENT = new Set(['unavailable', 'internal', 'too-many-requests']);

type Call = () => ReturnType<ApiClient['call']>;

/** Repeats one call, unchanged, until it is answered for good. */
export const persistently = async (
  call: Call,
  stop: () => boolean,
): Promise<Awaited<ReturnType<Call>> | undefined> => {
  for (let wait = 40; !stop(); wait = Math.min(800, wait * 2)) {
    const outcome = await call();
    const again =
      !outcome.ok &&
      (outcome.error.kind === 'network' || TRANSIENT.has(outcome.error.problem.code));
    if (!again) return outcome;
    await sleep(wait);
  }
  return undefined;
};

/**
 * A patient who writes one message after another: client id and base are frozen with each, and it is sent again until
 * it is acknowledged, exactly as the widget's outbox does.
 */
export const patientLoad = async (
  api: ApiClient,
  side: Side,
  {
    random,
    stop,
    name,
  }: { readonly random: Random; readonly stop: () => boolean; readonly name: string },
): Promise<void> => {
  let seen = 0;
  for (let n = 0; !stop(); n += 1) {
    const clientId = `${name}-${String(n).padStart(6, '0')}`;
    const text =
      random.pick(['异地医保怎么直接结算', '挂号怎么退', '好的谢谢', '还在吗', '住院押金多少']) +
      ` ${name}.${n}`;
    const body = { clientId, base: seen, text };
    const outcome = await persistently(
      () => api.call('postMessage', { params: { conversationId: side.conversationId }, body }),
      () => false,
    );
    if (outcome === undefined) return;
    if (!outcome.ok) {
      side.complaints.push(`patient ${name}: ${JSON.stringify(outcome.error).slice(0, 200)}`);
      return;
    }
    const { entries } = outcome.value as { entries: Entry[] };
    const own = entries.find((entry) => entry.entryId === clientId);
    if (own === undefined)
      side.complaints.push(`patient ${name}: acknowledged without its own entry`);
    else side.acknowledged.push({ clientId, text, seq: own.seq });
    seen = Math.max(seen, ...entries.map((entry) => entry.seq));
    await sleep(random.int(60));
  }
};

/** An agent who takes the conversation and answers, with the same care. */
export const agentLoad = async (
  api: ApiClient,
  side: Side,
  {
    random,
    stop,
    name,
  }: { readonly random: Random; readonly stop: () => boolean; readonly name: string },
): Promise<void> => {
  const params = { conversationId: side.conversationId };
  const claimed = await persistently(
    () => api.call('claim', { params, body: { clientId: `${name}-claim-1`, base: 0 } }),
    stop,
  );
  if (claimed?.ok === false)
    side.complaints.push(`agent ${name}: claim ${JSON.stringify(claimed.error).slice(0, 200)}`);
  let seen = 0;
  for (let n = 0; !stop(); n += 1) {
    const clientId = `${name}-${String(n).padStart(6, '0')}`;
    const text = `请稍等，正在核实 ${name}.${n}`;
    const body = { clientId, base: seen, text };
    const outcome = await persistently(
      () => api.call('reply', { params, body }),
      () => false,
    );
    if (outcome === undefined) return;
    if (!outcome.ok) {
      side.complaints.push(`agent ${name}: ${JSON.stringify(outcome.error).slice(0, 200)}`);
      return;
    }
    const { entries } = outcome.value as { entries: Entry[] };
    const own = entries.find((entry) => entry.entryId === clientId);
    if (own !== undefined) side.acknowledged.push({ clientId, text, seq: own.seq });
    seen = Math.max(seen, ...entries.map((entry) => entry.seq));
    await sleep(20 + random.int(80));
  }
};

const emergency = (entry: Entry): boolean =>
  entry.body.kind === 'message' && entry.body.cards.some((c) => c.type === 'emergency');

const orderOf = (sent: readonly Sent[], entries: readonly Entry[]): string[] => {
  const problems: string[] = [];
  let last = -1;
  for (const { clientId, text, seq } of sent) {
    const found = entries.filter((entry) => entry.entryId === clientId);
    const [entry] = found;
    if (entry === undefined) problems.push(`lost: ${clientId}`);
    else if (found.length > 1) problems.push(`doubled: ${clientId}`);
    else if (entry.seq !== seq) problems.push(`moved: ${clientId} from ${seq} to ${entry.seq}`);
    else if (entry.body.kind !== 'message' || entry.body.text !== text)
      problems.push(`altered: ${clientId}`);
    else if (entry.seq <= last) problems.push(`reordered: ${clientId}`);
    last = Math.max(last, entry?.seq ?? last);
  }
  return problems;
};

/** A question to the bot that is acknowledged has its answer, under the id that follows from its number. */
const unanswered = (entries: readonly Entry[]): string[] => {
  const ids = new Set(entries.map(({ entryId }) => entryId));
  const { owner, epoch } = entries.at(-1)?.state ?? { owner: 'bot', epoch: 0 };
  return entries.flatMap(({ seq, by, body, state }) =>
    owner === 'bot' &&
    by.kind === 'patient' &&
    body.kind === 'message' &&
    state.epoch === epoch &&
    !ids.has(`re:${seq}`)
      ? [`acknowledged and never answered: ${seq}`]
      : [],
  );
};

/** What is wrong with a conversation's log, given what its two sides had acknowledged. */
export const auditLog = (entries: readonly Entry[], patient: Side, agent: Side): string[] => {
  const problems = [...patient.complaints, ...agent.complaints];
  entries.forEach((entry, index) => {
    if (entry.seq !== index) problems.push(`gap: number ${entry.seq} at place ${index}`);
  });
  problems.push(...orderOf(patient.acknowledged, entries), ...orderOf(agent.acknowledged, entries));
  const claim =
    entries.find((entry) => entry.body.kind === 'claimed')?.seq ?? Number.POSITIVE_INFINITY;
  for (const entry of entries)
    if (entry.seq > claim && entry.by.kind === 'bot' && !emergency(entry))
      problems.push(`the bot spoke after the claim: ${entry.seq}`);
  problems.push(...unanswered(entries));
  const ids = entries.map((entry) => `${entry.by.kind}/${entry.entryId}`);
  if (new Set(ids).size !== ids.length) problems.push('an entry id stands twice');
  return problems;
};
