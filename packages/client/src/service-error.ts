import type { ProblemDetail } from "@evenmatch/contract/problem";

/** The service said no, or could not be reached; `code` is stable, the message says what was needed and found. */
export class ServiceError extends Error {
  /** of HTTP; 0: no answer came */
  readonly status: number;
  readonly code: string;
  readonly errors: readonly ProblemDetail[];
  /** asking again may help */
  readonly transient: boolean;
  /** when the service said to ask again */
  readonly retryAfterMs: number | undefined;

  constructor(answer: {
    status: number;
    code: string;
    detail: string;
    errors?: readonly ProblemDetail[];
    transient?: boolean;
    retryAfterMs?: number;
  }) {
    super(answer.detail);
    this.name = "ServiceError";
    this.status = answer.status;
    this.code = answer.code;
    this.errors = answer.errors ?? [];
    this.retryAfterMs = answer.retryAfterMs;
    this.transient = answer.transient ?? [429, 502, 503, 504].includes(answer.status);
  }
}
