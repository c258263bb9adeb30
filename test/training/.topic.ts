import { readFileSync, readdirSync } from 'node:fs';
import { buildIndex, formsOf } from '#shared/domain/retrieval/build-index.ts';
import { readQuery } from '#shared/domain/retrieval/query.ts';
import { rankDetailed } from '#shared/domain/retrieval/rank.ts';
import { FEATURES } from '#shared/domain/retrieval/features.ts';
import * as R from './retrieval-ranker.ts';
const dir='test/corpus/retrieval/language/';
const lines=readdirSync(dir).filter(f=>f.startsWith('concepts-')).flatMap(f=>readFileSync(dir+f,'utf8').split('\n')).filter(l=>l.includes('|')&&!l.startsWith('#'));
const J=(f:string)=>JSON.parse(readFileSync(dir+f,'utf8'));const V=process.env.V??'';
if(V.includes('l'))for(const {lay,standard} of J('lay-terms.json'))lines.push(standard+' '+lay.join(' '));
if(V.includes('s'))for(const g of J('synonyms.json'))lines.push(g.join(' '));
if(V.includes('d'))for(const d of JSON.parse(readFileSync('shared/data/guidance/department-lexicon.json','utf8')))lines.push([d.name,...d.diseases,...d.symptoms_lay,...d.tests].join(' '));
if(V.includes('m')){const m:any={};for(const l of readFileSync('/work/shared/data/train/departments.jsonl','utf8').trim().split('\n')){const r=JSON.parse(l);(m[r.department]??=[]).push(r.text);}for(const k in m)lines.push(k+' '+m[k].join(' '));}
const grams=(t:string)=>{const s=new Map<string,number>();const h=t;for(let i=0;i<h.length;i++){if(!/[\u4e00-\u9fff]/.test(h[i]!))continue;s.set(h[i]!,(s.get(h[i]!)??0)+1);if(/[\u4e00-\u9fff]/.test(h[i+1]??''))s.set(h.slice(i,i+2),(s.get(h.slice(i,i+2))??0)+1);}return s;};
const docs=lines.map(l=>grams(l.replace(/[|]/g,' ')));
const df=new Map<string,number>();for(const d of docs)for(const k of d.keys())df.set(k,(df.get(k)??0)+1);
const N=docs.length; const avg=docs.reduce((a,d)=>a+d.size,0)/N;
const inv=new Map<string,[number,number][]>();docs.forEach((d,i)=>{for(const[k,tf]of d){const l=inv.get(k)??[];l.push([i,tf]);inv.set(k,l);}});
const topics=(text:string,n=10)=>{const sc=new Float64Array(N);for(const k of grams(text).keys()){const l=inv.get(k);if(!l)continue;const idf=Math.log(1+(N-l.length+.5)/(l.length+.5));for(const[i,tf]of l)sc[i]!+=idf*(k.length)*tf*2.2/(tf+1.2*(.25+.75*docs[i]!.size/avg));}
 const o=[...sc.entries()].sort((a,b)=>b[1]-a[1]).slice(0,n).filter(x=>x[1]>0);const m=o[0]?.[1]??1;const e=o.map(([i,s])=>[i,Math.exp((s/m-1)*Number(process.env.T??6))] as const);const z=Math.sqrt(e.reduce((a,[,x])=>a+x*x,0));return new Map(e.map(([i,x])=>[i,x/z]));};
const mk=(kb:any[],qs:any[])=>{const ix=buildIndex(kb);const dt=kb.map(a=>topics([a.question,...a.similar,...a.keywords].join(' ')));const base=R.examplesOf(ix,qs);
 return base.map((ex,qi)=>{const q=readQuery(qs[qi].query);const tq=topics(q.text);const {ranked}=rankDetailed(ix,q);return {...ex,features:ex.features.map((f,i)=>{const d=dt[ranked[i]!.document]!;let s=0;for(const[t,w]of tq)s+=w*(d.get(t)??0);return Float64Array.from([...f,s]);})};});};
(FEATURES as any as string[]).push('topic');
const all=R.readQuestions('test/corpus/retrieval/questions.jsonl') as any[];const kb=R.readBase('shared/data/hospital/faq.json');
const tune=mk(kb,all.filter(q=>q.split==='tune')),hold=mk(kb,all.filter(q=>q.split==='hold'));
const s2=mk(R.readBase('test/corpus/retrieval/second-base/faq.json'),R.readQuestions('test/corpus/retrieval/second-base/questions.jsonl'));
const w=R.fit(tune);console.log('topic weight',w.at(-1));console.log(V,process.env.N,process.env.T,'CV',R.crossRecall(tune).r1.toFixed(3),'tune',R.recall(tune,w),'hold',R.recall(hold,w),R.lossOf(hold,w),'second',R.recall(s2,w),R.lossOf(s2,w));
