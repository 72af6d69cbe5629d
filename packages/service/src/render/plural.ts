/** How many of what, in words: `1 upload`, `2 uploads`. */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}
