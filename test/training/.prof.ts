import { readFileSync } from 'node:fs';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
const kb=JSON.parse(readFileSync('shared/data/hospital/faq.json','utf8'));const rows=readFileSync('test/corpus/retrieval/questions.jsonl','utf8').trim().split('\n').map(l=>JSON.parse(l).query as string);
const ix=buildIndex(kb);for(let k=0;k<10;k++)for(const q of rows)rank(ix,q);
