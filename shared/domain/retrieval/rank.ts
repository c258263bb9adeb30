import { type Confidence, confidenceOf, sharesOf } from './confidence.ts';
import { FEATURES, type FeatureVector, featuresOf, isSpecial } from './features.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { type Matching, matchQuery } from './match.ts';
import { type Query, readQuery } from './query.ts';
import { scoreOf } from './ranker.ts';

export type Hit = {
  readonly id: string;
  readonly document: number;
  /** Comparable within one question only. */
  readonly score: number;
  /** Probability that this entry answers the question, calibrated for the best one. */
  readonly confidence: number;
  /** For a special case (children, wards, …) that the question does not name. */
  readonly special: boolean;
  /** How much of the question form that fits best the question says, 0–1. */
  readonly cover: number;
  /** Words of the question that met the article, for editors. */
  readonly why: readonly string[];
};

export type Ranked = {
  readonly document: number;
  readonly score: number;
  readonly features: FeatureVector;
  readonly labels: readonly string[];
  /** Weight of the words met in a question form. */
  readonly met: number;
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
      met: candidate.words,
    };
  });
  ranked.sort((a, b) => b.score - a.score || a.document - b.document);
  return { matching, ranked };
};

const COVER_AT = FEATURES.indexOf('bestCover');

/** A ranking with the trust to put in it. */
export type Ranking = { readonly hits: readonly Hit[]; readonly confidence: Confidence };

export const rankWithConfidence = (
  index: KnowledgeIndex,
  question: string,
  { k = 3, without }: { k?: number; without?: string } = {},
): Ranking => {
  const query = readQuery(question);
  const detailed = rankDetailed(index, query);
  const { matching } = detailed;
  const ranked = detailed.ranked.filter(({ document }) => index.article(document).id !== without);
  const confidence = confidenceOf(matching, ranked);
  const shares = sharesOf(ranked);
  const scale = confidence.right / (shares[0] ?? 1);
  const hits = ranked.slice(0, k).map(({ document, score, labels, features }, i) => ({
    id: index.article(document).id,
    document,
    score,
    confidence: Math.min(1, (shares[i] ?? 0) * scale),
    special: isSpecial(index, document, query.axisValues),
    cover: features[COVER_AT] ?? 0,
    why: labels,
  }));
  return { hits, confidence };
};

/** The k articles that fit the question best, best first. Pure and deterministic; expiry plays no part here. */
export const rank = (
  index: KnowledgeIndex,
  question: string,
  options: { k?: number } = {},
): readonly Hit[] => rankWithConfidence(index, question, options).hits;
