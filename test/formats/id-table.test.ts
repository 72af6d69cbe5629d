import { viewOf } from "@evenmatch/formats/byte-words";
import { findId, findIdOfText, newIdTable, textOfId } from "@evenmatch/formats/id-table";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("an id table", () => {
  it("gives each text one index, in the order they come", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 6 })), (texts) => {
        const table = newIdTable();
        const known = new Map<string, number>();
        for (const text of texts) {
          const expected = known.get(text) ?? known.size;
          expect(findIdOfText(table, text, false)).toBe(known.get(text) ?? -1);
          expect(findIdOfText(table, text, true)).toBe(expected);
          known.set(text, expected);
          const bytes = viewOf(Buffer.from(`x${text}x`));
          expect(findId(table, bytes, 1, bytes.byteLength - 1, true)).toBe(expected);
        }
        expect(table.size).toBe(known.size);
        for (const [text, index] of known) expect(textOfId(table, index)).toBe(text);
      }),
    );
  });

  it("holds many", () => {
    const table = newIdTable();
    const numbers = Array.from({ length: 50_000 }, (_, at) => at);
    for (let round = 0; round < 2; round += 1) {
      const wrong = numbers.filter((at) => findIdOfText(table, `item-${at}`, true) !== at);
      expect(wrong).toEqual([]);
    }
    expect(textOfId(table, 49_999)).toBe("item-49999");
  });

  it("finds ids that were made to collide, by another hash", () => {
    const many = newIdTable();
    const hashes = new Map<number, string[]>();
    for (let at = 0; at < 400_000; at += 1) findIdOfText(many, `q${at}`, true);
    for (let slot = 0; slot < many.slots.length; slot += 2) {
      const entry = many.slots[slot + 1] as number;
      if (entry === 0) continue;
      const upper = (many.slots[slot] as number) >>> 21;
      hashes.set(upper, [...(hashes.get(upper) ?? []), textOfId(many, entry - 1)]);
    }
    const colliding = hashes.get(0) ?? [];
    expect(colliding.length).toBeGreaterThan(150);
    const table = newIdTable();
    for (const [at, text] of colliding.entries()) expect(findIdOfText(table, text, true)).toBe(at);
    expect(table.rehashes).toBeGreaterThan(0);
    for (const [at, text] of colliding.entries()) expect(findIdOfText(table, text, false)).toBe(at);
  });
});
