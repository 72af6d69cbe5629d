/** What a picture says of itself, for programs that read no pixels. */
import { crc32 } from "node:zlib";

/** Signature and header, which come first in every PNG. */
const headLength = 8 + 25;

/**
 * The picture with these texts in it, an iTXt chunk each, behind its header.
 *
 * Keys are 1 to 79 Latin letters, as the format asks.
 *
 * @throws {Error} if the bytes are no PNG
 * @see https://www.w3.org/TR/png-3/#11iTXt
 */
export function withText(png: Uint8Array, texts: Readonly<Record<string, string>>): Uint8Array {
  const picture = Buffer.from(png);
  if (picture.toString("latin1", 12, 16) !== "IHDR") throw new Error("needed a PNG, found something else");
  const chunks = Object.entries(texts).map(([key, text]) => {
    // not compressed, in no language, under no translated key
    const content = Buffer.concat([Buffer.from(`iTXt${key}\0\0\0\0\0`, "latin1"), Buffer.from(text, "utf8")]);
    const chunk = Buffer.alloc(content.length + 8);
    chunk.writeUInt32BE(content.length - 4, 0);
    content.copy(chunk, 4);
    chunk.writeUInt32BE(crc32(content), content.length + 4);
    return chunk;
  });
  return Buffer.concat([picture.subarray(0, headLength), ...chunks, picture.subarray(headLength)]);
}
