/** Writes the demo's result files, each arm in a folder of its own: `tsx write-files.ts FOLDER`. */
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { pushesOf } from "../../packages/cli/src/demo/pushes.ts";
import { arms, drawStudy } from "../../packages/cli/src/demo/study.ts";

const folder = process.argv[2];
if (folder === undefined) throw new Error("needed a folder to write to, found none");
const study = drawStudy("1");
for (const arm of arms) {
  for (const { files } of await pushesOf(study, arm)) {
    for (const file of files) {
      const target = path.join(folder, arm, file.path);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, file.bytes);
    }
  }
}
