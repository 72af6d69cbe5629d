/**
 * Which of two ids comes first in ascending UTF-8 byte order? Negative, 0 or positive, as `sort` wants it.
 *
 * Items, clusters, families and seeds are indexed in this order and sums run in it. JavaScript's own order is that of
 * UTF-16 units, which puts emoji before U+E000 … U+FFFF.
 *
 * @see RFC 3629; oracle: Buffer.compare of the encoded texts
 */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const one = left.charCodeAt(i);
    const other = right.charCodeAt(i);
    if (one !== other) return rank(one) - rank(other);
  }
  return left.length - right.length;
}

/** surrogates stand for code points above all others */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}
