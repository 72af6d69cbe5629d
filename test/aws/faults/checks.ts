/** Invariants that are held against what was found, and counted. */
import { isDeepStrictEqual } from "node:util";

let passed = 0;
let failed = 0;

export const checks = {
  /** Says whether what was found is what must be. */
  equal(name: string, found: unknown, needed: unknown): void {
    if (isDeepStrictEqual(found, needed)) {
      passed += 1;
      console.log(`holds: ${name}`);
      return;
    }
    failed += 1;
    const text = (value: unknown) => (JSON.stringify(value) ?? "undefined").slice(0, 1500);
    console.log(`broken: ${name}: needed ${text(needed)}, found ${text(found)}`);
  },
  /** The last line, and the process' exit code. */
  end(): void {
    console.log(`${passed} passed, ${failed} failed`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
  },
};
