import { serviceClient } from "@evenmatch/client";
import type { ComparisonDiff } from "@evenmatch/contract/comparison-diff";
import { type Command, Option } from "commander";
import { shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { print } from "../output.ts";

interface Options {
  format: "text" | "json";
  server?: string;
  key?: string;
}

/** `evenmatch diff`: what moved between two comparisons, and why. */
export function addDiff(program: Command): void {
  program
    .command("diff")
    .description("say what moved between two comparisons, and why: results, plan, definitions, verdicts")
    .argument("<before>", "digest of a comparison, or a proof file")
    .argument("<after>", "digest of another, or a proof file")
    .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
    .addOption(shared.server())
    .addOption(shared.key())
    .action(diff);
}

async function diff(before: string, after: string, options: Options): Promise<void> {
  const { diffLines } = await import("../diff-lines.ts");
  const found = await foundDiff(before, after, options);
  print(options.format === "json" ? `${JSON.stringify(found)}\n` : `${diffLines(found).join("\n")}\n`);
}

const isDigest = (text: string) => /^[0-9a-f]{64}$/.test(text);

async function foundDiff(before: string, after: string, options: Options): Promise<ComparisonDiff> {
  const { server, key } = options;
  if (isDigest(before) && isDigest(after)) {
    const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
    return client.get<ComparisonDiff>(`/v1/comparisons/${before}/diff/${after}`);
  }
  const { fetchProof } = await import("../fetch-proof.ts");
  const { diffComparisons } = await import("@evenmatch/service/diff-comparisons");
  const [first, second] = [await fetchProof(before, options), await fetchProof(after, options)];
  return diffComparisons(first.proof, second.proof);
}
