import { beforeAll, describe, expect, it } from "vitest";
import { type Deployed, deployed } from "./deployed.ts";

describe("production", () => {
  let made: Deployed;
  beforeAll(async () => {
    made = await deployed("production");
  });

  it("makes these resources and no others", () => {
    console.log(made.resources.map((r) => `${r.type} ${r.name} ${r.retained}`).sort().join("\n"));
    console.log(JSON.stringify(made.outputs), made.app);
    expect(1).toBe(1);
  });
});
