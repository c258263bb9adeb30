/**
 * Faults that the emulators never show: AWS throttles, loses answers and reports conflicts between
 * transactions; both engines serialise everything. Tests choose per call what goes wrong.
 */
export type Fault =
  | 'throttled'
  | 'throughput-exceeded'
  | 'transaction-conflict'
  | 'server-error'
  /** The write happens, the answer is lost: what a cut connection looks like to the caller. */
  | 'answer-lost';

type DatabaseCall = { readonly functionName: string; readonly action: string };

/** Decides for each call of a function to the database; undefined lets it pass. */
export type FaultPlan = (call: DatabaseCall) => Fault | undefined;

export type FaultAnswer = { readonly status: number; readonly body: object };

const prefix = 'com.amazonaws.dynamodb.v20120810#';

const answers: Readonly<Record<Fault, FaultAnswer>> = {
  throttled: {
    status: 400,
    body: {
      __type: `${prefix}ThrottlingException`,
      message: 'Rate of requests exceeds the allowed throughput.',
    },
  },
  'throughput-exceeded': {
    status: 400,
    body: {
      __type: `${prefix}ProvisionedThroughputExceededException`,
      message: 'The level of configured provisioned throughput for the table was exceeded.',
    },
  },
  'transaction-conflict': {
    status: 400,
    body: {
      __type: `${prefix}TransactionCanceledException`,
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [TransactionConflict]',
      CancellationReasons: [
        { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
      ],
    },
  },
  'server-error': {
    status: 500,
    body: { __type: `${prefix}InternalServerError`, message: 'Internal server error' },
  },
  'answer-lost': {
    status: 500,
    body: { __type: `${prefix}InternalServerError`, message: 'Internal server error' },
  },
};

/** A single write that meets a running transaction gets another error than a transaction does. */
const conflictOutsideTransaction: FaultAnswer = {
  status: 400,
  body: {
    __type: `${prefix}TransactionConflictException`,
    message: 'Transaction is ongoing for the item',
  },
};

export const answerOf = (fault: Fault, action: string, items: number): FaultAnswer => {
  if (fault !== 'transaction-conflict') return answers[fault];
  if (!action.startsWith('Transact')) return conflictOutsideTransaction;
  const none = Array.from({ length: Math.max(0, items - 1) }, () => ({ Code: 'None' }));
  const { status, body } = answers['transaction-conflict'];
  return {
    status,
    body: {
      ...body,
      CancellationReasons: [
        { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
        ...none,
      ],
    },
  };
};
