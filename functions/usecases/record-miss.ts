import type { Deps, StoredMiss } from '#functions/ports.ts';
import { weekOf } from '#shared/domain/knowledge/hot-questions.ts';
import { missIdOf } from '#shared/domain/knowledge/misses.ts';
import { scrub } from '#shared/domain/privacy/mask.ts';
import { beijingDate, type Instant } from '#shared/kernel/clock.ts';

type MissDeps = Pick<Deps, 'knowledgeBase' | 'logger'>;

/** Longer messages are stories: their beginning says what was asked. */
const TEXT_LIMIT = 200;

/** Learning from a question must never cost its answer. */
const quietly = async ({ logger }: MissDeps, what: string, run: () => Promise<void>) => {
  try {
    await run();
  } catch (error) {
    logger.warn(what, { error: error instanceof Error ? error.name : '' });
  }
};

export type MissedQuestion = {
  readonly conversationId: string;
  readonly seq: number;
  readonly at: Instant;
  readonly text: string;
  readonly kind: StoredMiss['kind'];
  readonly department: string | null;
  readonly articleId: string | null;
};

/** Scrubbed before it is cut: half a number would not be known for one. One line, as questions are written in lists. */
const keptText = (text: string): string =>
  scrub(text).replace(/\s+/g, ' ').trim().slice(0, TEXT_LIMIT);

/** Keeps a question that got no good answer, without what says who asked it. */
export const recordMiss = (
  deps: MissDeps,
  { conversationId, seq, at, text, kind, department, articleId }: MissedQuestion,
): Promise<void> =>
  quietly(deps, 'miss not recorded', () =>
    deps.knowledgeBase.addMiss({
      missId: missIdOf(conversationId, seq, at),
      text: keptText(text),
      at,
      kind,
      department,
      articleId,
    }),
  );

/** Counts an answer for the hot questions of the week. */
export const countAnswer = (deps: MissDeps, articleId: string, at: Instant): Promise<void> =>
  quietly(deps, 'answer not counted', () =>
    deps.knowledgeBase.countAnswer(weekOf(beijingDate(at)), articleId),
  );
