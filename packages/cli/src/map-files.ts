/** A folder of result files under a mapping: which file is whose, and how it is read. Pure decisions. */
import { Checkpoint } from "@evenmatch/contract/checkpoint";
import { Id } from "@evenmatch/contract/ids";
import type { CheckpointRule, Mapping } from "@evenmatch/contract/mapping";
import { type Fit, filledIn, patternFit } from "@evenmatch/contract/pattern";
import type { FileReading } from "@evenmatch/contract/upload";

/** A file by the name under which it is read, and the path below the folder that was given. */
export interface MappedFile {
  name: string;
  path: string;
}

/** The files of one checkpoint. */
export interface Share<F extends MappedFile> {
  checkpoint: string;
  /** null where no rule says */
  arm: "treatment" | "baseline" | null;
  /** what the rules declare of it */
  body: Checkpoint;
  files: F[];
  /** of the files that are read otherwise than the rest */
  readings: { name: string; reading: FileReading }[];
}

/** Something wrong with a rule, by its place in the mapping. */
export interface RuleProblem {
  path: (string | number)[];
  text: string;
}

export interface Shares<F extends MappedFile> {
  /** in the order of the checkpoint rules, then by id */
  shares: Share<F>[];
  /** files that no checkpoint rule fits */
  unmapped: F[];
  /** files that the mapping passes over */
  ignored: F[];
  problems: RuleProblem[];
  /** rules that fit no file: nothing wrong, and worth saying */
  idle: RuleProblem[];
}

/**
 * Shares files out to checkpoints: the first checkpoint rule that a path fits has it; every file rule that it fits adds
 * to how it is read.
 *
 * Rules that say different things of one checkpoint, and fields that come out as something they can't be, are problems.
 */
export function mapFiles<F extends MappedFile>(mapping: Mapping, files: readonly F[]): Shares<F> {
  const ignored = ruled(mapping.ignore.map((pattern) => ({ files: pattern })));
  const rules = ruled(mapping.checkpoints);
  const readings = ruled(mapping.files);
  const shares = new Map<string, Share<F> & { rule: number; said: string }>();
  const result: Omit<Shares<F>, "shares"> = { unmapped: [], ignored: [], problems: [], idle: [] };

  for (const file of files) {
    if (ignored.first(file.path) !== undefined) {
      result.ignored.push(file);
      continue;
    }
    const fit = rules.first(file.path);
    if (fit === undefined) {
      result.unmapped.push(file);
      continue;
    }
    const { rule, index, found } = fit;
    const declared = declarationOf(rule, found);
    if ("text" in declared) {
      const text = `${declared.text} (of ${file.path})`;
      result.problems.push({ path: ["checkpoints", index, declared.field], text });
      continue;
    }
    const { checkpoint, body } = declared;
    const arm = rule.arm ?? null;
    const said = JSON.stringify([arm, body]);
    const known = shares.get(checkpoint);
    const share = known ?? { checkpoint, arm, body, files: [], readings: [], rule: index, said };
    if (known !== undefined && known.said !== said) {
      const text = `needed what was said of ${checkpoint} before, ${known.said}, found ${said} (of ${file.path})`;
      result.problems.push({ path: ["checkpoints", index], text });
      continue;
    }
    shares.set(checkpoint, share);
    share.files.push(file);
    const reading = readingOf(readings.all(file.path));
    if (Object.keys(reading).length > 0) share.readings.push({ name: file.name, reading });
  }

  for (const [section, list] of [
    ["checkpoints", rules],
    ["files", readings],
    ["ignore", ignored],
  ] as const) {
    for (const { index, pattern } of list.idle()) {
      result.idle.push({ path: [section, index], text: `${pattern} has no file` });
    }
  }
  const ordered = [...shares.values()].sort(
    (one, other) => one.rule - other.rule || (one.checkpoint < other.checkpoint ? -1 : 1),
  );
  return { ...result, shares: ordered.map(({ rule: _rule, said: _said, ...share }) => share) };
}

interface Ruled<R> {
  first(path: string): { rule: R; index: number; found: Record<string, string> } | undefined;
  all(path: string): { rule: R; found: Record<string, string> }[];
  idle(): { index: number; pattern: string }[];
}

function ruled<R extends { files: string }>(rules: readonly R[]): Ruled<R> {
  const fits: readonly Fit[] = rules.map(({ files }) => patternFit(files, "path"));
  const used = new Set<number>();
  const at = (index: number, path: string) => {
    const found = fits[index]?.(path);
    const rule = rules[index];
    if (found === undefined || rule === undefined) return undefined;
    used.add(index);
    return { rule, index, found };
  };
  return {
    first(path) {
      for (let index = 0; index < rules.length; index += 1) {
        const fit = at(index, path);
        if (fit !== undefined) return fit;
      }
      return undefined;
    },
    all: (path) => rules.flatMap((_, index) => at(index, path) ?? []),
    idle: () => rules.flatMap(({ files }, index) => (used.has(index) ? [] : [{ index, pattern: files }])),
  };
}

function readingOf(fits: readonly { rule: Mapping["files"][number]; found: Record<string, string> }[]): FileReading {
  const reading: FileReading = {};
  for (const { rule, found } of fits) {
    const { files: _files, condition, ...plain } = rule;
    Object.assign(reading, plain, condition === undefined ? {} : { condition: filledIn(condition, found) });
  }
  return reading;
}

/** What a rule says of the checkpoint of a file, or which of its fields can't be. */
function declarationOf(
  rule: CheckpointRule,
  found: Readonly<Record<string, string>>,
): { checkpoint: string; body: Checkpoint } | { field: string; text: string } {
  const { files: _files, checkpoint: idTemplate, arm: _arm, step, seed, name, run, ...plain } = rule;
  const fill = (template: string) => filledIn(template, found);
  const checkpoint = fill(idTemplate);
  const id = Id.safeParse(checkpoint);
  if (!id.success) return { field: "checkpoint", text: `${id.error.issues[0]?.message}, found ${checkpoint}` };
  const number = typeof step === "string" ? Number(fill(step)) : step;
  if (number !== undefined && !(Number.isFinite(number) && number >= 0)) {
    return { field: "step", text: `needed a number from 0, found ${fill(String(step))}` };
  }
  const body = Checkpoint.safeParse({
    ...(name !== undefined && { name: fill(name) }),
    ...(run !== undefined && { run: fill(run) }),
    ...(number !== undefined && { step: number }),
    ...(seed !== undefined && { seed: fill(String(seed)) }),
    ...plain,
  });
  if (body.success) return { checkpoint, body: body.data };
  const [issue] = body.error.issues;
  return { field: String(issue?.path[0] ?? "checkpoint"), text: issue?.message ?? "it does not fit" };
}
