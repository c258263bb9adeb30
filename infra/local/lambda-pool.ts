import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { FromWorker, InvocationError, InvocationResult } from './lambda-messages.ts';
import type { LogSink } from './logs.ts';

/** A function as the template declares it, with everything resolved. */
export type FunctionSpec = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly folder: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** The complete environment of the function's processes. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: string;
  /** Reserved concurrency of the template: beyond it, calls are throttled as in AWS. */
  readonly reserved: number | undefined;
};

export type PoolOptions = {
  readonly workerFile: string;
  readonly compileCache: string;
  readonly sink: LogSink;
  /** Told of every process, so that a later run can end what a killed one left behind. */
  readonly onSpawn: (pid: number) => void;
};

/** Without a reservation AWS would start as many as needed; one machine starts four and lets the rest wait. */
const usualConcurrency = 4;
const payloadLimit = 6 * 1024 * 1024;
const initLimitMs = 10_000;
const idleMs = 300_000;

type Job = {
  readonly id: string;
  readonly event: string;
  readonly done: (result: InvocationResult) => void;
};

type Worker = {
  readonly child: ChildProcess;
  job: Job | undefined;
  ready: boolean;
  timer: NodeJS.Timeout | undefined;
  idleSince: number;
  initError: InvocationError | undefined;
};

const failed = (
  reason: 'function-error' | 'throttled' | 'too-large' | 'stopped',
  errorType: string,
  errorMessage: string,
): InvocationResult => ({ ok: false, reason, error: { errorType, errorMessage, trace: [] } });

/** The execution environments of one function: processes, reused when idle, one event at a time in each. */
export class LambdaPool {
  readonly spec: FunctionSpec;
  private readonly options: PoolOptions;
  private readonly workers = new Set<Worker>();
  private readonly queue: Job[] = [];
  private readonly reaper: NodeJS.Timeout;
  private stopped = false;

  constructor(spec: FunctionSpec, options: PoolOptions) {
    this.spec = spec;
    this.options = options;
    this.reaper = setInterval(() => this.reap(), idleMs / 5);
    this.reaper.unref();
  }

  /** Runs one event (JSON text); resolves in every case. */
  invoke(event: string, id: string = randomUUID()): Promise<InvocationResult> {
    if (this.stopped)
      return Promise.resolve(failed('stopped', 'ServiceException', 'The runner is stopping.'));
    if (Buffer.byteLength(event) > payloadLimit)
      return Promise.resolve(
        failed(
          'too-large',
          'RequestTooLargeException',
          `Request must be smaller than 6291456 bytes for the InvokeFunction operation`,
        ),
      );
    const { reserved } = this.spec;
    if (reserved !== undefined && this.running() >= reserved)
      return Promise.resolve(failed('throttled', 'TooManyRequestsException', 'Rate Exceeded.'));
    return new Promise((resolve) => {
      this.queue.push({ id, event, done: resolve });
      this.work();
    });
  }

  /** Starts one process ahead of the first event; resolves when it is ready, or ended. */
  warm(): Promise<void> {
    if (this.workers.size > 0 || this.stopped) return Promise.resolve();
    const { child } = this.spawn();
    return new Promise((resolve) => {
      child.once('message', () => resolve());
      child.once('exit', () => resolve());
    });
  }

  /** Processes that live now. */
  get processes(): number[] {
    return [...this.workers].flatMap(({ child }) => child.pid ?? []);
  }

  /** Ends all processes at once, whatever they do: what is running fails as a crash would. */
  killAll(): number {
    const pids = this.processes;
    for (const { child } of this.workers) child.kill('SIGKILL');
    return pids.length;
  }

  /** Lets what is running finish within the grace time, then ends the processes. */
  async stop(graceMs: number): Promise<void> {
    this.stopped = true;
    clearInterval(this.reaper);
    for (const job of this.queue.splice(0))
      job.done(failed('stopped', 'ServiceException', 'The runner is stopping.'));
    const giveUp = Date.now() + graceMs;
    while (this.running() > 0 && Date.now() < giveUp)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await Promise.all([...this.workers].map(({ child }) => endChild(child)));
  }

  private running(): number {
    return this.queue.length + [...this.workers].filter(({ job }) => job !== undefined).length;
  }

  private work(): void {
    const limit = this.spec.reserved ?? usualConcurrency;
    while (this.queue.length > 0) {
      const idle = this.idleWorker() ?? (this.workers.size < limit ? this.spawn() : undefined);
      if (idle === undefined) return;
      const job = this.queue.shift();
      if (job !== undefined) this.assign(idle, job);
    }
  }

  /** A warm process first; one that still starts is better than another one that has not begun to. */
  private idleWorker(): Worker | undefined {
    const idle = [...this.workers].filter(({ job }) => job === undefined);
    return idle.find(({ ready }) => ready) ?? idle[0];
  }

  private assign(worker: Worker, job: Job): void {
    worker.job = job;
    if (worker.ready) this.begin(worker, job);
  }

  private begin(worker: Worker, job: Job): void {
    const { spec } = this;
    clearTimeout(worker.timer);
    worker.timer = setTimeout(() => this.timeOut(worker), spec.timeoutMs);
    worker.child.send({
      id: job.id,
      event: job.event,
      deadline: Date.now() + spec.timeoutMs,
      context: {
        functionName: spec.name,
        functionVersion: '$LATEST',
        invokedFunctionArn: spec.arn,
        memoryLimitInMB: String(spec.memoryMb),
        awsRequestId: job.id,
        logGroupName: spec.logGroup,
        logStreamName: `local/[$LATEST]${worker.child.pid}`,
      },
    });
  }

  private timeOut(worker: Worker): void {
    const { job } = worker;
    const seconds = (this.spec.timeoutMs / 1000).toFixed(2);
    this.options.sink.note(this.spec.name, 'ERROR', `Task timed out after ${seconds} seconds`);
    this.finish(
      worker,
      failed(
        'function-error',
        'Sandbox.Timedout',
        `RequestId: ${job?.id ?? ''} Error: Task timed out after ${seconds} seconds`,
      ),
    );
    this.workers.delete(worker);
    worker.child.kill('SIGKILL');
    this.work();
  }

  private spawn(): Worker {
    const { spec, options } = this;
    const child = fork(options.workerFile, [spec.folder, spec.handler, options.compileCache], {
      env: { ...spec.environment },
      cwd: spec.folder,
      // The rest of the memory is for what lives outside the heap: buffers, code, stacks.
      execArgv: [`--max-old-space-size=${Math.floor(spec.memoryMb * 0.85)}`],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      serialization: 'advanced',
    });
    const worker: Worker = {
      child,
      job: undefined,
      ready: false,
      timer: undefined,
      idleSince: Date.now(),
      initError: undefined,
    };
    worker.timer = setTimeout(() => {
      worker.initError = {
        errorType: 'Sandbox.InitTimedout',
        errorMessage: 'Init phase took longer than 10 seconds',
        trace: [],
      };
      child.kill('SIGKILL');
    }, initLimitMs);
    this.workers.add(worker);
    if (child.pid !== undefined) options.onSpawn(child.pid);
    for (const stream of [child.stdout, child.stderr])
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) =>
          options.sink.functionLine(spec.name, line),
        );
    child.on('message', (message: FromWorker) => this.hear(worker, message));
    child.on('error', () => {
      // What could not be started never ends either (its folder is gone, no more processes are to be had).
      if (child.pid === undefined) this.leave(worker, null, null);
      else child.kill('SIGKILL');
    });
    child.on('exit', (code, signal) => this.leave(worker, code, signal));
    return worker;
  }

  private hear(worker: Worker, message: FromWorker): void {
    if (message.kind === 'ready') {
      worker.ready = true;
      clearTimeout(worker.timer);
      if (worker.job !== undefined) this.begin(worker, worker.job);
    } else if (message.kind === 'init-error') {
      worker.initError = message.error;
    } else if (message.id === worker.job?.id) {
      this.finish(worker, this.resultOf(message));
      this.work();
    }
  }

  private resultOf(
    message: Exclude<FromWorker, { kind: 'ready' | 'init-error' }>,
  ): InvocationResult {
    if (message.kind === 'error')
      return { ok: false, reason: 'function-error', error: message.error };
    const size = Buffer.byteLength(message.payload);
    if (size <= payloadLimit) return { ok: true, payload: message.payload };
    this.options.sink.note(
      this.spec.name,
      'ERROR',
      `Response payload of ${size} bytes exceeds 6 MB`,
    );
    return failed(
      'function-error',
      'Function.ResponseSizeTooLarge',
      `Response payload size (${size} bytes) exceeded maximum allowed payload size (6291556 bytes).`,
    );
  }

  private finish(worker: Worker, result: InvocationResult): void {
    clearTimeout(worker.timer);
    const { job } = worker;
    worker.job = undefined;
    worker.idleSince = Date.now();
    job?.done(result);
  }

  /** A process that ends while it works fails its event; one that never got ready fails it as an init error. */
  private leave(worker: Worker, code: number | null, signal: NodeJS.Signals | null): void {
    clearTimeout(worker.timer);
    const known = this.workers.delete(worker);
    if (worker.job !== undefined) {
      const how = code === null ? 'not started' : `exit status ${code}`;
      const exit = signal === null ? how : `signal: ${signal.slice(3).toLowerCase()}`;
      const error = worker.initError ?? {
        errorType: 'Runtime.ExitError',
        errorMessage: `RequestId: ${worker.job.id} Error: Runtime exited with error: ${exit}`,
        trace: [],
      };
      this.options.sink.note(this.spec.name, 'ERROR', `${error.errorType}: ${error.errorMessage}`);
      this.finish(worker, { ok: false, reason: 'function-error', error });
    }
    if (known && !this.stopped) this.work();
  }

  private reap(): void {
    const now = Date.now();
    for (const worker of this.workers)
      if (worker.job === undefined && worker.ready && now - worker.idleSince > idleMs) {
        this.workers.delete(worker);
        worker.child.disconnect();
      }
  }
}

const endChild = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      });
