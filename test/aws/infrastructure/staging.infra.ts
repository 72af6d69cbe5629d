/** Staging: what differs from production. */
import { expect, it } from "vitest";
import { deployed } from "./deployed.ts";

it("staging keeps its data and can be removed", async () => {
  const made = await deployed("staging");
  expect(made.app).toMatchObject({ removal: "retain", protect: false });
  const kept = made.resources.filter(({ retained }) => retained).map(({ name }) => name);
  expect(kept.sort()).toEqual(["BlobsBucket", "TableTable"]);
  expect(made.one("aws:dynamodb/table:Table", "Table").deletionProtectionEnabled).toBe(false);
  expect(made.one("aws:cloudwatch/logGroup:LogGroup", "ReadLogGroup").retentionInDays).toBe(30);
});
