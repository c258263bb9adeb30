import { TOPICS } from '#shared/domain/intent/topics.ts';

/** A topic of which only its lead office and the hospital's leaders may read (discipline, E16). */
export const isRestrictedTopic = (topic: string | null): boolean =>
  topic !== null && topic in TOPICS && 'restricted' in TOPICS[topic as keyof typeof TOPICS];
