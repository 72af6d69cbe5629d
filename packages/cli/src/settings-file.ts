/** JSON or YAML files that people write: every error with its line. */
import { readFile } from "node:fs/promises";
import { isMap, isScalar, LineCounter, parseDocument } from "yaml";
import { CommandError } from "./failure.ts";
import { problemLine } from "./problem-lines.ts";

const longest = 1_000_000;
const aliases = 20;

type Path = readonly PropertyKey[];

export interface Settings {
  file: string;
  /** an object; {} for an empty file */
  value: object;
  /** the line where the value stands, or the nearest thing around it that is there */
  lineOf(path: Path): number;
}

/** What the contract's schemas can do. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  code?: string | undefined;
  message: string;
  path: readonly PropertyKey[];
  /** fields that there are not */
  keys?: readonly string[];
}

interface Kind {
  /** what the file is to hold, for its errors: `a plan` */
  what: string;
  /** code of its errors */
  code: string;
}

/**
 * The object that a JSON or YAML file holds.
 *
 * @throws {CommandError} for a file that can't be read, is too long, does not parse, or holds no object
 */
export async function readSettings(file: string, { what, code }: Kind): Promise<Settings> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    throw new CommandError(`${file}: ${missing ? "no such file (no_such_file)" : "can't be read (unreadable)"}`);
  });
  if (text.length > longest) {
    throw new CommandError(`${file}: needed ${what} of at most ${longest} characters, found ${text.length} (${code})`);
  }
  const { value, lineOf } = parsed(file, text, code);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new CommandError(`${file}: needed the fields of ${what} (JSON or YAML), found something else (${code})`);
  }
  return { file, value, lineOf };
}

function parsed(file: string, text: string, code: string): { value: unknown; lineOf: Settings["lineOf"] } {
  try {
    const lineCounter = new LineCounter();
    const document = parseDocument(text, { prettyErrors: true, lineCounter });
    const [first] = document.errors;
    if (first === undefined) {
      const lineOf = (path: Path) => lineCounter.linePos(offsetOf(document, path)).line;
      return { value: text.trim() === "" ? {} : document.toJS({ maxAliasCount: aliases }), lineOf };
    }
    const line = first.linePos?.[0].line;
    const [words = "it does not parse"] = first.message.split(/ at line |\n/);
    throw new CommandError(
      `${file}: ${line === undefined ? "" : `line ${line}: `}needed JSON or YAML, found: ${words} (${code})`,
    );
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const words = error instanceof Error ? error.message : String(error);
    throw new CommandError(`${file}: needed JSON or YAML, found: ${words} (${code})`);
  }
}

/** Where a value's key stands, or the value where it has none. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(({ key: own }) => isScalar(own) && String(own.value) === String(key));
      if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
    }
    const node: unknown = document.getIn(path.slice(0, length), true);
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : undefined;
    if (Array.isArray(range)) return Number(range[0]);
  }
  return document.contents?.range?.[0] ?? 0;
}

/**
 * A file's object as its schema says, with fields that options said instead of it.
 *
 * @throws {CommandError} a line for everything wrong: file, line, place, what was needed
 */
export function settingsAs<T>(
  schema: Schema<T>,
  { file, value, lineOf }: Settings,
  { code, said = {} }: { code: string; said?: object },
): T {
  const result = schema.safeParse({ ...value, ...said });
  if (result.success) return result.data;
  const lines = result.error.issues.slice(0, 50).flatMap((issue) => {
    const unknown = issue.code === "unrecognized_keys" ? (issue.keys ?? []) : [undefined];
    return unknown.map((key) => {
      const path = key === undefined ? issue.path : [...issue.path, key];
      const text = key === undefined ? textOf(issue) : `needed a field that there is, found ${key}`;
      const place = `line ${lineOf(path)}: ${path.map((part) => `/${String(part)}`).join("")}`;
      return problemLine({ place, code, text }, file);
    });
  });
  throw new CommandError(lines);
}

/** The schema's words with the project's: what was needed, what was found. */
function textOf(issue: Issue): string {
  const words = issue.message.replace(/^(Invalid input|Invalid option|Too big|Too small): /, "");
  const text = words
    .replace(/^expected /, "needed ")
    .replace(/, received undefined$/, ", found none")
    .replace(/, received /, ", found ");
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
