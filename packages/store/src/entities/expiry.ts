/**
 * When items leave the table by themselves: the attribute `expires`, seconds since 1970. The table in the cloud takes away
 * what has expired, some time after; on one machine the service does, by `removeExpired`. Nothing relies on its being gone.
 */
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { deleteItem, recordOf, type Table } from "../table.ts";

/** The attribute that the table's expiry looks at. */
export const expiryAttribute = "expires";

/** The attribute of an item that leaves `keptMs` after `now`, both in ms. */
export const expiringAfter = (now: number, keptMs: number): { expires: number } => ({
  expires: Math.ceil((now + keptMs) / 1000),
});

/** items looked at together */
const pageSize = 200;

/**
 * Takes away what has expired before `now`, ms since 1970. Looks at every item of the table, page by page; `between` is
 * awaited after each, and ends it by answering false.
 *
 * @returns how many items went
 */
export async function removeExpired(
  table: Table,
  { now, between }: { now: number; between(): Promise<boolean> },
): Promise<number> {
  const moment = Math.floor(now / 1000);
  const isExpired = {
    text: "#expires < :moment",
    names: { "#expires": expiryAttribute },
    values: { ":moment": moment },
  };
  let removed = 0;
  let start: Record<string, never> | undefined;
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.table,
        Limit: pageSize,
        ProjectionExpression: "PK, SK",
        FilterExpression: isExpired.text,
        ExpressionAttributeNames: isExpired.names,
        ExpressionAttributeValues: { ":moment": { N: String(moment) } },
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const { PK, SK } of (page.Items ?? []).map(recordOf)) {
      // it may have been written anew since
      if (await deleteItem(table, { PK, SK }, isExpired)) removed += 1;
    }
    start = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (start !== undefined && (await between()));
  return removed;
}
