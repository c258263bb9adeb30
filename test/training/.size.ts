import { readFileSync } from 'node:fs';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
import { readQuery } from '#shared/domain/retrieval/query.ts';
import { decodeSnapshot, encodeSnapshot, indexBytes } from '#shared/domain/retrieval/snapshot.ts';
const kb=JSON.parse(readFileSync('shared/data/hospital/faq.json','utf8'));
const msgs=['intents','departments','harmless'].flatMap(f=>readFileSync('/work/shared/data/train/'+f+'.jsonl','utf8').trim().split('\n').map(l=>JSON.parse(l).text as string));
const rows=readFileSync('test/corpus/retrieval/questions.jsonl','utf8').trim().split('\n').map(l=>JSON.parse(l).query as string);
for(const n of (process.argv[2]??'320,5000').split(',').map(Number)){
 const arts=Array.from({length:n},(_,i)=>{const b=kb[i%320];if(i<320)return b;const m=(k:number)=>msgs[(i*7+k*1013)%msgs.length]!.slice(0,24);return{...b,id:'x'+i,question:m(0),similar:[m(1).slice(0,14),m(2).slice(0,14),m(3).slice(0,14)],answer:kb[(i*31)%320].answer,keywords:kb[(i*17)%320].keywords};});
 let t=performance.now();const ix=buildIndex(arts);const tb=performance.now()-t;t=performance.now();const snap=encodeSnapshot(ix);const te=performance.now()-t;t=performance.now();const r=decodeSnapshot(snap);const td=performance.now()-t;if(!r.ok)throw r;
 const ix2=r.value;for(let k=0;k<2;k++)for(const q of rows)rank(ix2,q);
 const ts:number[]=[];const tq:number[]=[];for(const q of rows){t=performance.now();rank(ix2,q);ts.push(performance.now()-t);t=performance.now();readQuery(q);tq.push(performance.now()-t);}ts.sort((a,b)=>a-b);tq.sort((a,b)=>a-b);const p=(a:number[],x:number)=>a[Math.floor(a.length*x)]!.toFixed(3);
 console.log(n,'build',tb.toFixed(0),'encode',te.toFixed(0),'decode',td.toFixed(1),'bytes',indexBytes(ix),'terms',ix.keys.length,'postings',ix.postings.length,'p50',p(ts,.5),'p99',p(ts,.99),'query p50',p(tq,.5),'p99',p(tq,.99));
}
