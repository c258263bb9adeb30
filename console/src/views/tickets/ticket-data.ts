import type { Response } from '#shared/contract/endpoints.ts';
import { useConsole } from '../../context.ts';
import type { TicketForm } from '../../helpers/ticket-forms.ts';

/** A ticket as the server tells it to this person: with the steps and changes that are theirs. */
export type TicketData = Response<'ticket'>;

/** Opens a form of the ticket on screen. */
export const useForm = (): ((form: TicketForm) => void) => {
  const { ui } = useConsole();
  return (form) => {
    ui.dialog.value = { kind: 'ticket', form };
  };
};

export const may = (data: TicketData, change: string): boolean => data.changes.includes(change);
