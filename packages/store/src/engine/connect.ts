/** Which table to talk to, and through what: the same for every place the table runs. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { quietNodeWarning } from "./quiet-node-warning.ts";

export interface Engine {
  client: DynamoDBClient;
  /** the table's name */
  table: string;
}

/**
 * The table in the cloud. Without a `client`, one from the environment: region, credentials and
 * `AWS_ENDPOINT_URL_DYNAMODB` are the SDK's own business. `maxAttempts`: tries of each request, 3 unless set.
 */
export function connect(options: { table: string; client?: DynamoDBClient; maxAttempts?: number }): Engine {
  const { table, client, maxAttempts } = options;
  quietNodeWarning();
  return { client: client ?? new DynamoDBClient(maxAttempts === undefined ? {} : { maxAttempts }), table };
}
