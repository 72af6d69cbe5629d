import { createHash } from "node:crypto";

/** One SHA-256 over what every replication found, and one over the first `prefix` of them. */
export function runningDigest(prefix: number): {
  add(found: unknown): void;
  done(): { prefix: { replications: number; digest: string }; digest: string };
} {
  const all = createHash("sha256");
  let first = "";
  let count = 0;
  return {
    add(found) {
      all.update(`${JSON.stringify(found)}\n`);
      count += 1;
      if (count === prefix) first = all.copy().digest("hex");
    },
    done: () => ({ prefix: { replications: Math.min(prefix, count), digest: first }, digest: all.digest("hex") }),
  };
}
