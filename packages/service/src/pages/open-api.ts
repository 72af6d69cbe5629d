/** The OpenAPI document as pages read it: what is needed of it, and in which order people look for it. */

export interface Schema {
  $ref?: string;
  type?: string | readonly string[];
  description?: string;
  enum?: readonly unknown[];
  const?: unknown;
  default?: unknown;
  items?: Schema;
  prefixItems?: readonly Schema[];
  anyOf?: readonly Schema[];
  oneOf?: readonly Schema[];
  allOf?: readonly Schema[];
  properties?: Readonly<Record<string, Schema>>;
  additionalProperties?: boolean | Schema;
  required?: readonly string[];
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

type Content = Readonly<Record<string, { schema?: Schema }>>;

export interface Operation {
  operationId?: string;
  summary?: string;
  description?: string;
  security?: readonly object[];
  parameters?: readonly Parameter[];
  requestBody?: { content: Content };
  responses?: Readonly<Record<string, { description?: string; content?: Content }>>;
}

export interface OpenApi {
  info: { title: string; version: string; description?: string };
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components?: { schemas?: Readonly<Record<string, Schema>> };
}

/** A route with everything that is said of it. */
export interface Route {
  /** letters, digits and dashes: its place on a page */
  id: string;
  method: string;
  path: string;
  operation: Operation;
}

/** The document's routes by their noun (`uploads`, `experiments`), both in the document's order; `service` has the rest. */
export function routesByNoun({ paths }: OpenApi): Map<string, Route[]> {
  const groups = new Map<string, Route[]>();
  for (const [path, methods] of Object.entries(paths)) {
    const noun = /^\/v1\/([a-z-]+)/.exec(path)?.[1] ?? (path.startsWith("/shared/") ? "shares" : "service");
    for (const [method, operation] of Object.entries(methods)) {
      const id = operation.operationId ?? `${method}-${path.replace(/[^A-Za-z0-9]+/g, "-")}`;
      groups.set(noun, [...(groups.get(noun) ?? []), { id, method: method.toUpperCase(), path, operation }]);
    }
  }
  return groups;
}

/** The name of a component that a reference points to. */
export function referredName($ref: string): string {
  return $ref.split("/").at(-1) ?? "";
}
