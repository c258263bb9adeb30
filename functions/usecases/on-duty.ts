import type { Deps } from '#functions/ports.ts';

/**
 * Is somebody at the desk now, whatever its plan says? Who said so and has a console open: a laptop that died with
 * its owner `online` counts no longer than its socket.
 */
export const somebodyOnDuty = async ({
  live,
  clock,
}: Pick<Deps, 'live' | 'clock'>): Promise<boolean> => {
  const [presence, connections] = await Promise.all([live.presence(clock()), live.desk(clock())]);
  return connections.some(
    ({ subject, tier }) =>
      presence.get(subject) === 'online' && tier !== 'department' && tier !== 'editor',
  );
};
