/** The fields of a schema as a reader wants them listed: its name, what it may be, what it is for. */
import { z } from "zod";

/** What is said of one field. */
export interface Field {
  /** dotted below its schema; `[]` stands for each entry of a list */
  path: string;
  /** in Markdown; schemas with a name of their own are links to their section */
  type: string;
  description: string | undefined;
  /** as JSON; undefined: it must be there, or may be absent */
  fallback: string | undefined;
}

/** One schema with a name of its own. */
export interface Fields {
  name: string;
  description: string | undefined;
  fields: Field[];
}

interface Node {
  $ref?: string;
  type?: string | string[];
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  items?: Node;
  prefixItems?: Node[];
  anyOf?: Node[];
  pattern?: string;
}

/** What fields are for that their schema does not say, by `Schema.path`. */
export type FieldWords = Readonly<Record<string, string>>;

interface FieldsOptions {
  /** as it is sent, or answered */
  io?: "input" | "output";
  words?: FieldWords;
}

/**
 * The fields of a schema and of every named schema that it holds, each in a section of its own, in the order in which
 * they first appear. A field's own description stands before `words`, and these before that of its type.
 */
export function fieldsOf(name: string, schema: z.ZodType, { io = "output", words = {} }: FieldsOptions = {}): Fields[] {
  const { $defs = {}, ...root } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Node & {
    $defs?: Record<string, Node>;
  };
  const named: Record<string, Node> = { ...$defs, [name]: resolved(root, $defs) };
  const order = [name];
  const sections: Fields[] = [];
  for (let at = 0; at < order.length; at += 1) {
    const section = order[at] ?? "";
    const node = named[section];
    if (node?.properties === undefined) continue;
    const found = (ref: string) => {
      if (named[ref]?.properties !== undefined && !order.includes(ref)) order.push(ref);
    };
    const wordOf = (path: string) => words[`${section}.${path}`];
    const fields = listed(node, "", { named, found, wordOf });
    sections.push({ name: section, description: node.description, fields });
  }
  return sections;
}

interface Listing {
  named: Readonly<Record<string, Node>>;
  found(ref: string): void;
  wordOf(path: string): string | undefined;
}

function resolved(node: Node, defs: Readonly<Record<string, Node>>): Node {
  return node.$ref === undefined ? node : (defs[refName(node.$ref)] ?? node);
}

const refName = (ref: string) => ref.split("/").at(-1) ?? ref;

function listed(node: Node, prefix: string, listing: Listing): Field[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix + key;
    const own: Field = {
      path,
      type: typeOf(child, listing),
      description: child.description ?? listing.wordOf(path) ?? simpleRef(child, listing.named)?.description,
      fallback: child.default === undefined ? undefined : JSON.stringify(child.default),
    };
    const inner = objectIn(child);
    return inner === undefined ? [own] : [own, ...listed(inner.node, `${path}${inner.step}.`, listing)];
  });
}

/** A reference to something that has no section, an interval for instance, is told where it is used. */
function simpleRef(node: Node, named: Readonly<Record<string, Node>>): Node | undefined {
  const [only, ...more] = [node, ...(node.anyOf ?? [])].flatMap(({ $ref }) => ($ref === undefined ? [] : [$ref]));
  const target = only === undefined || more.length > 0 ? undefined : named[refName(only)];
  return target?.properties === undefined ? target : undefined;
}

/** The fields of an object without a name, which are listed below the field that holds it. */
function objectIn(node: Node): { node: Node; step: string } | undefined {
  if (node.properties !== undefined) return { node, step: "" };
  if (node.items !== undefined) {
    const inner = objectIn(node.items);
    return inner === undefined ? undefined : { node: inner.node, step: `[]${inner.step}` };
  }
  const [one, ...more] = (node.anyOf ?? []).flatMap((each) => objectIn(each) ?? []);
  return more.length === 0 ? one : undefined;
}

function typeOf(node: Node, listing: Listing): string {
  if (node.$ref !== undefined) return refType(refName(node.$ref), listing);
  if (node.anyOf !== undefined) return [...new Set(node.anyOf.map((each) => typeOf(each, listing)))].join(" or ");
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.prefixItems !== undefined) {
    return `[${node.prefixItems.map((each) => typeOf(each, listing)).join(", ")}]`;
  }
  if (node.items !== undefined) return `list of ${typeOf(node.items, listing)}`;
  if (typeof node.additionalProperties === "object") return `map to ${typeOf(node.additionalProperties, listing)}`;
  const kinds = node.type === undefined ? ["anything"] : [node.type].flat();
  return kinds.map((kind) => (kind === "integer" ? "whole number" : kind)).join(" or ");
}

function refType(ref: string, listing: Listing): string {
  const target = listing.named[ref];
  if (target?.properties === undefined) return target === undefined ? ref : typeOf(target, listing);
  listing.found(ref);
  return `[${ref}](#${ref.toLowerCase()})`;
}
