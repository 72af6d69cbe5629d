/** The script of the verification page: the service's own statistics and comparison, in the reader's browser. */
import { parseAs } from "@evenmatch/contract/parse";
import { Proof } from "@evenmatch/contract/proof";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import { verifyProof } from "../verify/verify-proof.ts";
export async function run(value: unknown) {
  return verifyProof(parseAs(Proof, value, "invalid_proof"), {
    computeRow: async (i, p) => analyseRow(i, p),
    computePersistence: async (i, p) => analysePersistence(i, p),
    tolerance: 1e-12,
  });
}
