/** Comparing on the table and the blobs. */
import { decodeResult, getSuiteRow, putSuiteRow } from "@evenmatch/store";
import type { Dependencies } from "../dependencies.ts";
import type { Computing } from "./computing.ts";

/** Scores from the blobs; rows kept in the table under their digest. */
export function storedRows({ table, blobs, computeRow, computePersistence }: Dependencies, project: string): Computing {
  return {
    scores: async ({ blob, resultHash }, shared) => {
      const bytes = await blobs.get(blob);
      if (bytes === undefined) throw new Error(`blob ${blob} of result ${resultHash} is gone`);
      return decodeResult(bytes, shared);
    },
    known: (digest) => getSuiteRow(table, project, digest),
    keep: async (digest, row) => {
      await putSuiteRow(table, project, digest, row);
    },
    computeRow,
    computePersistence,
  };
}

/** The same, telling which rows were asked for. */
export function countedRows(computing: Computing): { computing: Computing; asked: ReadonlySet<string> } {
  const asked = new Set<string>();
  const known: Computing["known"] = (digest) => {
    asked.add(digest);
    return computing.known(digest);
  };
  return { computing: { ...computing, known }, asked };
}
