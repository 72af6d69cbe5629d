import { drawing, type Screen } from "@evenmatch/cli/screen";
import { watchExperiment } from "@evenmatch/cli/watch-experiment";
import { serviceClient } from "@evenmatch/client";
import { describe, expect, it } from "vitest";
import { declareArms, sendRows } from "../service/experiments.ts";
import { rowsOf, runningService } from "../service/running-service.ts";

const service = runningService();
const better = "1110111101111011110111101111";
const worse = "1010110100101010110100101101";

/** A window of some rows, and everything that was written to it. */
function window(isTerminal: boolean): Screen & { written: string[] } {
  const written: string[] = [];
  return { isTerminal, rows: () => 6, write: (text) => written.push(text), written };
}

/** Frames as lines, without what clears the rest of a line and of the window. */
const frames = (written: readonly string[]) =>
  written
    .filter((text) => text.startsWith("\u001b[H"))
    .map((text) => text.slice(3, -3).split("\u001b[K\n").slice(0, -1));

describe("an experiment that is watched", () => {
  it("is drawn again while results come, cut to the window, and ends when all are counted", async () => {
    await declareArms(service, { experiment: "watched", plan: {} });
    const screen = window(true);
    const said: string[] = [];
    const watched = watchExperiment(serviceClient(service), "watched", {
      waitMs: 25_000,
      quietMs: 500,
      screen,
      draw: ({ suites }, rows) => suites.flatMap(({ suite }) => Array(rows).fill(`row ${suite}`)),
      say: (line) => said.push(line),
    });
    for (const [arm, scores] of [
      ["watched-t", better],
      ["watched-b", worse],
    ] as const) {
      await sendRows(service, arm, rowsOf("alpha", scores, { direction: "higher" }));
    }
    await watched;
    const [first = "", last = ""] = [screen.written[0], screen.written.at(-1)];
    expect([first, last]).toEqual(["\u001b[?1049h\u001b[?25l", "\u001b[?25h\u001b[?1049l"]);
    const shown = frames(screen.written);
    expect(shown[0]).toEqual([expect.stringMatching(/^watched: \d of \d uploads counted/), ""]);
    expect(shown.at(-1)).toEqual([
      "watched: 2 of 2 uploads counted; comparison current",
      "",
      ...Array(3).fill("row alpha"),
    ]);
    expect(said).toEqual([]);
  });

  it("says each change once where there is no terminal, in plain lines, and draws nothing", async () => {
    const screen = window(false);
    const said: string[] = [];
    await watchExperiment(serviceClient(service), "watched", {
      waitMs: 5000,
      quietMs: 0,
      screen,
      draw: () => ["never"],
      say: (line) => said.push(line),
    });
    expect(said).toEqual(["watched: 2 of 2 uploads counted; comparison current"]);
    expect(screen.written).toEqual([]);
  });

  it("ends with the wait though nothing came", async () => {
    await declareArms(service, { experiment: "idle", plan: {} });
    const said: string[] = [];
    const started = Date.now();
    await watchExperiment(serviceClient(service), "idle", {
      waitMs: 100,
      screen: window(false),
      draw: () => ["never"],
      say: (line) => said.push(line),
    });
    expect(Date.now() - started).toBeLessThan(5000);
    expect(said.length).toBeGreaterThan(0);
    for (const line of said) expect(line).toMatch(/^idle: 0 of 0 uploads counted; /);
  });
});

describe("a drawing", () => {
  it("gives the window back once, however often it ends, and leaves no listener behind", () => {
    const before = process.listenerCount("exit");
    const screen = window(true);
    const drawn = drawing(screen);
    expect(process.listenerCount("exit")).toBe(before + 1);
    drawn.show(["one"]);
    drawn.end();
    drawn.end();
    expect(screen.written).toHaveLength(3);
    expect(process.listenerCount("exit")).toBe(before);
  });
});
