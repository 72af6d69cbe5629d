import { ConditionalCheckFailedException, paginateScan, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Engine } from "./connect.ts";

/**
 * Puts every item that belongs in the index `open` back into it.
 *
 * The embedded engine writes an item's index entry before the item. A process killed between the two can leave an item
 * without its entry: work that was promised and that nobody would find again. Writing an item's index keys once more,
 * as they are, makes the entry. Entries without an item do no harm: readers of the index read the item.
 *
 * Costs a scan of the table: only for a start after a death.
 *
 * @returns how many items were written
 */
export async function repairIndex({ client, table }: Engine): Promise<number> {
  const pages = paginateScan(
    { client },
    {
      TableName: table,
      ConsistentRead: true,
      ProjectionExpression: "PK, SK, GPK, GSK",
      FilterExpression: "attribute_exists(GPK) AND attribute_exists(GSK)",
    },
  );
  let written = 0;
  for await (const page of pages) {
    for (const { PK, SK, GPK, GSK } of page.Items ?? []) {
      if (PK === undefined || SK === undefined || GPK === undefined || GSK === undefined) continue;
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { PK, SK },
            UpdateExpression: "SET GPK = :gpk, GSK = :gsk",
            ConditionExpression: "GPK = :gpk AND GSK = :gsk",
            ExpressionAttributeValues: { ":gpk": GPK, ":gsk": GSK },
          }),
        );
        written++;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    }
  }
  return written;
}
