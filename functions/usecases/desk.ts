import type { AppendRefusal, Deps, Draft } from '#functions/ports.ts';
import type { Action, Actor } from '#shared/domain/access/policy.ts';
import { checkStatement } from '#shared/domain/advice/outgoing.ts';
import { changesCourse } from '#shared/domain/conversation/conversation.ts';
import type { Entry, EntryBody } from '#shared/domain/conversation/entry.ts';
import type { Ticket } from '#shared/domain/ticket/ticket.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { appendAs, outcomeAfter, type Step, type StepOutcome } from './append.ts';
import { type EnterFailure, enter } from './enter.ts';
import { followConversation } from './follow-ticket.ts';
import { isNamed } from './named-staff.ts';
import { pushToDesk, pushToPatient } from './push.ts';
import { type Scene, visitorOf } from './scene.ts';

export type DeskFailure =
  | EnterFailure
  | AppendRefusal
  | {
      readonly kind: 'advice-needs-reason';
      readonly detail: string;
      readonly fields: readonly { field: string; message: string }[];
    };

type Outcome = Promise<Result<StepOutcome, DeskFailure>>;
type Staff = Extract<Actor, { kind: 'staff' }>;

const follow = async (deps: Deps, scene: Scene, repeated: boolean): Promise<Scene> => {
  const before = scene.tail.entries.at(-2)?.state;
  const { body, state } = scene.tail.last;
  const moved = before === undefined || changesCourse(before, body, state);
  if (!moved && !repeated) return scene;
  try {
    const ticket = await followConversation(deps, scene.conversationId, {
      ticket: scene.ticket,
      tail: scene.tail,
    });
    return { ...scene, ticket };
  } catch (error) {
    // The step stands in the log; the stream consumer brings the ticket up.
    deps.logger.warn('ticket not followed', {
      conversationId: scene.conversationId,
      error: error instanceof Error ? error.name : '',
    });
    return scene;
  }
};

export type DeskStep = {
  readonly action: Action;
  readonly step: Step;
  readonly body: EntryBody;
  readonly reading?: Draft['reading'];
};

/** What somebody whom the complaint names may not do in it; they may still give it away. */
const HANDLES: ReadonlySet<EntryBody['kind']> = new Set([
  'claimed',
  'transfer-accepted',
  'taken-over',
  'message',
  'resolved',
]);

/** One step of a member of staff: into the log, ticket follows, both sides hear of it. */
const take = async (
  deps: Deps,
  actor: Actor,
  { action, step, body, reading }: DeskStep,
): Promise<Result<{ scene: Scene; own: Entry; repeated: boolean }, DeskFailure>> => {
  const entered = await enter(deps, actor, action, step.conversationId, step.base);
  if (!entered.ok) return entered;
  const named = actor.kind === 'staff' && isNamed(entered.value.scene.ticket, actor.staffId);
  if (named && HANDLES.has(body.kind)) return err({ kind: 'forbidden' });
  const appended = await appendAs(deps, entered.value.scene, entered.value.by, step, body, reading);
  if (!appended.ok) return err(appended.error);
  const { own, repeated } = appended.value;
  const scene = await follow(deps, appended.value.scene, repeated);
  const news = [own];
  await Promise.all([
    pushToPatient(deps, scene.tail, visitorOf(scene.opening), news, scene.ticket),
    pushToDesk(deps, scene.tail, news, scene.ticket),
  ]);
  return ok({ scene, own, repeated });
};

/** A step of a member of staff, with what they had not seen. */
export const answerStep = async (
  deps: Deps,
  actor: Actor,
  what: DeskStep,
): Promise<Result<StepOutcome, DeskFailure>> => {
  const taken = await take(deps, actor, what);
  return taken.ok ? ok(outcomeAfter(what.step.base, taken.value.scene)) : taken;
};

export const claim = (deps: Deps, actor: Actor, step: Step): Outcome =>
  answerStep(deps, actor, { action: 'desk.claim', step, body: { kind: 'claimed' } });

export const release = (deps: Deps, actor: Actor, step: Step & { reason: string }): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.release',
    step,
    body: { kind: 'released', reason: step.reason },
  });

export const resolve = (
  deps: Deps,
  actor: Actor,
  step: Step & { outcome: Extract<EntryBody, { kind: 'resolved' }>['outcome'] },
): Outcome =>
  answerStep(deps, actor, {
    action: 'desk.resolve',
    step,
    body: { kind: 'resolved', outcome: step.outcome },
  });

const heldBack = (text: string): DeskFailure | undefined => {
  const check = checkStatement(text);
  if (!check.forbidden) return undefined;
  return {
    kind: 'advice-needs-reason',
    detail: '这段话像是医疗建议或承诺：请改写，或写明理由后发送',
    fields: check.sentences.slice(0, 5).map(({ start, end, reason }) => ({
      field: 'body.text',
      message: `${reason['zh-CN']}: ${text.slice(start, end)}`,
    })),
  };
};

/** Answers the patient. What reads like medical advice is held back until the agent gives a reason. */
export const reply = async (
  deps: Deps,
  actor: Actor,
  step: Step & { text: string; adviceReason?: string | undefined },
): Outcome => {
  const held = heldBack(step.text);
  if (held !== undefined && step.adviceReason === undefined) return err(held);
  const overridden = held !== undefined && step.adviceReason !== undefined;
  const taken = await take(deps, actor, {
    action: 'desk.reply',
    step,
    body: { kind: 'message', text: step.text, cards: [] },
    ...(overridden ? { reading: { answer: { advice: 'sent-with-reason' } } } : {}),
  });
  if (!taken.ok) return taken;
  const { scene, own } = taken.value;
  if (overridden && actor.kind === 'staff' && scene.ticket !== undefined)
    await noteOverride(deps, scene.ticket, actor, own, step.adviceReason ?? '');
  return ok(outcomeAfter(step.base, scene));
};

const noteOverride = async (
  deps: Deps,
  ticket: Ticket,
  actor: Staff,
  own: Entry,
  reason: string,
): Promise<void> => {
  await deps.tickets.addEvent(ticket.ticketId, {
    eventId: `advice:${own.seq}`,
    at: own.at,
    kind: 'advice-override',
    actorId: actor.staffId,
    actorName: actor.name,
    text: `带理由发出了被提示的内容：${reason}`,
    data: { seq: own.seq },
  });
};
