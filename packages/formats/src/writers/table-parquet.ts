import { parquetWriteBuffer } from "hyparquet-writer";

/** A column of a table; an absent value is null. */
export interface ParquetColumn {
  name: string;
  type: "STRING" | "DOUBLE" | "INT32" | "BOOLEAN";
  data: readonly (string | number | boolean | null)[];
}

/**
 * Columns of one length as a Parquet file, with texts about the whole in its metadata.
 *
 * The types are the columns' own, not guessed: an empty column has the type that a full one has. The same columns give
 * the same bytes.
 */
export function tableParquetBytes(
  columns: readonly ParquetColumn[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const buffer = parquetWriteBuffer({
    columnData: columns.map(({ name, type, data }) => ({ name, type, data: [...data], nullable: true })),
    createdBy: "evenmatch",
    kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return new Uint8Array(buffer);
}
