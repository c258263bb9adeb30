import type { Delivery } from '#shared/domain/notify/notice.ts';

/** The part of `fetch` that senders need; tests pass one that answers as the documentation says. */
export type SendFetch = (
  url: string,
  init: { method: 'POST'; headers: Record<string, string>; body: string; signal: AbortSignal },
) => Promise<{
  status: number;
  headers: { get(name: string): string | null };
  text(): Promise<string>;
}>;

export const SEND_TIMEOUT_MS = 5_000;

const WAIT_AND_TRY = new Set([408, 425, 429]);

const retryAfter = (header: string | null): number | null => {
  const seconds = Number(header);
  return header === null || !Number.isFinite(seconds) ? null : Math.max(0, seconds * 1_000);
};

export type Answer = { readonly status: number; readonly text: string };

/** Posts JSON; a refused or unanswered request becomes a Delivery, `read` judges an answer of 2xx. */
export const postJson = async (
  fetcher: SendFetch,
  request: {
    readonly url: string;
    readonly headers: Record<string, string>;
    readonly body: string;
  },
  read: (answer: Answer) => Delivery,
): Promise<Delivery> => {
  try {
    const answer = await fetcher(request.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...request.headers },
      body: request.body,
      signal: AbortSignal.timeout(SEND_TIMEOUT_MS),
    });
    const text = await answer.text();
    if (answer.status >= 200 && answer.status < 300) return read({ status: answer.status, text });
    const reason = `status ${answer.status}`;
    return answer.status >= 500 || WAIT_AND_TRY.has(answer.status)
      ? { kind: 'retry', reason, retryAfterMs: retryAfter(answer.headers.get('retry-after')) }
      : { kind: 'refused', reason };
  } catch (error) {
    return {
      kind: 'retry',
      reason: error instanceof Error ? error.name : 'unreachable',
      retryAfterMs: null,
    };
  }
};
