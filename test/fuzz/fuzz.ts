import { WebSocket } from 'ws';
import { ENDPOINTS, type Endpoint } from '#shared/contract/endpoints.ts';
import { PROBLEMS, problem } from '#shared/contract/problem.ts';
import { type Random, randomFrom } from './random.ts';
import { type FuzzRequest, type FuzzWorld, nextFrame, nextRequest } from './requests.ts';

export type FuzzReport = {
  readonly requests: number;
  readonly frames: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly byCode: Readonly<Record<string, number>>;
  readonly byEndpoint: Readonly<Record<string, number>>;
  /** What must not be: an answer of 5xx, a problem outside the closed list, an answer that breaks its schema. */
  readonly failures: readonly string[];
  readonly droppedSockets: number;
};

export type FuzzTarget = FuzzWorld & {
  readonly url: string;
  /** Opens a socket as one of the sessions. */
  readonly openSocket?: () => Promise<WebSocket>;
};

/** Problems of the edge itself have no body of ours: API Gateway answers these before any function runs. */
const EDGE_STATUSES = new Set([401, 403, 404, 405, 413, 414, 429, 431]);

const describeRequest = (request: FuzzRequest): string =>
  `${request.method} ${request.path.slice(0, 120)} ${(request.body ?? '').slice(0, 160)}`;

const checkProblem = (status: number, body: unknown, fromEdge: boolean): string | undefined => {
  const parsed = problem.safeParse(body);
  if (!parsed.success)
    return fromEdge && EDGE_STATUSES.has(status)
      ? undefined
      : `status ${status} without a problem document`;
  if (PROBLEMS[parsed.data.code].status !== status)
    return `${parsed.data.code} with status ${status}`;
  if (parsed.data.code === 'invalid-request' && (parsed.data.fields ?? []).length === 0)
    return 'invalid-request that names no field';
  return undefined;
};

const judge = (
  request: FuzzRequest,
  status: number,
  type: string,
  text: string,
): string | undefined => {
  if (status >= 500) return `status ${status}: ${text.slice(0, 200)}`;
  let body: unknown;
  try {
    body = text === '' ? undefined : JSON.parse(text);
  } catch {
    return `status ${status} is not JSON: ${text.slice(0, 80)}`;
  }
  if (status >= 400) return checkProblem(status, body, !type.includes('problem'));
  const endpoint: Endpoint = ENDPOINTS[request.endpoint];
  if (status !== endpoint.status) return `status ${status} instead of ${endpoint.status}`;
  return endpoint.response.safeParse(body).success
    ? undefined
    : `answer breaks its schema: ${text.slice(0, 200)}`;
};

const codeOf = (text: string): string => /"code":"([a-z-]+)"/.exec(text)?.[1] ?? '-';

/** Sends frames over one socket and reopens it where the server closed it (a frame over the limit may do that). */
const fuzzSocket = async (random: Random, target: FuzzTarget, count: number) => {
  if (target.openSocket === undefined) return { frames: 0, dropped: 0 };
  let socket = await target.openSocket();
  let dropped = 0;
  for (let i = 0; i < count; i += 1) {
    if (socket.readyState !== WebSocket.OPEN) {
      dropped += 1;
      socket = await target.openSocket();
    }
    socket.send(nextFrame(random, target));
    if (i % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  socket.close();
  return { frames: count, dropped };
};

/** Sends `count` generated requests (`parallel` at a time) and `count / 10` socket frames; reports what was answered. */
export const fuzz = async (
  target: FuzzTarget,
  {
    count,
    seed,
    parallel = 8,
  }: { readonly count: number; readonly seed: number; readonly parallel?: number },
): Promise<FuzzReport> => {
  const random = randomFrom(seed);
  const byStatus: Record<string, number> = {};
  const byCode: Record<string, number> = {};
  const byEndpoint: Record<string, number> = {};
  const failures: string[] = [];
  let sent = 0;

  const one = async (): Promise<void> => {
    const request = nextRequest(random, target);
    byEndpoint[request.endpoint] = (byEndpoint[request.endpoint] ?? 0) + 1;
    try {
      const answer = await fetch(target.url + request.path, {
        method: request.method,
        headers: request.headers,
        ...(request.body === undefined ? {} : { body: request.body }),
        redirect: 'manual',
      });
      const text = await answer.text();
      byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1;
      if (answer.status >= 400) byCode[codeOf(text)] = (byCode[codeOf(text)] ?? 0) + 1;
      const wrong = judge(request, answer.status, answer.headers.get('content-type') ?? '', text);
      if (wrong !== undefined) failures.push(`${wrong} ← ${describeRequest(request)}`);
    } catch (error) {
      failures.push(`no answer (${String(error).slice(0, 120)}) ← ${describeRequest(request)}`);
    }
  };
  const worker = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      await one();
    }
  };
  const [sockets] = await Promise.all([
    fuzzSocket(randomFrom(seed + 1), target, Math.floor(count / 10)),
    ...Array.from({ length: parallel }, worker),
  ]);
  return {
    requests: sent,
    frames: sockets.frames,
    byStatus,
    byCode,
    byEndpoint,
    failures,
    droppedSockets: sockets.dropped,
  };
};
