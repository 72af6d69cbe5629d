import type { Command } from "commander";
import { Option } from "commander";
import { shared } from "../arguments.ts";
import { CommandError, exitCodes } from "../failure.ts";
import { print } from "../output.ts";
import { progress } from "../progress.ts";

interface Options {
  format: "text" | "json";
  server?: string;
  key?: string;
}

/** `evenmatch verify`: every number of a comparison computed again, on this machine. */
export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("compute every number of a comparison again from its proof, and say what differs (exit 4)")
    .argument("<proof>", "a proof file (.json or .json.gz), a digest, or the address of a comparison")
    .addOption(new Option("--format <format>", "how to write it").choices(["text", "json"]).default("text"))
    .addOption(shared.server())
    .addOption(shared.key())
    .action(verify);
}

async function verify(place: string, options: Options): Promise<void> {
  const { fetchProof } = await import("../fetch-proof.ts");
  const { proof, asked } = await fetchProof(place, options);
  const { verifyProof } = await import("@evenmatch/service/verify/verify-proof");
  const { analysePersistence, analyseRow } = await import("@evenmatch/stats");
  const { verificationLines, withAsked } = await import("../verification-lines.ts");
  const bar = progress("verify");
  const verified = await verifyProof(proof, {
    computeRow: async (input, plan) => analyseRow(input, plan),
    computePersistence: async (input, plan) => analysePersistence(input, plan),
    tolerance: 0,
    onRow: (done, total, { suite }) => bar.at(done, total, suite),
  }).finally(bar.stop);
  const verification = withAsked(verified, asked);
  const { different } = verification;
  print(
    options.format === "json"
      ? `${JSON.stringify(verification)}\n`
      : `${verificationLines(verification, proof).join("\n")}\n`,
  );
  if (different.length === 0) return;
  const values = different.length === 1 ? "1 value that differs" : `${different.length} values that differ`;
  throw new CommandError(
    `needed what was stored, found ${values} when computed again (verification_failed)`,
    exitCodes.differs,
  );
}
