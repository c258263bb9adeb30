import type { Deps } from '#functions/ports.ts';
import type { Actor } from '#shared/domain/access/policy.ts';
import type { Card, Entry, EntryBody } from '#shared/domain/conversation/entry.ts';
import { type EmergencyCard, handoffText } from '#shared/domain/reply/compose-reply.ts';
import { emergencyCard } from '#shared/domain/reply/emergency-card.ts';
import { LABELS, TEXTS } from '#shared/domain/reply/texts.ts';
import { type TriageResult, triage } from '#shared/domain/triage/triage.ts';
import { inLocale, type Locale } from '#shared/kernel/locale.ts';
import { err, ok, type Result } from '#shared/kernel/result.ts';
import { appendAs, outcomeForPatient, type Step, type StepOutcome } from './append.ts';
import { enterAsPatient } from './enter.ts';
import { ensureWordlessTicket } from './open-ticket.ts';
import type { AppendFailure } from './post-message.ts';
import { recordMiss } from './record-miss.ts';
import { deskNow, sayAbout, settle } from './respond.ts';
import { localeOf, type Scene, SYSTEM } from './scene.ts';

type Outcome = Promise<Result<StepOutcome, AppendFailure>>;

/** What the service says to a step, if it says anything. */
type Echo = (scene: Scene, own: Entry) => Promise<Scene> | Scene;

const take = async (
  deps: Deps,
  actor: Actor,
  step: Step,
  body: EntryBody,
  echo: Echo,
  reach: number = step.base,
): Outcome => {
  const entered = await enterAsPatient(deps, actor, step.conversationId, reach);
  if (!entered.ok) return entered;
  const appended = await appendAs(deps, entered.value.scene, entered.value.by, step, body);
  if (!appended.ok) return err(appended.error);
  const { own } = appended.value;
  const scene = await ensureWordlessTicket(deps, await echo(appended.value.scene, own), own);
  const done = await settle(deps, scene, own);
  return ok(outcomeForPatient(step.base, done));
};

/** Questions were offered, and none of them was meant: the base lacks the answer. Never costs the patient the person. */
const noteNoneMeant = async (deps: Deps, scene: Scene, asked: Entry): Promise<void> => {
  const { conversationId } = scene;
  const { entries } = await deps.log
    .page(conversationId, Math.max(0, asked.seq - 5))
    .catch(() => ({ entries: [] }));
  const said = entries.filter(({ seq, body }) => seq < asked.seq && body.kind === 'message');
  const offer = said.at(-1);
  const question = said.findLast(({ by }) => by.kind === 'patient');
  if (offer?.body.kind !== 'message' || offer.body.outcome !== 'offered') return;
  if (question?.body.kind !== 'message') return;
  await recordMiss(deps, {
    conversationId,
    seq: question.seq,
    at: question.at,
    text: question.body.text,
    kind: 'unanswered',
    department: null,
    articleId: null,
  });
};

/** Asks for a person. The notice comes from the service: the bot is silent from here on. */
export const requestHandoff = (
  deps: Deps,
  actor: Actor,
  step: Step & { reason: string },
): Outcome =>
  take(
    deps,
    actor,
    step,
    { kind: 'handoff-requested', reason: step.reason },
    async (scene, own) => {
      if (scene.tail.last.state.owner === 'agent') return scene;
      const text = inLocale(handoffText(await deskNow(deps)), localeOf(scene.opening));
      const body = { kind: 'message' as const, text, cards: [], outcome: 'handed-off' as const };
      const { tail } = await sayAbout(deps, scene.tail, { about: own, body, by: SYSTEM });
      await noteNoneMeant(deps, scene, own);
      return { ...scene, tail };
    },
  );

const personButton = (locale: Locale): Card => ({
  type: 'choices',
  title: inLocale(LABELS.more, locale),
  buttons: [{ label: inLocale(LABELS.person, locale), action: { do: 'handoff' }, primary: true }],
});

/** An answer that did not help is a question without an answer: its owner hears of it. */
const noteUnhelpful = async (deps: Deps, scene: Scene, aboutSeq: number): Promise<void> => {
  const { entries } = await deps.log.page(scene.conversationId, Math.max(0, aboutSeq - 5));
  const answer = entries.find(({ seq }) => seq === aboutSeq);
  const question = entries.findLast(
    ({ seq, by, body }) => seq < aboutSeq && by.kind === 'patient' && body.kind === 'message',
  );
  if (answer?.body.kind !== 'message' || question?.body.kind !== 'message') return;
  const card = answer.body.cards.find((c) => c.type === 'answer');
  if (card === undefined) return;
  await recordMiss(deps, {
    conversationId: scene.conversationId,
    seq: question.seq,
    at: question.at,
    text: question.body.text,
    kind: 'not-helpful',
    department: card.department,
    articleId: card.articleId,
  });
};

/** 解决了吗: a no opens the way to a person. */
export const giveFeedback = (
  deps: Deps,
  actor: Actor,
  step: Step & { aboutSeq: number; helpful: boolean },
): Outcome =>
  take(
    deps,
    actor,
    step,
    { kind: 'feedback', aboutSeq: step.aboutSeq, helpful: step.helpful },
    async (scene, own) => {
      const locale = localeOf(scene.opening);
      const { tail } = await sayAbout(deps, scene.tail, {
        about: own,
        bound: true,
        body: {
          kind: 'message',
          text: inLocale(step.helpful ? TEXTS.helpful : TEXTS.unhelpful, locale),
          cards: step.helpful ? [] : [personButton(locale)],
          outcome: step.helpful ? 'small-talk' : 'missed',
        },
      });
      if (!step.helpful) await noteUnhelpful(deps, scene, step.aboutSeq);
      return { ...scene, tail };
    },
  );

const askingCard = (entry: Entry | undefined): EmergencyCard | undefined =>
  entry?.body.kind === 'message'
    ? entry.body.cards.find((c): c is EmergencyCard => c.type === 'emergency')
    : undefined;

/** The reading of the message that a card was about, as if it had fired. */
const fired = (scene: Scene, asked: Entry, card: EmergencyCard): TriageResult => {
  const about = scene.tail.entries.findLast(
    ({ seq, by, body }) => seq < asked.seq && by.kind === 'patient' && body.kind === 'message',
  );
  const text = about?.body.kind === 'message' ? about.body.text : '';
  const level = card.level === 1 ? 1 : 2;
  return { ...triage({ text }), decision: 'fire', level };
};

/**
 * 正在发生吗? Yes turns the question into the emergency card; no takes the urgency out. An answer about an entry that
 * asked nothing is refused.
 */
export const answerEmergency = async (
  deps: Deps,
  actor: Actor,
  step: Step & { aboutSeq: number; happening: boolean },
): Outcome => {
  const reach = Math.min(step.base, step.aboutSeq);
  const seen = await enterAsPatient(deps, actor, step.conversationId, reach);
  if (!seen.ok) return seen;
  const asked = seen.value.scene.tail.entries.find(({ seq }) => seq === step.aboutSeq);
  const card = askingCard(asked);
  if (asked === undefined || card === undefined) return err({ kind: 'not-found' });
  const body = {
    kind: 'emergency-answered' as const,
    aboutSeq: step.aboutSeq,
    happening: step.happening,
  };
  return take(
    deps,
    actor,
    step,
    body,
    async (scene, own) => {
      const locale = localeOf(scene.opening);
      const reply: EntryBody = step.happening
        ? fireBody(
            emergencyCard(fired(scene, asked, card), locale) ?? { ...card, decision: 'fire' },
          )
        : {
            kind: 'message',
            text: inLocale(TEXTS.notHappening, locale),
            cards: [],
            outcome: 'small-talk',
          };
      const { tail } = await sayAbout(deps, scene.tail, { about: own, body: reply });
      return { ...scene, tail };
    },
    reach,
  );
};

const fireBody = (card: EmergencyCard): EntryBody => ({
  kind: 'message',
  text: card.safetyLine,
  cards: [card],
  outcome: 'emergency',
});

/** Rates the service; possible once it is over, or while only the bot has answered. */
export const rate = (
  deps: Deps,
  actor: Actor,
  step: Step & { score: number; solved: boolean | null; comment: string },
): Outcome =>
  take(
    deps,
    actor,
    step,
    { kind: 'rated', score: step.score, solved: step.solved, comment: step.comment },
    async (scene, own) => {
      const text = inLocale(TEXTS.rated, localeOf(scene.opening));
      const body = { kind: 'message' as const, text, cards: [] };
      const { tail } = await sayAbout(deps, scene.tail, { about: own, body, by: SYSTEM });
      return { ...scene, tail };
    },
  );
