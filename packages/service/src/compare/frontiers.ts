/** The frontiers that the plan names: two suites that pull against each other, read together. */
import type { Frontier } from "@evenmatch/contract/comparison";
import type { Plan } from "@evenmatch/contract/plan";
import { type FrontierAxis, type FrontierPosition, frontier, type SuiteInput, specVersion } from "@evenmatch/stats";
import { digestOf } from "@evenmatch/store/canonical";
import type { Computing } from "./computing.ts";
import { suiteDigest } from "./digests.ts";
import { itemTexts, type PairedItems, pairedItems } from "./paired-items.ts";
import { type Pair, streamKey } from "./pairing.ts";
import { pairInput } from "./row.ts";

type Named = Plan["frontiers"][number]["x"];

/** Every frontier of the plan, in its order; one that can't be drawn says why. Each is computed once and kept. */
export async function frontiersOf(
  computing: Computing,
  { plan, pairs }: { plan: Plan; pairs: readonly Pair[] },
): Promise<Frontier[]> {
  const frontiers: Frontier[] = [];
  for (const { x, y } of plan.frontiers) {
    const names = { x: x.suite, y: y.suite };
    const first = rowNamed(x, pairs);
    const second = rowNamed(y, pairs);
    if (typeof first === "string") frontiers.push({ ...names, figures: null, reason: first });
    else if (typeof second === "string") frontiers.push({ ...names, figures: null, reason: second });
    else frontiers.push({ ...names, ...(await known(computing, { plan, rows: [first, second] })) });
  }
  return frontiers;
}

function rowNamed({ suite, variant, condition }: Named, pairs: readonly Pair[]): Pair | string {
  const found = pairs.filter(
    (pair) =>
      pair.suite === suite &&
      (variant === undefined || pair.variant === variant) &&
      (condition === undefined || pair.condition === condition),
  );
  const [row] = found;
  if (found.length === 1 && row !== undefined) return row;
  if (row === undefined) return `needed results of ${suite} in both arms, found none`;
  const names = found.map((pair) => [pair.variant, pair.condition].filter((part) => part !== "").join("/") || "(none)");
  return `needed the variant or condition of ${suite}, found ${names.join(", ")}`;
}

type Outcome = Pick<Frontier, "figures" | "reason">;

async function known(
  computing: Computing,
  { plan, rows }: { plan: Plan; rows: readonly [Pair, Pair] },
): Promise<Outcome> {
  const { level, replicates, seed } = plan;
  const digest = digestOf({
    specVersion,
    frontier: rows.map((row) => suiteDigest(row, plan)),
    plan: { level, replicates, seed },
  });
  const before = await computing.known<Outcome>(digest);
  if (before !== undefined) return before;
  const inputs = [await pairInput(computing, rows[0]), await pairInput(computing, rows[1])] as const;
  const outcome = computed(rows, inputs, plan);
  await computing.keep(digest, outcome);
  return outcome;
}

function computed(rows: readonly [Pair, Pair], inputs: readonly [SuiteInput, SuiteInput], plan: Plan): Outcome {
  const first = pairedItems(inputs[0], plan);
  const second = pairedItems(inputs[1], plan);
  if (typeof first === "string") return { figures: null, reason: `${rows[0].suite}: ${first}` };
  if (typeof second === "string") return { figures: null, reason: `${rows[1].suite}: ${second}` };
  const { level, replicates, seed } = plan;
  const found = frontier([axisOf(inputs[0], first), axisOf(inputs[1], second)], {
    level,
    replicates,
    seed,
    key: rows.map(streamKey).join("|"),
  });
  if (found === null) return { figures: null, reason: "needed two items in each suite, found fewer" };
  const { axes, ...figures } = found;
  return {
    figures: {
      axes: [position(rows[0], axes[0], first.sign), position(rows[1], axes[1], second.sign)],
      ...figures,
    },
    reason: null,
  };
}

/**
 * One suite, turned so that greater is better. An item is the same in two suites only where its content is known and the
 * same: ids such as 0, 1, 2 are no names.
 */
function axisOf(input: SuiteInput, { aligned, sign }: PairedItems): FrontierAxis {
  const { treatment, baseline } = aligned;
  const contents = itemTexts(input, "itemHash");
  const items = treatment.ids.map((id) => {
    const content = contents.get(id) ?? "";
    return content === "" ? `${input.key}|${id}` : `${content}|${id}`;
  });
  return {
    items,
    treatment: treatment.score.map((score) => sign * score),
    baseline: baseline.score.map((score) => sign * score),
  };
}

type AxisFigures = NonNullable<Frontier["figures"]>["axes"][0];

/** The arms' means on the suite's own scale again; improvements stay turned. */
function position({ suite, variant, condition }: Pair, found: FrontierPosition, sign: 1 | -1): AxisFigures {
  const own = (interval: readonly [number, number] | null): [number, number] | null => {
    if (interval === null) return null;
    return sign === 1 ? [interval[0], interval[1]] : [-interval[1], -interval[0]];
  };
  const { improvementInterval } = found;
  return {
    suite,
    variant,
    condition,
    treatment: sign * found.treatment,
    treatmentInterval: own(found.treatmentInterval),
    baseline: sign * found.baseline,
    baselineInterval: own(found.baselineInterval),
    improvement: found.improvement,
    improvementInterval: improvementInterval === null ? null : [improvementInterval[0], improvementInterval[1]],
  };
}
