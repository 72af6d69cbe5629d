/** What a variant holds of its suite. */
import type { CatalogueSuite } from "./catalogue-suite.ts";

// The number of examples changes how a part is asked, not what it holds.
const asked = /(^|-)\d+-shot$/;

/** How many items does this variant have, as published? null: unknown. A function of the variant's text alone. */
export function itemsOf(suite: CatalogueSuite, variant: string): number | null {
  const known = new Set(Object.values(suite.tasks).flatMap((tasks) => Object.values(tasks)));
  for (const part of [variant, variant.replace(asked, "")]) {
    if (suite.parts !== undefined && Object.hasOwn(suite.parts, part)) return suite.parts[part] ?? null;
    if (part === "" || known.has(part)) return suite.items;
  }
  return null;
}

/** Which variants' items does this variant repeat? null for none. */
export function containedIn(suite: CatalogueSuite, variant: string): string[] | null {
  const contains = suite.contains ?? {};
  if (Object.hasOwn(contains, variant)) return [...(contains[variant] ?? [])];
  const whole = variant.replace(asked, "");
  if (!Object.hasOwn(contains, whole)) return null;
  const shots = variant.slice(whole.length).replace(/^-/, "");
  return (contains[whole] ?? []).map((part) => `${part}-${shots}`);
}
