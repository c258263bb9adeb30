import { randomUUID } from 'node:crypto';
import type { InvocationResult } from './lambda-messages.ts';

export type AsyncSettings = {
  /** Attempts after the first, 0 to 2 (AWS::Lambda::EventInvokeConfig; Lambda's own default is 2). */
  readonly retries: number;
  readonly maxAgeSeconds: number;
  /** Dead-letter queue or on-failure destination. */
  readonly deadLetters: string | undefined;
};

export type AsyncOptions = {
  readonly settingsOf: (functionArn: string) => AsyncSettings;
  readonly invoke: (functionArn: string, payload: string) => Promise<InvocationResult>;
  readonly bury: (queueArn: string, body: string, attributes: Record<string, string>) => void;
  /** Lambda waits one minute before the first retry and two before the second. */
  readonly retryDelaysMs: readonly number[];
};

export type AsyncInvocations = {
  /** Accepts the event and returns; what happens to it then is Lambda's asynchronous queue. */
  readonly accept: (functionArn: string, payload: string) => string;
  readonly stop: () => void;
};

export const createAsyncInvocations = (options: AsyncOptions): AsyncInvocations => {
  const timers = new Set<NodeJS.Timeout>();
  let stopped = false;

  const giveUp = (functionArn: string, payload: string, id: string, error: string): void => {
    const { deadLetters } = options.settingsOf(functionArn);
    if (deadLetters === undefined) return;
    options.bury(deadLetters, payload, { RequestID: id, ErrorCode: '200', ErrorMessage: error });
  };

  const attempt = async (
    functionArn: string,
    payload: string,
    id: string,
    count: number,
  ): Promise<void> => {
    const result = await options.invoke(functionArn, payload);
    if (result.ok || stopped || result.reason === 'stopped') return;
    const settings = options.settingsOf(functionArn);
    const delay = options.retryDelaysMs[Math.min(count, options.retryDelaysMs.length - 1)] ?? 0;
    if (count >= settings.retries || delay > settings.maxAgeSeconds * 1000)
      return giveUp(functionArn, payload, id, result.error.errorMessage);
    const timer = setTimeout(() => {
      timers.delete(timer);
      void attempt(functionArn, payload, id, count + 1);
    }, delay);
    timers.add(timer);
    return undefined;
  };

  return {
    accept: (functionArn, payload) => {
      const id = randomUUID();
      void attempt(functionArn, payload, id, 0);
      return id;
    },
    stop: () => {
      stopped = true;
      for (const timer of timers) clearTimeout(timer);
    },
  };
};
