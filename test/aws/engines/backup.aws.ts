/** A project that goes from one machine to the cloud's engines and back, by the commands that a person types. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { homePlace, type StorePlace } from "@evenmatch/service/places";
import { connect, makeTable, s3Blobs } from "@evenmatch/store";
import { expect, it } from "vitest";
import { run } from "../../cli/run-command.ts";
import { fillProject, servedBytes } from "../../service/small-project.ts";
import { localCaller, startMoto } from "../moto.ts";

it("a project goes from one machine to the cloud and back without a change", async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "backup-"));
  const moto = await startMoto();
  const at = (name: string) => path.join(folder, name);
  const env = {
    AWS_REGION: localCaller.region,
    AWS_ACCESS_KEY_ID: localCaller.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: localCaller.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: moto.url,
    AWS_ENDPOINT_URL_S3: moto.url,
  };
  const inCloud = ["--table", "evenmatch", "--bucket", "blobs"];
  const done = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(args, { env });
    expect([code, stderr.split("\n").filter((line) => line.includes("needed"))]).toEqual([0, []]);
    return stdout;
  };
  /** Opens a home for one question: a place is one process' at a time. */
  const inHome = async <T>(name: string, ask: (place: StorePlace) => Promise<T>): Promise<T> => {
    const place = await homePlace(at(name));
    try {
      return await ask(place);
    } finally {
      await place.close();
    }
  };
  try {
    const served = await inHome("here", async (place) => {
      await fillProject(place, "default");
      return servedBytes(place, "default");
    });
    const s3 = moto.s3();
    await s3.send(
      new CreateBucketCommand({ Bucket: "blobs", CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }),
    );
    const cloud = {
      table: connect({ table: "evenmatch", client: moto.dynamodb() }),
      blobs: s3Blobs({ client: s3, bucket: "blobs" }),
    };
    await makeTable(cloud.table);
    expect(await done("backup", at("out"), "--home", at("here"))).toMatch(
      /^backed up project default: \d+ items, \d+ blobs/,
    );
    expect(await done("restore", at("out"), ...inCloud)).toMatch(/^restored project default: /);
    expect(await servedBytes(cloud, "default")).toEqual(served);
    await done("backup", at("home"), ...inCloud);
    expect(await readFile(at("home/backup.json"), "utf8")).toBe(await readFile(at("out/backup.json"), "utf8"));
    await done("restore", at("home"), "--home", at("back"));
    expect(await inHome("back", (place) => servedBytes(place, "default"))).toEqual(served);
  } finally {
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 240_000);
