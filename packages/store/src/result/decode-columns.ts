import { type BlobHeader, openBlob } from "./blob-header.ts";
import { decodeColumn } from "./column-codec.ts";
import { type ResultColumns, resultColumns } from "./result-columns.ts";

/** The columns of a result's stored bytes. */
export interface StoredColumns extends ResultColumns {
  /** names, summaries, the harness' header */
  header: BlobHeader;
  /** the scores of the metric that was asked for */
  scores: Float64Array | undefined;
}

/**
 * The columns of a stored result; `metric` is decoded at once (the primary one unless named), everything else when called.
 *
 * @throws {ResultBlobError} if the bytes are not a whole stored result; also by the methods, for their column
 */
export function decodeColumns(bytes: Uint8Array, { metric }: { metric?: string } = {}): StoredColumns {
  const blob = openBlob(bytes);
  const { header } = blob;
  const { items, rows, judgements, itemsHash } = header;
  const columns = resultColumns({
    items,
    rows,
    judgements,
    itemsHash,
    names: header.columns.map(({ name }) => name),
    column: (name) => {
      const stored = blob.column(name);
      return stored === undefined ? undefined : decodeColumn(stored.layout, stored.bytes);
    },
  });
  return { ...columns, header, scores: columns.score(metric ?? header.metric) };
}
