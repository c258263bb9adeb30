import { type FeatureVector, featuresOf } from './features.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { type Matching, matchQuery } from './match.ts';
import { type Query, readQuery } from './query.ts';
import { scoreOf } from './ranker.ts';

export type Hit = {
  readonly id: string;
  readonly document: number;
  /** Comparable within one question only. */
  readonly score: number;
  /** Share of trust among the candidates, 0–1; see calibrate in answer.ts for the decision. */
  readonly confidence: number;
  /** Words of the question that met the article, for editors. */
  readonly why: readonly string[];
};

export type Ranked = {
  readonly document: number;
  readonly score: number;
  readonly features: FeatureVector;
  readonly labels: readonly string[];
};

export const rankDetailed = (
  index: KnowledgeIndex,
  query: Query,
): { matching: Matching; ranked: Ranked[] } => {
  const matching = matchQuery(index, query);
  const ranked = matching.candidates.map((candidate) => {
    const features = featuresOf(index, query, matching, candidate);
    return {
      document: candidate.document,
      score: scoreOf(features),
      features,
      labels: candidate.labels,
    };
  });
  ranked.sort((a, b) => b.score - a.score || a.document - b.document);
  return { matching, ranked };
};

/** The k articles that fit the question best, best first. Pure and deterministic; expiry plays no part here. */
export const rank = (
  index: KnowledgeIndex,
  question: string,
  { k = 3 }: { k?: number } = {},
): Hit[] => {
  const { ranked } = rankDetailed(index, readQuery(question));
  const top = ranked[0]?.score ?? 0;
  const total = ranked.reduce((sum, { score }) => sum + Math.exp((score - top) * 2), 0);
  return ranked.slice(0, k).map(({ document, score, labels }) => ({
    id: index.article(document).id,
    document,
    score,
    confidence: Math.exp((score - top) * 2) / total,
    why: labels,
  }));
};
