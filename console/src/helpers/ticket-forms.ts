import type { Response } from '#shared/contract/endpoints.ts';
import type { TicketRow } from '#shared/contract/tickets.ts';
import type { EvidenceKind } from '#shared/domain/case/case.ts';
import type { CaseClockId } from '#shared/domain/sla/case-policies.ts';
import type { TicketTask } from '#shared/domain/ticket/work.ts';

export type AllowedStep = Response<'ticket'>['steps'][number];

/** What can be filled in on a ticket, one dialog each. */
export type TicketForm =
  | { readonly kind: 'step'; readonly step: AllowedStep }
  /** Closing was asked for while something is missing. */
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'proof'; readonly evidence: EvidenceKind | null }
  | {
      readonly kind: 'clock';
      readonly clock: CaseClockId;
      readonly change: 'pause' | 'resume' | 'extend';
    }
  | { readonly kind: 'task' }
  | {
      readonly kind: 'task-step';
      readonly task: TicketTask;
      readonly step: 'accept' | 'answer' | 'return';
    }
  | { readonly kind: 'matter' | 'assign' | 'add-department' | 'grant' }
  | { readonly kind: 'link' | 'merge' | 'split' }
  | { readonly kind: 'note' | 'reveal' | 'lookup' | 'labels' | 'named' | 'help' | 'remind' }
  /** A department sends back what was assigned to it, from the list. */
  | { readonly kind: 'return'; readonly row: TicketRow }
  | {
      readonly kind: 'bulk';
      readonly bulk: 'assign' | 'transfer' | 'remind' | 'priority' | 'note' | 'close';
    }
  | {
      readonly kind: 'decide';
      readonly ticketId: string;
      readonly approvalId: string;
      readonly approve: boolean;
      readonly what: string;
    };
