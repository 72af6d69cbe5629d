import type { RowContext } from "../designs/design-result.ts";
import type { SeedParts } from "../designs/seed-parts.ts";
import type { Replicates } from "./block.ts";
import { drawnInFixedOrder } from "./mean-replicates.ts";
import { resampleSums, type UnitTable } from "./resample-sums.ts";

/**
 * The pigeonhole bootstrap of a difference over crossed seeds and items: items are redrawn, and seeds are, by themselves,
 * and every drawn seed is read on every drawn item.
 *
 * Paired arms draw their items together; matched seeds are drawn together. No studentised version.
 *
 * @see Owen (2007), Ann. Appl. Stat. 1; oracle: closed form
 */
export function pigeonholeReplicates(options: {
  treatment: SeedParts;
  baseline: SeedParts;
  paired: boolean;
  matched: boolean;
  context: RowContext;
  /** how the arms' figures are compared; their difference unless said */
  compare?: (treatment: number, baseline: number) => number;
}): Omit<Replicates, "standardError"> {
  const { treatment, baseline, paired, matched, context, compare = (one, other) => one - other } = options;
  const log = context.scale === "log";
  const { replicates } = context.plan;
  const tables = { treatment: itemTable(treatment), baseline: itemTable(baseline) };
  const seeds = { treatment: seedTable(treatment), baseline: seedTable(baseline) };

  const [ofTreatment, ofBaseline] = drawnInFixedOrder(flat(treatment), flat(baseline), (flipped) => {
    const arms = flipped ? (["baseline", "treatment"] as const) : (["treatment", "baseline"] as const);
    const seedTables = matched ? [seeds.treatment] : arms.map((arm) => seeds[arm]);
    const itemTables = paired ? [beside(tables[arms[0]], tables[arms[1]])] : arms.map((arm) => tables[arm]);
    const sums = resampleSums([...itemTables, ...seedTables], context.root, replicates);
    const drawnSeeds = sums.slice(itemTables.length);
    return arms.map((arm, i) => ({
      items: sums[paired ? 0 : i]!,
      // of paired arms both lie in one table, side by side
      width: itemTables[paired ? 0 : i]!.width,
      offset: paired && i === 1 ? tables[arms[0]].width : 0,
      drawn: drawnSeeds[matched ? 0 : i]!,
      seeds: (arm === "treatment" ? treatment : baseline).values.length,
    }));
  });

  const values = new Float64Array(replicates);
  for (let replicate = 0; replicate < replicates; replicate++) {
    values[replicate] = compare(armValue(ofTreatment, replicate, log), armValue(ofBaseline, replicate, log));
  }
  return { estimate: compare(treatment.value, baseline.value), values, standardErrors: null, jackknife: () => null };
}

/** where one arm's sums of a replicate lie */
interface ArmSums {
  items: Float64Array;
  width: number;
  offset: number;
  drawn: Float64Array;
  seeds: number;
}

/** the mean over the drawn seeds of their figure on the drawn items */
function armValue({ items, width, offset, drawn, seeds }: ArmSums, replicate: number, log: boolean): number {
  let total = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const times = drawn[replicate * seeds + seed]!;
    if (times === 0) continue;
    const at = replicate * width + offset + 2 * seed;
    const ratio = items[at]! / items[at + 1]!;
    total += times * (log ? Math.log(ratio) : ratio);
  }
  // a rate of 0 has no logarithm
  return Number.isFinite(total) ? total / seeds : Number.NaN;
}

/** numerator and denominator of every seed, side by side, unit by unit */
function itemTable({ units, k }: SeedParts): UnitTable {
  const width = 2 * units.length;
  const rows = new Float64Array(k * width);
  for (let unit = 0; unit < k; unit++) {
    units.forEach(({ numerator, denominator }, seed) => {
      rows[unit * width + 2 * seed] = numerator[unit]!;
      rows[unit * width + 2 * seed + 1] = denominator[unit]!;
    });
  }
  return { rows, width };
}

/** sums of drawn rows count how often each seed was drawn */
function seedTable({ values }: SeedParts): UnitTable {
  const width = values.length;
  const rows = new Float64Array(width * width);
  for (let seed = 0; seed < width; seed++) rows[seed * width + seed] = 1;
  return { rows, width };
}

function beside(left: UnitTable, right: UnitTable): UnitTable {
  const k = left.rows.length / left.width;
  const width = left.width + right.width;
  const rows = new Float64Array(k * width);
  for (let unit = 0; unit < k; unit++) {
    rows.set(left.rows.subarray(unit * left.width, (unit + 1) * left.width), unit * width);
    rows.set(right.rows.subarray(unit * right.width, (unit + 1) * right.width), unit * width + left.width);
  }
  return { rows, width };
}

function flat({ units }: SeedParts): Float64Array {
  return Float64Array.from(units.flatMap(({ numerator }) => [...numerator]));
}
