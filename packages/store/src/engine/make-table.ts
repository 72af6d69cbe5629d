import { setTimeout as delay } from "node:timers/promises";
import {
  CreateTableCommand,
  DescribeTableCommand,
  ResourceInUseException,
  ResourceNotFoundException,
} from "@aws-sdk/client-dynamodb";
import { tableDefinition } from "../table-definition.ts";
import type { Engine } from "./connect.ts";

/** `undefined` where there is no such table. */
export async function tableStatus({ client, table }: Engine): Promise<string | undefined> {
  try {
    const answer = await client.send(new DescribeTableCommand({ TableName: table }));
    return answer.Table?.TableStatus;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Makes the table where it is missing, and waits until it is active.
 *
 * @throws {Error} if it is not within `timeoutMs`
 */
export async function makeTable(engine: Engine, { timeoutMs = 60_000 } = {}): Promise<void> {
  if ((await tableStatus(engine)) === undefined) {
    await engine.client.send(new CreateTableCommand(tableDefinition(engine.table))).catch((error: unknown) => {
      // someone else made it meanwhile
      if (!(error instanceof ResourceInUseException)) throw error;
    });
  }
  let status: string | undefined;
  for (let waitedMs = 0, waitMs = 2; waitedMs <= timeoutMs; waitedMs += waitMs, waitMs = Math.min(waitMs * 2, 1000)) {
    status = await tableStatus(engine);
    if (status === "ACTIVE") return;
    await delay(waitMs);
  }
  throw new Error(`needed table ${engine.table} to be active within ${timeoutMs} ms, found it ${status}`);
}
