import type { Deps } from '#functions/ports.ts';
import { type Actor, authorize } from '#shared/domain/access/policy.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { err, type Result } from '#shared/kernel/result.ts';
import type { Step, StepOutcome } from './append.ts';
import { answerStep, type DeskFailure } from './desk.ts';
import { loadScene } from './enter.ts';
import { followConversation } from './follow-ticket.ts';
import { type SystemStepDeps, systemStep } from './system-step.ts';

type Outcome = Promise<Result<StepOutcome, DeskFailure>>;

const ANSWERS_PATIENTS: readonly string[] = ['agent', 'supervisor', 'office'];

/**
 * Asks a colleague to take the conversation over. The owner stays, and goes on answering, until the colleague accepts;
 * an offer that nobody answers falls back after two minutes.
 */
export const transfer = async (
  deps: Deps,
  actor: Actor,
  step: Step & { readonly toStaffId: string; readonly reason: string },
): Outcome => {
  // Who may not hand over at all does not learn who works here.
  if (authorize(actor, 'desk.transfer') === 'forbidden') return err({ kind: 'forbidden' });
  const colleague = await deps.people.staff(step.toStaffId);
  const able = colleague?.active === true && ANSWERS_PATIENTS.includes(colleague.tier);
  if (colleague === undefined || !able) return err({ kind: 'not-found' });
  return answerStep(deps, actor, {
    action: 'desk.transfer',
    step,
    body: {
      kind: 'transfer-offered',
      toAgentId: colleague.staffId,
      toAgentName: colleague.name,
      reason: step.reason,
    },
  });
};

export const acceptTransfer = (deps: Deps, actor: Actor, step: Step): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.transfer',
    step,
    body: { kind: 'transfer-accepted' },
  });

/** The colleague declines, or the owner withdraws. */
export const declineTransfer = (
  deps: Deps,
  actor: Actor,
  step: Step & { readonly reason: string },
): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.transfer',
    step,
    body: { kind: 'transfer-declined', reason: step.reason },
  });

/** A supervisor takes a colleague's conversation; log and timeline say who, from whom and why. */
export const takeOver = (
  deps: Deps,
  actor: Actor,
  step: Step & { readonly reason: string },
): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.take-over',
    step,
    body: { kind: 'taken-over', reason: step.reason },
  });

/** Nobody answered an offer in time: it falls back to the owner. True where that happened now. */
export const lapseOffer = async (deps: SystemStepDeps, ticket: Ticket): Promise<boolean> => {
  if (ticket.conversationId === null) return false;
  const scene = await loadScene(deps, ticket.conversationId, 'last');
  if (scene === undefined) return false;
  const { offer } = scene.tail.last.state;
  const same = offer !== undefined && offer.toAgentId === ticket.offer?.toAgentId;
  const generation = ticket.clocks.find(({ id }) => id === 'transfer')?.generation ?? 0;
  const lapsed = same
    ? await systemStep(deps, scene, {
        id: `sweep:transfer:${generation}`,
        body: { kind: 'transfer-declined', reason: `${offer.toAgentName}两分钟内没有接受` },
      })
    : undefined;
  if (lapsed?.ok === true) return true;
  // Somebody was faster: the ticket follows what happened, and its timer goes with it.
  await followConversation(deps, ticket.conversationId);
  return false;
};
