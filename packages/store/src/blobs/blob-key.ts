/** More than any key of ours, and within what every place takes (S3: 1,024). */
const longestKey = 900;

/**
 * Throws unless a blob may have this key: names joined by single `/`, well-formed text without control characters, no
 * name `.` or `..` (URLs swallow them), at most 900 bytes of UTF-8.
 */
export function checkBlobKey(key: string): void {
  const fault = faultOf(key);
  if (fault !== undefined) throw new Error(`needed a blob key ${fault}, found ${JSON.stringify(key.slice(0, 200))}`);
}

function faultOf(key: string): string | undefined {
  if (Buffer.byteLength(key) > longestKey) return `of at most ${longestKey} bytes`;
  if (/\p{Cc}|\p{Surrogate}/u.test(key)) return "of well-formed text without control characters";
  const names = key.split("/");
  if (names.includes("")) return "of names joined by single slashes";
  if (names.includes(".") || names.includes("..")) return "without the names . and ..";
  return undefined;
}
