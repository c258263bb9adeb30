import type { Tail } from '#functions/ports.ts';
import type { Entry } from '#shared/domain/conversation/entry.ts';
import { triage } from '#shared/domain/triage/triage.ts';
import { replyId } from './ids.ts';
import { type RespondDeps, respond } from './respond.ts';
import type { Scene } from './scene.ts';

/** Messages that the bot should have answered and did not: of the present epoch, while it owns the conversation. */
const unanswered = ({ entries, last }: Tail): Entry[] => {
  if (last.state.owner !== 'bot' || last.state.status !== 'open') return [];
  const replied = new Set(
    entries.filter(({ by }) => by.kind !== 'patient').map(({ entryId }) => entryId),
  );
  return entries.filter(
    ({ seq, by, body, state }) =>
      by.kind === 'patient' &&
      body.kind === 'message' &&
      state.epoch === last.state.epoch &&
      !replied.has(replyId(seq)),
  );
};

/** Takes up what a crash left undone. Gives how many messages were answered. */
export const resume = async (
  deps: RespondDeps,
  scene: Scene,
): Promise<{ readonly scene: Scene; readonly answered: number }> => {
  let current = scene;
  const pending = unanswered(scene.tail);
  for (const question of pending) {
    const text = question.body.kind === 'message' ? question.body.text : '';
    current = await respond(deps, current, question, triage({ text }));
  }
  return { scene: current, answered: pending.length };
};
