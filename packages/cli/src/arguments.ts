/** Options that are more than a word: each reader throws what commander shows beside the option's name. */
import { type Compute, computeQuantities } from "@evenmatch/contract/checkpoint";
import { Id } from "@evenmatch/contract/ids";
import { type Command, InvalidArgumentError, Option } from "commander";

/** A finite number. */
export function numberArgument(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError(`needed a number, found ${text}`);
  return value;
}

/** A number above zero. */
export function positiveArgument(text: string): number {
  const value = numberArgument(text);
  if (value <= 0) throw new InvalidArgumentError(`needed a number above 0, found ${text}`);
  return value;
}

/** A whole number from zero. */
export function countArgument(text: string): number {
  const value = numberArgument(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError(`needed a whole number, found ${text}`);
  return value;
}

/** A confidence level, as 0.95 or as 95. */
export function levelArgument(text: string): number {
  const value = numberArgument(text);
  // 95 is 0.95 to the last bit, 0.95 stays what it was
  const level = value > 1 ? value / 100 : value;
  if (level <= 0.5 || level >= 1) throw new InvalidArgumentError(`needed a level above 0.5 and below 1, found ${text}`);
  return level;
}

/** An id of a checkpoint, a suite or an experiment. */
export function idArgument(text: string): string {
  const result = Id.safeParse(text);
  if (!result.success)
    throw new InvalidArgumentError(`${result.error.issues[0]?.message ?? "needed an id"}, found ${text}`);
  return result.data;
}

/** Several ids, one after the other. */
export function idsArgument(text: string, before: readonly string[] = []): string[] {
  return [...before, idArgument(text)];
}

/** `LO,HI`, or `none` for scores without bounds. */
export function rangeArgument(text: string): [number, number] | null {
  if (text === "none") return null;
  const [lower, upper, ...rest] = text.split(",").map(numberArgument);
  if (lower === undefined || upper === undefined || rest.length > 0 || lower >= upper) {
    throw new InvalidArgumentError(`needed LO,HI with LO below HI, or none, found ${text}`);
  }
  return [lower, upper];
}

/** `flops=1e21`, `tokens=3e11,source=the run's log`: quantities and where they come from. */
export function computeArgument(text: string, before: Compute = {}): Compute {
  const compute: Compute = { ...before };
  for (const part of text.split(",")) {
    const at = part.indexOf("=");
    const name = part.slice(0, Math.max(0, at)).trim();
    const value = part.slice(at + 1).trim();
    const quantity = computeQuantities.find((known) => known.toLowerCase() === name.toLowerCase().replace("-", ""));
    if (quantity !== undefined) compute[quantity] = positiveArgument(value);
    else if (name === "source") compute.source = value;
    else
      throw new InvalidArgumentError(`needed QUANTITY=N with ${computeQuantities.join(", ")} or source, found ${part}`);
  }
  return compute;
}

/** Options that several commands share. */
export const shared = {
  server: () =>
    new Option("--server <url>", "address of the service (else EVENMATCH_URL, else the one of this folder)"),
  key: () => new Option("--key <key>", "key for the service (else EVENMATCH_KEY, else the owner's)"),
  by: () =>
    new Option("--by <axis>", "win rates by this axis instead of the suites").choices([
      "domain",
      "trait",
      "role",
      "family",
      "audience",
      "training",
    ]),
  format: () =>
    new Option("--format <format>", "how to write it").choices(["table", "md", "csv", "json"]).default("table"),
  plot: () => new Option("--plot <file>", "write the forest plot too, .svg or .png"),
  curves: () => new Option("--curves <file>", "write the persistence curves too, .svg or .png"),
};

/** The options that say how files are to be read. */
export function addReadingOptions(command: Command): Command {
  return command
    .option("--suite <id>", "the suite, where recognition should not decide", idArgument)
    .option("--metric <name>", "the metric to judge by")
    .option("--cluster-key <key>", "metadata key that names an item's cluster")
    .option("--item-key <key>", "key that names the item, in formats without an id of their own")
    .option("--model <name>", "the model to read, where a file holds several")
    .addOption(new Option("--runs <meaning>", "several runs of one task are repeats of it").choices(["epochs"]));
}
