import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FromWorker, InvocationError, ToWorker } from './lambda-messages.ts';

/**
 * The inside of one execution environment: loads one handler and runs one event at a time. It imports nothing
 * of the runner (types are erased), so that a function sees only itself and its own environment.
 */
type Handler = (event: unknown, context: object) => unknown;

const [, , folder = '', handlerName = '', cacheFolder = ''] = process.argv;
if (cacheFolder !== '') enableCompileCache(cacheFolder);

// Ctrl-C reaches the whole terminal group; the runner decides when a worker ends.
process.on('SIGINT', () => {});
// No runner, no function: this also holds when the runner was killed.
process.on('disconnect', () => process.exit(0));

const send = (message: FromWorker): void => {
  process.send?.(message);
};

const describeError = (error: unknown): InvocationError =>
  error instanceof Error
    ? {
        errorType: error.name,
        errorMessage: error.message,
        trace: (error.stack ?? '').split('\n'),
      }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };

const failure = (errorType: string, errorMessage: string): InvocationError => ({
  errorType,
  errorMessage,
  trace: [],
});

const load = async (): Promise<Handler> => {
  const dot = handlerName.lastIndexOf('.');
  const file = join(folder, `${handlerName.slice(0, dot)}.mjs`);
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  const handler = module[handlerName.slice(dot + 1)];
  if (typeof handler !== 'function')
    throw Object.assign(new Error(`${handlerName} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  if (handler.length >= 3)
    throw Object.assign(new Error('Callback handlers are not supported from Node.js 24 on'), {
      name: 'Runtime.CallbackHandlerDeprecated',
    });
  return handler as Handler;
};

const contextOf = (message: ToWorker) => ({
  ...message.context,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, message.deadline - Date.now()),
});

let current: string | undefined;
let flushed = false;

const reportCrash = (type: string) => (error: unknown) => {
  console.error(error);
  const { errorMessage, trace } = describeError(error);
  if (current !== undefined)
    send({ kind: 'error', id: current, error: { errorType: type, errorMessage, trace } });
  // The message must leave before the process does.
  setImmediate(() => process.exit(129));
};
process.on('uncaughtException', reportCrash('Runtime.UncaughtException'));
process.on('unhandledRejection', reportCrash('Runtime.UnhandledPromiseRejection'));

const run = async (handler: Handler, message: ToWorker): Promise<void> => {
  current = message.id;
  try {
    const event: unknown = JSON.parse(message.event);
    const result = await handler(event, contextOf(message));
    const payload = JSON.stringify(result);
    send({ kind: 'result', id: message.id, payload: payload ?? 'null' });
  } catch (error) {
    const described = describeError(error);
    console.error(JSON.stringify({ level: 'ERROR', message: 'Invoke Error', ...described }));
    send({ kind: 'error', id: message.id, error: described });
  }
  current = undefined;
  if (!flushed && cacheFolder !== '') flushCompileCache();
  flushed = true;
};

const waiting: ToWorker[] = [];
let wake = (): void => {};
process.on('message', (message: ToWorker) => {
  waiting.push(message);
  wake();
});

try {
  const handler = await load();
  send({ kind: 'ready' });
  while (true) {
    const next = waiting.shift();
    if (next === undefined)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    else await run(handler, next);
  }
} catch (error) {
  const described = describeError(error);
  console.error(error);
  send({ kind: 'init-error', error: described.errorType ? described : failure('Unknown', '') });
  setImmediate(() => process.exit(1));
}
