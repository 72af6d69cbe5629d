/** The keys of a score line, each a bit, so that a line that names one twice is noticed. */
export const keySuite = 1;
export const keyVersion = 2;
export const keyVariant = 4;
export const keyMetric = 8;
export const keyItem = 16;
export const keyEpoch = 32;
export const keyScore = 64;
export const keyStatus = 128;
export const keyCluster = 256;
export const keyCondition = 512;
export const keySeed = 1024;
export const keyStrata = 2048;
export const keyHash = 4096;
export const keyDirection = 8192;

/** A key as it is written, quotes and colon with it. */
export interface Spelling {
  key: number;
  word: Uint8Array;
  /** its first four bytes, four from `middleAt`, its last four: all of it up to twelve bytes */
  first: number;
  middle: number;
  middleAt: number;
  last: number;
}

export const spellings: readonly Spelling[] = [
  spelling(keySuite, "suite"),
  spelling(keyItem, "item"),
  spelling(keyScore, "score"),
  spelling(keyMetric, "metric"),
  spelling(keyEpoch, "epoch"),
  spelling(keyStatus, "status"),
  spelling(keyCluster, "cluster"),
  spelling(keyCondition, "condition"),
  spelling(keySeed, "seed"),
  spelling(keyStrata, "strata"),
  spelling(keyVariant, "variant"),
  spelling(keyVersion, "suiteVersion"),
  spelling(keyHash, "itemHash"),
  spelling(keyDirection, "direction"),
];
/** where nothing is expected yet: four zero bytes stand in no line */
export const noSpelling: Spelling = { key: 0, word: new Uint8Array(4), first: 0, middle: 0, middleAt: 0, last: 0 };

function spelling(key: number, name: string): Spelling {
  const word = Buffer.from(`"${name}":`);
  const middleAt = Math.min(4, word.length - 4);
  const [first, middle, last] = [0, middleAt, word.length - 4].map((at) => word.readInt32BE(at)) as [
    number,
    number,
    number,
  ];
  return { key, word, first, middle, middleAt, last };
}

export const nullWord = Buffer.from("null");

/** Do these bytes stand at `at`? */
export function matches(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let i = 0; i < word.length; i += 1) if (bytes[at + i] !== word[i]) return false;
  return true;
}
