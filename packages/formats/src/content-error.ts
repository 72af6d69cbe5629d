/**
 * A file, as a whole, can't be read on: it is truncated, explodes when decompressed, nests too deep, is no JSON.
 *
 * Readers let it pass; the collector turns it into a problem and counts nothing of the group. Failures of a line or a
 * row are problem events instead, and the rest of the file counts.
 */
export class ContentError extends Error {
  readonly code: string;
  /** name of the source */
  readonly file: string;
  /** `line 12`, `member header.json`, …; "" for the whole file */
  readonly place: string;

  constructor(code: string, text: string, where: { file: string; place?: string }) {
    super(text);
    this.name = "ContentError";
    this.code = code;
    this.file = where.file;
    this.place = where.place ?? "";
  }
}
