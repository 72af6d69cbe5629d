import { drawStudy } from "../src/demo/study.ts";
import { pushesOf } from "../src/demo/pushes.ts";
import { memorySource, readSources, nativeLines } from "@evenmatch/formats";
const study = drawStudy("1");
for (const p of await pushesOf(study,"treatment")) { const t=performance.now();
  const r = await readSources(p.files.map(f=>memorySource(f.path,f.bytes)), p.clusterKey?{clusterKey:p.clusterKey}:{});
  console.log(p.name, (performance.now()-t).toFixed(0), "ms");
  for (const f of r.files) console.log("  ", f.file.split("/").pop()!.slice(0,60), f.format, f.headerMatches, f.rows, f.rejected, JSON.stringify(f.problems).slice(0,300), JSON.stringify(f.notes).slice(0,300));
  for (const x of r.results) console.log("     ", x.header.harness, x.header.task, JSON.stringify(x.header.taskArgs), Object.keys(x.table?.scores??x.summaries), x.table?.items.length, x.table?.cluster?.slice(0,2), [...new Set(x.table?.status??[])], [...nativeLines(x)].slice(0,2));
}
