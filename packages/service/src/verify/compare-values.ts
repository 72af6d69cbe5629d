/** Two values that should be one, leaf by leaf. */

export interface Difference {
  /** where it stands: `suites[3].difference.value` */
  path: string;
  stored: unknown;
  recomputed: unknown;
}

/** How many leaves agreed, and which did not. */
export interface Agreement {
  /** leaves that are the same, numbers to the bit */
  same: number;
  /** numbers that differ within the tolerance */
  close: Difference[];
  different: Difference[];
}

/**
 * Where do a stored value and its recomputation differ?
 *
 * Both are JSON values. Texts, counts, indices, codes and every other whole number must be equal. `tolerance` (0: to the
 * bit) is what other numbers may differ by, relative to the larger of 1 and their size.
 */
export function compareValues(
  stored: unknown,
  recomputed: unknown,
  { path, tolerance }: { path: string; tolerance: number },
): Agreement {
  const agreement: Agreement = { same: 0, close: [], different: [] };
  descend(stored, recomputed, path);
  return agreement;

  function descend(left: unknown, right: unknown, at: string): void {
    if (Array.isArray(left) && Array.isArray(right)) items(left, right, at);
    else if (isRecord(left) && isRecord(right)) members(left, right, at);
    else if (left === right) agreement.same += 1;
    else if (isClose(left, right, tolerance)) agreement.close.push({ path: at, stored: left, recomputed: right });
    else agreement.different.push({ path: at, stored: left, recomputed: right });
  }

  function items(left: readonly unknown[], right: readonly unknown[], at: string): void {
    if (left.length !== right.length) {
      agreement.different.push({ path: `${at}.length`, stored: left.length, recomputed: right.length });
    }
    const length = Math.min(left.length, right.length);
    for (let index = 0; index < length; index += 1) descend(left[index], right[index], `${at}[${index}]`);
  }

  function members(left: Record<string, unknown>, right: Record<string, unknown>, at: string): void {
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
      descend(ownMember(left, name), ownMember(right, name), at === "" ? name : `${at}.${name}`);
    }
  }
}

function ownMember(record: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isClose(left: unknown, right: unknown, tolerance: number): boolean {
  if (tolerance === 0 || typeof left !== "number" || typeof right !== "number") return false;
  if (Number.isInteger(left) && Number.isInteger(right)) return false;
  return Math.abs(left - right) <= tolerance * Math.max(1, Math.abs(left), Math.abs(right));
}
