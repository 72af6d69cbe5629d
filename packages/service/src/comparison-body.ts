/** The stored body of a comparison, found by experiment or digest. */
import { gunzipSync } from "node:zlib";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import { Problem } from "@evenmatch/contract/problem";
import {
  getBody,
  getExperiment,
  getHead,
  getTombstone,
  type Head,
  recallOrGetBody,
  recallOrGetComparison,
} from "@evenmatch/store";
import type { Dependencies } from "./dependencies.ts";

export interface Found {
  digest: string;
  body: string;
  /** the results version has moved on, and a newer comparison is on its way */
  stale: boolean;
  /** what serving it is a look at; null for one that was found by its digest */
  look: { experiment: string; planVersion: number; treatment: readonly string[] } | null;
}

/** The bodies of one comparison by what they hold; `names` is the hash of everything that is not in the digest. */
export function bodyNames(names: string): { json: string; persistence: string; record: string } {
  const short = names.slice(0, 16);
  return { json: `json#${short}`, persistence: `persistence#${short}`, record: `record#${short}` };
}

/** The current comparison of an experiment. @throws {Problem} not_found, comparison_pending, or why there is none */
export async function currentComparison(
  deps: Pick<Dependencies, "table">,
  project: string,
  experiment: string,
): Promise<Found> {
  const [head, entry] = await Promise.all([
    getHead(deps.table, project, experiment),
    getExperiment(deps.table, project, experiment),
  ]);
  if (entry === undefined) throw new Problem("not_found", `no experiment ${experiment}`);
  if (head === undefined) throw new Problem("comparison_pending", "the first comparison is being computed");
  if (head.digest === null || head.body === null) throw pendingOr(head, entry.rv);
  const { digest, body, planVersion, treatment } = head;
  return { digest, body, stale: head.basedOn < entry.rv, look: { experiment, planVersion, treatment } };
}

function pendingOr(head: Head, rv: number): Problem {
  if (head.basedOn < rv) return new Problem("comparison_pending", "the comparison is being computed");
  if (head.failure?.code === "no_results") return new Problem("no_results", head.failure.detail);
  if (head.failure?.code === "unmatched_compute") return new Problem("unmatched_compute", head.failure.detail);
  if (head.failure?.code === "no_common_step") return new Problem("no_common_step", head.failure.detail);
  if (head.failure?.code === "missing_suites") return new Problem("missing_suites", head.failure.detail);
  return new Problem("comparison_failed", head.failure?.detail ?? "no comparison could be computed");
}

/** Reading comparisons, some of it out of this process' memory. */
export type ReadDependencies = Pick<Dependencies, "table" | "now">;

/** The comparison of a digest, as it stood a few seconds ago at most. @throws {Problem} not_found, deleted */
export async function comparisonByDigest(deps: ReadDependencies, project: string, digest: string): Promise<Found> {
  const entry = await recallOrGetComparison(deps.table, { project, digest, now: deps.now() });
  if (entry === undefined) throw await goneOrUnknown(deps, project, digest);
  return foundByDigest(entry);
}

/** What is served of a comparison's entry; one that is asked for by its digest is no look. */
export const foundByDigest = ({ digest, body }: { digest: string; body: string }): Found => ({
  digest,
  body,
  stale: false,
  look: null,
});

/** The stored gzip bytes of its JSON. @throws {Problem} deleted */
export async function comparisonBytes(deps: ReadDependencies, project: string, found: Found): Promise<Uint8Array> {
  const { digest, body } = found;
  const bytes = await recallOrGetBody(deps.table, { project, digest, body, now: deps.now() });
  if (bytes !== undefined) return bytes;
  const problem = await goneOrUnknown(deps, project, digest);
  if (problem.code === "deleted") throw problem;
  // bodies are written before what names them, and go before the tombstone stands
  throw new Problem("deleted", `comparison ${digest} is being deleted: its body ${body} is gone`);
}

/** Why a digest has no comparison: it was deleted, and what went is told by name and hash; or it never was. */
async function goneOrUnknown(deps: Pick<Dependencies, "table">, project: string, digest: string): Promise<Problem> {
  const tombstone = await getTombstone(deps.table, project, digest);
  if (tombstone === undefined) return new Problem("not_found", `no comparison ${digest}`);
  const { removed, deletedAt, results } = tombstone;
  return new Problem(
    "deleted",
    `comparison ${digest} was deleted at ${deletedAt} with ${removed}`,
    results.map(({ checkpoint, suite, variant, condition, resultHash }) => ({
      place: [checkpoint, suite, variant, condition].filter((part) => part !== "").join("/"),
      code: "deleted",
      text: resultHash,
    })),
  );
}

/** The stored gzip bytes of what was written with the comparison's body. @throws {Problem} not_found */
export async function persistenceBytes(
  deps: Pick<Dependencies, "table">,
  project: string,
  { digest, body }: Found,
): Promise<Uint8Array> {
  const bytes = await getBody(deps.table, { project, digest, body: body.replace(/^json#/, "persistence#") });
  if (bytes !== undefined) return bytes;
  throw new Problem(
    "not_found",
    "nothing to follow: needed several conditions of a suite, or several steps, in both arms",
  );
}

/** What was followed in the results of a comparison; undefined where there was nothing to follow. */
export async function persistenceOf(
  deps: Pick<Dependencies, "table">,
  project: string,
  { found, comparison }: { found: Found; comparison: Pick<Comparison, "persistence"> },
): Promise<Persistence | undefined> {
  if (comparison.persistence === null) return undefined;
  return parsePersistence(await persistenceBytes(deps, project, found));
}

export function parsePersistence(bytes: Uint8Array): Persistence {
  return JSON.parse(gunzipSync(bytes).toString("utf8")) as Persistence;
}

export function parseComparison(bytes: Uint8Array): Comparison {
  return JSON.parse(gunzipSync(bytes).toString("utf8")) as Comparison;
}
