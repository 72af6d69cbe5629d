/** The first key of a deployment, made as a person makes it, in whatever table the AWS environment points to. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { hashOf } from "@evenmatch/service/access";
import { connect, getCredential, makeTable } from "@evenmatch/store";
import dynalite from "dynalite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { repoRoot } from "../shared-files.ts";

const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 });
const environment: Record<string, string> = {
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

/** `npm run make-key --` with these arguments. */
const makeKey = (...args: string[]) =>
  promisify(execFile)("npm", ["run", "--silent", "make-key", "--", ...args], {
    cwd: repoRoot,
    env: { ...process.env, ...environment },
  });

describe("npm run make-key", () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("needed an address");
    environment.AWS_ENDPOINT_URL_DYNAMODB = `http://127.0.0.1:${address.port}`;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it("prints a key that the table knows, once, and keeps nothing but its hash", async () => {
    const client = new DynamoDBClient({
      region: "eu-west-1",
      endpoint: environment.AWS_ENDPOINT_URL_DYNAMODB ?? "",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    const table = connect({ table: "THE-TABLE", client });
    await makeTable(table);
    const { stdout } = await makeKey("--table", "THE-TABLE");
    expect(stdout).toMatch(/^em_\S+\n$/);
    const entry = await getCredential(table, "key", hashOf(stdout.trim()));
    expect(entry).toMatchObject({ project: "default", scopes: ["admin"], name: "owner" });
    expect(JSON.stringify(entry)).not.toContain(stdout.trim().slice(3));
    client.destroy();
  }, 60_000);

  it("says what it needs", async () => {
    await expect(makeKey()).rejects.toMatchObject({ stderr: expect.stringContaining("needed --table") });
  }, 60_000);

  it("is written in the page of deployments as it is run here", async () => {
    expect(await readFile(path.join(repoRoot, "docs/deploy.md"), "utf8")).toContain(
      "npm run make-key -- --table THE-TABLE\n",
    );
  });
});
