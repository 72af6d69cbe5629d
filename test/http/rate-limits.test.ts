/** One request too many. */
import { rateLimitsOf, readBuckets } from "@evenmatch/service/http/rate-limits";
import { describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";

const service = inProcess({ limits: { reads: 4, writes: 3 } });
const { ask } = service;

async function statuses(key: string, method: string, target: string, times: number) {
  const answers: Response[] = [];
  for (let time = 0; time < times; time += 1)
    answers.push(await ask(key, method, target, method === "PUT" ? { body: {} } : {}));
  return { last: answers.at(-1) as Response, statuses: answers.map(({ status }) => status) };
}

describe("rate limits", () => {
  it("refuse reads beyond a key's, say when to come again, and keep the word", async () => {
    const { key } = await service.key("a", ["read"]);
    const read = await statuses(key, "GET", "/v1/checkpoints", 5);
    expect(read.statuses).toEqual([200, 200, 200, 200, 429]);
    const { headers } = read.last;
    expect(headers.get("retry-after")).toBe("15");
    expect(headers.get("ratelimit")).toBe('"reads";r=0;t=15');
    expect(await read.last.json()).toMatchObject({ code: "rate_limited", status: 429 });
    const another = (await service.key("a", ["read"])).key;
    expect((await ask(another, "GET", "/v1/checkpoints")).status).toBe(200);
    service.later += 15_000;
    expect((await statuses(key, "GET", "/v1/checkpoints", 2)).statuses).toEqual([200, 429]);
  });

  it("refuse writes beyond a project's, whichever key they come with, until the minute is over", async () => {
    const [one, two] = [(await service.key("b", ["write"])).key, (await service.key("b", ["write"])).key];
    expect((await statuses(one, "PUT", "/v1/checkpoints/c", 3)).statuses).toEqual([201, 200, 200]);
    const refused = await statuses(two, "PUT", "/v1/checkpoints/d", 1);
    expect(refused.statuses).toEqual([429]);
    const seconds = Number(refused.last.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect((await ask(two, "GET", "/v1/checkpoints/d")).status).toBe(404);
    const other = (await service.key("c", ["write"])).key;
    expect((await statuses(other, "PUT", "/v1/checkpoints/d", 1)).statuses).toEqual([201]);
    service.later += seconds * 1000;
    expect((await statuses(two, "PUT", "/v1/checkpoints/d", 1)).statuses).toEqual([201]);
  });

  it("are read from the environment, or refused", () => {
    expect(rateLimitsOf({ EVENMATCH_READS_PER_MINUTE: "7" })).toMatchObject({ reads: 7, writes: 6000 });
    for (const text of ["0", "-1", "many", "1.5"]) {
      expect(() => rateLimitsOf({ EVENMATCH_WRITES_PER_MINUTE: text })).toThrow(/whole number/);
    }
  });

  it("fill steadily, never beyond a minute's worth, and do not empty when a clock steps back", () => {
    const buckets = readBuckets(60);
    for (let taken = 0; taken < 60; taken += 1) expect(buckets.take("k", 0).left).toBe(59 - taken);
    expect(buckets.take("k", 0)).toMatchObject({ left: -1, seconds: 1 });
    expect(buckets.take("k", 999).left).toBe(-1);
    expect(buckets.take("k", 1000).left).toBe(0);
    expect(buckets.take("k", 500).left).toBe(-1);
    expect(buckets.take("k", 10_000_000).left).toBe(59);
  });
});
