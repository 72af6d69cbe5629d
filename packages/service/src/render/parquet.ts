import type { Comparison } from "@evenmatch/contract/comparison";
import { type ParquetColumn, tableParquetBytes } from "@evenmatch/formats/writers/table-parquet";
import { type ColumnKind, tableColumns } from "./table-columns.ts";

const types: Readonly<Record<ColumnKind, ParquetColumn["type"]>> = {
  text: "STRING",
  number: "DOUBLE",
  count: "INT32",
  flag: "BOOLEAN",
};

/**
 * The rows of a comparison as Parquet: the columns of its CSV with their types, in the comparison's order.
 *
 * The digest stands in each row and, with the specification, in the file's metadata (`evenmatch.digest`,
 * `evenmatch.specVersion`). What cannot be given is null.
 */
export function comparisonParquet(comparison: Comparison): Uint8Array<ArrayBuffer> {
  const columns = tableColumns.map(([name, kind, value]) => ({
    name,
    type: types[kind],
    data: comparison.suites.map((row) => value(row, comparison)),
  }));
  return tableParquetBytes(columns, {
    "evenmatch.digest": comparison.digest,
    "evenmatch.specVersion": comparison.specVersion,
  });
}
