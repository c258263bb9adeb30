import type { AppendRefusal, Deps, Draft } from '#functions/ports.ts';
import type { Entry, EntryBody } from '#shared/domain/conversation/entry.ts';
import { forPatient } from '#shared/domain/conversation/for-patient.ts';
import { ok, type Result } from '#shared/kernel/result.ts';
import type { Scene } from './scene.ts';

export type Step = {
  readonly conversationId: string;
  readonly clientId: string;
  readonly base: number;
};

/** What the sender had not seen, its own entry among it, oldest first. */
export type StepOutcome = {
  readonly entries: readonly Entry[];
  readonly state: Entry['state'];
  readonly ticketNumber: string | null;
};

export const outcomeAfter = (base: number, { tail, ticket }: Scene): StepOutcome => ({
  entries: tail.entries.filter(({ seq }) => seq > base),
  state: tail.last.state,
  ticketNumber: ticket?.number ?? null,
});

/** The same for a patient, without what staff wrote to each other. */
export const outcomeForPatient = (base: number, scene: Scene): StepOutcome => {
  const outcome = outcomeAfter(base, scene);
  return { ...outcome, entries: outcome.entries.map(forPatient) };
};

/** Appends what a person did, under the id that the person's client chose. */
export const appendAs = async (
  { log, clock }: Pick<Deps, 'log' | 'clock'>,
  scene: Scene,
  by: Draft['by'],
  { clientId, base }: Step,
  body: EntryBody,
  reading?: Draft['reading'],
): Promise<Result<{ scene: Scene; own: Entry; repeated: boolean }, AppendRefusal>> => {
  const done = await log.append(scene.tail, {
    entryId: clientId,
    at: clock(),
    by,
    body,
    base,
    repeat: 'same-body',
    ...(reading === undefined ? {} : { reading }),
  });
  if (!done.ok) return done;
  const { tail, own, repeated } = done.value;
  return ok({ scene: { ...scene, tail }, own, repeated });
};
