import { found, numberOf } from "../fields.ts";
import { member } from "../json.ts";
import type { Json } from "../reader.ts";

/** A native row as it stands in the file. */
export type Row = { readonly [key: string]: Json };

/** A native row that is wrong: thrown by the field readers, a problem in the end. No Error, for a stack is costly. */
export class FieldError {
  readonly code: string;
  readonly field: string;
  readonly message: string;

  constructor(code: string, field: string, text: string) {
    this.code = code;
    this.field = field;
    this.message = text;
  }
}

/** A text; undefined where the key is absent. @throws {FieldError} */
export function text(row: Row, key: string): string | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  if (value === undefined || typeof value === "string") return value;
  throw new FieldError("invalid_value", key, `needed a text, found ${found(value)}`);
}

/** A text that isn't empty. @throws {FieldError} */
export function name(row: Row, key: string): string | undefined {
  const value = text(row, key);
  if (value === "") throw new FieldError("invalid_value", key, "needed a name, found an empty text");
  return value;
}

/** A text, or a finite number as text. @throws {FieldError} */
export function textOrNumber(row: Row, key: string): string | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  if (value === undefined || typeof value === "string") return value;
  if (numberOf(value) !== undefined) return String(value);
  throw new FieldError("invalid_value", key, `needed a text or a number, found ${found(value)}`);
}

/** A finite number; undefined where the key is absent. @throws {FieldError} */
export function number(row: Row, key: string): number | undefined {
  const value = Object.hasOwn(row, key) ? row[key] : undefined;
  // a summary's standard error or n may be said to be unknown
  if (value === undefined || (value === null && (key === "standardError" || key === "n"))) return undefined;
  const finite = numberOf(value);
  if (finite !== undefined) return finite;
  throw new FieldError(
    key === "score" ? "invalid_score" : "invalid_value",
    key,
    `needed a finite number, found ${found(value)}`,
  );
}

/** One of a few texts. @throws {FieldError} */
export function oneOf<T extends string>(row: Row, key: string, allowed: readonly T[]): T | undefined {
  const value = text(row, key);
  if (value === undefined) return undefined;
  const known = allowed.find((one) => one === value);
  if (known === undefined)
    throw new FieldError("invalid_value", key, `needed one of ${allowed.join(", ")}, found ${found(value)}`);
  return known;
}

/** The value itself, for a key that has to be there. @throws {FieldError} */
export function required<T>(value: T | undefined, key: string, row: Row): T {
  if (value === undefined)
    throw new FieldError("missing_field", key, `needed ${key}, found ${found(member(row, key))}`);
  return value;
}
