/** A server to be killed: writes items for ever and prints each number once it is acknowledged. */
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { startEmbedded } from "../../packages/store/src/engine/embedded.ts";

const engine = await startEmbedded({ home: process.argv[2] ?? "" });
process.stdout.write("started\n");

async function writeEvery(first: number, step: number): Promise<void> {
  for (let number = first; ; number += step) {
    await engine.client.send(
      new PutItemCommand({
        TableName: engine.table,
        Item: {
          PK: { S: `P#${number % 7}` },
          SK: { S: String(number) },
          GPK: { S: "open" },
          GSK: { S: String(number) },
        },
      }),
    );
    process.stdout.write(`${number}\n`);
  }
}

await Promise.all([0, 1, 2, 3].map((first) => writeEvery(first, 4)));
