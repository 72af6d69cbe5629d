/** Where a page's links lead: other pages of the service, or places in the same file. */
import type { SuiteRow } from "@evenmatch/contract/comparison";

export interface Links {
  /** the comparison's page itself, without a query */
  self: string;
  /** the pages of one share: nothing else of the service is for their reader */
  shared: boolean;
  /** a row's own page, or its details further down */
  row(row: SuiteRow): string;
  /** the comparison as a file; undefined in a file, which has no siblings */
  download: ((format: "json" | "csv" | "md" | "parquet" | "svg" | "html") => string) | undefined;
  /** the persistence curves as a drawing; undefined in a file */
  curves: string | undefined;
}

/** The anchor of a row: letters, digits and dashes, and enough of its digest to be one of a kind. */
export function rowAnchor({ suite, variant, condition, suiteDigest }: SuiteRow): string {
  const name = [suite, variant, condition]
    .filter((part) => part !== "")
    .join("-")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .slice(0, 60);
  return `row-${name}-${suiteDigest.slice(0, 6)}`;
}

/** Links inside one file. */
export function fileLinks(): Links {
  return {
    self: "",
    shared: false,
    row: (row) => `#details-${rowAnchor(row)}`,
    download: undefined,
    curves: undefined,
  };
}

/** Links of a page of the service; `self` is its path. */
export function servedLinks(self: string): Links {
  return {
    self,
    shared: self.startsWith("/shared/"),
    row: ({ suite, variant, condition }) => {
      const query = new URLSearchParams();
      if (variant !== "") query.set("variant", variant);
      if (condition !== "") query.set("condition", condition);
      const text = query.toString();
      return `${self}/suites/${encodeURIComponent(suite)}${text === "" ? "" : `?${text}`}`;
    },
    download: (format) => `${self}/comparison.${format}`,
    curves: `${self}/persistence.svg`,
  };
}
