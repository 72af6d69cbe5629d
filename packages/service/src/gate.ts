/**
 * Requirements that a comparison must meet, as a person writes them: `gains>=10, regressions<=0, matched`.
 *
 *     requirements = condition { "," condition }
 *     condition    = flag | figure operator number
 *     operator     = ">=" | "<=" | ">" | "<" | "=" | "!="
 *     number       = a decimal number; with % a hundredth of it
 *
 * All conditions must be met. A figure that a comparison can't give meets no condition.
 */
import type { Comparison } from "@evenmatch/contract/comparison";

/** What is judged: a comparison, and whether newer results are on their way; undefined: nobody can know. */
export interface Judged {
  comparison: Comparison;
  isFresh: boolean | undefined;
}

type Figure = (comparison: Comparison) => number | null;

const headlineFields = [
  ...(["suites", "ahead", "behind", "tied", "gains", "regressions"] as const),
  ...(["equivalent", "inconclusive", "noVerdict"] as const),
] as const;

const guaranteeFields = [
  ...(["atLeastImproved", "atMostRegressed", "atLeastImprovedHolm", "atMostRegressedHolm"] as const),
] as const;

const controlFields = ["suites", "nonInferior", "inferior", "inconclusive", "noVerdict"] as const;

/** Figure → where it stands in a comparison. */
export const gateFigures: ReadonlyMap<string, Figure> = new Map<string, Figure>([
  ...headlineFields.map((name): [string, Figure] => [name, ({ headline }) => headline[name]]),
  ["winRate", ({ winRate }) => winRate.value],
  ["winRate.value", ({ winRate }) => winRate.value],
  ["winRate.interval.low", ({ winRate }) => winRate.interval?.[0] ?? null],
  ["winRate.interval.high", ({ winRate }) => winRate.interval?.[1] ?? null],
  ["winRate.familyMacro", ({ winRate }) => winRate.familyMacro],
  ["winRate.families", ({ winRate }) => winRate.families],
  ["winRate.effectiveFamilies", ({ winRate }) => winRate.effectiveFamilies],
  ...guaranteeFields.map((name): [string, Figure] => [name, ({ guarantee }) => guarantee?.[name] ?? null]),
  ...controlFields.map((name): [string, Figure] => [`controls.${name}`, ({ controls }) => controls?.[name] ?? null]),
  ["missing", ({ missingSuites }) => missingSuites.length],
  ["compute.ratio", ({ computeMatch }) => computeMatch.ratio],
  ["looks", ({ looks }) => looks],
  ["checkpointsCompared", ({ checkpointsCompared }) => checkpointsCompared],
]);

/** Flag → is it so; undefined where nobody can know. */
export const gateFlags: ReadonlyMap<string, (judged: Judged) => boolean | undefined> = new Map([
  ["matched", ({ comparison }: Judged) => comparison.computeMatch.status === "matched"],
  ["fresh", ({ isFresh }: Judged) => isFresh],
  ["planned", ({ comparison }: Judged) => comparison.planFixed === "before"],
  ["complete", ({ comparison }: Judged) => comparison.missingSuites.length === 0],
]);

const operators = {
  ">=": (found: number, needed: number) => found >= needed,
  "<=": (found: number, needed: number) => found <= needed,
  "!=": (found: number, needed: number) => found !== needed,
  ">": (found: number, needed: number) => found > needed,
  "<": (found: number, needed: number) => found < needed,
  "=": (found: number, needed: number) => found === needed,
} as const;

/** One condition, as it was written. */
export interface Condition {
  text: string;
  judge(judged: Judged): Judgement;
}

/** A condition beside what was found. */
export interface Judgement {
  condition: string;
  isMet: boolean;
  /** null: the comparison can't say */
  found: number | boolean | null;
}

/** Requirements that can't be read; `at` counts characters from 1. */
export class GateError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.name = "GateError";
    this.at = at;
  }
}

/**
 * The conditions of a text, in its order.
 *
 * @throws {GateError} with the place of the first that can't be read
 */
export function readConditions(text: string): Condition[] {
  let offset = 0;
  return text.split(",").map((part) => {
    const at = offset + (part.length - part.trimStart().length) + 1;
    offset += part.length + 1;
    return readCondition(part.trim(), at);
  });
}

function readCondition(text: string, at: number): Condition {
  const parts = /^([A-Za-z.]+)\s*(?:(>=|<=|!=|>|<|=)\s*(.*))?$/.exec(text);
  if (parts === null) throw refusal("needed a condition such as gains>=10 or matched", { text, at });
  const [, name = "", operator, number = ""] = parts;
  if (operator === undefined) return flagCondition(name, text, at);
  const own = name.replace(/^headline\./, "");
  const figure = gateFigures.get(own);
  if (figure === undefined) {
    if (gateFlags.has(name)) throw refusal(`needed ${name} alone, for it is no figure`, { text, at });
    throw refusal(`needed one of ${[...gateFigures.keys()].join(", ")}`, { text: name, at });
  }
  const needed = numberOf(number);
  if (needed === undefined) {
    throw refusal(`needed a number after ${operator}`, { text: number, at: at + text.length - number.length });
  }
  const holds = operators[operator as keyof typeof operators];
  return {
    text,
    judge: ({ comparison }) => {
      const found = figure(comparison);
      return { condition: text, isMet: found !== null && holds(found, needed), found };
    },
  };
}

function flagCondition(name: string, text: string, at: number): Condition {
  const flag = gateFlags.get(name);
  if (flag === undefined) {
    const isFigure = gateFigures.has(name.replace(/^headline\./, ""));
    const needed = isFigure ? `a comparison after ${name}, such as ${name}>=1` : `one of ${flagNames()}, or a figure`;
    throw refusal(`needed ${needed}`, { text: name, at });
  }
  return {
    text,
    judge: (judged) => {
      const found = flag(judged);
      return { condition: text, isMet: found === true, found: found ?? null };
    },
  };
}

const flagNames = () => [...gateFlags.keys()].join(", ");

function numberOf(text: string): number | undefined {
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%?)$/i.exec(text);
  if (parts === null) return undefined;
  return Number(parts[1]) / (parts[2] === "%" ? 100 : 1);
}

function refusal(needed: string, { text, at }: { text: string; at: number }): GateError {
  return new GateError(`at character ${at}: ${needed}, found ${text === "" ? "nothing" : text}`, at);
}
