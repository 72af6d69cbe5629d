/** The one table: everything remembered but blobs. */
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";

/** The sparse index: only items that carry GPK and GSK stand in it. */
export const openIndex = "open";

/**
 * What table is needed? Partition key PK, sort key SK, and the sparse index `open` on GPK, GSK; paid on demand.
 *
 * The index is there from the first day, for one can't be added later everywhere the table runs. It projects keys
 * alone: an index may lag behind, so whoever finds a key in it reads the item itself before acting on it.
 */
export function tableDefinition(table: string): CreateTableCommandInput {
  return {
    TableName: table,
    BillingMode: "PAY_PER_REQUEST",
    AttributeDefinitions: [
      { AttributeName: "PK", AttributeType: "S" },
      { AttributeName: "SK", AttributeType: "S" },
      { AttributeName: "GPK", AttributeType: "S" },
      { AttributeName: "GSK", AttributeType: "S" },
    ],
    KeySchema: [
      { AttributeName: "PK", KeyType: "HASH" },
      { AttributeName: "SK", KeyType: "RANGE" },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: openIndex,
        KeySchema: [
          { AttributeName: "GPK", KeyType: "HASH" },
          { AttributeName: "GSK", KeyType: "RANGE" },
        ],
        Projection: { ProjectionType: "KEYS_ONLY" },
      },
    ],
  };
}
