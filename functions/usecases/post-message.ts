import type { AppendRefusal, Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import { readIntent } from '#shared/domain/intent/intent.ts';
import { POLICIES } from '#shared/domain/sla/policies.ts';
import type { TriageResult } from '#shared/domain/triage/triage.ts';
import { DAY } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { appendAs, outcomeForPatient, type Step, type StepOutcome } from './append.ts';
import { type EnterFailure, enterAsPatient } from './enter.ts';
import { armUnanswered } from './follow-ticket.ts';
import { respond } from './respond.ts';
import { resumeOnWord } from './resume-case.ts';
import type { Scene } from './scene.ts';
import { compactReading } from './understand.ts';

export type AppendFailure = EnterFailure | AppendRefusal;

/** How long the sweep keeps an eye on a conversation in which nobody has written yet. */
export const WATCHED = DAY;

/** Before the message is stored: sees to it that somebody would find it if everything stopped right after. */
const lookAfter = async (deps: Deps, scene: Scene): Promise<Scene['ticket']> => {
  if (scene.ticket !== undefined) return armUnanswered(deps, scene.ticket);
  const now = deps.clock();
  if (scene.opening.at < now - WATCHED)
    await deps.log.watch(scene.conversationId, now + POLICIES.unanswered.dueAfter);
  return undefined;
};

/**
 * Stores a patient's message and does what it calls for. The red-flag reading was made before anything else and is
 * passed in. Acknowledged = the message is in the log; what follows resumes by itself after a crash.
 */
export const postMessage = async (
  deps: Deps,
  actor: Actor,
  step: Step & { readonly text: string },
  verdict: TriageResult,
): Promise<Result<StepOutcome, AppendFailure>> => {
  const entered = await enterAsPatient(deps, actor, step.conversationId, step.base);
  if (!entered.ok) return entered;
  const { scene, by } = entered.value;
  const ticket = await lookAfter(deps, scene);
  const appended = await appendAs(
    deps,
    { ...scene, ticket },
    by,
    step,
    { kind: 'message', text: step.text, cards: [] },
    compactReading(verdict, readIntent(step.text)),
  );
  if (!appended.ok) return err(appended.error);
  const { own, scene: heard } = appended.value;
  const resumed = { ...heard, ticket: await resumeOnWord(deps, heard.ticket, own.seq) };
  const done = await respond(deps, resumed, own, verdict);
  return ok(outcomeForPatient(step.base, done));
};
