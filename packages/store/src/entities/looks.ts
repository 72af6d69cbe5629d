/** Looks: which comparisons of an experiment a reader was served, per plan version. */
import { keys } from "../keys.ts";
import { absent, jsonOf, putItem, queryAll, type Table } from "../table.ts";

export interface LookItem {
  planVersion: number;
  digest: string;
  /** checkpoints of the treatment that was looked at */
  treatment: readonly string[];
}

/** Remembers the first time; true where this was it. */
export function putLook(table: Table, project: string, experiment: string, look: LookItem): Promise<boolean> {
  const key = keys.look(project, experiment, look.planVersion, look.digest);
  return putItem(table, { ...key, json: JSON.stringify(look) }, absent);
}

/** Every look under one plan version. */
export async function listLooks(
  table: Table,
  project: string,
  experiment: string,
  planVersion: number,
): Promise<LookItem[]> {
  const { PK, SK } = keys.look(project, experiment, planVersion, "");
  return (await queryAll(table, PK, SK)).map((record) => jsonOf<LookItem>(record));
}
