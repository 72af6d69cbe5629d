import { ContentError } from "@evenmatch/formats/content-error";
import { type Choice, type JsonPath, type Selected, selectJson } from "@evenmatch/formats/select-json";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

async function* chunksOf(text: string, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text, "utf8");
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function selected(text: string, choose: (path: JsonPath) => Choice, chunkBytes = 7): Promise<Selected[]> {
  const events: Selected[] = [];
  for await (const event of selectJson(chunksOf(text, chunkBytes), choose, { file: "f" })) events.push(event);
  return events;
}

async function codeOf(text: string, choose: (path: JsonPath) => Choice): Promise<string> {
  try {
    await selected(text, choose);
  } catch (error) {
    if (error instanceof ContentError) return error.code;
    throw error;
  }
  return "none";
}

describe("selectJson", () => {
  it("takes a whole document as JSON.parse does, whatever the chunks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 5 }), fc.integer({ min: 1, max: 40 }), async (text, size) => {
        const [event] = await selected(text, () => "take", size);
        expect(event).toEqual({ type: "value", path: [], value: JSON.parse(text) });
      }),
    );
  });

  it("enters, takes and passes over as it is told, whatever the chunks", async () => {
    const text = JSON.stringify({
      skip: { deep: ['quote " and \\', { a: "]}" }] },
      samples: [{ id: 1, long: "x".repeat(100), 'k"ey': [1, 2] }, {}, { id: "two", tail: "\\\\" }],
      end: -1.5,
    });
    const choose = (path: JsonPath): Choice => {
      if (path[0] === "skip") return "skip";
      if (path.length < 3) return "enter";
      return path[2] === "long" ? "skip" : "take";
    };
    for (const size of [1, 2, 3, 5, 8, 13, 1000]) {
      expect(await selected(text, choose, size)).toEqual([
        { type: "value", path: ["samples", 0, "id"], value: 1 },
        { type: "value", path: ["samples", 0, 'k"ey'], value: [1, 2] },
        { type: "end", path: ["samples", 0] },
        { type: "end", path: ["samples", 1] },
        { type: "value", path: ["samples", 2, "id"], value: "two" },
        { type: "value", path: ["samples", 2, "tail"], value: "\\\\" },
        { type: "end", path: ["samples", 2] },
        { type: "end", path: ["samples"] },
        { type: "value", path: ["end"], value: -1.5 },
        { type: "end", path: [] },
      ]);
    }
  });

  it("entering everything gives every scalar at its path", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), fc.integer({ min: 1, max: 9 }), async (text, size) => {
        const found: [string, unknown][] = [];
        const walk = (value: unknown, path: (string | number)[]): void => {
          if (Array.isArray(value)) for (const [at, inner] of value.entries()) walk(inner, [...path, at]);
          else if (typeof value === "object" && value !== null)
            for (const [key, inner] of Object.entries(value)) walk(inner, [...path, key]);
          else found.push([JSON.stringify(path), value]);
        };
        walk(JSON.parse(text), []);
        const events = await selected(text, () => "enter", size);
        const own = events.flatMap((event) =>
          event.type === "value" ? [[JSON.stringify(event.path), event.value]] : [],
        );
        expect(new Map(own as [string, unknown][])).toEqual(new Map(found));
      }),
    );
  });

  it("refuses what is cut, too deep, or said twice", async () => {
    const enter = (): Choice => "enter";
    const skip = (): Choice => "skip";
    expect(await codeOf('{"a": [1, 2', enter)).toBe("truncated");
    expect(await codeOf('{"a": [1, 2', skip)).toBe("truncated");
    expect(await codeOf("", enter)).toBe("truncated");
    expect(await codeOf("[".repeat(10_000), skip)).toBe("too_deep");
    expect(await codeOf("[".repeat(10_000), enter)).toBe("too_deep");
    expect(await codeOf('{"a": 1, "\\u0061": 2}', enter)).toBe("duplicate_key");
    expect(await codeOf('{"a" 1}', enter)).toBe("invalid_json");
    expect(await codeOf('{"a": 1} x', enter)).toBe("invalid_json");
    expect(await codeOf('{"a": ?}', enter)).toBe("invalid_json");
    expect(await codeOf("[1 2]", enter)).toBe("invalid_json");
    expect(await codeOf('{"a": 1, 2}', enter)).toBe("invalid_json");
  });
});
