/** Suites that a project declared itself. */
import { keys, prefixes } from "../keys.ts";
import { absent, deleteItem, getItem, jsonOf, putItem, queryAll, type Table } from "../table.ts";

export interface SuiteItem<Body> {
  suite: string;
  body: Body;
  version: number;
  updatedAt: string;
}

export async function getSuite<Body>(
  table: Table,
  project: string,
  suite: string,
): Promise<SuiteItem<Body> | undefined> {
  const record = await getItem(table, keys.suite(project, suite));
  return record === undefined
    ? undefined
    : { ...jsonOf<Omit<SuiteItem<Body>, "version">>(record), version: Number(record.version) };
}

/** Writes a suite if it is still at `version` (0: absent); false where somebody else wrote in between. */
export function putSuite<Body>(
  table: Table,
  project: string,
  entry: { suite: string; body: Body; updatedAt: string },
  version: number,
): Promise<boolean> {
  return putItem(
    table,
    { ...keys.suite(project, entry.suite), version: version + 1, json: JSON.stringify(entry) },
    version === 0 ? absent : { text: "version = :version", values: { ":version": version } },
  );
}

/** Takes the project's own reading of a suite away. */
export function deleteSuite(table: Table, project: string, suite: string): Promise<boolean> {
  return deleteItem(table, keys.suite(project, suite));
}

/** All suites of the project's own, by id. */
export async function listSuites<Body>(table: Table, project: string): Promise<SuiteItem<Body>[]> {
  const records = await queryAll(table, `P#${project}`, prefixes.suite);
  return records.map((record) => ({
    ...jsonOf<Omit<SuiteItem<Body>, "version">>(record),
    version: Number(record.version),
  }));
}
