/** `npm run demo`: 53 suites with known effects through the whole of Evenmatch, and how its intervals did. */
import { rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { painter } from "@evenmatch/service/render/paint";
import { splitLines } from "@evenmatch/service/render/split-lines";
import { CommandError } from "../failure.ts";
import { print, say, wantsColour, windowWidth } from "../output.ts";
import { rendered } from "../render.ts";
import { againstTruth, truthFailures, truthText } from "./against-truth.ts";
import { runDemo } from "./run-demo.ts";

const { values } = parseArgs({
  options: { seed: { type: "string", default: "1" }, keep: { type: "boolean", default: false } },
});

const folder = await mkdtemp(path.join(os.tmpdir(), "evenmatch-demo-"));
// the last thing this process does, however it ends
process.once("exit", () => {
  if (values.keep) say(`kept ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
});
process.once("SIGINT", () => process.exit(130));

try {
  const { study, comparison } = await runDemo({ seed: values.seed, folder, say });
  print(rendered(comparison, { format: "table" }));
  const look = { width: windowWidth(), paint: painter(wantsColour()) };
  for (const by of ["domain", "training"] as const)
    print(
      `\n${splitLines(comparison, by, look)
        .map((line) => line.trimEnd())
        .join("\n")}\n`,
    );
  const report = againstTruth(
    comparison,
    study.suites.map(({ truth }) => truth),
  );
  print(`\n${truthText(report)}\n`);
  const failures = truthFailures(report);
  if (failures.length > 0) throw new CommandError(failures);
} catch (error) {
  const lines = error instanceof CommandError ? error.lines : [error instanceof Error ? error.stack : String(error)];
  for (const line of lines) say(line ?? "");
  process.exitCode = 1;
}
