import type { BackupManifest, BackupSource } from "@evenmatch/service/backup";
import type { Command } from "commander";
import { homeFolder } from "../connection.ts";
import { CommandError } from "../failure.ts";
import { print } from "../output.ts";

interface Options {
  home?: string;
  table?: string;
  bucket?: string;
  project: string;
}

const places = (command: Command): Command =>
  command
    .option(
      "--home <folder>",
      "the one-machine service's folder (else EVENMATCH_HOME, else ./.evenmatch); stop it first",
    )
    .option("--table <name>", "a table in the cloud, with the AWS environment's credentials")
    .option("--bucket <name>", "the bucket that belongs to the table");

/** `evenmatch backup`: a whole project as a folder. */
export function addBackup(program: Command): void {
  places(program.command("backup"))
    .description("write a whole project (results, comparisons, files; no keys) into a folder")
    .argument("<folder>", "a folder without a backup; made where it is missing")
    .option("--project <id>", "the project", "default")
    .action((folder: string, options: Options) =>
      atPlace(options, async (place) => {
        const { backupProject } = await import("@evenmatch/service/backup");
        say("backed up", await backupProject({ ...place, project: options.project }, folder));
      }),
    );
}

/** `evenmatch restore`: a backup into a place that does not hold its project. */
export function addRestore(program: Command): void {
  places(program.command("restore"))
    .description("bring a backup back, under its project's own name; one that broke off can be run again")
    .argument("<folder>", "the folder of a backup")
    .action((folder: string, options: Options) =>
      atPlace(options, async (place) => {
        const { restoreProject } = await import("@evenmatch/service/backup");
        say("restored", await restoreProject(place, folder));
      }),
    );
}

function say(done: string, { project, items, blobs, bytes }: BackupManifest): void {
  print(`${done} project ${project}: ${items} items, ${blobs} blobs of ${bytes} bytes\n`);
}

/** Opens table and blobs, of one machine or of the cloud, for as long as the work takes. */
async function atPlace(
  { home, table, bucket }: Options,
  work: (place: Pick<BackupSource, "table" | "blobs">) => Promise<void>,
): Promise<void> {
  if ((table === undefined) !== (bucket === undefined)) {
    throw new CommandError("needed --table and --bucket together, found one of them (invalid_options)");
  }
  if (table !== undefined && home !== undefined) {
    throw new CommandError("needed either --home or --table and --bucket, found both (invalid_options)");
  }
  const { cloudPlace, homePlace } = await import("@evenmatch/service/places");
  const place =
    table === undefined || bucket === undefined
      ? await homePlace(homeFolder(home))
      : cloudPlace({ table, bucket, pathStyle: process.env.AWS_ENDPOINT_URL_S3 !== undefined });
  try {
    await work(place);
  } catch (error) {
    throw error instanceof Error && !("code" in error) ? new CommandError(error.message) : error;
  } finally {
    await place.close();
  }
}
