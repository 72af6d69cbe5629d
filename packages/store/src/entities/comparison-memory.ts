/** What a process remembers of comparisons: how each stands, its bodies, and rows, which never change under their digest. */
import { memories } from "../memory.ts";
import type { ComparisonItem } from "./comparisons.ts";

/** A comparison that another process deletes is served here for so long at most, ms. */
export const comparisonKeptMs = 5000;

/** By partition key: that it is there, and under which names. */
export const standingMemory = memories<ComparisonItem>({ entries: 10_000, keptMs: comparisonKeptMs });

/** By partition and name: gzip bytes as they are sent. */
export const bodyMemory = memories<Uint8Array>({
  entries: 2000,
  bytes: { most: 32_000_000, of: (bytes) => bytes.length },
  keptMs: comparisonKeptMs,
});

/** By partition key: texts of rows. */
export const rowMemory = memories<string>({
  entries: 4000,
  bytes: { most: 16_000_000, of: (text) => text.length },
  keptMs: Number.POSITIVE_INFINITY,
});
