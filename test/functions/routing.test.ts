/** In the cloud two functions share the routes: whoever asks must get what one machine answers, whichever is asked. */
import type { NewShare } from "@evenmatch/contract/access";
import type { ExperimentAnswer } from "@evenmatch/contract/experiment";
import { routes } from "@evenmatch/contract/openapi";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { readApp } from "@evenmatch/service/http/read-app";
import { beforeAll, expect, it } from "vitest";
import { readRouteKeys } from "../../stacks/permissions.ts";
import { readRouteOf } from "../aws/lambda/http-api.ts";
import { inProcess } from "../http/in-process.ts";
import { rowsOf } from "../service/running-service.ts";

const service = inProcess();
let key = "";
let light: ReturnType<typeof readApp>;
const names: Record<string, string> = {
  checkpoint: "after",
  suite: "own",
  experiment: "e",
  index: "0",
  code: "not_found",
};
/** addresses of the pages, which the contract does not list */
const pages = [
  "/",
  "/sign-in",
  "/experiments",
  "/experiments/{experiment}",
  "/experiments/{experiment}/suites/{suite}",
  "/experiments/{experiment}/comparison.csv",
  "/checkpoints",
  "/suites",
  "/uploads",
  "/uploads/{upload}",
  "/verify",
  "/verify.js",
  "/comparisons/{digest}/verify",
  "/comparisons/{digest}/proof.json",
  "/shared/{token}",
  "/shared/{token}/suites/{suite}",
];
const accepts = [undefined, "application/json", "text/csv", "text/markdown", "image/svg+xml", "text/html", "image/png"];

beforeAll(async () => {
  ({ key } = await service.key("p", ["admin"]));
  const answered = async <T>(method: string, target: string, body: unknown) =>
    (await (await service.ask(key, method, target, { body })).json()) as T;
  for (const [checkpoint, scores] of [
    ["after", "1110111101111011110111101111"],
    ["before", "1010110100101010110100101101"],
  ] as const) {
    await answered("PUT", `/v1/checkpoints/${checkpoint}`, { step: 3 });
    const plain = rowsOf("own", scores);
    const rows = [...plain, ...plain.map((row) => ({ ...row, condition: "pressed" }))];
    const upload = await answered<UploadAnswer>("POST", "/v1/results", { checkpoint, rows });
    names.upload = upload.upload;
    if (checkpoint === "after") names.result = upload.results[0]?.resultHash ?? "";
  }
  await answered("PUT", "/v1/experiments/e", { treatment: ["after"], baseline: ["before"] });
  const { digest } = await answered<ExperimentAnswer>("GET", "/v1/experiments/e", undefined);
  Object.assign(names, { digest: digest ?? "", before: digest ?? "", after: digest ?? "" });
  const share = await answered<NewShare>("POST", "/v1/shares", { digest });
  Object.assign(names, { token: share.token, share: share.id });
  light = readApp(service.deps, { log: () => undefined, newRequestId: () => crypto.randomUUID() });
});

const addressOf = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => names[name] ?? "none");

/** As the HTTP API would: the light function where a route key says so, else the other; where one sends on, on. */
async function askCloud(address: string, headers: Record<string, string>, asked: Set<string>): Promise<Response> {
  const routeKey = readRouteOf("GET", address);
  if (routeKey !== undefined) asked.add(routeKey);
  const app = routeKey === undefined ? service.app : light;
  const answer = await app.request(address, { headers });
  const next = answer.headers.get("location");
  return answer.status === 303 && next?.startsWith("/whole/") ? askCloud(next, headers, asked) : answer;
}

it("every route answers through two functions as it does from one", async () => {
  const asked = new Set<string>();
  const answers = new Map<number, number>();
  for (const path of [...routes.filter(({ method }) => method === "get").map(({ path }) => path), ...pages]) {
    const address = addressOf(path);
    for (const accept of readRouteOf("GET", address) === undefined ? [undefined] : accepts) {
      const headers = { authorization: `Bearer ${key}`, ...(accept === undefined ? {} : { accept }) };
      const cloud = await askCloud(address, headers, asked);
      const one = await service.app.request(address, { headers });
      const told = (answer: Response) => [address, accept, answer.status, answer.headers.get("content-type")];
      expect(told(cloud)).toEqual(told(one));
      if (one.ok)
        expect(Buffer.from(await cloud.arrayBuffer()).equals(Buffer.from(await one.arrayBuffer()))).toBe(true);
      answers.set(one.status, (answers.get(one.status) ?? 0) + 1);
    }
  }
  expect([...asked].sort()).toEqual([...readRouteKeys].sort());
  // the first page sends on; the guarantee wants suites, items want a condition; `own` was not declared; there are no PNG
  expect([...answers.keys()].sort()).toEqual([200, 302, 400, 404, 406, 422]);
  expect(answers.get(404)).toBe(1);
  expect(answers.get(200)).toBeGreaterThan(100);
});
