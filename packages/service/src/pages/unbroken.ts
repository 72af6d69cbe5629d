/** Text in which a number stays beside its unit, a p beside its value, and an interval in one piece, where lines end. */
export function unbroken(text: string): string {
  return text
    .replace(/(?<=[\d\])]) (?=%|pp\b|se\b|df\b|FLOPs\b|tokens\b)/g, "\u00a0")
    .replace(/(?<=\bp) (?=[<.\d])/g, "\u00a0")
    .replace(/(?<=\[[^\]\s]+,) (?=[^\]\s]+\])/g, "\u00a0");
}
