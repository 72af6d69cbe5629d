/** The mapping file: which file of a folder is whose, how it is read, and what its tasks are. */
import { z } from "zod";
import { Checkpoint } from "./checkpoint.ts";
import { Id } from "./ids.ts";
import { namesIn } from "./pattern.ts";
import { patternText } from "./pattern-text.ts";
import { Plan } from "./plan.ts";
import { SuiteDeclaration } from "./suite.ts";
import { FileReading, TaskRule } from "./upload.ts";

const template = z.string().min(1).max(300);

/** Whose a file is: the first rule that its path fits. Fields may hold the names of the pattern. */
export const CheckpointRule = z
  .strictObject({
    files: patternText("path").meta({ description: "Pattern of paths below the folder that is given." }),
    checkpoint: template.meta({ description: "The checkpoint's id." }),
    arm: z.enum(["treatment", "baseline"]).optional(),
    name: template.optional(),
    run: template.optional(),
    step: z.union([z.number().nonnegative(), template]).optional(),
    seed: z.union([template, z.number()]).optional(),
    compute: Checkpoint.shape.compute,
    comparator: Checkpoint.shape.comparator,
    trainedOn: Checkpoint.shape.trainedOn,
  })
  .superRefine((rule, context) => {
    for (const field of ["checkpoint", "name", "run", "step", "seed"] as const) {
      refineNames({ pattern: rule.files, template: rule[field], path: [field], context });
    }
  })
  .meta({ id: "CheckpointRule" });
export type CheckpointRule = z.infer<typeof CheckpointRule>;

/** How files are read: every rule that a path fits adds to those before. `condition` may hold the names of its pattern. */
export const FileRule = z
  .strictObject({ files: patternText("path"), ...FileReading.shape })
  .superRefine(({ files, condition }, context) => {
    refineNames({ pattern: files, template: condition, path: ["condition"], context });
  })
  .meta({ id: "FileRule" });
export type FileRule = z.infer<typeof FileRule>;

const MappedTask = TaskRule.superRefine(({ task, suite, variant }, context) => {
  refineNames({ pattern: task, template: suite, path: ["suite"], context });
  refineNames({ pattern: task, template: variant, path: ["variant"], context });
});

/** What `evenmatch.yaml` holds. */
export const Mapping = z
  .strictObject({
    experiment: Id.optional().meta({ description: "The experiment whose arms the checkpoints join." }),
    checkpoints: z.array(CheckpointRule).max(500).default([]),
    files: z.array(FileRule).max(500).default([]),
    ignore: z.array(patternText("path")).max(500).default([]).meta({ description: "Paths that are passed over." }),
    tasks: z.array(MappedTask).max(500).default([]),
    suites: z
      .record(Id, SuiteDeclaration)
      .default({})
      .meta({ description: "What suites are, where the catalogue does not say or says otherwise." }),
    runs: z.literal("epochs").optional().meta({ description: "Several runs of one task are repeats of it." }),
    plan: Plan.optional(),
  })
  .meta({ id: "Mapping" });
export type Mapping = z.infer<typeof Mapping>;

/** Every name that a template has in braces must be one of its pattern's. */
function refineNames(of: {
  pattern: string;
  template: string | number | undefined;
  path: string[];
  context: { addIssue(issue: { code: "custom"; path: string[]; message: string }): void };
}): void {
  const names = namesOf(of.pattern);
  // what is wrong with the pattern is said of the pattern
  if (names === undefined || typeof of.template !== "string") return;
  const unknown = namesOf(of.template)?.find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const known = names.length === 0 ? "none" : names.map((name) => `{${name}}`).join(", ");
  const message = `needed names of the pattern (it has ${known}), found {${unknown}}`;
  of.context.addIssue({ code: "custom", path: of.path, message });
}

function namesOf(text: string): string[] | undefined {
  try {
    return namesIn(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
