/** Keys, shares and projects by the command. */
import { readFile, stat } from "node:fs/promises";
import { ownerKeyFile } from "@evenmatch/service/serve";
import { describe, expect, it } from "vitest";
import { currentComparison, declareArms, sendRows } from "../service/experiments.ts";
import { rowsOf, runningService } from "../service/running-service.ts";
import { run } from "./run-command.ts";

const service = runningService();
const evenmatch = (...args: string[]) => run(args, { env: { EVENMATCH_HOME: service.home } });
const status = async (key: string) =>
  (await fetch(new URL("/v1/checkpoints", service.url), { headers: { authorization: `Bearer ${key}` } })).status;

describe("evenmatch keys, share and project", { timeout: 120_000 }, () => {
  it("makes a key that works until it is revoked, and prints it alone", async () => {
    const made = await evenmatch("keys", "create", "nightly", "--scope", "write", "--days", "7");
    expect(made.code).toBe(0);
    const key = made.stdout.trim();
    const id = /key (\S+) of scope write/.exec(made.stderr)?.[1] ?? "";
    expect(await status(key)).toBe(200);
    const listed = await evenmatch("keys");
    expect(listed.stdout).toMatch(new RegExp(`^${id}  nightly  write  made .*  used .*  expires `, "m"));
    expect(listed.stdout).not.toContain(key);
    expect(await evenmatch("keys", "revoke", id)).toMatchObject({ code: 0, stderr: "" });
    expect(await status(key)).toBe(401);
    expect(await evenmatch("keys", "revoke", "nobody")).toMatchObject({
      code: 1,
      stderr: "evenmatch: no key nobody (not_found)\n",
    });
  });

  it("rotates the owner's key where it lies", async () => {
    const before = (await readFile(ownerKeyFile(service.home), "utf8")).trim();
    const shown = JSON.parse((await evenmatch("project")).stdout) as { key: { id: string } };
    expect(await evenmatch("keys", "rotate", shown.key.id)).toMatchObject({ code: 0, stdout: "" });
    const after = (await readFile(ownerKeyFile(service.home), "utf8")).trim();
    expect([await status(before), await status(after)]).toEqual([401, 200]);
    expect((await stat(ownerKeyFile(service.home))).mode & 0o777).toBe(0o600);
    service.key = after;
  });

  it("shares the current comparison by a link", async () => {
    await declareArms(service, { experiment: "shown", plan: {} });
    await sendRows(service, "shown-t", rowsOf("own-suite", "1110111101111011110111101111"));
    await sendRows(service, "shown-b", rowsOf("own-suite", "1010110100101010110100101101"));
    await currentComparison(service, "shown");
    const made = await evenmatch("share", "shown", "--days", "2", "--name", "for the paper");
    expect(made.code).toBe(0);
    const [page = "", table = ""] = made.stdout.split("\n");
    expect((await fetch(page)).headers.get("content-type")).toMatch(/^text\/html/);
    expect(await (await fetch(table)).text()).toContain("own-suite");
    const [id = ""] = (await evenmatch("share", "list")).stdout.split("  ");
    expect(await evenmatch("share", "revoke", id)).toMatchObject({ code: 0, stderr: "" });
    expect((await fetch(table)).status).toBe(404);
  });
});
