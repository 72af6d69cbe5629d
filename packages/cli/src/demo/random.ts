/**
 * Random numbers of the demo: a stream per name, so that adding a suite changes no other.
 *
 * The generator is sfc32 (Doty-Humphrey, PractRand), its state the SHA-256 of `seed|name`.
 */
import { createHash } from "node:crypto";
import { normalQuantile } from "@evenmatch/stats/distributions/normal-quantile";

/** A stream of random numbers: each call moves it on. */
export interface Random {
  /** uniform in (0, 1), never either end */
  uniform(): number;
  /** standard normal */
  normal(): number;
  /** uniform in 0 … n−1 */
  below(n: number): number;
}

/** The stream of a name under a seed: the same pair gives the same numbers on every machine. */
export function randomStream(seed: string, name: string): Random {
  const digest = createHash("sha256").update(`${seed}|${name}`).digest();
  let a = digest.readUInt32LE(0);
  let b = digest.readUInt32LE(4);
  let c = digest.readUInt32LE(8);
  let counter = 1;
  function next(): number {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum;
  }
  // the first outputs still resemble the state
  for (let i = 0; i < 12; i++) next();
  const uniform = () => (next() + 0.5) / 4294967296;
  return {
    uniform,
    normal: () => normalQuantile(uniform()),
    below: (n) => Math.floor(uniform() * n),
  };
}

/** The same values in an order drawn from `random` (Fisher–Yates). */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const held = order[i] as T;
    order[i] = order[j] as T;
    order[j] = held;
  }
  return order;
}
