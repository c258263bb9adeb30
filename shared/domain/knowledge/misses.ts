import { DAY, type Instant } from '#shared/kernel/clock.ts';
import { hashFeature } from '#shared/learn/features.ts';
import { bigrams, likeness } from './similarity.ts';

/** A question that got no good answer. The text has been de-identified before it was stored. */
export type Miss = {
  readonly missId: string;
  readonly text: string;
  readonly at: Instant;
  readonly kind: 'unanswered' | 'not-helpful' | 'expired';
  /** Department that the question points to, as far as it was understood. */
  readonly department: string | null;
};

/** The same for the same message however often it is handled; says nothing of the conversation. */
export const missIdOf = (conversationId: string, seq: number, at: Instant): string =>
  `mis_${at.toString(36)}${hashFeature(`${conversationId}:${seq}`).toString(36)}`;

export type MissCluster = {
  /** Id of the first miss: stable as the cluster grows. */
  readonly clusterId: string;
  readonly text: string;
  readonly count: number;
  readonly examples: readonly string[];
  readonly missIds: readonly string[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
  readonly department: string | null;
};

/** From this likeness on two misses ask the same; found by reading clusters of the development questions. */
export const SAME_QUESTION = 0.34;
/** So many misses of one kind become a draft for the owner department. */
export const DRAFT_FROM = 3;
/** The owner department answers within so many working days. */
export const DRAFT_DUE_DAYS = 3;
const EXAMPLES = 5;
/** Misses of so many days are grouped. */
export const WINDOW_DAYS = 60;

/** Misses that no published draft has answered. */
export const openMisses = <M extends Pick<Miss, 'missId'>>(
  misses: readonly M[],
  drafts: readonly { readonly publishedAt: Instant | null; readonly missIds: readonly string[] }[],
): M[] => {
  const settled = new Set(
    drafts.filter(({ publishedAt }) => publishedAt !== null).flatMap(({ missIds }) => missIds),
  );
  return misses.filter(({ missId }) => !settled.has(missId));
};

type Group = { readonly misses: Miss[]; readonly grams: ReadonlySet<string>[] };

/**
 * Which groups a text may join, with how alike it is to their members on average. Only members that share a pair of letters
 * are looked at: thousands of misses are grouped while somebody waits for the page.
 */
const alikeness = () => {
  const holders = new Map<string, number[]>();
  const groupOf: Group[] = [];
  const sizes: number[] = [];
  return {
    add: (grams: ReadonlySet<string>, group: Group): void => {
      const place = groupOf.push(group) - 1;
      sizes.push(grams.size);
      for (const gram of grams) {
        const list = holders.get(gram);
        if (list === undefined) holders.set(gram, [place]);
        else list.push(place);
      }
    },
    averages: (grams: ReadonlySet<string>): ReadonlyMap<Group, number> => {
      const common = new Map<number, number>();
      for (const gram of grams)
        for (const place of holders.get(gram) ?? [])
          common.set(place, (common.get(place) ?? 0) + 1);
      const sums = new Map<Group, number>();
      for (const [place, shared] of common) {
        const group = groupOf[place];
        const likeness = shared / (grams.size + (sizes[place] ?? 0) - shared);
        if (group !== undefined) sums.set(group, (sums.get(group) ?? 0) + likeness);
      }
      return new Map([...sums].map(([group, sum]) => [group, sum / group.grams.length]));
    },
  };
};

const mostFrequent = (values: readonly (string | null)[]): string | null => {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0] ?? null;
};

/** So many members are weighed against each other; of the others most are repeats. */
const WEIGHED = 60;

/** The member most like all others speaks for the cluster. */
const spokesman = ({ misses, grams: all }: Group): string => {
  const grams = all.slice(0, WEIGHED);
  let best = 0;
  let top = -1;
  for (const [i, own] of grams.entries()) {
    const mean = grams.reduce((sum, other) => sum + likeness(own, other), 0);
    if (mean > top) {
      top = mean;
      best = i;
    }
  }
  return misses[best]?.text ?? '';
};

/**
 * Groups misses that ask the same: oldest first, each joins the group it is most like on average, or founds one. The
 * order of the input does not matter. Largest cluster first.
 */
export const clusterMisses = (misses: readonly Miss[]): readonly MissCluster[] => {
  const groups: Group[] = [];
  const inOrder = [...misses].sort((a, b) => a.at - b.at || (a.missId < b.missId ? -1 : 1));
  const like = alikeness();
  for (const miss of inOrder) {
    const grams = bigrams(miss.text);
    let best: Group | undefined;
    let top = 0;
    for (const [group, score] of like.averages(grams)) {
      const older = best === undefined || groups.indexOf(group) > groups.indexOf(best);
      if (score < SAME_QUESTION || score < top || (score === top && !older)) continue;
      top = score;
      best = group;
    }
    const group = best ?? { misses: [], grams: [] };
    if (best === undefined) groups.push(group);
    group.misses.push(miss);
    group.grams.push(grams);
    like.add(grams, group);
  }
  return groups
    .map((group): MissCluster => {
      const times = group.misses.map(({ at }) => at);
      return {
        clusterId: group.misses[0]?.missId ?? '',
        text: spokesman(group),
        count: group.misses.length,
        examples: [...new Set(group.misses.map(({ text }) => text))].slice(0, EXAMPLES),
        missIds: group.misses.map(({ missId }) => missId),
        firstAt: Math.min(...times),
        lastAt: Math.max(...times),
        department: mostFrequent(group.misses.map(({ department }) => department)),
      };
    })
    .sort((a, b) => b.count - a.count || b.lastAt - a.lastAt);
};

/** Median of days from a cluster's first miss to the publication that answers it; null before the first one. */
export const medianDaysToAnswer = (
  answered: readonly { readonly firstAt: Instant; readonly publishedAt: Instant }[],
): number | null => {
  const days = answered
    .map(({ firstAt, publishedAt }) => Math.max(0, publishedAt - firstAt) / DAY)
    .sort((a, b) => a - b);
  const middle = Math.floor(days.length / 2);
  if (days.length === 0) return null;
  const upper = days[middle] ?? 0;
  return days.length % 2 === 1 ? upper : ((days[middle - 1] ?? 0) + upper) / 2;
};
