/** How much one request may hold, and how many there may be. Each has a problem code of its own. */
export const limits = {
  /** a JSON body, bytes (payload_too_large) */
  bodyBytes: 1_000_000,
  /** the body that announces an upload, bytes (payload_too_large) */
  uploadBytes: 2_000_000,
  /** what an upload or an experiment declares, when compressed, bytes: it is kept in one item (payload_too_large) */
  declaredBytes: 350_000,
  /** the body of native rows, bytes (payload_too_large) */
  rowsBytes: 5_000_000,
  /** native rows in one request (too_many_rows) */
  rows: 100_000,
  /** files of one upload: what it answers, with a signed place for each, has to pass through a function (too_many_files) */
  files: 2000,
  /** suites of one upload or request, each variant and condition counted (too_many_suites) */
  suites: 2000,
  /** characters of a name; other texts have limits of theirs (name_too_long) */
  name: 300,
  /** characters of a cursor (invalid_query); those that pages answer are far shorter */
  cursor: 400,
  /** reads in a minute, for each key and process, unless the service is told otherwise (rate_limited) */
  readsPerMinute: 60_000,
  /** writes in a minute, for each project, unless the service is told otherwise (rate_limited) */
  writesPerMinute: 6000,
} as const;
