import { idTable } from "@evenmatch/formats/id-table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("idTable", () => {
  it("gives each text one index, in the order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 6 })), (texts) => {
        const table = idTable();
        const known = new Map<string, number>();
        for (const text of texts) {
          const expected = known.get(text) ?? known.size;
          expect(table.findText(text, false)).toBe(known.get(text) ?? -1);
          expect(table.findText(text, true)).toBe(expected);
          known.set(text, expected);
          const bytes = Buffer.from(`x${text}x`);
          expect(table.find(bytes, 1, bytes.length - 1, true)).toBe(expected);
        }
        expect(table.size()).toBe(known.size);
        for (const [text, index] of known) expect(table.text(index)).toBe(text);
      }),
    );
  });

  it("holds many", () => {
    const table = idTable();
    for (let round = 0; round < 2; round += 1) {
      for (let at = 0; at < 50_000; at += 1) expect(table.findText(`item-${at}`, true)).toBe(at);
    }
    expect(table.bytes()).toHaveLength(table.starts().at(-1) ?? 0);
  });
});
