/**
 * Does the figure recomputed from the rows agree with the one the file prints?
 *
 * Equal to a relative 1e-9, or equal once rounded to the header's own decimals where it prints three to six of them.
 */
export function headlineAgrees(header: number, recomputed: number): boolean {
  const difference = Math.abs(header - recomputed);
  if (difference <= 1e-9 * Math.max(Math.abs(header), Math.abs(recomputed)) || difference < 1e-14) return true;
  const decimals = decimalsOf(header);
  if (decimals < 3 || decimals > 6) return false;
  return difference <= 0.5000001 * Number(`1e-${decimals}`);
}

function decimalsOf(value: number): number {
  const text = String(value);
  if (text.includes("e")) return 99;
  const point = text.indexOf(".");
  return point < 0 ? 0 : text.length - point - 1;
}
