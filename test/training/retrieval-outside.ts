/**
 * An outside ranking of methods: public paraphrase questions, search within one domain. Measured in place, never copied.
 * Run: node test/training/retrieval-outside.ts FOLDER (with faq_small_corpus.jsonl.gz and faq_small_test.jsonl.gz)
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { articleSchema } from '#shared/domain/retrieval/article.ts';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';

type Entry = { id: string; question: string; domain: string };
type Query = { query: string; positive: string; domain: string };

const folder = process.argv[2] ?? '';
const file = (name: string): string => join(folder, name);
if (!existsSync(file('faq_small_corpus.jsonl.gz'))) {
  console.log('no public files there: nothing measured');
  process.exit();
}
const rows = <T>(name: string): T[] =>
  gunzipSync(readFileSync(file(name)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
const entries = rows<Entry>('faq_small_corpus.jsonl.gz');
const queries = rows<Query>('faq_small_test.jsonl.gz');
for (const domain of new Set(entries.map((entry) => entry.domain))) {
  const own = entries.filter((entry) => entry.domain === domain);
  const index = buildIndex(
    own.map(({ id, question }) => articleSchema.parse({ id, question, answer: '' })),
  );
  const places = queries
    .filter((query) => query.domain === domain)
    .map(({ query, positive }) =>
      rank(index, query, { k: 10 }).findIndex(({ id }) => id === positive),
    );
  const share = (depth: number): string =>
    (places.filter((place) => place >= 0 && place < depth).length / places.length).toFixed(3);
  const mrr =
    places.reduce((sum, place) => sum + (place < 0 ? 0 : 1 / (place + 1)), 0) / places.length;
  console.log(
    `${domain}: ${places.length} queries over ${own.length}: R@1 ${share(1)} R@5 ${share(5)} MRR ${mrr.toFixed(3)}`,
  );
}
