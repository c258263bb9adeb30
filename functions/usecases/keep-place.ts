import type { Deps } from '#functions/ports.ts';
import { type Duty, freshDuty, letGo, touched } from '#shared/domain/routing/duty.ts';

type DutyDeps = Pick<Deps, 'duty' | 'clock'>;

const ROUNDS = 6;

const change = async (
  { duty, clock }: DutyDeps,
  staffId: string,
  how: (duty: Duty, now: number) => Duty,
): Promise<void> => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = (await duty.get(staffId)) ?? freshDuty(staffId);
    if (await duty.save(how(before, clock()))) return;
  }
  // A place that is not let go is free by itself within half a minute.
};

/** What a place was kept for went to somebody else, or stands in the lists by now. */
export const letPlaceGo = (deps: DutyDeps, staffId: string, id: string): Promise<void> =>
  change(deps, staffId, (duty, now) => letGo(duty, id, now));

/** Somebody took something, or ended it (`ended`): they are idle since now. */
export const noteBusy = (
  deps: DutyDeps,
  staffId: string,
  ended: string | null = null,
): Promise<void> => change(deps, staffId, (duty, now) => touched(duty, now, ended));
