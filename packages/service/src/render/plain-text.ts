/** Text that came with somebody's log file, without control characters: a condition's name must not move a cursor, end a line or recolour a terminal. */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
