import { createHash } from "node:crypto";
import { BlobRefusedError, type PutStreamOptions, type StoredStream } from "./port.ts";

export interface CheckedChunks {
  /** the chunks as they came; throws at the first byte too many, or at the end where they are not what was announced */
  chunks: AsyncIterable<Uint8Array>;
  /** of what has passed */
  passed(): StoredStream;
}

/**
 * Are these the bytes that were announced? Counts and hashes a stream on its way, for any place that takes one.
 *
 * Whoever writes them must throw away what it has when `chunks` throws a {@link BlobRefusedError}.
 */
export function checkedChunks(
  source: AsyncIterable<Uint8Array>,
  { limit, bytes: announced, sha256 }: PutStreamOptions,
): CheckedChunks {
  const hash = createHash("sha256");
  let bytes = 0;
  let digest = "";

  async function* chunks(): AsyncIterable<Uint8Array> {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > limit) throw new BlobRefusedError("too_large", `needed at most ${limit} bytes, found more`);
      if (announced !== undefined && bytes > announced) {
        throw new BlobRefusedError("wrong_size", `needed the ${announced} bytes announced, found more`);
      }
      hash.update(chunk);
      yield chunk;
    }
    digest = hash.digest("hex");
    if (announced !== undefined && bytes !== announced) {
      throw new BlobRefusedError("wrong_size", `needed the ${announced} bytes announced, found ${bytes}`);
    }
    if (sha256 !== undefined && digest !== sha256.toLowerCase()) {
      throw new BlobRefusedError("wrong_sha256", `needed bytes of the SHA-256 ${sha256} announced, found ${digest}`);
    }
  }

  return { chunks: chunks(), passed: () => ({ bytes, sha256: digest }) };
}
