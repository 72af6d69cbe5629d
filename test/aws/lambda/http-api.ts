/** An HTTP API in front of two functions: requests become the events of payload format 2.0, answers become responses. */
import http from "node:http";
import { APIGatewayProxyEventV2Schema } from "@aws-lambda-powertools/parser/schemas";
import { readRouteKeys } from "../../../stacks/permissions.ts";
import { TooLongError } from "./function-process.ts";
import { listening } from "./recorded-calls.ts";

type Invoke = (event: unknown) => Promise<unknown>;

interface Answer {
  statusCode: number;
  headers?: Record<string, string>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

const readRoutes = readRouteKeys.map((key) => {
  const [method = "", route = ""] = key.split(" ");
  return { key, method, pattern: new RegExp(`^${route.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) };
});

/** The route key by which an HTTP API sends a request to the light function; undefined: the other one answers. */
export function readRouteOf(method: string, pathname: string): string | undefined {
  return readRoutes.find((each) => each.method === method && each.pattern.test(pathname))?.key;
}

/** The event that an HTTP API makes of a request, held against AWS's own schema. */
export function httpEvent(request: http.IncomingMessage, body: Buffer): { event: object; reads: boolean } {
  const { method = "GET", url = "/" } = request;
  const { pathname, search } = new URL(url, "http://api");
  const route = readRouteOf(method, pathname);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
  const routeKey = route ?? "$default";
  const isText = /^(text\/|application\/(json|javascript|xml))/.test(headers["content-type"] ?? "");
  const event = {
    version: "2.0",
    routeKey,
    rawPath: pathname,
    rawQueryString: search.replace(/^\?/, ""),
    headers,
    requestContext: {
      accountId: "123456789012",
      apiId: "api",
      domainName: "api.example.org",
      domainPrefix: "api",
      http: {
        method,
        path: pathname,
        protocol: "HTTP/1.1",
        sourceIp: "192.0.2.1",
        userAgent: headers["user-agent"] ?? "",
      },
      requestId: "request",
      routeKey,
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 1767225600000,
    },
    ...(body.length === 0 ? {} : { body: body.toString(isText ? "utf8" : "base64") }),
    isBase64Encoded: body.length > 0 && !isText,
  };
  APIGatewayProxyEventV2Schema.parse(event);
  return { event, reads: route !== undefined };
}

/** Serves the two functions on a free port of this machine. */
export async function httpApi(functions: {
  read: Invoke;
  api: Invoke;
}): Promise<{ url: string; stop(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { event, reads } = httpEvent(request, Buffer.concat(chunks));
      const answered = reads ? functions.read(event) : functions.api(event);
      answered.then(
        (answer) => {
          const { statusCode, headers = {}, cookies = [], body = "", isBase64Encoded = false } = answer as Answer;
          response.writeHead(statusCode, { ...headers, ...(cookies.length === 0 ? {} : { "set-cookie": cookies }) });
          response.end(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
        },
        (error: unknown) => {
          if (error instanceof TooLongError) {
            response.writeHead(413, { "content-type": "text/plain" }).end("Request Too Long");
            return;
          }
          response.writeHead(500, { "content-type": "application/json" });
          response.end(JSON.stringify({ message: String(error) }));
        },
      );
    });
  });
  // this process computes between two requests for longer than Node keeps a connection
  server.keepAliveTimeout = 120_000;
  return {
    url: await listening(server),
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
