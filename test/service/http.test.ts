import { Comparison } from "@evenmatch/contract/comparison";
import { ExperimentAnswer } from "@evenmatch/contract/experiment";
import { routes } from "@evenmatch/contract/openapi";
import { UploadAnswer } from "@evenmatch/contract/upload";
import { describe, expect, it } from "vitest";
import { rowsOf, runningService, until } from "./running-service.ts";

const service = runningService();
const { call } = service;

interface ProblemAnswer {
  code: string;
  status: number;
  detail: string;
  requestId?: string;
  errors?: { place: string; code: string; text: string }[];
}

const problem = async (response: Response) => (await response.json()) as ProblemAnswer;

async function currentComparison(experiment: string): Promise<Comparison> {
  await until(async () => {
    const answer = ExperimentAnswer.parse(await (await call("GET", `/v1/experiments/${experiment}`)).json());
    return answer.status === "current" ? answer : undefined;
  });
  return Comparison.parse(await (await call("GET", `/v1/experiments/${experiment}/comparison`)).json());
}

async function sendRows(checkpoint: string, rows: object[]): Promise<UploadAnswer> {
  const response = await call("POST", "/v1/results", { checkpoint, rows });
  expect(response.status).toBe(201);
  return UploadAnswer.parse(await response.json());
}

const better = "1110111101111011110111101111";
const worse = "1010110100101010110100101101";

describe("from rows to a comparison", () => {
  it("answers what the schema says, with paired figures", async () => {
    expect((await call("PUT", "/v1/checkpoints/treated", { compute: { flops: 1e20, source: "the log" } })).status).toBe(
      201,
    );
    expect((await call("PUT", "/v1/checkpoints/control", { compute: { flops: 1e20 } })).status).toBe(201);
    const sent = await sendRows("treated", rowsOf("own-suite", better));
    expect(sent.status).toBe("counted");
    expect(sent.reports[0]?.suites).toMatchObject([{ suite: "own-suite", items: 28, missing: 0 }]);
    await sendRows("control", rowsOf("own-suite", worse));
    const made = await call("PUT", "/v1/experiments/first", { treatment: ["treated"], baseline: ["control"] });
    expect(made.status).toBe(201);
    const comparison = await currentComparison("first");
    expect(comparison.computeMatch).toMatchObject({ status: "matched", quantity: "flops", ratio: 1 });
    const [row] = comparison.suites;
    const count = (text: string) => [...text].filter((score) => score === "1").length;
    expect(row).toMatchObject({ suite: "own-suite", design: "paired-binary", n: 28, counted: true });
    expect(row?.difference.value).toBeCloseTo((count(better) - count(worse)) / 28, 12);
    expect(comparison.headline).toMatchObject({ suites: 1, ahead: 1, behind: 0, tied: 0 });
  });

  it("is the same by digest, and 304 to a caller who holds it", async () => {
    const first = await call("GET", "/v1/experiments/first/comparison");
    const etag = first.headers.get("etag") ?? "";
    const { digest } = Comparison.parse(await first.json());
    expect(etag).not.toBe("");
    const again = await call("GET", "/v1/experiments/first/comparison", undefined, { "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    const byDigest = Comparison.parse(await (await call("GET", `/v1/comparisons/${digest}`)).json());
    expect(byDigest.digest).toBe(digest);
  });

  it("comes as CSV and Markdown, by suffix and by Accept", async () => {
    const csv = await (await call("GET", "/v1/experiments/first/comparison.csv")).text();
    expect(csv.split("\n")[0]).toMatch(/suite/);
    expect(csv).toContain("own-suite");
    const accepted = await call("GET", "/v1/experiments/first/comparison", undefined, { accept: "text/csv" });
    expect(await accepted.text()).toBe(csv);
    const markdown = await call("GET", "/v1/experiments/first/comparison", undefined, { accept: "text/markdown" });
    expect(markdown.headers.get("content-type")).toMatch(/^text\/markdown/);
    expect(await markdown.text()).toMatch(/1 of 1/);
    const none = await call("GET", "/v1/experiments/first/comparison", undefined, { accept: "image/png" });
    expect(none.status).toBe(406);
    expect((await problem(none)).code).toBe("not_acceptable");
  });

  it("selects rows by filters and leaves the whole's figures", async () => {
    const response = await call("GET", "/v1/experiments/first/comparison?suite=another");
    const { suites, headline } = Comparison.parse(await response.json());
    expect(suites).toEqual([]);
    expect(headline.suites).toBe(1);
  });

  it("gives win rates, rows and items", async () => {
    const rates = (await (await call("GET", "/v1/experiments/first/win-rates?by=domain")).json()) as {
      rows: object[];
      by: string;
    };
    expect(rates.by).toBe("domain");
    expect(rates.rows).toMatchObject([{ by: "domain", value: "unassigned" }]);
    const row = (await (await call("GET", "/v1/experiments/first/suites/own-suite")).json()) as { rows: object[] };
    expect(row.rows).toHaveLength(1);
    const items = (await (await call("GET", "/v1/experiments/first/suites/own-suite/items?flip=won")).json()) as {
      total: number;
      items: { improvement: number }[];
    };
    const won = [...better].filter((score, index) => score === "1" && worse[index] === "0").length;
    expect(items.total).toBe(won);
    expect(items.items.every(({ improvement }) => improvement === 1)).toBe(true);
  });

  it("computes one row anew when one suite comes again", async () => {
    await sendRows("treated", rowsOf("other-suite", better));
    await sendRows("control", rowsOf("other-suite", worse));
    const before = await until(async () => {
      const found = await currentComparison("first");
      return found.suites.length === 2 ? found : undefined;
    });
    await sendRows("control", rowsOf("other-suite", better.replace("111", "101")));
    const after = await until(async () => {
      const found = await currentComparison("first");
      return found.digest === before.digest ? undefined : found;
    });
    const digests = (comparison: Comparison) =>
      Object.fromEntries(comparison.suites.map((row) => [row.suite, row.suiteDigest]));
    expect(digests(after)["own-suite"]).toBe(digests(before)["own-suite"]);
    expect(digests(after)["other-suite"]).not.toBe(digests(before)["other-suite"]);
  });

  it("is unchanged by the same upload again", async () => {
    const before = await currentComparison("first");
    await sendRows("treated", rowsOf("own-suite", better));
    const after = await currentComparison("first");
    expect(after.digest).toBe(before.digest);
  });
});

describe("uploads", () => {
  it("take files, read them when complete, and report", async () => {
    const text = rowsOf("filed", better)
      .map((row) => JSON.stringify(row))
      .join("\n");
    const bytes = new TextEncoder().encode(`${text}\n`);
    const request = { checkpoint: "by-file", files: [{ name: "rows.ndjson", bytes: bytes.length }] };
    const made = UploadAnswer.parse(
      await (await call("POST", "/v1/uploads", request, { "idempotency-key": "one" })).json(),
    );
    expect(made).toMatchObject({ status: "awaiting_files", checkpointMade: true, sequence: 1 });
    const early = await call("POST", `/v1/uploads/${made.upload}/complete`);
    expect((await problem(early)).code).toBe("upload_incomplete");
    expect((await call("PUT", made.files[0]?.put ?? "", bytes)).status).toBe(204);
    expect((await call("POST", `/v1/uploads/${made.upload}/complete`)).status).toBe(202);
    const counted = await until(async () => {
      const answer = UploadAnswer.parse(await (await call("GET", `/v1/uploads/${made.upload}`)).json());
      return answer.status === "counted" ? answer : undefined;
    });
    expect(counted.results).toMatchObject([{ suite: "filed", variant: "", condition: "" }]);
    const replayed = await call("POST", "/v1/uploads", request, { "idempotency-key": "one" });
    expect(((await replayed.json()) as UploadAnswer).upload).toBe(made.upload);
    const other = await call(
      "POST",
      "/v1/uploads",
      { ...request, checkpoint: "another" },
      { "idempotency-key": "one" },
    );
    expect(other.status).toBe(422);
    expect((await problem(other)).code).toBe("idempotency_reused");
  });

  it("refuse bytes that are not what was announced", async () => {
    const request = { checkpoint: "by-file", files: [{ name: "rows.ndjson", bytes: 5 }] };
    const made = UploadAnswer.parse(await (await call("POST", "/v1/uploads", request)).json());
    const longer = await call("PUT", made.files[0]?.put ?? "", new TextEncoder().encode("123456"));
    expect(longer.status).toBe(413);
    const shorter = await call("PUT", made.files[0]?.put ?? "", new TextEncoder().encode("1234"));
    expect((await problem(shorter)).code).toBe("invalid_file");
  });

  it("are rejected with reasons when nothing can be read", async () => {
    const bytes = new TextEncoder().encode("not a result file\n");
    const request = { checkpoint: "by-file", files: [{ name: "notes.txt", bytes: bytes.length }] };
    const made = UploadAnswer.parse(await (await call("POST", "/v1/uploads", request)).json());
    await call("PUT", made.files[0]?.put ?? "", bytes);
    await call("POST", `/v1/uploads/${made.upload}/complete`);
    const rejected = await until(async () => {
      const answer = UploadAnswer.parse(await (await call("GET", `/v1/uploads/${made.upload}`)).json());
      return answer.status === "rejected" ? answer : undefined;
    });
    expect(rejected.reports[0]?.problems[0]?.code).toBe("unknown_format");
  });
});

describe("refusals", () => {
  it("says what was needed, with places", async () => {
    const response = await call("PUT", "/v1/checkpoints/x", { compute: { flops: -1 }, sede: 3 });
    expect(response.status).toBe(422);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    const body = await problem(response);
    expect(body.code).toBe("invalid_body");
    expect(body.errors?.map(({ place }) => place)).toContain("/compute/flops");
    expect(body.requestId).toBe(response.headers.get("x-request-id"));
  });

  it("has a code for each kind of wrong", async () => {
    const cases: [string, string, unknown, number, string][] = [
      ["GET", "/v1/experiments/nothing", undefined, 404, "not_found"],
      ["GET", "/v1/experiments/nothing/comparison", undefined, 404, "not_found"],
      ["GET", "/v1/nothing", undefined, 404, "not_found"],
      ["DELETE", "/v1/suites/x", undefined, 405, "method_not_allowed"],
      ["GET", "/v1/checkpoints/.x", undefined, 400, "invalid_id"],
      ["GET", "/v1/checkpoints?limit=0", undefined, 400, "invalid_query"],
      ["GET", "/v1/checkpoints?cursor=!", undefined, 400, "invalid_query"],
      ["PUT", "/v1/experiments/e", { treatment: ["a"], baseline: ["a"] }, 422, "same_arms"],
      ["PUT", "/v1/experiments/e", { treatment: ["not-there"], baseline: ["nor-there"] }, 422, "unknown_checkpoint"],
      ["PUT", "/v1/experiments/e", { treatment: [], baseline: ["b"] }, 422, "invalid_body"],
      ["PUT", "/v1/experiments/e", { treatment: ["a"], baseline: ["b"], plan: { level: 2 } }, 422, "invalid_body"],
      ["GET", "/v1/experiments/first/win-rates?by=colour", undefined, 400, "invalid_query"],
      ["GET", "/v1/experiments/first/comparison.xlsx", undefined, 404, "not_found"],
      ["GET", `/v1/comparisons/${"0".repeat(64)}`, undefined, 404, "not_found"],
      ["GET", "/v1/uploads/nothing", undefined, 404, "not_found"],
    ];
    for (const [method, path, body, status, code] of cases) {
      const response = await call(method, path, body);
      expect({ method, path, status: response.status, code: (await problem(response)).code }).toEqual({
        method,
        path,
        status,
        code,
      });
    }
  });

  it("takes no body that is not JSON", async () => {
    const response = await call("PUT", "/v1/checkpoints/x", new TextEncoder().encode("{"));
    expect((await problem(response)).code).toBe("malformed_json");
  });

  it("waits for results, and refuses unmatched compute when the plan says so", async () => {
    await call("PUT", "/v1/checkpoints/empty", {});
    await call("PUT", "/v1/experiments/waiting", { treatment: ["treated"], baseline: ["empty"] });
    await until(async () => {
      const answer = ExperimentAnswer.parse(await (await call("GET", "/v1/experiments/waiting")).json());
      return answer.status === "waiting" ? answer : undefined;
    });
    expect((await problem(await call("GET", "/v1/experiments/waiting/comparison"))).code).toBe("no_results");
    await call("PUT", "/v1/checkpoints/costly", { compute: { flops: 2e20 } });
    await sendRows("costly", rowsOf("own-suite", worse));
    const plan = { requireMatched: true };
    await call("PUT", "/v1/experiments/strict", { treatment: ["treated"], baseline: ["costly"], plan });
    await until(async () => {
      const answer = ExperimentAnswer.parse(await (await call("GET", "/v1/experiments/strict")).json());
      return answer.status === "failed" ? answer : undefined;
    });
    const refused = await call("GET", "/v1/experiments/strict/comparison");
    expect(refused.status).toBe(422);
    expect((await problem(refused)).code).toBe("unmatched_compute");
  });
});

describe("access", () => {
  it("asks for a key on every route that the document guards", async () => {
    const open: string[] = [];
    for (const route of routes.filter(({ scope }) => scope !== "none" && scope !== "share")) {
      const path = route.path
        .replace("{digest}", "0".repeat(64))
        .replace("{index}", "0")
        .replace(/\{\w+\}/g, "x");
      const response = await fetch(new URL(path, service.url), { method: route.method.toUpperCase() });
      if (response.status !== 401) open.push(`${route.method} ${path}: ${response.status}`);
    }
    expect(open).toEqual([]);
  });

  it("knows a mistyped key, an unknown one, and another host", async () => {
    const asked = (key: string) =>
      fetch(new URL("/v1/checkpoints", service.url), { headers: { authorization: `Bearer ${key}` } });
    const mistyped = await asked(`${service.key.slice(0, -1)}${service.key.endsWith("0") ? "1" : "0"}`);
    expect(mistyped.status).toBe(401);
    expect((await problem(mistyped)).detail).toMatch(/mistyped/);
    expect(mistyped.headers.get("www-authenticate")).toMatch(/Bearer/);
    expect((await asked("")).status).toBe(401);
  });

  it("documents every route that it serves, and serves every one it documents", async () => {
    const response = await fetch(new URL("/openapi.json", service.url));
    const { paths } = (await response.json()) as { paths: Record<string, Record<string, object>> };
    const documented = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(documented.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });
});
