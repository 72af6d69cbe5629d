/** The media types of an Accept header in the caller's order, the most wanted first; those refused are left out. */
export function acceptedTypes(accept: string): string[] {
  return accept
    .split(",")
    .map((part) => {
      const [type = "", ...parameters] = part.trim().split(";");
      const quality = parameters.map((text) => /^\s*q=([\d.]+)\s*$/.exec(text)?.[1]).find((q) => q !== undefined);
      return { type: type.trim().toLowerCase(), quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ type }) => type);
}
