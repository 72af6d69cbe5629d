/** Typed views of values that come from a file: what isn't of the asked kind is absent, never an error. */
import type { Json } from "./reader.ts";

/** A string; undefined for anything else. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A finite number; undefined for anything else, NaN and ±Infinity among them. */
export function numberOf(value: Json | undefined): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A whole number from `least` up that JavaScript holds exactly; undefined for anything else. */
export function wholeOf(value: Json | undefined, least: number): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least ? value : undefined;
}

/** An array; undefined for anything else. */
export function listOf(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? (value as readonly Json[]) : undefined;
}

/** What a problem says it found: the kind of a value, and the value itself where it is short. */
export function found(value: Json | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value !== "string") return String(value);
  return value.length <= 40 ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, 40))}…`;
}
