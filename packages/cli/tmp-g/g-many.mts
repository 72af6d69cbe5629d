import { defaultPlan } from "@evenmatch/contract/plan";
import { compareFiles } from "@evenmatch/service/compare-files";
import { memorySource } from "@evenmatch/formats/source";
import { drawStudy } from "../src/demo/study.ts";
import { nativeNdjson } from "../src/demo/files/native.ts";
import { againstTruth } from "../src/demo/against-truth.ts";
let c=0,j=0,fg=0,fr=0,signs=0,counted=0; const miss=new Map<string,number>();
for (let s=10;s<22;s++){ const study=drawStudy(String(s));
 const src=(a:"treatment"|"baseline")=>study.suites.map(x=>nativeNdjson(x,a)).map(f=>memorySource(f.path,f.bytes));
 const {comparison}=await compareFiles({treatment:src("treatment"),baseline:src("baseline"),plan:{...defaultPlan,replicates:4000}});
 const r=againstTruth(comparison,study.suites.map(x=>x.truth)); c+=r.covered;j+=r.judged;fg+=r.falseGains.length;fr+=r.falseRegressions.length;signs+=r.signsRight;counted+=r.counted;
 for(const m of r.missed) miss.set(m,(miss.get(m)??0)+1);
 console.log(s,r.covered,r.judged,r.withoutRow,"found",r.foundBetter,r.trulyBetter,r.foundWorse,r.trulyWorse,r.falseGains,r.falseRegressions, "total",(c/j).toFixed(3)); }
console.log(c/j,j,[...miss].sort((a,b)=>b[1]-a[1]).slice(0,12));
