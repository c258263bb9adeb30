import { signal } from '@preact/signals';
import type { CallError, CallInput, CallOutcome } from '#shared/client/api-client.ts';
import type { Input, Response } from '#shared/contract/endpoints.ts';
import type { TicketDetail, TicketRow } from '#shared/contract/tickets.ts';
import { SECOND } from '#shared/kernel/clock.ts';
import type { DeskDeps } from './deps.ts';

/** A change as it is sent: what the contract has a default for may be left out. */
export type Change = Input<'changeTicket'>['body']['change'];
export type Revealed = Response<'revealContact'>;

/** An answer lost on the way is asked for again with the same id, which changes nothing twice. */
const REPEATS = 2;
const REFRESH_AFTER = 1.5 * SECOND;

/** The ticket on screen: what the server says of it, and every change to it. */
export const createTicketPage = (
  deps: DeskDeps,
  events: { readonly onRow: (row: TicketRow) => void },
) => {
  const id = signal<string | null>(null);
  const detail = signal<TicketDetail | null>(null);
  const error = signal<CallError | null>(null);
  const revealed = signal<Revealed | null>(null);
  const recurrences = signal<Response<'recurrences'> | null>(null);
  const deliveries = signal<Response<'deliveries'>['deliveries'] | null>(null);
  let hiding: unknown;
  let coming: unknown;

  const hide = (): void => {
    if (hiding !== undefined) deps.cancel(hiding);
    hiding = undefined;
    revealed.value = null;
  };

  const take = (ticketId: string, next: TicketDetail): void => {
    if (next.row !== null) events.onRow(next.row);
    if (id.peek() !== ticketId) return;
    const held = detail.peek();
    // An answer that was asked for earlier must not undo a later one.
    if (held !== null && held.ticket.version > next.ticket.version) return;
    detail.value = next;
    error.value = null;
  };

  const refresh = async (): Promise<void> => {
    const ticketId = id.peek();
    if (ticketId === null) return;
    const answer = await deps.call('ticket', { params: { ticketId } });
    if (answer.ok) take(ticketId, answer.value);
    else if (id.peek() === ticketId) error.value = answer.error;
  };

  const readAround = async (ticketId: string): Promise<void> => {
    const answer = await deps.call('recurrences', { params: { ticketId } });
    if (answer.ok && id.peek() === ticketId) recurrences.value = answer.value;
  };

  const repeated = async <N extends 'changeTicket' | 'decideApproval'>(
    name: N,
    input: CallInput<N>,
  ): Promise<CallOutcome<N>> => {
    let answer = await deps.call(name, input);
    for (let i = 0; i < REPEATS && !answer.ok && answer.error.kind === 'network'; i += 1)
      answer = await deps.call(name, input);
    return answer;
  };

  const changeOf = async (
    ticketId: string,
    change: Change,
  ): Promise<CallOutcome<'changeTicket'>> => {
    const body = { clientId: deps.newClientId(), change };
    const answer = await repeated('changeTicket', { params: { ticketId }, body });
    if (answer.ok) take(ticketId, answer.value);
    else if (id.peek() === ticketId && answer.error.kind === 'problem') void refresh();
    return answer;
  };

  return {
    id,
    detail,
    error,
    revealed,
    recurrences,
    deliveries,
    hide,
    refresh,
    open: async (ticketId: string | null): Promise<void> => {
      if (id.peek() === ticketId) return;
      hide();
      id.value = ticketId;
      detail.value = null;
      error.value = null;
      recurrences.value = null;
      deliveries.value = null;
      if (ticketId === null) return;
      await Promise.all([refresh(), readAround(ticketId)]);
    },
    changeOf,
    change: (change: Change): Promise<CallOutcome<'changeTicket'>> =>
      changeOf(id.peek() ?? '', change),
    decide: async (
      ticketId: string,
      approvalId: string,
      decision: { readonly approve: boolean; readonly reason: string },
    ): Promise<CallOutcome<'decideApproval'>> => {
      const body = { clientId: deps.newClientId(), ...decision };
      const answer = await repeated('decideApproval', { params: { ticketId, approvalId }, body });
      if (answer.ok) take(ticketId, answer.value);
      return answer;
    },
    note: async (ticketId: string, text: string): Promise<CallOutcome<'addNote'>> => {
      const answer = await deps.call('addNote', {
        params: { ticketId },
        body: { clientId: deps.newClientId(), text },
      });
      if (answer.ok && id.peek() === ticketId) await refresh();
      return answer;
    },
    /** Opens the patient's progress page again, or gives a new code: how one knows who asks is put on record. */
    openLookup: (renew: boolean, reason: string): Promise<CallOutcome<'openLookup'>> =>
      deps.call('openLookup', {
        params: { ticketId: id.peek() ?? '' },
        body: { clientId: deps.newClientId(), renew, reason },
      }),
    /** The reason is written down before the words come; they go from the screen when their time is over. */
    reveal: async (reason: string): Promise<CallError | null> => {
      const ticketId = id.peek();
      if (ticketId === null) return null;
      const answer = await deps.call('revealContact', {
        params: { ticketId },
        body: { clientId: deps.newClientId(), reason },
      });
      if (!answer.ok) return answer.error;
      if (id.peek() !== ticketId) return null;
      hide();
      revealed.value = answer.value;
      hiding = deps.after(Math.max(0, answer.value.expiresAt - deps.now()), hide);
      return null;
    },
    readDeliveries: async (): Promise<void> => {
      const ticketId = id.peek();
      if (ticketId === null) return;
      const answer = await deps.call('deliveries', { params: { ticketId } });
      if (answer.ok && id.peek() === ticketId) deliveries.value = answer.value.deliveries;
    },
    /** Something happened to a ticket: if it is this one, it is read again, once for a burst. */
    touched: (ticketId: string): void => {
      if (id.peek() !== ticketId || coming !== undefined) return;
      coming = deps.after(REFRESH_AFTER, () => {
        coming = undefined;
        void refresh();
      });
    },
  };
};
