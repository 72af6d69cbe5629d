import type { RecognisedSuite } from "@evenmatch/contract/upload";

const arrows: Readonly<Record<string, string>> = { higher: "↑", lower: "↓", target: "→", unknown: "?" };

/** What was read, one line per suite and variant: direction, name, items, epochs, missing, mean. */
export function suiteLines(suites: readonly RecognisedSuite[]): string[] {
  const distinct = [...new Map(suites.map((suite) => [`${nameOf(suite)}\n${suite.metric}`, suite])).values()];
  const cells = distinct.map((suite) => [
    `${arrows[suite.direction] ?? "?"} ${nameOf(suite)}`,
    suite.metric,
    suite.items === 0
      ? "no items"
      : `${suite.items} ${suite.items === 1 ? "item" : "items"}${suite.epochs > 1 ? ` × ${suite.epochs}` : ""}`,
    suite.missing === 0 ? "" : `${suite.missing} missing`,
    suite.mean === null ? "no mean" : `mean ${Number(suite.mean.toPrecision(4))}`,
    suite.recognised ? "" : "not in the catalogue",
  ]);
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  return cells.map((row) =>
    row
      .map((text, column) => text.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function nameOf({ suite, variant, condition }: RecognisedSuite): string {
  const name = `${suite}${variant === "" ? "" : `/${variant}`}${condition === "" ? "" : ` [${condition}]`}`;
  return name.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}
