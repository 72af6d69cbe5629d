/** Requests to one service with one key. */
import type { ProblemDetail } from "@evenmatch/contract/problem";
import { ServiceError } from "./service-error.ts";

/** Where the service is, and the key for it. */
export interface Connection {
  url: string;
  key: string;
}

/** What a request carries. */
export type Body = NonNullable<RequestInit["body"]>;

/** An answer as it came. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

export interface Transport {
  url: string;
  get<T>(path: string): Promise<T>;
  put<T>(path: string, body: unknown): Promise<T>;
  /** `idempotencyKey`: the same request sent again changes nothing */
  post<T>(path: string, body: unknown, idempotencyKey?: string): Promise<T>;
  delete<T>(path: string): Promise<T>;
  /** the answer as it comes */
  fetchText(path: string): Promise<Answer>;
  /** bytes to a place that the service named: a path of its own, or an address elsewhere, which gets no key */
  send(place: string, bytes: () => Body, headers?: Readonly<Record<string, string>>): Promise<void>;
}

interface Sent {
  method: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  /** made anew for each attempt: a stream can be sent once */
  body?: () => Body;
}

const attempts = 4;

/** a service that asks for more patience is taken at its word: the caller is told */
const longestWaitMs = 60_000;

/**
 * Requests to one service with one key, as JSON.
 *
 * What may be sent twice is tried again when the connection breaks or the service is out of breath (429, 502, 503, 504).
 * Every answer but 2xx throws ServiceError.
 */
export function transport({ url, key }: Connection): Transport {
  async function once({ method, path, headers, body }: Sent): Promise<Answer> {
    const target = new URL(path, `${url}/`);
    const own = target.origin === new URL(url).origin;
    try {
      const response = await fetch(target, {
        method,
        headers: { ...(own ? { authorization: `Bearer ${key}` } : {}), ...headers },
        ...(body === undefined ? {} : { body: body(), duplex: "half" }),
      });
      const answer = { status: response.status, headers: response.headers, text: await response.text() };
      if (response.ok) return answer;
      throw refusal(answer);
    } catch (error) {
      throw error instanceof ServiceError ? error : unreachable(target, error);
    }
  }

  async function sent(request: Sent): Promise<Answer> {
    const idempotent = request.method !== "POST" || request.headers?.["idempotency-key"] !== undefined;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(request);
      } catch (error) {
        if (attempt === attempts || !(error instanceof ServiceError) || !error.transient) throw error;
        // one request too many was not carried out
        if (!idempotent && error.status !== 429) throw error;
        const waitMs = error.retryAfterMs ?? 200 * 2 ** attempt;
        if (waitMs > longestWaitMs) throw error;
        await pause(waitMs);
      }
    }
  }

  const parsed = async <T>(request: Sent): Promise<T> => JSON.parse((await sent(request)).text) as T;
  const json = (body: unknown) => () => JSON.stringify(body);
  const jsonHeaders = { "content-type": "application/json" };

  return {
    url,
    get: (path) => parsed({ method: "GET", path }),
    put: (path, body) => parsed({ method: "PUT", path, headers: jsonHeaders, body: json(body) }),
    post: (path, body, idempotencyKey) =>
      parsed({
        method: "POST",
        path,
        headers: { ...jsonHeaders, ...(idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey }) },
        body: json(body),
      }),
    delete: (path) => parsed({ method: "DELETE", path }),
    fetchText: (path) => sent({ method: "GET", path }),
    send: async (place, bytes, headers = {}) => {
      await sent({ method: "PUT", path: place, headers, body: bytes });
    },
  };
}

/** Resolves after `ms`. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function unreachable(target: URL, error: unknown): ServiceError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const known = cause instanceof Error && "code" in cause;
  const code = known ? String(cause.code) : String(cause instanceof Error ? cause.message : cause);
  if (code === "ECONNREFUSED" || code === "ENOTFOUND") {
    const detail = `needed a running service at ${target.origin}, found none; start one with \`npx evenmatch serve\``;
    return new ServiceError({ status: 0, code: "no_service", detail });
  }
  const detail = `needed an answer of ${target.origin}, found a broken connection: ${code}`;
  return new ServiceError({ status: 0, code: "unreachable", detail, transient: known });
}

/** The problem that an answer carries; an answer that is none is quoted. */
function refusal({ status, headers, text }: Answer): ServiceError {
  const seconds = Number(headers.get("retry-after") ?? Number.NaN);
  const again = Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {};
  if (!(headers.get("content-type") ?? "").includes("json")) {
    return new ServiceError({
      status,
      code: `http_${status}`,
      detail: `the service answered ${status}: ${text.slice(0, 200)}`,
      ...again,
    });
  }
  const body = JSON.parse(text) as { code?: string; detail?: string; errors?: ProblemDetail[] };
  return new ServiceError({
    status,
    code: body.code ?? `http_${status}`,
    detail: body.detail ?? `the service answered ${status}`,
    errors: body.errors ?? [],
    ...again,
  });
}
