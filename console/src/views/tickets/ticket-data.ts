import type { Response } from '#shared/contract/endpoints.ts';
import type { EvidenceKind } from '#shared/domain/case/case.ts';
import { currentProofs } from '#shared/domain/case/closing.ts';
import { isMedicalQuality } from '#shared/domain/ticket/case-work.ts';
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

/** Feedback on medical quality needs the quality office's opinion, in this opening of the case. */
export const opinionOwed = ({ ticket }: TicketData): readonly EvidenceKind[] =>
  ticket.case !== null &&
  isMedicalQuality(ticket) &&
  !currentProofs(ticket.case).some(({ evidence }) => evidence.kind === 'quality-opinion')
    ? ['quality-opinion']
    : [];
