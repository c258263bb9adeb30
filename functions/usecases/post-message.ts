import type { AppendRefusal, Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { Entry, EntryAuthor } from '#shared/domain/conversation/entry.ts';
import { readIntent } from '#shared/domain/intent/intent.ts';
import { POLICIES } from '#shared/domain/sla/policies.ts';
import type { TriageResult } from '#shared/domain/triage/triage.ts';
import { DAY, SECOND } from '#shared/kernel/clock.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { appendAs, outcomeForPatient, type Step, type StepOutcome } from './append.ts';
import { type EnterFailure, enterAsPatient } from './enter.ts';
import { armUnanswered } from './follow-ticket.ts';
import { respond } from './respond.ts';
import { resumeOnWord } from './resume-case.ts';
import { type Scene, visitorOf } from './scene.ts';
import { compactReading, triageJoined } from './understand.ts';

export type AppendFailure =
  | EnterFailure
  | AppendRefusal
  | { readonly kind: 'too-many-requests'; readonly retryAfterSeconds: number };

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

const isUrgent = ({ decision }: Pick<TriageResult, 'decision'>): boolean =>
  decision === 'fire' || decision === 'confirm';

/**
 * The pace of one visitor. Never holds up what may be an emergency, alone or together with the messages before it, nor
 * the repeat of what is stored. Without the Live table everybody passes.
 */
const heldUp = async (
  deps: Deps,
  { tail, opening }: Scene,
  by: EntryAuthor,
  step: Step & { readonly text: string },
  verdict: TriageResult,
): Promise<Extract<AppendFailure, { kind: 'too-many-requests' }> | undefined> => {
  if (isUrgent(verdict)) return undefined;
  if (tail.entries.some((e) => e.entryId === step.clientId && e.by.kind === 'patient'))
    return undefined;
  const now = deps.clock();
  let admitted: Awaited<ReturnType<Deps['live']['admitMessage']>>;
  try {
    admitted = await deps.live.admitMessage(visitorOf(opening), now);
  } catch (error) {
    deps.logger.warn('pace not known', { error: error instanceof Error ? error.name : '' });
    return undefined;
  }
  if (admitted.ok) return undefined;
  const question: Entry = {
    seq: tail.last.seq + 1,
    entryId: step.clientId,
    at: now,
    by,
    body: { kind: 'message', text: step.text, cards: [] },
    state: tail.last.state,
  };
  if (isUrgent(triageJoined(tail, question, verdict))) return undefined;
  const retryAfterSeconds = Math.max(1, Math.ceil(admitted.error.retryAfter / SECOND));
  return { kind: 'too-many-requests', retryAfterSeconds };
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
  const held = await heldUp(deps, scene, by, step, verdict);
  if (held !== undefined) return err(held);
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
