import { drawStudy } from "../src/demo/study.ts";
const hit=new Map<string,[number,number,number]>();
for (let s=0;s<60;s++) { const study=drawStudy("cal"+s);
 for (const d of study.suites) { if (d.suite.score.kind==="detection") continue;
  const mean=(a:"treatment"|"baseline")=>{const m=new Map<number,[number,number]>(); for(const r of d.rows[a]) if(r.scored){const v=m.get(r.item)??[0,0]; v[0]+=r.scored.score; v[1]++; m.set(r.item,v);} return m;};
  const T=mean("treatment"),B=mean("baseline"); const diffs:number[]=[]; const cl:number[]=[];
  for (const [i,[a,n]] of T) { const b=B.get(i); if(!b) continue; diffs.push(a/n-b[0]/b[1]); cl.push(d.rows.treatment[i*(d.suite.epochs??1)]!.cluster??i); }
  const n=diffs.length, m=diffs.reduce((x,y)=>x+y,0)/n; const g=new Map<number,number>(); diffs.forEach((x,i)=>g.set(cl[i]!,(g.get(cl[i]!)??0)+x-m));
  const G=g.size; const se=Math.sqrt([...g.values()].reduce((x,y)=>x+y*y,0)*G/(G-1))/n; const crit= G<60?2.03:1.97;
  const z=(m-d.truth.difference)/se; const k=d.suite.score.kind+(d.suite.clusters?"+c":"")+(d.suite.epochs?"+e":""); const h=hit.get(k)??[0,0,0]; h[0]+=Math.abs(z)<crit?1:0; h[1]++; h[2]+=z; hit.set(k,h);
 }}
for (const [k,[a,b,c]] of hit) console.log(k,(a/b).toFixed(3),b,"mean z",(c/b).toFixed(3),"±",(1/Math.sqrt(b)).toFixed(3));
