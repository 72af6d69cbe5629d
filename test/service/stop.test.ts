/** Stopping: what is in flight ends, what never ends does not hold the service, and nobody new is let in. */
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { listen } from "@evenmatch/service/http/listen";
import { serve } from "@evenmatch/service/serve";
import { describe, expect, it } from "vitest";
import { rowsOf } from "./running-service.ts";

describe("a server that stops", () => {
  it("lets a request in flight end, acknowledges it, and keeps what it brought", async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), "evenmatch-stop-"));
    try {
      const service = await serve({ home, port: 0 });
      const key = (await readFile(path.join(home, "owner-key"), "utf8")).trim();
      const headers = { authorization: `Bearer ${key}` };
      const { port } = new URL(service.url);
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const idle = http.get({ port, path: "/health", agent });
      const [healthy] = (await once(idle, "response")) as [http.IncomingMessage];
      healthy.resume();
      await once(healthy, "end");

      const text = JSON.stringify({ checkpoint: "late", rows: rowsOf("own", "1101") });
      const request = http.request({
        port,
        path: "/v1/results",
        method: "POST",
        headers: { ...headers, "content-type": "application/json", "content-length": text.length },
      });
      request.write(text.slice(0, 20));
      // the service has to have the request before it is told to stop
      await new Promise((resolve) => setTimeout(resolve, 100));
      const stopped = service.stop();
      await expect(fetch(new URL("/health", service.url))).rejects.toThrow();
      request.end(text.slice(20));
      const [response] = (await once(request, "response")) as [http.IncomingMessage];
      expect(response.statusCode).toBe(201);
      response.resume();
      await stopped;
      agent.destroy();

      const again = await serve({ home, port: 0 });
      const found = await fetch(new URL("/v1/checkpoints/late/results", again.url), { headers });
      expect(await found.text()).toContain('"suite":"own"');
      await again.stop();
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });

  it("waits for its grace, and no longer, for one that does not end", async () => {
    const server = await listen(() => undefined, { port: 0, graceMs: 200 });
    const request = http.get({ port: server.port, path: "/" });
    const broken = once(request, "response").catch((error: NodeJS.ErrnoException) => error.code);
    await once(request, "finish");
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await server.stop();
    const tookMs = performance.now() - began;
    expect([tookMs > 150, tookMs < 5000]).toEqual([true, true]);
    expect(await broken).toBe("ECONNRESET");
  });
});
