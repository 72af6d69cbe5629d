import { Plan } from "@evenmatch/contract/plan";
import { readSettings, settingsAs } from "./settings-file.ts";

const kind = { what: "a plan", code: "invalid_plan" };

/**
 * The analysis plan of a JSON or YAML file, with fields that options said instead.
 *
 * Without a file: the default plan with those fields.
 *
 * @throws {CommandError} for a file that can't be read, is neither, or does not fit the plan: each error with its line
 */
export async function readPlan(file: string | undefined, said: Partial<Plan>): Promise<Plan> {
  const nothing = { file: "plan", value: {}, lineOf: () => 1 };
  return settingsAs(Plan, file === undefined ? nothing : await readSettings(file, kind), { code: kind.code, said });
}
