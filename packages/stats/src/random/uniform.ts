import { nextWord, type StreamState } from "./stream.ts";

/** A number drawn evenly from [0, 1), a multiple of 2^−53, from two words of the stream. */
export function uniform(state: StreamState): number {
  const high = nextWord(state) >>> 5;
  const low = nextWord(state) >>> 6;
  return (high * 67108864 + low) / 9007199254740992;
}
