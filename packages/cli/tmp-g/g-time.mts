import { drawStudy } from "../src/demo/study.ts";
import { pushesOf } from "../src/demo/pushes.ts";
import { memorySource, readSources } from "@evenmatch/formats";
const study = drawStudy("1");
for (const p of await pushesOf(study,"treatment")) { let t=performance.now();
  await readSources(p.files.map(f=>memorySource(f.path,f.bytes)), p.clusterKey?{clusterKey:p.clusterKey}:{});
  console.log(p.name, (performance.now()-t).toFixed(0), "ms");
}
