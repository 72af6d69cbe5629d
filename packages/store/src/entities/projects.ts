/** Projects: everything else belongs to one. */
import { keys } from "../keys.ts";
import { absent, getItem, jsonOf, putItem, type Table } from "../table.ts";

export interface ProjectItem {
  project: string;
  name: string;
  createdAt: string;
  /** the project whose key made it */
  createdBy: string | null;
}

export async function getProject(table: Table, project: string): Promise<ProjectItem | undefined> {
  const record = await getItem(table, keys.project(project));
  return record === undefined ? undefined : jsonOf<ProjectItem>(record);
}

/** False where it is there already. */
export function putProject(table: Table, entry: ProjectItem): Promise<boolean> {
  return putItem(table, { ...keys.project(entry.project), json: JSON.stringify(entry) }, absent);
}
