/** RFC 9457 problems: every way the service says no, in one table. Clients branch on `code`. */

/** code → HTTP status and title. */
export const problemCodes = {
  // requests
  malformed_json: [400, "the body is not JSON"],
  invalid_body: [422, "the body does not fit its schema"],
  invalid_query: [400, "a query parameter does not fit"],
  invalid_header: [400, "a header does not fit"],
  invalid_id: [400, "an id has characters that ids do not allow"],
  unauthorized: [401, "a key is needed"],
  forbidden: [403, "the key's scope does not allow this"],
  not_found: [404, "no such thing in this project"],
  deleted: [410, "it was deleted"],
  method_not_allowed: [405, "the route does not take this method"],
  not_acceptable: [406, "none of the accepted media types is served here"],
  host_not_allowed: [421, "this host name is not served"],
  payload_too_large: [413, "the body is too large"],
  name_too_long: [422, "a name or another text is too long"],
  too_many_rows: [422, "too many rows in one request"],
  too_many_files: [422, "too many files in one upload"],
  too_many_suites: [422, "too many suites"],
  too_many_values: [422, "a list in the body is too long"],
  precondition_failed: [412, "it changed since you read it"],
  rate_limited: [429, "too many requests in a minute"],
  internal: [500, "an error of ours"],
  // state
  confirmation_needed: [409, "deleting it needs a confirmation"],
  conflict: [409, "it exists with other content"],
  idempotency_in_flight: [409, "the same key is being worked on"],
  idempotency_reused: [422, "the same key was used with another body"],
  last_admin_key: [409, "no key of scope admin would be left"],
  upload_incomplete: [409, "files of the upload have not arrived"],
  upload_finished: [409, "the upload was completed before"],
  originals_gone: [409, "the files of the upload are kept no longer"],
  // data
  several_rows: [422, "the suite has several rows"],
  unknown_checkpoint: [422, "a checkpoint is not declared"],
  same_arms: [422, "a checkpoint stands in both arms"],
  no_results: [409, "an arm has no results"],
  no_common_step: [422, "the arms have no step in common"],
  missing_suites: [422, "the plan asks for complete suites and some are missing"],
  unmatched_compute: [422, "the plan requires matched compute"],
  comparison_pending: [404, "the first comparison is being computed"],
  comparison_failed: [422, "the comparison can't be computed"],
  unknown_format: [422, "no reader knows the file"],
  invalid_file: [422, "a file can't be read"],
  invalid_proof: [422, "the proof can't be read"],
  other_specification: [422, "it was made by another version of the statistics"],
  plan_conflict: [422, "two parts of the plan contradict each other"],
} as const satisfies Record<string, readonly [number, string]>;
export type ProblemCode = keyof typeof problemCodes;

/** One thing wrong with a body, a row or a file. */
export interface ProblemDetail {
  /** JSON pointer, line or archive member; empty for the whole */
  place: string;
  code: string;
  /** lower case: what was needed and what was found */
  text: string;
}

/** The body of every error answer. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId?: string | undefined;
  errors?: ProblemDetail[] | undefined;
}

/** Thrown above the statistics wherever the service must say no; caught in one place. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly errors: readonly ProblemDetail[];

  constructor(code: ProblemCode, detail: string, errors: readonly ProblemDetail[] = []) {
    super(detail);
    this.name = "Problem";
    this.code = code;
    this.errors = errors;
  }

  get status(): number {
    return problemCodes[this.code][0];
  }
}

/** The answer to a problem. */
export function problemBody(problem: Problem, requestId?: string): ProblemBody {
  const [status, title] = problemCodes[problem.code];
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    ...(requestId === undefined ? {} : { requestId }),
    ...(problem.errors.length === 0 ? {} : { errors: [...problem.errors] }),
  };
}
