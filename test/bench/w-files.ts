/** Workload W as a trainer's files: native rows, a file an arm. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { drawSuite, suites } from "./workload-w.ts";

/** Rows of one suite of W under one arm and a name of its own; `items` limits how many. */
function linesOf(suite: number, name: string, arm: "treatment" | "baseline", items: number): string[] {
  const drawn = drawSuite(suite);
  const [count, , clusters, epochs] = suites[suite] as (typeof suites)[number];
  const lines: string[] = [];
  for (let item = 0; item < Math.min(count, items); item += 1) {
    for (let epoch = 0; epoch < epochs; epoch += 1) {
      lines.push(
        JSON.stringify({
          suite: name,
          item: `item-${String(item).padStart(5, "0")}`,
          epoch: epoch + 1,
          score: drawn[arm][item * epochs + epoch],
          ...(clusters > 0 && { cluster: `cluster-${drawn.cluster[item]}` }),
        }),
      );
    }
  }
  return lines;
}

/** Writes treatment.ndjson and baseline.ndjson; answers their places. */
export function writeArms(
  folder: string,
  of: { suites: readonly number[]; items: number },
): { treatment: string; baseline: string } {
  const write = (arm: "treatment" | "baseline") => {
    const file = path.join(folder, `${arm}.ndjson`);
    const lines = of.suites.flatMap((suite, at) =>
      linesOf(suite, `suite-${String(at).padStart(2, "0")}`, arm, of.items),
    );
    writeFileSync(file, `${lines.join("\n")}\n`);
    return file;
  };
  return { treatment: write("treatment"), baseline: write("baseline") };
}
