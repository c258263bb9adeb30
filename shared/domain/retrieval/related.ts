import { isEffective } from './article.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { type Hit, rank } from './rank.ts';

/** Other entries near an article, for "people also ask": by its own question, itself and expired ones left out. */
export const relatedArticles = (
  index: KnowledgeIndex,
  articleId: string,
  { asOf, k = 3 }: { asOf: string; k?: number },
): Hit[] => {
  for (let document = 0; document < index.count; document += 1) {
    const article = index.article(document);
    if (article.id !== articleId) continue;
    return rank(index, article.question, { k: k + 6 })
      .filter((hit) => hit.id !== articleId && isEffective(index.article(hit.document), asOf))
      .slice(0, k);
  }
  return [];
};
