/**
 * Where bytes live that are too large for the table: raw uploads, stored results, long bodies. One port, several places.
 *
 * A blob is written whole or not at all: a reader sees all of one version. What `put` and `putStream` have answered
 * survives the process. Absent is `undefined`, everywhere; an error means that the place itself failed.
 */
export interface Blobs {
  /**
   * Writes a blob. With `ifAbsent` one that is there stays as it is.
   *
   * @returns false where it was there and stayed
   */
  put(key: string, bytes: Uint8Array, options?: { ifAbsent?: boolean }): Promise<boolean>;
  /**
   * Writes a blob of unknown length in bounded memory.
   *
   * @throws {BlobRefusedError} if the bytes exceed `limit`, or are not the `bytes` or `sha256` (hex) that were announced;
   *   what stood under the key before stays then
   */
  putStream(key: string, chunks: AsyncIterable<Uint8Array>, options: PutStreamOptions): Promise<StoredStream>;
  get(key: string): Promise<Uint8Array | undefined>;
  /** Bytes start … end−1; fewer where the blob ends before. */
  getRange(key: string, start: number, end: number): Promise<Uint8Array | undefined>;
  /** In bytes. */
  size(key: string): Promise<number | undefined>;
  /** All bytes in order, in chunks of bounded size; meant to be read once. */
  stream(key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Absent ones too: deleting twice is no error. */
  delete(key: string): Promise<void>;
  /** Every blob whose key starts with `prefix`, in ascending UTF-8 byte order of keys. */
  list(prefix: string): AsyncIterable<BlobEntry>;
  /**
   * Where may someone else PUT this blob, and with which headers? `undefined`: nowhere but through the service itself.
   * The place takes exactly `bytes` bytes, and only those with the `sha256` (hex) where one is given.
   */
  placeFor(key: string, content: { bytes: number; sha256?: string | undefined }): Promise<Place | undefined>;
  /**
   * Where may someone else PUT the parts of a large blob that have not landed yet? A sender that broke off asks again and
   * goes on. `undefined`: the blob can't be sent in parts here. The blob is there once `finishParts` has joined them.
   */
  partsFor(key: string, content: { bytes: number }): Promise<Part[] | undefined>;
  /** Joins the parts that have landed; false where some are missing, or none were ever asked for. */
  finishParts(key: string, content: { bytes: number }): Promise<boolean>;
  /** Throws away the parts of a blob that was never finished; none there is no error. */
  abandonParts(key: string): Promise<void>;
  /**
   * From where may someone else GET this blob in the next minutes, told that it is what `content` says? Whoever has the
   * address may. `undefined`: nowhere but through the service itself. Says nothing of whether the blob is there.
   */
  linkFor(key: string, content: LinkedContent): Promise<string | undefined>;
}

/** What a link's answer says of its bytes. */
export interface LinkedContent {
  contentType: string;
  contentEncoding?: string | undefined;
}

/** Bytes `start` … `end`−1 of a blob, and where to PUT them. */
export interface Part {
  start: number;
  end: number;
  place: Place;
}

export interface PutStreamOptions {
  /** most bytes taken */
  limit: number;
  /** announced length */
  bytes?: number | undefined;
  /** announced SHA-256, hex */
  sha256?: string | undefined;
}

export interface StoredStream {
  bytes: number;
  /** hex */
  sha256: string;
}

export interface BlobEntry {
  key: string;
  bytes: number;
  /** milliseconds since 1970 */
  modifiedAt: number;
}

export interface Place {
  url: string;
  headers: Readonly<Record<string, string>>;
}

/** A stream of bytes is not what was announced, or more than was allowed. */
export class BlobRefusedError extends Error {
  override readonly name = "BlobRefusedError";
  readonly reason: "too_large" | "wrong_size" | "wrong_sha256";

  constructor(reason: BlobRefusedError["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}
