import MiniSearch from 'minisearch'; import { readFileSync } from 'node:fs';
const kb = JSON.parse(readFileSync('shared/data/hospital/faq.json','utf8'));
const grams=(t:string)=>{const s=t.toLowerCase().replace(/[\s，。？！、,?.!：:；]/g,'');const o:string[]=[...s];for(let i=0;i+1<s.length;i++)o.push(s.slice(i,i+2));return o;};
const ms=new MiniSearch({fields:['question','similar','answer'],tokenize:grams,processTerm:(t:string)=>t,searchOptions:{boost:{question:2,similar:2}}});
ms.addAll(kb.map((a:any)=>({id:a.id,question:a.question,similar:a.similar.join('/'),answer:a.answer})));
for(const split of ['tune','hold']){const rows=readFileSync('test/corpus/retrieval/questions.jsonl','utf8').trim().split('\n').map(l=>JSON.parse(l)).filter((r:any)=>r.split===split);
let r1=0,r3=0;for(const r of rows){const h=ms.search(r.query).slice(0,3);if(r.ids.includes(h[0]?.id))r1++;if(h.some(x=>r.ids.includes(x.id)))r3++;}
console.log(split,rows.length,(r1/rows.length*100).toFixed(1),(r3/rows.length*100).toFixed(1));}
