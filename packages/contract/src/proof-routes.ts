/** The routes of proofs, records, differences and deletions. */
import { ComparisonDiff } from "./comparison-diff.ts";
import { Deletion, DeletionQuery } from "./deletion.ts";
import { Proof } from "./proof.ts";
import { ComparisonRecord } from "./record.ts";
import type { Route } from "./route.ts";

export const proofRoutes: readonly Route[] = [
  {
    method: "get",
    path: "/v1/comparisons/{digest}/verify",
    summary: "Everything that a comparison was computed from, to compute it again offline: no prompts, no outputs.",
    scope: "read",
    answers: { 200: Proof },
    problems: [400, 404, 410],
  },
  {
    method: "get",
    path: "/v1/comparisons/{digest}/record",
    summary: "Which results, uploads, readers and definitions made a comparison.",
    scope: "read",
    answers: { 200: ComparisonRecord },
    problems: [400, 404, 410],
  },
  {
    method: "get",
    path: "/v1/comparisons/{before}/diff/{after}",
    summary: "What moved between two comparisons, and why.",
    scope: "read",
    answers: { 200: ComparisonDiff },
    problems: [400, 404, 410],
  },
  {
    method: "delete",
    path: "/v1/checkpoints/{checkpoint}",
    summary:
      "Delete a checkpoint with its scores and comparisons; without the token of the first answer, says what goes.",
    scope: "admin",
    query: DeletionQuery,
    answers: { 200: Deletion },
    problems: [400, 404, 409],
  },
  {
    method: "delete",
    path: "/v1/experiments/{experiment}",
    summary: "Delete an experiment with its comparisons; the scores stay.",
    scope: "admin",
    query: DeletionQuery,
    answers: { 200: Deletion },
    problems: [400, 404, 409],
  },
  {
    method: "delete",
    path: "/v1/project",
    summary: "Delete everything of the project but its keys and its audit log.",
    scope: "admin",
    query: DeletionQuery,
    answers: { 200: Deletion },
    problems: [409],
  },
];
