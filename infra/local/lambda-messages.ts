/** What the runner and one execution environment say to each other. */
export type InvocationError = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

type InvocationContext = {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
};

export type ToWorker = {
  readonly id: string;
  /** JSON text of the event. */
  readonly event: string;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  readonly context: InvocationContext;
};

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'init-error'; readonly error: InvocationError }
  | { readonly kind: 'result'; readonly id: string; readonly payload: string }
  | { readonly kind: 'error'; readonly id: string; readonly error: InvocationError };

export type InvocationResult =
  | { readonly ok: true; readonly payload: string }
  | {
      readonly ok: false;
      /** `throttled` and `too-large` never reached the function's code. */
      readonly reason: 'function-error' | 'throttled' | 'too-large' | 'stopped';
      readonly error: InvocationError;
    };
