/** What Accept and Accept-Encoding ask for. */

interface Wanted {
  /** in lower case, without its parameters */
  name: string;
  /** 0: refused */
  quality: number;
}

function wantedOf(header: string): Wanted[] {
  return header.split(",").map((part) => {
    const [name = "", ...parameters] = part.split(";");
    const quality = parameters
      .map((text) => text.trim())
      .map((text) => (/^q=[\d.]+$/i.test(text) ? Number(text.slice(2)) : undefined))
      .find((value) => value !== undefined);
    return { name: name.trim().toLowerCase(), quality: quality ?? 1 };
  });
}

/** The media types of an Accept header in the caller's order, the most wanted first; those refused are left out. */
export function acceptedTypes(accept: string): string[] {
  return wantedOf(accept)
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ name }) => name);
}

/** Does an Accept-Encoding header allow gzip, by its name or, where it is not named, by `*`? */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  const wanted = wantedOf(acceptEncoding);
  const found = wanted.find(({ name }) => name === "gzip") ?? wanted.find(({ name }) => name === "*");
  return found !== undefined && found.quality > 0;
}

/** Formats that are drawn or packed, by the types that ask for them. */
export type Drawn = "svg" | "html" | "parquet";

const drawnTypes: ReadonlyMap<string, Drawn> = new Map([
  ["image/svg+xml", "svg"],
  ["image/*", "svg"],
  ["text/html", "html"],
  ["application/xhtml+xml", "html"],
  ["application/vnd.apache.parquet", "parquet"],
  ["application/x-parquet", "parquet"],
]);
const otherTypes = ["application/json", "application/*", "text/csv", "text/markdown", "text/*", "*/*"];

/** What an Accept header wants more than the other formats; undefined: one of those. */
export function drawnByAccept(accept: string | undefined): Drawn | undefined {
  const first = acceptedTypes(accept ?? "").find((type) => drawnTypes.has(type) || otherTypes.includes(type));
  return first === undefined ? undefined : drawnTypes.get(first);
}
