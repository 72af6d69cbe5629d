/** Two arms as a record holds them, and back: what a comparison was made from, free of the table. */
import { Problem } from "@evenmatch/contract/problem";
import type { ComparisonRecord, RecordedCheckpoint, RecordedSuites } from "@evenmatch/contract/record";
import { compareBytes } from "@evenmatch/formats/byte-order";
import type { Arms, Member } from "./arms.ts";
import type { Readings, Result } from "./pairing.ts";

const rowKey = ({ suite, variant, condition }: Result, metric: string) => `${suite}/${variant}/${condition}/${metric}`;

/** Readings that remember what they answered. */
export function rememberedReadings(readings: Readings): { readings: Readings; suites: RecordedSuites } {
  const suites: RecordedSuites = { rows: {}, planned: {} };
  return {
    suites,
    readings: {
      definitionOf: (result, metric) => {
        const definition = readings.definitionOf(result, metric);
        suites.rows[rowKey(result, metric)] = definition;
        return definition;
      },
      knownSuite: (suite) => {
        const known = readings.knownSuite(suite);
        suites.planned[suite] = known ?? null;
        return known;
      },
    },
  };
}

/** Suites as they were read then. @throws {Problem} invalid_proof, for one that was not read */
export function recordedReadings({ rows, planned }: RecordedSuites): Readings {
  return {
    definitionOf: (result, metric) => {
      const key = rowKey(result, metric);
      const found = Object.hasOwn(rows, key) ? rows[key] : undefined;
      if (found === undefined) throw new Problem("invalid_proof", `needed the definition of ${key}, found none`);
      return found;
    },
    knownSuite: (suite) => (Object.hasOwn(planned, suite) ? (planned[suite] ?? undefined) : undefined),
  };
}

/** A checkpoint with its results, without where their scores lie. */
export function recordedMember({ checkpoint, body, results }: Member): RecordedCheckpoint {
  return {
    checkpoint,
    declared: body,
    results: results.map(({ blob: _, metrics, contains, ...result }) => ({
      ...result,
      metrics: [...metrics],
      contains: contains === null ? null : [...contains],
    })),
  };
}

export function recordedArms({ treatment, baseline }: Arms): ComparisonRecord["arms"] {
  return { treatment: treatment.map(recordedMember), baseline: baseline.map(recordedMember) };
}

/** The arms of a record; where their scores lie is not in it. */
export function armsOf({ arms }: Pick<ComparisonRecord, "arms">): Arms {
  const member = ({ checkpoint, declared, results }: RecordedCheckpoint): Member => ({
    checkpoint,
    body: declared,
    step: declared.step,
    seed: declared.seed ?? null,
    results: results.map((result) => ({ ...result, blob: "" })),
  });
  return { treatment: arms.treatment.map(member), baseline: arms.baseline.map(member) };
}

/** Digests in one order, each once. */
export function sortedDigests(digests: Iterable<string>): string[] {
  return [...new Set(digests)].sort(compareBytes);
}
