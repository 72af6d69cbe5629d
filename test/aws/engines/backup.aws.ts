/** A project that goes from one machine to the cloud's engines and back. */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { backupProject, restoreProject } from "@evenmatch/service/backup";
import { homePlace } from "@evenmatch/service/places";
import { connect, makeTable, s3Blobs } from "@evenmatch/store";
import { expect, it } from "vitest";
import { fillProject, servedComparison } from "../../service/small-project.ts";
import { startMoto } from "../moto.ts";

it("a project goes from one machine to the cloud and back without a change", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "backup-"));
  const moto = await startMoto();
  const here = await homePlace(path.join(folder, "here"));
  const back = await homePlace(path.join(folder, "back"));
  try {
    await fillProject(here, "default");
    const s3 = moto.s3();
    await s3.send(
      new CreateBucketCommand({ Bucket: "blobs", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    const cloud = {
      table: connect({ table: "evenmatch", client: moto.dynamodb() }),
      blobs: s3Blobs({ client: s3, bucket: "blobs" }),
    };
    await makeTable(cloud.table);
    const out = await backupProject({ ...here, project: "default" }, path.join(folder, "out"));
    await restoreProject(cloud, path.join(folder, "out"));
    expect(await servedComparison(cloud, "default")).toEqual(await servedComparison(here, "default"));
    expect(await backupProject({ ...cloud, project: "default" }, path.join(folder, "home"))).toEqual(out);
    await restoreProject(back, path.join(folder, "home"));
    expect(await servedComparison(back, "default")).toEqual(await servedComparison(here, "default"));
  } finally {
    await here.close();
    await back.close();
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
