import { int32Of } from "./columns.ts";
import { compareUtf8 } from "./utf8-order.ts";

/** Two ascending lists of ids as one: where each id of the union stands in either list, −1 where it does not. */
export interface MergedIds {
  ids: readonly string[];
  left: Int32Array;
  right: Int32Array;
}

/**
 * Which ids do two lists share, and which stand in one of them only?
 *
 * Both ascend in UTF-8 byte order without repeats; so does the union. O(left + right); no id is looked at where both are
 * the same list.
 */
export function mergeIds(left: readonly string[], right: readonly string[]): MergedIds {
  if (left === right) {
    const places = int32Of(left.length, (i) => i);
    return { ids: left, left: places, right: places };
  }
  const most = left.length + right.length;
  const ids: string[] = [];
  const leftAt = new Int32Array(most);
  const rightAt = new Int32Array(most);
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const order = orderOf(left[i], right[j]);
    const at = ids.length;
    ids.push((order <= 0 ? left[i] : right[j])!);
    leftAt[at] = order <= 0 ? i : -1;
    rightAt[at] = order >= 0 ? j : -1;
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  return { ids, left: leftAt.slice(0, ids.length), right: rightAt.slice(0, ids.length) };
}

/** a list that has ended comes after every id */
function orderOf(left: string | undefined, right: string | undefined): number {
  if (left === right) return 0;
  if (left === undefined) return 1;
  return right === undefined ? -1 : compareUtf8(left, right);
}
