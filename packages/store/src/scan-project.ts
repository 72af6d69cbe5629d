/** Everything that the table holds of one project, for a backup. */
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { type Item, recordOf, type Table } from "./table.ts";

/** What is no part of a project's record: listings of its keys and shares, whose secrets are elsewhere, and its counters. */
const passing = (project: string, { PK, SK }: Item) =>
  (PK === `P#${project}` && /^[KH]#/.test(SK)) || PK === `P#${project}#N`;

/**
 * Every item of a project, in no order. Reads the whole table, page by page: for a person who waits, never for a request.
 *
 * Keys, shares and answers remembered by Idempotency-Key are left out.
 */
export async function* scanProject(table: Table, project: string): AsyncIterable<Item> {
  let start: Record<string, never> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.table,
        ConsistentRead: true,
        FilterExpression: "PK = :own OR begins_with(PK, :parts)",
        ExpressionAttributeValues: { ":own": { S: `P#${project}` }, ":parts": { S: `P#${project}#` } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const found of page.Items ?? []) {
      const record = recordOf(found);
      if (!passing(project, record)) yield record;
    }
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined);
}
