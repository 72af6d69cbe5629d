/** What a function asks of AWS, as IAM names it: a gateway between the function and the engines writes it down. */
import http from "node:http";

export interface Engines {
  dynamodb: string;
  /** S3 and SQS */
  moto: string;
}

export interface Gateway {
  dynamodb: string;
  s3: string;
  sqs: string;
  /** `service:Action resource`, once each; resources are `table`, `index`, `bucket`, `objects/PREFIX`, a queue's name */
  calls: Set<string>;
  stop(): Promise<void>;
}

/** The IAM actions of a request to S3; that a missing object is missing may be told only to who may list the bucket. */
export function s3Actions({ method, url, status }: { method: string; url: string; status: number }): string[] {
  const { pathname, searchParams } = new URL(url, "http://s3");
  const [, key = ""] = /^\/[^/]+\/?(.*)$/.exec(pathname) ?? [];
  const objects = `objects/${key.split("/")[0]}`;
  if (key === "")
    return [searchParams.has("uploads") ? "s3:ListBucketMultipartUploads bucket" : "s3:ListBucket bucket"];
  if (searchParams.has("uploadId")) {
    if (method === "GET") return [`s3:ListMultipartUploadParts ${objects}`];
    if (method === "DELETE") return [`s3:AbortMultipartUpload ${objects}`];
    return [`s3:PutObject ${objects}`];
  }
  if (method === "GET" || method === "HEAD") {
    return [`s3:GetObject ${objects}`, ...(status === 404 ? ["s3:ListBucket bucket"] : [])];
  }
  return [method === "DELETE" ? `s3:DeleteObject ${objects}` : `s3:PutObject ${objects}`];
}

function targetAction(target: string, body: string): string {
  const [service = "", operation = ""] = target.split(".");
  if (service.startsWith("DynamoDB")) {
    return `dynamodb:${operation} ${(JSON.parse(body) as { IndexName?: string }).IndexName === undefined ? "table" : "index"}`;
  }
  const { QueueUrl = "" } = JSON.parse(body) as { QueueUrl?: string };
  return `sqs:${operation} ${QueueUrl.split("/").at(-1)}`;
}

/** Stands before the engines for one function. */
export async function recordingGateway(engines: Engines): Promise<Gateway> {
  const calls = new Set<string>();
  const agent = new http.Agent({ keepAlive: true });

  function gateway(engine: string): http.Server {
    return http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        const { method = "GET", url = "/", headers } = request;
        const { host: _, connection: __, "transfer-encoding": ___, ...passed } = headers;
        const onward = http.request(
          new URL(url, engine),
          { method, agent, headers: { ...passed, "content-length": String(body.length), host: headers.host } },
          (answer) => {
            const target = headers["x-amz-target"];
            if (typeof target === "string") calls.add(targetAction(target, body.toString("utf8")));
            else for (const call of s3Actions({ method, url, status: answer.statusCode ?? 0 })) calls.add(call);
            response.writeHead(answer.statusCode ?? 500, answer.headers);
            answer.pipe(response);
          },
        );
        onward.on("error", () => response.destroy());
        onward.end(body);
      });
    });
  }

  const servers = [gateway(engines.dynamodb), gateway(engines.moto)];
  const [dynamodb, moto] = await Promise.all(servers.map(listening));
  if (dynamodb === undefined || moto === undefined) throw new Error("needed two gateways");
  return {
    dynamodb,
    s3: moto,
    sqs: moto,
    calls,
    stop: async () => {
      agent.destroy();
      for (const server of servers) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

/** Listens on a free port of this machine and says where. */
export async function listening(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("needed an address");
  return `http://127.0.0.1:${address.port}`;
}
