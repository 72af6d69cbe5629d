/** How a number looks wherever people read it: tables, pull-request comments, sentences. Files for programs carry all digits. */
import type { SuiteRow } from "@evenmatch/contract/comparison";

/** What stands where a figure cannot be given. */
export const none = "–";

type Bounds = readonly [number, number] | null;

/** How the scores of one row are shown. */
export interface Scale {
  /** shown = score · factor */
  factor: number;
  /** "%" for proportions, whose differences are percentage points; "" for scores on a scale of their own */
  unit: "%" | "";
  decimals: number;
}

/**
 * In which unit, and to how many decimals, is this row worth reading?
 *
 * Scores in [0, 1], scores of 0 and 1, counts and shares are proportions and shown in per cent, their differences in
 * percentage points; every other range, and a log ratio, stays as it is. The decimals follow the interval's width (else the standard
 * error, else the difference itself): two digits of the uncertainty, and never a difference rounded to nothing.
 */
export function scaleOf(row: Pick<SuiteRow, "design" | "range" | "difference">): Scale {
  const { value, interval, standardError, method } = row.difference;
  const spread = interval === null ? (standardError ?? 0) * 4 : interval[1] - interval[0];
  const reference = spread > 0 ? spread / 4 : Math.abs(value ?? 0);
  if (isProportion(row) && !isLogRatio(method)) {
    const decimals = reference === 0 ? 1 : clamp(-Math.floor(Math.log10(reference * 100)), 1, 4);
    return { factor: 100, unit: "%", decimals };
  }
  const decimals = reference === 0 ? 3 : clamp(1 - Math.floor(Math.log10(reference)), 0, 6);
  return { factor: 1, unit: "", decimals };
}

/** Is a difference by this method a log ratio, on no scale of scores? */
export function isLogRatio(method: string): boolean {
  return /\blog\b/.test(method);
}

/** From the least to the greatest score, for drawings on one axis; undefined where scores are unbounded. */
export function rangeWidth(row: Pick<SuiteRow, "design" | "range" | "difference">): number | undefined {
  if (row.range === null) return isProportion(row) ? 1 : undefined;
  const width = row.range[1] - row.range[0];
  return width > 0 ? width : undefined;
}

// designs and intervals for scores of 0 and 1 need no declared range
const proportionDesigns: ReadonlySet<string> = new Set(["paired-binary", "counts", "preference"]);
const proportionMethods: ReadonlySet<string> = new Set(["tango", "newcombe"]);

function isProportion({ design, range, difference }: Pick<SuiteRow, "design" | "range" | "difference">): boolean {
  if (range === null) return proportionDesigns.has(design) || proportionMethods.has(difference.method);
  return range[0] === 0 && range[1] === 1;
}

/** An arm's mean: `24.1 %`, `5.93`. */
export function meanText(value: number | null, scale: Scale): string {
  if (value === null) return none;
  return `${plain(value * scale.factor, scale.decimals)}${scale.unit === "%" ? " %" : ""}`;
}

/** A difference with its sign: `+2.2 pp`, `−0.03`. */
export function differenceText(value: number | null, scale: Scale): string {
  if (value === null) return none;
  return `${signed(value * scale.factor, scale.decimals)}${scale.unit === "%" ? " pp" : ""}`;
}

/** An interval of a difference, in the unit of that difference: `[+0.3, +4.1]`. */
export function intervalText(interval: Bounds, scale: Scale): string {
  if (interval === null) return none;
  const [lower, upper] = interval;
  return `[${signed(lower * scale.factor, scale.decimals)}, ${signed(upper * scale.factor, scale.decimals)}]`;
}

/** A proportion: `84.0 %`. */
export function percentText(value: number | null): string {
  return value === null ? none : `${plain(value * 100, 1)} %`;
}

/** An interval of a proportion: `[70.8, 90.8] %`. */
export function percentIntervalText(interval: Bounds): string {
  return interval === null ? none : `[${plain(interval[0] * 100, 1)}, ${plain(interval[1] * 100, 1)}] %`;
}

/** A level without needless zeros: `95 %`, `99.5 %`. */
export function levelText(level: number): string {
  return `${Number((level * 100).toPrecision(6))} %`;
}

/** A p-value: `.013`, `<.001`. */
export function pText(p: number | null): string {
  if (p === null) return none;
  if (p < 0.001) return "<.001";
  const text = p.toFixed(3);
  return text.startsWith("0") ? text.slice(1) : "1";
}

/** A count or an amount of compute: `817`, `300,000`, `1.02e21`. */
export function amountText(value: number | null): string {
  if (value === null) return none;
  if (Math.abs(value) >= 1e7) return value.toPrecision(4).replace("e+", "e");
  const [whole = "", decimals] = String(Number(value.toPrecision(7))).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** `1 gain`, `3 gains`; `many` where adding an s will not do. */
export function countText(n: number, one: string, many = `${one}s`): string {
  return `${amountText(n)} ${n === 1 ? one : many}`;
}

function plain(value: number, decimals: number): string {
  const magnitude = Math.abs(value);
  const text = magnitude >= 1e7 ? magnitude.toExponential(2).replace("e+", "e") : magnitude.toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

// A difference that rounds to zero keeps its sign: a row that is ahead by a hair must not look tied.
function signed(value: number, decimals: number): string {
  if (value === 0) return plain(0, decimals);
  return `${value < 0 ? "−" : "+"}${plain(Math.abs(value), decimals)}`;
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.min(greatest, Math.max(least, value));
}
