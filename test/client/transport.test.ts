import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serviceClient } from "@evenmatch/client";
import { afterEach, describe, expect, it } from "vitest";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

/** A service that answers the n-th request with `answers[n]`, and keeps what it was asked. */
async function service(answers: readonly { status: number; body?: string; type?: string; location?: string }[]) {
  const asked: { method: string; path: string; authorization: string | undefined; body: string }[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const answer = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({
      method: request.method ?? "",
      path: request.url ?? "",
      authorization: request.headers.authorization,
      body,
    });
    response.writeHead(answer?.status ?? 200, {
      "content-type": answer?.type ?? "application/json",
      connection: "close",
      ...(answer?.location === undefined ? {} : { location: answer.location }),
    });
    response.end(answer?.body ?? "{}");
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe("the client of a service", () => {
  it("asks again what may be asked again when the service is out of breath", async () => {
    const { asked, url } = await service([
      { status: 503, type: "text/plain" },
      { status: 200, body: '{"a":1}' },
    ]);
    expect(await serviceClient({ url, key: "k" }).get("/v1/x")).toEqual({ a: 1 });
    expect(asked.map(({ method, authorization }) => [method, authorization])).toEqual([
      ["GET", "Bearer k"],
      ["GET", "Bearer k"],
    ]);
  });

  it("does not repeat a POST that might do something twice, unless its idempotency key says that it can't", async () => {
    const once = await service([{ status: 503, type: "text/plain", body: "busy" }]);
    await expect(serviceClient({ url: once.url, key: "k" }).post("/v1/x", {})).rejects.toThrow(
      "the service answered 503: busy",
    );
    expect(once.asked).toHaveLength(1);
    const again = await service([{ status: 503 }, { status: 201, body: '{"b":2}' }]);
    expect(await serviceClient({ url: again.url, key: "k" }).post("/v1/x", { c: 3 }, "id-1")).toEqual({ b: 2 });
    expect(again.asked.map(({ body }) => body)).toEqual(['{"c":3}', '{"c":3}']);
  });

  it("throws the problem that the service answers", async () => {
    const body = JSON.stringify({
      code: "unknown_checkpoint",
      detail: "no checkpoint x",
      errors: [{ place: "/treatment", code: "c", text: "t" }],
    });
    const { asked, url } = await service([{ status: 422, body, type: "application/problem+json" }]);
    await expect(serviceClient({ url, key: "k" }).get("/v1/x")).rejects.toMatchObject({
      status: 422,
      code: "unknown_checkpoint",
      message: "no checkpoint x",
      errors: [{ place: "/treatment", code: "c", text: "t" }],
    });
    expect(asked).toHaveLength(1);
  });

  it("gives its key to the service, and to nobody else that the service names", async () => {
    const [own, elsewhere] = await Promise.all([service([{ status: 200 }]), service([{ status: 200 }])]);
    const client = serviceClient({ url: own.url, key: "secret" });
    await client.send("/v1/uploads/u/files/0", () => "own");
    await client.send(`${elsewhere.url}/bucket/key`, () => "there");
    expect(own.asked[0]).toMatchObject({ method: "PUT", authorization: "Bearer secret", body: "own" });
    expect(elsewhere.asked[0]).toMatchObject({ method: "PUT", authorization: undefined, body: "there" });
  });

  it("fetches a long answer from where it lies, without its key", async () => {
    const elsewhere = await service([{ status: 200, body: '{"long":true}' }]);
    const own = await service([{ status: 303, location: `${elsewhere.url}/answers/x?signature=y` }]);
    expect(await serviceClient({ url: own.url, key: "secret" }).get("/v1/x")).toEqual({ long: true });
    expect(own.asked.map(({ authorization }) => authorization)).toEqual(["Bearer secret"]);
    expect(elsewhere.asked).toMatchObject([{ path: "/answers/x?signature=y", authorization: undefined }]);
  });

  it("says that nobody is there", async () => {
    const { url } = await service([]);
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    await expect(serviceClient({ url, key: "k" }).get("/v1/x")).rejects.toMatchObject({
      code: "no_service",
      message: `needed a running service at ${url}, found none; start one with \`npx evenmatch serve\``,
    });
  });
});
