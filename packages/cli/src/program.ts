import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addBackup, addRestore } from "./commands/backup.ts";
import { addCalibrate } from "./commands/calibrate.ts";
import { addCheckpoint } from "./commands/checkpoint.ts";
import { addCompare } from "./commands/compare.ts";
import { addDelete } from "./commands/delete.ts";
import { addDiff } from "./commands/diff.ts";
import { addExperiment } from "./commands/experiment.ts";
import { addExport } from "./commands/export.ts";
import { addGate } from "./commands/gate.ts";
import { addInspect } from "./commands/inspect.ts";
import { addKeys } from "./commands/keys.ts";
import { addPersistence } from "./commands/persistence.ts";
import { addProject } from "./commands/project.ts";
import { addPush } from "./commands/push.ts";
import { addReport } from "./commands/report.ts";
import { addServe } from "./commands/serve.ts";
import { addShare } from "./commands/share.ts";
import { addSuite } from "./commands/suite.ts";
import { addTable } from "./commands/table.ts";
import { addVerify } from "./commands/verify.ts";

/**
 * The command with all its parts; parsing throws instead of exiting.
 *
 * Commands import what they need to work when they are called: `--help` must not wait for readers and statistics.
 */
export function evenmatchProgram(): Command {
  const program = new Command("evenmatch")
    .description("Did this intervention help? Paired comparisons of two checkpoints across many eval suites.")
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`evenmatch: ${text.replace(/^error: /, "")}`) })
    .showHelpAfterError("(--help shows what there is)");
  for (const add of [
    addCompare,
    addInspect,
    addServe,
    addPush,
    addExport,
    addCheckpoint,
    addSuite,
    addExperiment,
    addTable,
    addReport,
    addVerify,
    addDiff,
    addGate,
    addPersistence,
    addCalibrate,
    addKeys,
    addDelete,
    addBackup,
    addRestore,
    addShare,
    addProject,
  ])
    add(program);
  return program;
}
