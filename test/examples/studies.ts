/** The example studies: what each page's commands do, and what they print. */
import type { Comparison } from "@evenmatch/contract/comparison";
import { steps } from "../../examples/fading-priors/generate.ts";
import { type Blocks, curve, fields, splits, table } from "./printed.ts";
import type { Answered, Pushed, Workshop } from "./workshop.ts";

/** The comparisons that a page is about, and what it prints of them. */
export interface Ran {
  comparisons: readonly Comparison[];
  blocks: Blocks;
}

export interface Study {
  name: string;
  run(workshop: Workshop): Promise<Ran>;
}

const arms = (prefix = "", suffix = "") => ({
  treatment: [`results/${prefix}treatment${suffix}`],
  baseline: [`results/${prefix}baseline${suffix}`],
});

/** A study of one `compare`. */
function compared(
  name: string,
  files: { treatment: string[]; baseline: string[] },
  more: (comparison: Comparison) => Blocks = () => ({}),
): Study {
  return {
    name,
    run: async (workshop) => {
      const comparison = await workshop.compare(name, files);
      return { comparisons: [comparison], blocks: { table: table(comparison), ...more(comparison) } };
    },
  };
}

function curveOf({ persistence }: Answered): string {
  if (persistence === null) throw new Error("needed a curve, found nothing to follow");
  return curve(persistence);
}

const frontierFields = (comparison: Comparison) =>
  fields(
    comparison.frontiers.map(({ x, y, figures }) => ({
      x,
      y,
      axes: figures?.axes.map(({ suite, treatment, baseline, improvement, improvementInterval }) => ({
        suite,
        treatment,
        baseline,
        improvement,
        improvementInterval,
      })),
      sharedItems: figures?.sharedItems,
      probabilityOfDominance: figures?.probabilityOfDominance,
      probabilityOfBeingDominated: figures?.probabilityOfBeingDominated,
      correlation: figures?.correlation,
    })),
  );

const beneficialTrait: Study = {
  name: "beneficial-trait",
  run: async (workshop) => {
    const checkpoint = (id: string, arm: string, folder: string, body: object): Pushed => ({
      checkpoint: id,
      body,
      files: [`results/${folder}/${arm}`],
    });
    const flops = { treatment: 3.06e21, baseline: 3.05e21 };
    const trained = { compute: { flops: flops.treatment }, trainedOn: { domains: ["health", "social"], traits: [] } };
    const board = await workshop.experiment("beneficial-trait", {
      experiment: "trait",
      plan: "plan.yaml",
      treatment: [checkpoint("trait-8000", "treatment", "board", trained)],
      baseline: [checkpoint("base-8000", "baseline", "board", { compute: { flops: flops.baseline } })],
    });
    const tuned = await workshop.experiment("beneficial-trait", {
      experiment: "fine-tuned",
      plan: "fine-tuned.yaml",
      treatment: [{ checkpoint: "trait-tuned", files: ["results/fine-tuned/treatment.ndjson"] }],
      baseline: [{ checkpoint: "base-tuned", files: ["results/fine-tuned/baseline.ndjson"] }],
    });
    return {
      comparisons: [board.comparison, tuned.comparison],
      blocks: {
        table: table(board.comparison, ["elephant", "medhallu", "simpleqa", "xstest"]),
        transfer: splits(board.comparison, "training"),
        persistence: curveOf(tuned),
      },
    };
  },
};

const liveCare: Study = {
  name: "live-care",
  run: async (workshop) => {
    const suites = {
      "treatment-error": { metric: { name: "rate", kind: "relative-risk", direction: "lower", range: [0, 1] } },
      "treatment-failure": { metric: { name: "rate", kind: "relative-risk", direction: "lower", range: [0, 1] } },
    };
    const experiment = async (name: string, treatment: string, baseline: string) =>
      (
        await workshop.experiment("live-care", {
          experiment: name,
          suites,
          plan: "plan.yaml",
          treatment: [{ checkpoint: `${name}-with`, files: [treatment] }],
          baseline: [{ checkpoint: `${name}-without`, files: [baseline] }],
        })
      ).comparison;
    const file = (unit: string, arm: string) => `results/${unit}/${arm}.ndjson`;
    const clinician = await experiment("by-clinician", file("clinician", "treatment"), file("clinician", "baseline"));
    const clinic = await experiment("by-clinic", file("clinic", "treatment"), file("clinic", "baseline"));
    const published = await experiment("published", "published-first-arm.ndjson", "published-second-arm.ndjson");
    const row = ({ suites: [found] }: Comparison) => {
      if (found === undefined) throw new Error("needed a row, found none");
      const { design, n, clusters, treatment, baseline, difference, relativeChange, warnings, verdict } = found;
      const { method, value, standardError, interval, p } = difference;
      return fields({
        design,
        n,
        clusters,
        rates: [treatment.mean, baseline.mean],
        logRelativeRisk: { method, value, standardError, interval, p },
        relativeChange,
        verdict,
        warnings,
      });
    };
    return {
      comparisons: [clinician, clinic, published],
      blocks: { clinician: row(clinician), clinic: row(clinic), published: row(published) },
    };
  },
};

const ruleBasedRewards: Study = {
  name: "rule-based-rewards",
  run: async (workshop) => {
    const metric = { name: "f1", kind: "f1", direction: "higher", range: [0, 1] };
    const { comparison } = await workshop.experiment("rule-based-rewards", {
      experiment: "graders",
      suites: { judgemental: { metric }, evasive: { metric }, "apology-missing": { metric } },
      plan: "plan.yaml",
      treatment: [{ checkpoint: "grader-after", files: ["results/treatment.ndjson"] }],
      baseline: [{ checkpoint: "grader-before", files: ["results/baseline.ndjson"] }],
    });
    return { comparisons: [comparison], blocks: { table: table(comparison) } };
  },
};

const instructionHierarchy: Study = {
  name: "instruction-hierarchy",
  run: async (workshop) => {
    const found = await workshop.experiment("instruction-hierarchy", {
      experiment: "hierarchy",
      plan: "plan.yaml",
      treatment: [{ checkpoint: "hierarchy-after", files: ["results/treatment.ndjson"] }],
      baseline: [{ checkpoint: "hierarchy-before", files: ["results/baseline.ndjson"] }],
    });
    return {
      comparisons: [found.comparison],
      blocks: { table: table(found.comparison), persistence: curveOf(found) },
    };
  },
};

const fadingPriors: Study = {
  name: "fading-priors",
  run: async (workshop) => {
    const arm = (name: "treatment" | "baseline", prefix: string): Pushed[] =>
      steps.map((step) => ({
        checkpoint: `${prefix}-${step}`,
        body: { step, compute: { tokens: step * 1e6 } },
        files: [`results/${name}-${step}.ndjson`],
      }));
    const found = await workshop.experiment("fading-priors", {
      experiment: "priors",
      plan: "plan.yaml",
      treatment: arm("treatment", "prior"),
      baseline: arm("baseline", "plain"),
    });
    return {
      comparisons: [found.comparison],
      blocks: { table: table(found.comparison), persistence: curveOf(found) },
    };
  },
};

export const studies: readonly Study[] = [
  beneficialTrait,
  compared("healthbench", arms()),
  liveCare,
  ruleBasedRewards,
  instructionHierarchy,
  compared("first-person-fairness", arms("", ".csv")),
  compared("red-teaming", arms("", ".ndjson"), (comparison) => ({ frontier: frontierFields(comparison) })),
  compared("deliberative-alignment", arms(), (comparison) => ({ frontier: frontierFields(comparison) })),
  compared("system-cards", { treatment: ["treatment.ndjson"], baseline: ["baseline.ndjson"] }),
  compared("image-ranking", { treatment: ["results/likeness.csv"], baseline: ["results/respectful-portrayal.csv"] }),
  compared("fifty-groups", arms("", ".ndjson"), (comparison) => ({
    groups: fields(Object.fromEntries(comparison.suites.map(({ suite, worstGroup }) => [suite, worstGroup]))),
  })),
  compared("place-recognition", arms("", ".csv")),
  compared("prevention-chatbot", arms("", ".ndjson")),
  fadingPriors,
];
