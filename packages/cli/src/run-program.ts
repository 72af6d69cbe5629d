import { ServiceError } from "@evenmatch/client";
import { Problem } from "@evenmatch/contract/problem";
import { CommanderError } from "commander";
import { CommandError, exitCodes } from "./failure.ts";
import { say } from "./output.ts";
import { limited, problemLine } from "./problem-lines.ts";
import { evenmatchProgram } from "./program.ts";

/** Runs the command with these arguments, says on stderr why it ended if it did not go well, and answers its exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  try {
    await evenmatchProgram().parseAsync(args, { from: "user" });
    return exitCodes.done;
  } catch (error) {
    return ended(error);
  }
}

/** Says why the command ends, and answers its exit code. What nobody foresaw is shown whole. */
function ended(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
  if (error instanceof CommandError) {
    for (const line of limited(error.lines)) say(line);
    return error.exitCode;
  }
  if (error instanceof Problem || error instanceof ServiceError) {
    say(problemLine({ place: "", code: error.code, text: error.message }));
    for (const line of limited(error.errors.map((detail) => problemLine(detail)))) say(line);
    return exitCodes.badInput;
  }
  say(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return exitCodes.badInput;
}
