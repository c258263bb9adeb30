import type { Deps, Reading, Tail } from '#functions/ports.ts';
import { checkRequest, type RequestCheck } from '#shared/domain/advice/guard.ts';
import type { Card, Entry } from '#shared/domain/conversation/entry.ts';
import { type Guidance, guideDepartment } from '#shared/domain/guidance/guide-department.ts';
import { type IntentReading, readIntent } from '#shared/domain/intent/intent.ts';
import { extrasOf } from '#shared/domain/knowledge/entry.ts';
import type { KnownAnswer, Lookup } from '#shared/domain/reply/compose-reply.ts';
import type { Department, Person } from '#shared/domain/reply/directory.ts';
import type { OpeningPlan } from '#shared/domain/reply/opening.ts';
import type { Campus } from '#shared/domain/reply/way-finding.ts';
import {
  type AskContext,
  type Decision,
  decideAnswer,
  type PreviousTurn,
} from '#shared/domain/retrieval/answer.ts';
import type { KnowledgeIndex } from '#shared/domain/retrieval/knowledge-index.ts';
import { relatedArticles } from '#shared/domain/retrieval/related.ts';
import { type TriageResult, triage } from '#shared/domain/triage/triage.ts';
import { beijingDate, type Instant, SECOND } from '#shared/kernel/clock.ts';

/** Messages of the patient that are read together: people send one symptom per line. */
const JOINED_SECONDS = 90;
const JOINED_MESSAGES = 2;

const textOf = (entry: Entry): string => (entry.body.kind === 'message' ? entry.body.text : '');

const RANK = { none: 0, confirm: 1, fire: 2 } as const;

const graver = (a: TriageResult, b: TriageResult): TriageResult =>
  RANK[b.decision] > RANK[a.decision] ? b : a;

const cardsAfter = (tail: Tail, from: number): Extract<Card, { type: 'emergency' }>[] =>
  tail.entries.flatMap(({ seq, by, body }) =>
    seq > from && by.kind !== 'patient' && body.kind === 'message'
      ? body.cards.filter((c) => c.type === 'emergency')
      : [],
  );

/** True where a card for these signs, at least as grave, stands among what was said since. */
const alreadyShown = (tail: Tail, from: number, verdict: TriageResult): boolean => {
  const shown = cardsAfter(tail, from).filter((c) => RANK[c.decision] >= RANK[verdict.decision]);
  const kinds = new Set(shown.flatMap((c) => c.kinds));
  return shown.length > 0 && verdict.kinds.every((kind) => kinds.has(kind));
};

/**
 * The message read together with what the patient wrote just before. May only add to the first reading, and only what
 * no card has said yet: after an emergency, 在门诊大厅 is an answer and no second emergency.
 */
export const triageJoined = (tail: Tail, question: Entry, alone: TriageResult): TriageResult => {
  const recent = tail.entries
    .filter(
      ({ seq, by, body, at }) =>
        seq < question.seq &&
        by.kind === 'patient' &&
        body.kind === 'message' &&
        question.at - at <= JOINED_SECONDS * SECOND,
    )
    .slice(-JOINED_MESSAGES);
  const first = recent[0];
  if (first === undefined) return alone;
  const joined = triage({
    text: textOf(question),
    recent: recent.map((entry) => ({
      text: textOf(entry),
      secondsAgo: (question.at - entry.at) / SECOND,
    })),
  });
  return alreadyShown(tail, first.seq, joined) ? alone : graver(alone, joined);
};

const known = (index: KnowledgeIndex, document: number): KnownAnswer => {
  const article = index.article(document);
  const { id, question, answer, department, updated, effectiveTo } = article;
  const { images: pictures, buttons } = extrasOf(article);
  return {
    id,
    question,
    answer,
    department,
    updated,
    effectiveTo: effectiveTo ?? null,
    pictures,
    buttons,
  };
};

const lookupOf = (index: KnowledgeIndex, decision: Decision, asOf: string): Lookup => {
  if (decision.kind === 'answer')
    return {
      kind: 'answer',
      answer: known(index, decision.hit.document),
      others: relatedArticles(index, decision.hit.id, { asOf }).map(
        ({ document }) => index.article(document).question,
      ),
    };
  if (decision.kind === 'choices')
    return {
      kind: 'choices',
      questions: decision.hits.map(({ document }) => index.article(document).question),
    };
  return decision.reason === 'expired' ? { kind: 'expired' } : { kind: 'none' };
};

/** The question and answer before, for questions that only make sense after them. */
const previousTurn = (tail: Tail, question: Entry): PreviousTurn | undefined => {
  const earlier = tail.entries.filter(({ seq }) => seq < question.seq);
  const reply = earlier.findLast(({ by }) => by.kind === 'bot');
  if (reply?.body.kind !== 'message') return undefined;
  const card = reply.body.cards.find((c) => c.type === 'answer');
  const asked = earlier.findLast(
    ({ seq, by, body }) => seq < reply.seq && by.kind === 'patient' && body.kind === 'message',
  );
  return card === undefined || asked === undefined
    ? undefined
    : { query: textOf(asked), articleId: card.articleId };
};

export type Understanding = {
  readonly intent: IntentReading;
  readonly advice: RequestCheck;
  readonly lookup: Lookup;
  readonly guidance: Guidance;
  readonly departments: readonly Department[];
  readonly people: readonly Person[];
  readonly campus: Campus | undefined;
  readonly opening: OpeningPlan | undefined;
  readonly now: Instant;
  readonly answerReading: unknown;
  /** The entry that came nearest: whose owner hears of a question that it did not answer. */
  readonly nearest: { readonly articleId: string; readonly department: string } | null;
};

const compactDecision = (decision: Decision): unknown => {
  const hits =
    decision.kind === 'answer' ? [decision.hit, ...decision.alternatives] : decision.hits;
  return {
    kind: decision.kind,
    ...(decision.kind === 'defer' ? { reason: decision.reason } : {}),
    hits: hits.slice(0, 3).map(({ id, confidence }) => ({
      id,
      confidence: Math.round(confidence * 1_000) / 1_000,
    })),
  };
};

const nearestOf = (index: KnowledgeIndex, decision: Decision): Understanding['nearest'] => {
  const hit = decision.kind === 'answer' ? decision.hit : decision.hits[0];
  if (hit === undefined) return null;
  return { articleId: hit.id, department: index.article(hit.document).department };
};

const consult = async (
  { knowledge, logger }: Pick<Deps, 'knowledge' | 'logger'>,
  text: string,
  now: Instant,
  previous: PreviousTurn | undefined,
): Promise<{ lookup: Lookup; reading: unknown; nearest: Understanding['nearest'] }> => {
  const unavailable = {
    lookup: { kind: 'unavailable' } as const,
    reading: { kind: 'unavailable' },
    nearest: null,
  };
  try {
    const index = await knowledge.index(now);
    if (index === undefined) return unavailable;
    const context: AskContext = {
      asOf: beijingDate(now),
      ...(previous === undefined ? {} : { previous }),
    };
    const decision = decideAnswer(index, text, context);
    return {
      lookup: lookupOf(index, decision, context.asOf),
      reading: compactDecision(decision),
      nearest: nearestOf(index, decision),
    };
  } catch (error) {
    logger.error('knowledge not available', { error: error instanceof Error ? error.name : '' });
    return unavailable;
  }
};

/** When departments are open, on the national calendar. */
export const openingOf = async ({ knowledge }: Pick<Deps, 'knowledge'>): Promise<OpeningPlan> => {
  const [calendar, opening] = await Promise.all([knowledge.calendar(), knowledge.opening()]);
  return { calendar, ...opening };
};

/** Everything that the reply is composed from. An outage of the knowledge base costs the answer, not the reply. */
export const understand = async (
  deps: Pick<Deps, 'knowledge' | 'logger' | 'clock'>,
  tail: Tail,
  question: Entry,
): Promise<Understanding> => {
  const text = textOf(question);
  const now = deps.clock();
  const [{ lookup, reading, nearest }, departments, people, campus, opening] = await Promise.all([
    consult(deps, text, now, previousTurn(tail, question)),
    deps.knowledge.departments().catch(() => []),
    deps.knowledge.people().catch(() => []),
    deps.knowledge.campus().catch(() => undefined),
    openingOf(deps).catch(() => undefined),
  ]);
  return {
    intent: readIntent(text),
    advice: checkRequest(text),
    lookup,
    guidance: guideDepartment({ text, ...(departments.length === 0 ? {} : { departments }) }),
    departments,
    people,
    campus,
    opening,
    now,
    answerReading: reading,
    nearest,
  };
};

/** The part of a reading that is kept beside the message: small, and without its words. */
export const compactReading = (verdict: TriageResult, intent: IntentReading): Reading => ({
  triage:
    verdict.decision === 'none'
      ? { decision: 'none', ruleVersion: verdict.ruleVersion }
      : {
          decision: verdict.decision,
          level: verdict.level,
          kinds: verdict.kinds,
          entries: verdict.entries,
          path: verdict.path,
          ruleVersion: verdict.ruleVersion,
        },
  intent: {
    category: intent.category,
    confidence: Math.round(intent.confidence * 1_000) / 1_000,
    topic: intent.topic,
    severity: intent.severity,
    wantsHuman: intent.wantsHuman,
    version: intent.version,
  },
});
