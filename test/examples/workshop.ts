/** Where the example studies are run: their files in a temporary folder, and one service for those that need one. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readPlan } from "@evenmatch/cli/plan-file";
import { pushSources } from "@evenmatch/cli/push-sources";
import { selectSources } from "@evenmatch/cli/select-sources";
import { type Client, serviceClient } from "@evenmatch/client";
import { Comparison } from "@evenmatch/contract/comparison";
import { Persistence } from "@evenmatch/contract/persistence";
import { compareFiles } from "@evenmatch/service/compare-files";
import { ownerKeyFile, serve } from "@evenmatch/service/serve";
import { type StudyFile, writeStudy } from "../../examples/study-files.ts";
import { repoRoot } from "../shared-files.ts";

export const examplesFolder = path.join(repoRoot, "examples");

/** An experiment as the page of a study declares it. */
export interface Declared {
  experiment: string;
  /** suite → what `evenmatch suite` says of it */
  suites?: Readonly<Record<string, object>>;
  treatment: readonly Pushed[];
  baseline: readonly Pushed[];
  /** file in the study's folder */
  plan: string;
}

/** A checkpoint with its files, paths below the study's folder. */
export interface Pushed {
  checkpoint: string;
  body?: object;
  files: readonly string[];
}

export interface Answered {
  comparison: Comparison;
  /** null where there is nothing to follow */
  persistence: Persistence | null;
}

export interface Workshop {
  /** `evenmatch compare` */
  compare(study: string, arms: { treatment: string[]; baseline: string[] }): Promise<Comparison>;
  /** `evenmatch suite`, `checkpoint`, `push`, `experiment`, `table`, `persistence` */
  experiment(study: string, declared: Declared): Promise<Answered>;
  /** a study's folder, its files in `results/` */
  folder(study: string): Promise<string>;
  close(): Promise<void>;
}

/** What a study's generator writes; of a study of published counts nothing. */
export async function generated(study: string): Promise<StudyFile[]> {
  const file = path.join(examplesFolder, study, "generate.ts");
  const found = await readFile(file).catch(() => undefined);
  if (found === undefined) return [];
  const module = (await import(pathToFileURL(file).href)) as { files: () => StudyFile[] };
  return module.files();
}

/** The page of a study. */
export function pageOf(study: string): Promise<string> {
  return readFile(path.join(examplesFolder, study, "README.md"), "utf8");
}

export async function openWorkshop(): Promise<Workshop> {
  const root = await mkdtemp(path.join(os.tmpdir(), "evenmatch-examples-"));
  let service: Promise<{ client: Client; stop(): Promise<void> }> | undefined;
  const made = new Map<string, Promise<string>>();

  async function makeFolder(study: string): Promise<string> {
    const folder = path.join(root, study);
    await writeStudy(path.join(folder, "results"), await generated(study));
    return folder;
  }
  const folder = (study: string) => {
    const known = made.get(study) ?? makeFolder(study);
    made.set(study, known);
    return known;
  };
  async function sourcesOf(study: string, files: readonly string[]) {
    const paths = await Promise.all(
      files.map(async (file) =>
        path.join(file.startsWith("results") ? await folder(study) : path.join(examplesFolder, study), file),
      ),
    );
    return (await selectSources(paths)).sources;
  }
  const planOf = (study: string, plan: string) => readPlan(path.join(examplesFolder, study, plan), {});

  return {
    folder,
    compare: async (study, { treatment, baseline }) => {
      const { comparison } = await compareFiles({
        treatment: await sourcesOf(study, treatment),
        baseline: await sourcesOf(study, baseline),
        plan: await planOf(study, "plan.yaml"),
      });
      return comparison;
    },
    experiment: async (study, { experiment, suites = {}, treatment, baseline, plan }) => {
      service ??= startService(path.join(root, "home"));
      const { client } = await service;
      for (const [suite, body] of Object.entries(suites)) await client.put(`/v1/suites/${suite}`, body);
      // the plan is fixed before the first result, as a page that is to be believed has it
      for (const { checkpoint, body = {} } of [...treatment, ...baseline]) {
        await client.put(`/v1/checkpoints/${checkpoint}`, body);
      }
      const named = (each: readonly Pushed[]) => each.map(({ checkpoint }) => checkpoint);
      const body = { treatment: named(treatment), baseline: named(baseline), plan: await planOf(study, plan) };
      await client.put(`/v1/experiments/${experiment}`, body);
      for (const { checkpoint, files } of [...baseline, ...treatment]) {
        await pushSources({ client, checkpoint, sources: await sourcesOf(study, files), waitMs: 60_000 });
      }
      const state = await client.settled(experiment, { waitMs: 60_000 });
      if (state.status !== "current") throw new Error(`${experiment}: needed a comparison, found it ${state.status}`);
      const of = (what: string) => client.get<unknown>(`/v1/experiments/${experiment}/${what}`);
      const comparison = Comparison.parse(await of("comparison.json"));
      const persistence = comparison.persistence === null ? null : Persistence.parse(await of("persistence"));
      return { comparison, persistence };
    },
    close: async () => {
      await (await service)?.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function startService(home: string): Promise<{ client: Client; stop(): Promise<void> }> {
  const served = await serve({ home, port: 0 });
  const key = (await readFile(ownerKeyFile(home), "utf8")).trim();
  return { client: serviceClient({ url: served.url, key }), stop: served.stop };
}
