import { createHash } from "node:crypto";
import type { Source } from "./source.ts";

/** A source that knows its SHA-256 once it was streamed to its end: files are not read twice for it. */
export interface HashedSource extends Source {
  /** hex; the empty text until it is known */
  sha256(): string;
}

/** The same source; `known` is its hash where somebody has it already. */
export function hashedSource(source: Source, known = ""): HashedSource {
  const { name, size, problem } = source;
  let sha256 = known;
  return {
    name,
    size,
    ...(problem && { problem }),
    read: (start, end) => source.read(start, end),
    stream: async function* () {
      if (sha256 !== "") return yield* source.stream();
      const hash = createHash("sha256");
      for await (const chunk of source.stream()) {
        hash.update(chunk);
        yield chunk;
      }
      sha256 = hash.digest("hex");
    },
    sha256: () => sha256,
  };
}
