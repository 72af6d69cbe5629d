import { readFile } from "node:fs/promises";
import { parseAs } from "@evenmatch/contract/parse";
import { Plan } from "@evenmatch/contract/plan";
import { Problem } from "@evenmatch/contract/problem";
import { parseDocument } from "yaml";
import { CommandError } from "./failure.ts";
import { problemLine } from "./problem-lines.ts";

const longestPlan = 1_000_000;
const aliases = 20;

/**
 * The analysis plan of a JSON or YAML file, with fields that options said instead.
 *
 * Without a file: the default plan with those fields.
 *
 * @throws {CommandError} for a file that can't be read, is neither, or does not fit the plan: each error with its place
 */
export async function readPlan(file: string | undefined, said: Partial<Plan>): Promise<Plan> {
  const written = file === undefined ? {} : await planObject(file);
  try {
    return parseAs(Plan, { ...written, ...said });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const place = file ?? "plan";
    throw new CommandError(error.errors.map((detail) => problemLine({ ...detail, code: "invalid_plan" }, place)));
  }
}

async function planObject(file: string): Promise<object> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new CommandError(`${file}: ${missing ? "no such file (no_such_file)" : "can't be read (unreadable)"}`);
  });
  if (text.length > longestPlan) {
    throw new CommandError(
      `${file}: needed a plan of at most ${longestPlan} characters, found ${text.length} (invalid_plan)`,
    );
  }
  const value = parsed(file, text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CommandError(`${file}: needed the fields of a plan (JSON or YAML), found something else (invalid_plan)`);
  }
  return value;
}

function parsed(file: string, text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: true, maxAliasCount: aliases } as object);
    const [first] = document.errors;
    if (first === undefined) return document.toJS({ maxAliasCount: aliases });
    const line = first.linePos?.[0].line;
    const [words = "it does not parse"] = first.message.split(/ at line |\n/);
    throw new CommandError(
      `${file}: ${line === undefined ? "" : `line ${line}: `}needed JSON or YAML, found: ${words} (invalid_plan)`,
    );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${file}: needed JSON or YAML, found: ${words} (invalid_plan)`);
  }
}
