/** Where blobs lie. */

/** The files of all uploads: a prefix. */
export const incomingBlobs = "incoming/";

/** The files of one upload: a prefix. */
export const filesOf = (project: string, upload: string) => `${incomingBlobs}${project}/${upload}/`;

/** A file of an upload, as it was sent. */
export const incomingBlob = (project: string, upload: string, file: number) => `${filesOf(project, upload)}${file}`;

/**
 * The scores of a result. The upload's place in the checkpoint's order is in the key: what is deleted up to a place can't
 * be what a later upload brought.
 */
export const resultBlob = (of: { project: string; checkpoint: string; sequence: number; resultHash: string }) =>
  `${resultsOf(of.project, of.checkpoint, of.sequence)}${of.resultHash}`;

/** Where the scores of a checkpoint lie, or of one place in its order: a prefix. */
export const resultsOf = (project: string, checkpoint: string, sequence?: number) =>
  `results/${project}/${checkpoint}/${sequence === undefined ? "" : `${sequence}/`}`;

/** What was found when an upload was read. */
export const reportBlob = (project: string, upload: string) => `reports/${project}/${upload}`;

/** An answer that is too long to be given as it is, by the hash of its bytes; kept for a day. */
export const answerBlob = (sha256: string) => `answers/${sha256}`;

/** Everything of one project: prefixes. */
export const blobsOf = (project: string) => ["incoming", "reports", "results"].map((name) => `${name}/${project}/`);
