import { readFileSync } from 'node:fs';
import { buildIndex } from '#shared/domain/retrieval/build-index.ts';
import { rank } from '#shared/domain/retrieval/rank.ts';
const kbp = process.argv[2] ?? 'shared/data/hospital/faq.json', qp = process.argv[3] ?? 'test/corpus/retrieval/questions.jsonl', split = process.argv[4], show = process.argv[5];
const kb = JSON.parse(readFileSync(kbp,'utf8'));
const t0=performance.now(); const ix = buildIndex(kb); const tb=performance.now()-t0;
const q = Object.fromEntries(kb.map((a:any)=>[a.id,a.question]));
const rows = readFileSync(qp,'utf8').trim().split('\n').map(l=>JSON.parse(l)).filter((r:any)=>!split||split==='all'||r.split===split);
const by:any={}; let r1=0,r3=0,r10=0; const times:number[]=[];
for(const r of rows.slice(0,100)) rank(ix,r.query,{k:3});
for(const r of rows){const t=performance.now();const h=rank(ix,r.query,{k:24});times.push(performance.now()-t);
 const p=h.findIndex(x=>r.ids.includes(x.id)); if(p===0)r1++; if(p>=0&&p<3)r3++; if(p>=0)r10++; const b=by[r.style]??={n:0,r1:0,r3:0};b.n++;if(p===0)b.r1++;if(p>=0&&p<3)b.r3++;
 if(show&&p!==0) console.log(`[${r.style}] ${r.query}\n    want@${p} ${q[r.ids[0]]}\n    got ${h.slice(0,2).map(x=>q[x.id]+' <'+x.why.join(',')+'>').join('\n        ')}`);}
times.sort((a,b)=>a-b);
console.log('n',rows.length,'R@1',(r1/rows.length*100).toFixed(1),'R@3',(r3/rows.length*100).toFixed(1),'R@24',(r10/rows.length*100).toFixed(1),'build',tb.toFixed(0),'p50',times[times.length>>1]!.toFixed(3),'p99',times[Math.floor(times.length*.99)]!.toFixed(3),'bytes',ix.keys.length*12+ix.postings.length+ix.formMass.length*2, 'terms',ix.keys.length);
console.log(Object.entries(by).map(([s,b]:any)=>`${s} ${(b.r1/b.n*100).toFixed(0)}/${(b.r3/b.n*100).toFixed(0)}`).join('  '));
