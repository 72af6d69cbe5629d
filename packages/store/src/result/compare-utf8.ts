const surrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdfff;

/** Which text comes first in the order of UTF-8 bytes? Negative: `left`. */
export function compareUtf8(left: string, right: string): number {
  if (left === right) return 0;
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at++) {
    const leftUnit = left.charCodeAt(at);
    const rightUnit = right.charCodeAt(at);
    if (leftUnit === rightUnit) continue;
    // UTF-16 puts surrogates, which stand for everything above U+FFFF, before U+E000
    if (surrogate(leftUnit) !== surrogate(rightUnit)) return surrogate(leftUnit) ? 1 : -1;
    return leftUnit - rightUnit;
  }
  return left.length - right.length;
}
