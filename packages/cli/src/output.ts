/** What a command writes: results to stdout, everything about them to stderr. */

/** A result: exactly this, and nothing else on stdout. */
export function print(text: string): void {
  process.stdout.write(text);
}

/** A line for the person who runs the command. */
export function say(line: string): void {
  process.stderr.write(`evenmatch: ${line}\n`);
}

/** Columns of the window; of a pipe, enough for a table with everything in it. */
export function windowWidth(): number {
  const declared = Number(process.env.COLUMNS);
  if (Number.isInteger(declared) && declared > 0) return declared;
  // a terminal that does not know its size says 0
  return process.stdout.columns || (process.stdout.isTTY ? 80 : 132);
}

/** Colours are for terminals whose owner did not ask to be spared (https://no-color.org). */
export function wantsColour(): boolean {
  if (process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "") return false;
  if (process.env.FORCE_COLOR !== undefined) return process.env.FORCE_COLOR !== "0";
  return process.stdout.isTTY === true && process.env.TERM !== "dumb";
}
