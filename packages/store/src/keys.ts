/**
 * Every key of the table, in one map.
 *
 * Parts that a person chose are percent-encoded where they could hold the separator, so that no two things share a key.
 */
import { sha256Hex } from "./sha256.ts";

export interface Key {
  PK: string;
  SK: string;
}

const part = encodeURIComponent;

/** The longest name that stands in a sort key as it is; DynamoDB's end at 1,024 bytes, and a name may be 300 characters. */
const longestPart = 300;

/** A name of any length: of a long one its hash, after a character that no encoded name has. */
const anyPart = (name: string) => (part(name).length <= longestPart ? part(name) : `=${sha256Hex(name)}`);

/** variant and condition may be empty */
const resultPart = (suite: string, variant: string, condition: string) =>
  `S#${part(suite)}#${anyPart(variant)}#${anyPart(condition)}`;

export const keys = {
  checkpoint: (project: string, checkpoint: string): Key => ({ PK: `P#${project}`, SK: `C#${checkpoint}` }),
  suite: (project: string, suite: string): Key => ({ PK: `P#${project}`, SK: `S#${suite}` }),
  uploadListing: (project: string, upload: string): Key => ({ PK: `P#${project}`, SK: `U#${upload}` }),
  experimentListing: (project: string, experiment: string): Key => ({ PK: `P#${project}`, SK: `E#${experiment}` }),
  comparisonListing: (project: string, digest: string): Key => ({ PK: `P#${project}`, SK: `D#${digest}` }),

  experimentOfCheckpoint: (project: string, checkpoint: string, experiment: string): Key => ({
    PK: `P#${project}#C#${checkpoint}`,
    SK: `E#${experiment}`,
  }),
  sequence: (project: string, checkpoint: string): Key => ({ PK: `P#${project}#R#${checkpoint}`, SK: "SEQ" }),
  result: (project: string, checkpoint: string, suite: string, variant: string, condition: string): Key => ({
    PK: `P#${project}#R#${checkpoint}`,
    SK: resultPart(suite, variant, condition),
  }),
  upload: (project: string, upload: string): Key => ({ PK: `P#${project}#U#${upload}`, SK: "META" }),
  experiment: (project: string, experiment: string): Key => ({ PK: `P#${project}#E#${experiment}`, SK: "META" }),
  plan: (project: string, experiment: string, version: number): Key => ({
    PK: `P#${project}#E#${experiment}`,
    SK: `PLAN#${String(version).padStart(6, "0")}`,
  }),
  look: (project: string, experiment: string, planVersion: number, digest: string): Key => ({
    PK: `P#${project}#E#${experiment}`,
    SK: `LOOK#${String(planVersion).padStart(6, "0")}#${digest}`,
  }),
  head: (project: string, experiment: string): Key => ({ PK: `P#${project}#E#${experiment}`, SK: "HEAD" }),
  suiteRow: (project: string, suiteDigest: string): Key => ({ PK: `P#${project}#X#${suiteDigest}`, SK: "META" }),
  comparison: (project: string, digest: string): Key => ({ PK: `P#${project}#D#${digest}`, SK: "META" }),
  comparisonBody: (project: string, digest: string, body: string, part: number): Key => ({
    PK: `P#${project}#D#${digest}`,
    SK: `BODY#${body}#${part}`,
  }),
  project: (project: string): Key => ({ PK: `P#${project}`, SK: "META" }),
  /** of a checkpoint or an experiment: what goes when it goes */
  comparisonOfCheckpoint: (project: string, checkpoint: string, digest: string, body: string): Key => ({
    PK: `P#${project}#C#${checkpoint}`,
    SK: `D#${digest}#${body}`,
  }),
  comparisonOfExperiment: (project: string, experiment: string, digest: string, body: string): Key => ({
    PK: `P#${project}#E#${experiment}`,
    SK: `D#${digest}#${body}`,
  }),
  apiKey: (hash: string): Key => ({ PK: `K#${hash}`, SK: "META" }),
  apiKeyListing: (project: string, id: string): Key => ({ PK: `P#${project}`, SK: `K#${id}` }),
  share: (hash: string): Key => ({ PK: `H#${hash}`, SK: "META" }),
  shareListing: (project: string, id: string): Key => ({ PK: `P#${project}`, SK: `H#${id}` }),
  /** `moment` sorts by time and names one request */
  audit: (project: string, moment: string): Key => ({ PK: `P#${project}#A`, SK: `A#${moment}` }),
  writeCount: (project: string): Key => ({ PK: `P#${project}#N`, SK: "WRITES" }),
  idempotency: (project: string, key: string): Key => ({ PK: `I#${project}#${part(key)}`, SK: "META" }),
} as const;

/** Sort-key prefixes of the lists. */
export const prefixes = {
  checkpoint: "C#",
  suite: "S#",
  upload: "U#",
  experiment: "E#",
  comparison: "D#",
  key: "K#",
  share: "H#",
  audit: "A#",
} as const;

/** Partitions of the sparse index `open`. */
export const openPartitions = {
  uploads: "OPEN#uploads",
  experiments: "OPEN#experiments",
} as const;
