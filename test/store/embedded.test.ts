import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
  CreateTableCommand,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EmbeddedEngine, startEmbedded } from "../../packages/store/src/engine/embedded.ts";
import { HomeLockedError, lockHome } from "../../packages/store/src/engine/home-lock.ts";
import { tableStatus } from "../../packages/store/src/engine/make-table.ts";
import { serveDynalite } from "../../packages/store/src/engine/serve-dynalite.ts";
import { tableDefinition } from "../../packages/store/src/table-definition.ts";

const child = path.join(path.dirname(fileURLToPath(import.meta.url)), "embedded-child.ts");
const repoRoot = path.resolve(path.dirname(child), "../..");

describe("the embedded engine", () => {
  let home = "";
  let running: EmbeddedEngine[] = [];

  async function start(folder = home): Promise<EmbeddedEngine> {
    const engine = await startEmbedded({ home: folder });
    running.push(engine);
    return engine;
  }

  beforeEach(async () => {
    home = await mkdtemp(path.join(os.tmpdir(), "store-"));
    running = [];
  });
  afterEach(async () => {
    await Promise.all(running.map((engine) => engine.stop()));
    await rm(home, { recursive: true, force: true });
  });

  it("makes a home, a table and its index, and remembers", async () => {
    const folder = path.join(home, "new", "home");
    const first = await start(folder);
    expect(await tableStatus(first)).toBe("ACTIVE");
    await put(first, "a", "one");
    await first.stop();
    const second = await start(folder);
    expect(await get(second, "a")).toBe("one");
    expect(await openKeys(second)).toEqual(["a"]);
  });

  it("closes every iterator that a query or a scan has opened, ended or cut short", async () => {
    const engine = await start();
    for (let index = 0; index < 20; index += 1) await put(engine, `k${index}`, "x");
    const { ClassicLevel } = await import("classic-level");
    const { values } = ClassicLevel.prototype;
    let [opened, closed] = [0, 0];
    ClassicLevel.prototype.values = function counted(
      this: InstanceType<typeof ClassicLevel>,
      ...given: Parameters<typeof values>
    ) {
      const iterator = values.apply(this, given);
      const close = iterator.close.bind(iterator);
      opened += 1;
      iterator.close = () => {
        closed += 1;
        return close();
      };
      return iterator;
    } as typeof values;
    try {
      for (const Limit of [1, 5, 100]) {
        await engine.client.send(new ScanCommand({ TableName: engine.table, Limit }));
        expect((await openKeys(engine)).length).toBe(20);
      }
    } finally {
      ClassicLevel.prototype.values = values;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(opened).toBeGreaterThanOrEqual(6);
    expect(closed).toBe(opened);
  });

  it.skipIf(process.platform === "win32")("is the owner's alone", async () => {
    await chmod(home, 0o755);
    await start();
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect((await stat(path.join(home, "dynamodb.sock"))).mode & 0o777).toBe(0o600);
  });

  it("refuses folders that are not homes of their own", async () => {
    await expect(startEmbedded({ home: os.tmpdir() })).rejects.toThrow("needed a folder of its own as home");
    await expect(startEmbedded({ home: "/" })).rejects.toThrow("needed a folder of its own as home");
  });

  it("listens elsewhere where the home's path is too long for a socket, and leaves nothing there", async () => {
    const folder = path.join(home, "long-".repeat(30));
    const engine = await start(folder);
    const { socket } = JSON.parse(await readFile(path.join(folder, "server.json"), "utf8"));
    expect(socket.startsWith(folder)).toBe(false);
    expect((await stat(path.dirname(socket))).mode & 0o777).toBe(0o700);
    await put(engine, "a", "one");
    await engine.stop();
    expect(existsSync(path.dirname(socket))).toBe(false);
  });

  it("refuses a second server in this process and names its pid; the first keeps working", async () => {
    const engine = await start();
    const error = await startEmbedded({ home }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HomeLockedError);
    expect((error as HomeLockedError).pid).toBe(process.pid);
    await put(engine, "a", "one");
    expect(await get(engine, "a")).toBe("one");
  });

  it("loses nothing acknowledged by kill -9, refuses a second server meanwhile, and starts at once after", async () => {
    const { server, acknowledged } = await spawnChild(home);
    try {
      const error = await startEmbedded({ home }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(HomeLockedError);
      expect((error as HomeLockedError).pid).toBe(server.pid);
      expect((error as HomeLockedError).message).toContain(`found it held by process ${server.pid}`);
      await acknowledged.atLeast(500);
    } finally {
      server.kill("SIGKILL");
    }
    await once(server, "exit");
    const engine = await start();
    const kept = new Set(await openKeys(engine));
    expect(acknowledged.numbers.length).toBeGreaterThanOrEqual(500);
    expect(acknowledged.numbers.filter((number) => !kept.has(number))).toEqual([]);
    for (const number of acknowledged.numbers.slice(-20))
      expect(await get(engine, number, `P#${Number(number) % 7}`)).toBe("");
  });

  it("of many that start at once, lets one in", async () => {
    const starts = await Promise.allSettled([start(), start(), start(), start()]);
    expect(starts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("puts items back into the index after a death", async () => {
    const engine = await start();
    await put(engine, "a", "one");
    await engine.stop();
    // an item whose index entry was never written: what dynalite leaves when it dies between the two
    const { ClassicLevel } = await import("classic-level");
    const level = new ClassicLevel<string, string>(path.join(home, "table"));
    const entries = await level.keys({ gte: "index-", lt: "index.~" }).all();
    expect(entries).toHaveLength(1);
    await level.del(entries[0] ?? "");
    await level.close();

    const stopped = await start();
    expect(await openKeys(stopped)).toEqual([]);
    await stopped.stop();
    await writeFile(path.join(home, "server.json"), "{");
    expect(await openKeys(await start())).toEqual(["a"]);
  });

  it("makes the table again when a process died while making it", async () => {
    await mkdir(path.join(home, "table"));
    const level = await serveDynalite(path.join(home, "table"), path.join(home, "t.sock"));
    await level.client.send(new CreateTableCommand(tableDefinition("evenmatch")));
    await level.close();
    const { ClassicLevel } = await import("classic-level");
    const raw = new ClassicLevel<string, string>(path.join(home, "table"));
    const key = "table~evenmatch";
    await raw.put(key, ((await raw.get(key)) ?? "").replaceAll("ACTIVE", "CREATING"));
    await raw.close();
    const engine = await start();
    expect(await tableStatus(engine)).toBe("ACTIVE");
  });

  it("says so when the table can't be opened, and gives the home back", async () => {
    await writeFile(path.join(home, "table"), "not a folder");
    await expect(startEmbedded({ home })).rejects.toThrow(/^needed a table in .* that opens, found: /);
    const lock = await lockHome(home);
    expect(lock.died).toBeUndefined();
    await lock.release();
  });

  it("finishes what is on its way before it stops, and refuses what comes later", async () => {
    const engine = await start();
    const writes = Array.from({ length: 50 }, (_, i) => put(engine, `k${i}`, "v"));
    await Promise.all([...writes, Promise.resolve().then(() => engine.stop())]).catch(() => {});
    const settled = await Promise.allSettled(writes);
    await expect(put(engine, "late", "v")).rejects.toThrow("needed a running table, found it stopped");
    const again = await start();
    for (const [i, write] of settled.entries()) {
      if (write.status === "fulfilled") expect(await get(again, `k${i}`)).toBe("v");
    }
    expect(settled.some(({ status }) => status === "fulfilled")).toBe(true);
  });

  it("outlives a caller who gives up", async () => {
    const engine = await start();
    for (let i = 0; i < 20; i++) {
      const controller = new AbortController();
      const sent = engine.client.send(
        new UpdateItemCommand({
          TableName: engine.table,
          Key: { PK: { S: "P" }, SK: { S: "x" } },
          UpdateExpression: "SET body = :body",
          ExpressionAttributeValues: { ":body": { S: "x".repeat(300_000) } },
        }),
        { abortSignal: controller.signal },
      );
      setTimeout(() => controller.abort(), i / 4);
      await sent.catch(() => {});
    }
    await put(engine, "a", "one");
    expect(await get(engine, "a")).toBe("one");
  });

  it("does not follow the environment of the cloud's client", async () => {
    const before = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: "http://127.0.0.1:9",
      AWS_PROFILE: "nobody",
      AWS_REGION: "",
    });
    try {
      const engine = await start();
      await put(engine, "a", "one");
      expect(await get(engine, "a")).toBe("one");
    } finally {
      for (const name of ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE", "AWS_REGION"]) {
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
      }
    }
  });
});

async function put(engine: EmbeddedEngine, key: string, text: string): Promise<void> {
  const Item = { PK: { S: "P" }, SK: { S: key }, GPK: { S: "open" }, GSK: { S: key }, text: { S: text } };
  await engine.client.send(new PutItemCommand({ TableName: engine.table, Item }));
}

async function get(engine: EmbeddedEngine, key: string, partition = "P"): Promise<string | undefined> {
  const Key = { PK: { S: partition }, SK: { S: key } };
  const answer = await engine.client.send(new GetItemCommand({ TableName: engine.table, Key, ConsistentRead: true }));
  return answer.Item === undefined ? undefined : (answer.Item.text?.S ?? "");
}

async function openKeys(engine: EmbeddedEngine): Promise<string[]> {
  const keys: string[] = [];
  const query = {
    TableName: engine.table,
    IndexName: "open",
    KeyConditionExpression: "GPK = :open",
    ExpressionAttributeValues: { ":open": { S: "open" } },
  };
  for await (const page of paginateQuery({ client: engine.client }, query)) {
    keys.push(...(page.Items ?? []).map((item) => item.GSK?.S ?? ""));
  }
  return keys;
}

interface Acknowledged {
  numbers: string[];
  atLeast(count: number): Promise<void>;
}

async function spawnChild(home: string): Promise<{ server: ChildProcess; acknowledged: Acknowledged }> {
  const server = spawn(process.execPath, ["--import", "tsx", child, home], {
    cwd: repoRoot,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const numbers: string[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  const started = new Promise<void>((resolve, reject) => {
    server.once("exit", (code) => reject(new Error(`the child ended with ${code}`)));
    createInterface({ input: server.stdout! }).on("line", (line) => {
      if (line === "started") return resolve();
      numbers.push(line);
      waiting = waiting.filter(({ count, resolve: done }) => numbers.length < count || done());
    });
  });
  await started;
  const atLeast = (count: number) =>
    new Promise<void>((resolve) => {
      if (numbers.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  return { server, acknowledged: { numbers, atLeast } };
}
