/** SHA-256 as Node has it; browsers get `sha256-browser.ts` in its place (the field `browser` of package.json). */
import { createHash } from "node:crypto";

/** SHA-256 of bytes, or of a text's UTF-8 bytes: 64 hex digits. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
