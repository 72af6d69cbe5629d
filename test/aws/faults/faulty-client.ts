/** Faults in an AWS client, inside its own tries: as the cloud would make them, at rates that a bad day has. */
import type { Random } from "@evenmatch/cli/demo/random";

export interface Faults {
  /** share of requests that are refused for being too many */
  throttles: number;
  /** share of requests that are carried out and answered with an error */
  ambiguous: number;
  /** longest wait before a request, ms */
  latencyMs: number;
}

/** What was done to requests so far. */
export interface FaultCounts {
  requests: number;
  throttled: number;
  ambiguous: number;
}

/** The part of every AWS client that this needs. */
export interface Stacked {
  middlewareStack: {
    add(
      middleware: (next: (args: never) => Promise<never>) => (args: never) => Promise<never>,
      options: { step: "finalizeRequest"; priority: "low"; name: string },
    ): void;
  };
}

function failure(name: string, httpStatusCode: number): Error {
  return Object.assign(new Error(`${name}, made by the test`), {
    name,
    $fault: httpStatusCode < 500 ? "client" : "server",
    $metadata: { httpStatusCode },
    $retryable: { throttling: httpStatusCode < 500 },
  });
}

/** Adds faults to a client's requests; each of the client's own tries can meet one. */
export function addFaults(client: Stacked, faults: Faults, random: Random, counts: FaultCounts): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      counts.requests += 1;
      if (faults.latencyMs > 0)
        await new Promise((resolve) => setTimeout(resolve, random.uniform() * faults.latencyMs));
      if (random.uniform() < faults.throttles) {
        counts.throttled += 1;
        throw failure("ThrottlingException", 400);
      }
      const answer = await next(args);
      if (random.uniform() < faults.ambiguous) {
        counts.ambiguous += 1;
        throw failure("InternalServerError", 500);
      }
      return answer;
    },
    { step: "finalizeRequest", priority: "low", name: "faults" },
  );
}
