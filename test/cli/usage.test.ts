import { describe, expect, it } from "vitest";
import { run } from "./run-command.ts";

describe("evenmatch called in a way it does not know", { timeout: 120_000 }, () => {
  it.each([
    [["nonsense"], "unknown command 'nonsense'"],
    [["compare", "--treatment", "a", "--level", "7"], "needed a level above 0.5 and below 1, found 7"],
  ])("%s: says what is wrong on stderr and ends with 2", async (args, text) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^evenmatch: /);
    expect(stderr).toContain(text);
  });

  it("shows help and version, and ends with 0", async () => {
    const [help, version] = await Promise.all([run(["--help"]), run(["--version"])]);
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of ["compare", "inspect", "serve", "push", "checkpoint", "suite", "experiment", "table", "keys"]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${name} `, "m"));
    }
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });

  it("says how to start a service where there is none", async () => {
    const { code, stderr } = await run(["table", "any"], { env: { EVENMATCH_HOME: "/nonexistent" } });
    expect(code).toBe(1);
    expect(stderr).toBe(
      "evenmatch: needed a running service, found none: no --server, no EVENMATCH_URL, no /nonexistent/url; start one with `npx evenmatch serve` (no_service)\n",
    );
  });
});
