/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison, Split } from "@evenmatch/contract/comparison";
import { none } from "../render/numbers.ts";
import { SplitTable } from "./split-table.tsx";

const axes = ["domain", "trait", "role", "family", "audience"] as const satisfies readonly Split["by"][];

/** Win rates by each axis; one axis at a time, chosen by radio buttons that need no script. */
export function WinRates({ comparison, by }: { comparison: Comparison; by: string }) {
  const { splits, plan } = comparison;
  const present = axes.filter((axis) => splits.some((split) => split.by === axis));
  if (present.length === 0) return null;
  const chosen = present.find((axis) => axis === by) ?? present[0];
  return (
    <section aria-labelledby="win-rates">
      <h2 id="win-rates">Win rates</h2>
      <p class="quiet">
        Descriptive: not corrected for looking at several. {none} for an interval: too few independent families; a suite
        with several traits stands under each.
      </p>
      <fieldset class="tabs">
        <legend class="unseen">split by</legend>
        {present.map((axis) => (
          <label class="chip">
            <input type="radio" name="by" value={axis} id={`by-${axis}`} checked={axis === chosen} />
            <span>{axis}</span>
          </label>
        ))}
      </fieldset>
      {present.map((axis) => (
        <div class="split" data-by={axis}>
          <SplitTable splits={splits.filter((split) => split.by === axis)} level={plan.level} title={axis} />
        </div>
      ))}
    </section>
  );
}

/** Does it carry over to suites beyond what the treatment was trained on? */
export function Transfer({ comparison }: { comparison: Comparison }) {
  const { splits, plan, arms } = comparison;
  const training = splits.filter(({ by }) => by === "training");
  const aims = arms.treatment.checkpoints.flatMap(({ trainedOn }) =>
    trainedOn === undefined ? [] : [...trainedOn.domains, ...trainedOn.traits],
  );
  return (
    <section aria-labelledby="transfer">
      <h2 id="transfer">Transfer</h2>
      {training.length === 0 ? (
        <p class="quiet">
          The treatment's checkpoints declare no domains and traits that the training aimed at, so suites inside and
          outside of it can't be told apart.
        </p>
      ) : (
        <>
          <p class="quiet">
            Suites in and outside of what the training aimed at, as declared: {[...new Set(aims)].sort().join(", ")}.
          </p>
          <SplitTable splits={training.map(placed)} level={plan.level} title="training" />
        </>
      )}
    </section>
  );
}

/** `in` and `out` say too little where they stand alone. */
function placed(split: Split): Split {
  const words: Readonly<Record<string, string>> = { in: "inside its aim", out: "outside its aim" };
  return { ...split, value: words[split.value] ?? split.value };
}
