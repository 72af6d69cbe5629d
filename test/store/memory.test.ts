import { memories } from "@evenmatch/store/memory";
import { describe, expect, it } from "vitest";

const client = {} as Parameters<ReturnType<typeof memories>>[0]["client"];
const table = { client };

describe("what a process remembers", () => {
  it("is believed for its time, and not at all when the clock has stepped back", async () => {
    const memory = memories<string>({ entries: 2, keptMs: 10 })(table);
    let reads = 0;
    const read = async () => `read ${++reads}`;
    expect(await memory.recallOr("k", 100, read)).toBe("read 1");
    expect(await memory.recallOr("k", 109, read)).toBe("read 1");
    expect([memory.recall("k", 109), memory.recall("k", 110), memory.recall("k", 99)]).toEqual([
      "read 1",
      undefined,
      undefined,
    ]);
    expect(await memory.recallOr("k", 110, read)).toBe("read 2");
  });

  it("is bounded in entries and in bytes", async () => {
    const memory = memories<string>({ entries: 3, bytes: { most: 80, of: (text) => text.length }, keptMs: 10 })(table);
    for (const key of ["a", "b", "c", "d"]) memory.learning()(key, 0, key);
    expect(["a", "b", "c", "d"].map((key) => memory.recall(key, 0))).toEqual([undefined, "b", "c", "d"]);
    memory.learning()("long", 0, "x".repeat(11));
    expect(memory.recall("long", 0)).toBeUndefined();
    const wide = memories<string>({ entries: 100, bytes: { most: 80, of: (text) => text.length }, keptMs: 10 })(table);
    for (let index = 0; index < 20; index += 1) wide.learning()(`k${index}`, 0, "x".repeat(10));
    const left = Array.from({ length: 20 }, (_, index) => wide.recall(`k${index}`, 0)).filter(Boolean);
    expect(left).toHaveLength(8);
  });

  it("does not hold what was read before something was forgotten, nor that nothing was there", async () => {
    const memory = memories<string>({ entries: 2, keptMs: 10 })(table);
    const during = memory.recallOr("k", 0, async () => {
      await Promise.resolve();
      memory.forget("k");
      return "old";
    });
    expect([await during, memory.recall("k", 0)]).toEqual(["old", undefined]);
    expect(await memory.recallOr("k", 0, async () => undefined)).toBeUndefined();
    expect(await memory.recallOr("k", 0, async () => "new")).toBe("new");
    memory.forget("k");
    expect(memory.recall("k", 0)).toBeUndefined();
  });

  it("is one for each table", () => {
    const of = memories<string>({ entries: 2, keptMs: 10 });
    of(table).learning()("k", 0, "here");
    expect([of(table).recall("k", 0), of({ client: Object.create(client) }).recall("k", 0)]).toEqual([
      "here",
      undefined,
    ]);
  });
});
