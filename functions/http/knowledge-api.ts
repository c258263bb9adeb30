import { deps } from '#functions/lib/deps.ts';
import { endpoint, serve } from '#functions/lib/endpoint.ts';
import { suggest } from '#shared/domain/retrieval/suggest.ts';
import { beijingDate } from '#shared/kernel/clock.ts';
import { ok } from '#shared/kernel/result.ts';

export const handler = serve(
  endpoint('departments', async () => ok({ departments: await deps.knowledge.departments() })),
  endpoint('suggestions', async ({ query }) => {
    const now = deps.clock();
    const index = await deps.knowledge.index(now);
    const found = index === undefined ? [] : suggest(index, query.q, { asOf: beijingDate(now) });
    return ok({
      suggestions: found.map(({ id, text }) => ({ articleId: id, question: text })),
    });
  }),
);
