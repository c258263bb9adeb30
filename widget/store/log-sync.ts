import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  contiguousTo,
  EMPTY_LOG,
  hasGap,
  type LogView,
  mergeEntries,
} from '#shared/client/log-view.ts';
import type { Cursors } from '#shared/contract/conversations.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import type { PatientApi } from '../services/patient-api.ts';

export type LogSync = {
  readonly log: ReadonlySignal<LogView>;
  readonly cursors: ReadonlySignal<Cursors | null>;
  /** False until the conversation has been read once. */
  readonly caughtUp: ReadonlySignal<boolean>;
  receive(entries: readonly Entry[]): void;
  moveCursor(side: 'patient' | 'agent', delivered: number, read: number): void;
  /** Reads everything after the last number without a hole. Calls made meanwhile share one more reading. */
  catchUp(): Promise<void>;
  reset(): void;
};

type LogSyncOptions = {
  readonly api: PatientApi;
  readonly conversationId: Signal<string | null>;
  readonly onTicket: (ticketNumber: string | null) => void;
  readonly onMissing: () => void;
};

const ahead = (a: Cursors['agent'], b: Cursors['agent']): Cursors['agent'] => ({
  delivered: Math.max(a.delivered, b.delivered, b.read),
  read: Math.max(a.read, b.read),
});

const NOWHERE: Cursors = {
  patient: { delivered: -1, read: -1 },
  agent: { delivered: -1, read: -1 },
};

/** One conversation's log on this device: pushes and answers go in, gaps are fetched, nothing is shown out of order. */
export const createLogSync = ({
  api,
  conversationId,
  onTicket,
  onMissing,
}: LogSyncOptions): LogSync => {
  const log = signal<LogView>(EMPTY_LOG);
  const cursors = signal<Cursors | null>(null);
  const caughtUp = signal(false);
  let reading: Promise<void> | undefined;
  let readAgain = false;

  const receive = (entries: readonly Entry[]): void => {
    log.value = mergeEntries(log.value, entries);
    if (hasGap(log.value)) void catchUp();
  };

  const moveCursors = (moved: Cursors): void => {
    const held = cursors.value ?? NOWHERE;
    cursors.value = {
      patient: ahead(held.patient, moved.patient),
      agent: ahead(held.agent, moved.agent),
    };
  };

  /** True where another page follows. */
  const readPage = async (id: string): Promise<boolean> => {
    const after = contiguousTo(log.value);
    const answer = await api.call('readEntries', {
      params: { conversationId: id },
      query: { after },
    });
    if (conversationId.value !== id) return false;
    if (!answer.ok) {
      if (answer.error.kind === 'problem' && answer.error.problem.code === 'not-found') onMissing();
      return false;
    }
    log.value = mergeEntries(log.value, answer.value.entries);
    moveCursors(answer.value.cursors);
    if (answer.value.ticketNumber !== null) onTicket(answer.value.ticketNumber);
    caughtUp.value = true;
    return answer.value.more && contiguousTo(log.value) > after;
  };

  const readAll = async (): Promise<void> => {
    readAgain = false;
    const id = conversationId.value;
    if (id === null || !(await api.session())) return;
    while (await readPage(id));
  };

  const catchUp = (): Promise<void> => {
    if (reading !== undefined) {
      readAgain = true;
      return reading;
    }
    reading = readAll().finally(() => {
      reading = undefined;
      if (readAgain) void catchUp();
    });
    return reading;
  };

  return {
    log,
    cursors,
    caughtUp,
    receive,
    catchUp,
    moveCursor: (side, delivered, read) => moveCursors({ ...NOWHERE, [side]: { delivered, read } }),
    reset: () => {
      log.value = EMPTY_LOG;
      cursors.value = null;
      caughtUp.value = false;
    },
  };
};
