/**
 * How does a harness' part stand as a variant? `high_school_physics` is `high-school-physics`.
 *
 * `name`: the part's name as the harness has it.
 */
export function variantName(name: string): string {
  return name.toLowerCase().replace(/_/g, "-");
}

/** Task names of parts: `taskPrefix` + part → `variantPrefix` + variant. */
export function partTasks(
  taskPrefix: string,
  parts: Readonly<Record<string, unknown>>,
  variantPrefix = "",
): Record<string, string> {
  return Object.fromEntries(
    Object.keys(parts).map((part) => [`${taskPrefix}${part}`, `${variantPrefix}${variantName(part)}`]),
  );
}

/** Item counts by variant: `variantPrefix` + variant → items. */
export function partItems(parts: Readonly<Record<string, number>>, variantPrefix = ""): Record<string, number> {
  return Object.fromEntries(
    Object.entries(parts).map(([part, items]) => [`${variantPrefix}${variantName(part)}`, items]),
  );
}

/** The variants of parts, in their order. */
export function variantsOf(parts: Readonly<Record<string, unknown>>, variantPrefix = ""): string[] {
  return Object.keys(parts).map((part) => `${variantPrefix}${variantName(part)}`);
}
