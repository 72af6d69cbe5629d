/**
 * Fills the service of a home with one experiment, and prints a configuration for schemathesis with the names of what is
 * there. Arguments: the home's folder.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";
import { serviceClient } from "@evenmatch/client";
import type { NewShare } from "@evenmatch/contract/access";
import type { UploadAnswer } from "@evenmatch/contract/upload";

const [home = ""] = process.argv.slice(2);
const read = async (name: string) => (await readFile(path.join(home, name), "utf8")).trim();
const client = serviceClient({ url: await read("url"), key: await read("owner-key") });

const rowsOf = (shift: number) =>
  ["first-suite", "second-suite"].flatMap((suite) =>
    ["", "pressed"].flatMap((condition) =>
      Array.from({ length: 40 }, (_, item) => ({ suite, condition, item, score: (item * 7 + shift) % 5 < 3 ? 1 : 0 })),
    ),
  );
const uploads: UploadAnswer[] = [];
for (const [checkpoint, shift] of Object.entries({ treated: 1, control: 3 })) {
  await client.declareCheckpoint(checkpoint, { step: 100, compute: { flops: 1e20 } });
  uploads.push(await client.post<UploadAnswer>("/v1/results", { checkpoint, rows: rowsOf(shift) }));
}
await client.declareExperiment("first", { treatment: ["treated"], baseline: ["control"] });
const { digest } = await client.settled("first");
if (digest === null) throw new Error("needed a comparison of the seed, found none");
const share = await client.post<NewShare>("/v1/shares", { digest });

const names: Readonly<Record<string, string>> = {
  checkpoint: "treated",
  suite: "first-suite",
  experiment: "first",
  upload: uploads[0]?.upload ?? "",
  result: uploads[0]?.results[0]?.resultHash ?? "",
  digest,
  before: digest,
  after: digest,
  share: share.id,
  token: share.token,
  code: "not_found",
};
const parameters = Object.entries(names).map(([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`);
process.stdout.write(`[parameters]\n${parameters.join("\n")}\n`);
