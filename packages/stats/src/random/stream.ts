import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { specVersion } from "../spec-version.ts";
import { philox4x32 } from "./philox.ts";

/** How many replicates one stream serves: work splits between these blocks and the bits stay the same. */
export const replicatesPerBlock = 16;

/** The root of a row's streams: 256 bits that depend on the seed and the suite's key alone. */
export type StreamRoot = Int32Array;

/** The state of one stream of the generator sfc32, four words. */
export type StreamState = Int32Array;

/**
 * Which seed is in force: the plan's own, else the first 8 bytes of SHA-256(specVersion) as hexadecimal text?
 *
 * It never depends on results, level, margin or correction, so intervals of several levels nest. Throws nothing.
 */
export function seedInForce(seed: string | null): string {
  return seed ?? bytesToHex(sha256(utf8ToBytes(specVersion)).subarray(0, 8));
}

/**
 * Where do the random streams of one row begin? SHA-256 of `seed|suiteKey`, as eight words.
 *
 * `seed` of null is the specification's own. Streams of different suites are independent. Throws nothing.
 *
 * @see FIPS 180-4 (SHA-256)
 */
export function openStreams(seed: string | null, suiteKey: string): StreamRoot {
  const digest = sha256(utf8ToBytes(`${seedInForce(seed)}|${suiteKey}`));
  const view = new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
  // big-endian on every machine: the bits must not depend on the processor
  return Int32Array.from({ length: 8 }, (_, word) => view.getInt32(word * 4));
}

/**
 * Where does the stream of one block of replicates begin? Sets `state`, four words, to its start.
 *
 * `block` counts from 0: replicates 16·block … 16·block + 15. Any block can be started in any order on any machine.
 *
 * @see Salmon et al. (2011), SC '11 (Philox, counter-based); oracle: the vector prng-philox4x32-10
 */
export function startBlock(root: StreamRoot, block: number, state: StreamState): void {
  const first = philox4x32([block, 0, root[2]!, root[3]!], [root[0]!, root[1]!]);
  for (let word = 0; word < 4; word++) state[word] = first[word]! ^ root[4 + word]!;
}

/**
 * What are the next 32 random bits of a stream? A signed integer; `state` moves on.
 *
 * @see Chris Doty-Humphrey, PractRand, sfc32
 */
export function nextWord(state: StreamState): number {
  const a = state[0]!;
  const b = state[1]!;
  const c = state[2]!;
  const word = (a + b + state[3]!) | 0;
  state[3] = state[3]! + 1;
  state[0] = b ^ (b >>> 9);
  state[1] = (c + (c << 3)) | 0;
  state[2] = (((c << 21) | (c >>> 11)) + word) | 0;
  return word;
}
