import { type FileMetaData, parquetMetadata } from "hyparquet";
import { ContentError } from "./content-error.ts";
import { footerLength } from "./parquet-tail.ts";
import { skipThriftStruct, ThriftError } from "./parquet-thrift.ts";

/**
 * What the footer says: schema, row groups, where the columns are.
 *
 * @throws {ContentError} `invalid_parquet`
 */
export function parquetFooter(tail: Uint8Array | undefined, file: string): FileMetaData {
  if (tail === undefined || footerLength(tail) !== tail.length - 8) {
    const text = "needed a Parquet footer that lies within the file, found none";
    throw new ContentError("invalid_parquet", text, { file });
  }
  return parsed(file, () => {
    skipThriftStruct(tail.subarray(0, tail.length - 8), 0);
    return parquetMetadata(tail, { geoparquet: false });
  });
}

/** Runs a step of a parser over bytes that are all there: what it throws is the file's fault. @throws {ContentError} */
export function parsed<T>(file: string, step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw parquetError(error, file);
  }
}

export function parquetError(error: unknown, file: string): unknown {
  if (error instanceof ContentError || !(error instanceof Error)) return error;
  const text =
    error instanceof ThriftError ? error.message : `needed Parquet that can be decoded, found: ${error.message}`;
  return new ContentError("invalid_parquet", text, { file });
}
