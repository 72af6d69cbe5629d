/** How a command ends when it can't do what was asked. */

/** 0 done, 1 bad input, 2 usage, 3 a gate whose requirements are not met, 4 figures that differ when computed again. */
export const exitCodes = { done: 0, badInput: 1, usage: 2, notMet: 3, differs: 4 } as const;

/** Ends a command: its lines go to stderr, each with the command's name in front. */
export class CommandError extends Error {
  readonly lines: readonly string[];
  readonly exitCode: number;

  constructor(lines: string | readonly string[], exitCode: number = exitCodes.badInput) {
    const list = typeof lines === "string" ? [lines] : lines;
    super(list.join("\n"));
    this.name = "CommandError";
    this.lines = list;
    this.exitCode = exitCode;
  }
}
