/**
 * Experiments, their plans, and HEAD: which comparison is current.
 *
 * `rv`, the results version, is raised by everything that could change the comparison. HEAD is the only item that is
 * ever replaced by a computation, and only by one that is based on a higher `rv`. An experiment stands in the sparse
 * index while `rv` may be ahead of HEAD.
 */
import { type Key, keys, openPartitions, prefixes } from "../keys.ts";
import {
  absent,
  deleteItem,
  getItem,
  type Item,
  jsonOf,
  putItem,
  queryAll,
  queryOpen,
  queryPage,
  requireRoom,
  type Table,
  updateItem,
} from "../table.ts";

export interface ExperimentItem<Plan> {
  project: string;
  experiment: string;
  name: string | null;
  treatment: readonly string[];
  baseline: readonly string[];
  plan: Plan;
  planVersion: number;
  /** whether this plan was fixed before the first result of either arm */
  planFixed: "before" | "after";
  updatedAt: string;
  /** results version */
  rv: number;
}

export interface Head {
  basedOn: number;
  /** null: no comparison could be computed, and `failure` says why */
  digest: string | null;
  /** sort key of the rendered body */
  body: string | null;
  failure: { code: string; detail: string } | null;
  /** the plan that the comparison follows, and the checkpoints of its treatment */
  planVersion: number;
  treatment: readonly string[];
}

const open = (project: string, experiment: string) => ({
  GPK: openPartitions.experiments,
  GSK: `${project}#${experiment}`,
});

function parse<Plan>(record: Item): ExperimentItem<Plan> {
  return { ...jsonOf<Omit<ExperimentItem<Plan>, "rv">>(record), rv: Number(record.rv) };
}

export async function getExperiment<Plan>(
  table: Table,
  project: string,
  experiment: string,
): Promise<ExperimentItem<Plan> | undefined> {
  const record = await getItem(table, keys.experiment(project, experiment));
  return record === undefined || record.deleted === 1 ? undefined : parse(record);
}

/**
 * Writes an experiment if it is still at `rv` (0: absent), with its plan and links, and raises `rv`.
 *
 * Links come first: an upload that finishes meanwhile either finds the link and raises `rv`, or its results were there
 * before the first comparison reads them.
 */
export async function putExperiment<Plan>(
  table: Table,
  entry: Omit<ExperimentItem<Plan>, "rv">,
  rv: number,
): Promise<boolean> {
  const { project, experiment } = entry;
  requireRoom(entry);
  for (const checkpoint of new Set([...entry.treatment, ...entry.baseline])) {
    await putItem(table, { ...keys.experimentOfCheckpoint(project, checkpoint, experiment) }, absent);
  }
  await putItem(
    table,
    { ...keys.plan(project, experiment, entry.planVersion), json: JSON.stringify(entry.plan) },
    absent,
  );
  // one of this name that was deleted: its results versions go on, or what was based on them would look current
  const before = rv === 0 ? await getItem(table, keys.experiment(project, experiment)) : undefined;
  const from = before?.deleted === 1 ? Number(before.rv) : rv;
  const written = await putItem(
    table,
    {
      ...keys.experiment(project, experiment),
      ...open(project, experiment),
      rv: from + 1,
      json: JSON.stringify(entry),
    },
    from === 0 ? absent : { text: "rv = :rv", values: { ":rv": from } },
  );
  if (written) await putItem(table, { ...keys.experimentListing(project, experiment) }, absent);
  return written;
}

/** Takes away the links of checkpoints that an experiment no longer has. */
export async function unlinkCheckpoints(
  table: Table,
  project: string,
  experiment: string,
  checkpoints: readonly string[],
): Promise<void> {
  for (const checkpoint of checkpoints) {
    await deleteItem(table, keys.experimentOfCheckpoint(project, checkpoint, experiment));
  }
}

export async function experimentsOfCheckpoint(table: Table, project: string, checkpoint: string): Promise<string[]> {
  const { PK } = keys.experimentOfCheckpoint(project, checkpoint, "");
  return (await queryAll(table, PK, prefixes.experiment)).map((record) => record.SK.slice(prefixes.experiment.length));
}

/** Raises `rv`: something that the comparison depends on has changed. False where there is no such experiment. */
export async function raiseResultsVersion(table: Table, project: string, experiment: string): Promise<boolean> {
  const { GPK, GSK } = open(project, experiment);
  const raised = await updateItem(
    table,
    keys.experiment(project, experiment),
    { text: "SET rv = rv + :one, GPK = :gpk, GSK = :gsk", values: { ":one": 1, ":gpk": GPK, ":gsk": GSK } },
    { text: "attribute_exists(PK) AND attribute_not_exists(deleted)" },
  );
  return raised !== undefined;
}

export async function getHead(table: Table, project: string, experiment: string): Promise<Head | undefined> {
  const record = await getItem(table, keys.head(project, experiment));
  return record === undefined
    ? undefined
    : { ...jsonOf<Omit<Head, "basedOn">>(record), basedOn: Number(record.basedOn) };
}

/** Replaces HEAD, unless one based on the same or a higher `rv` stands there; then closes the experiment at that `rv`. */
export async function setHead(table: Table, project: string, experiment: string, head: Head): Promise<boolean> {
  const { basedOn, ...rest } = head;
  const written = await putItem(
    table,
    { ...keys.head(project, experiment), basedOn, json: JSON.stringify(rest) },
    { text: "attribute_not_exists(PK) OR basedOn < :basedOn", values: { ":basedOn": basedOn } },
  );
  await updateItem(
    table,
    keys.experiment(project, experiment),
    { text: "REMOVE GPK, GSK" },
    { text: "rv = :basedOn", values: { ":basedOn": basedOn } },
  );
  return written;
}

export async function pageOfExperiments(
  table: Table,
  project: string,
  options: { after?: string | undefined; limit: number },
): Promise<{ experiments: string[]; next: string | undefined }> {
  const page = await queryPage(table, { PK: `P#${project}`, prefix: prefixes.experiment, ...options });
  return { experiments: page.items.map((record) => record.SK.slice(prefixes.experiment.length)), next: page.next };
}

/** Experiments whose comparison may be behind their results, of all projects. */
export async function openExperiments(table: Table): Promise<{ project: string; experiment: string }[]> {
  const found: { project: string; experiment: string }[] = [];
  for (const key of await queryOpen(table, openPartitions.experiments)) {
    const record = await getItem(table, key as Key);
    if (record?.GPK === undefined) continue;
    const { project, experiment } = parse(record);
    found.push({ project, experiment });
  }
  return found;
}

/**
 * Puts a mark in an experiment's place, with a higher `rv`: nothing in flight sets its HEAD again. The mark stays in the
 * sparse index until `closeDeletedExperiment`. False where there is no such experiment.
 */
export async function markExperimentDeleted(table: Table, project: string, experiment: string): Promise<boolean> {
  for (;;) {
    const record = await getItem(table, keys.experiment(project, experiment));
    if (record === undefined || record.deleted === 1) return false;
    const rv = Number(record.rv);
    const marked = await putItem(
      table,
      {
        ...keys.experiment(project, experiment),
        ...open(project, experiment),
        rv: rv + 1,
        deleted: 1,
        json: JSON.stringify({ project, experiment }),
      },
      { text: "rv = :rv", values: { ":rv": rv } },
    );
    if (marked) return true;
  }
}

/** Was an experiment of this name deleted, and is nothing in its place? */
export async function isDeletedExperiment(table: Table, project: string, experiment: string): Promise<boolean> {
  return (await getItem(table, keys.experiment(project, experiment)))?.deleted === 1;
}

/** Takes away what stands beside a deleted experiment, and then its mark out of the sparse index. */
export async function closeDeletedExperiment(table: Table, project: string, experiment: string): Promise<void> {
  const { PK } = keys.experiment(project, experiment);
  for (const prefix of ["PLAN#", "LOOK#", "HEAD"]) {
    for (const { PK: partition, SK } of await queryAll(table, PK, prefix))
      await deleteItem(table, { PK: partition, SK });
  }
  await deleteItem(table, keys.experimentListing(project, experiment));
  await updateItem(
    table,
    keys.experiment(project, experiment),
    { text: "REMOVE GPK, GSK" },
    { text: "deleted = :one", values: { ":one": 1 } },
  );
}
