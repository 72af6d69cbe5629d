/**
 * The table as moto has it, and wherever EVENMATCH_TEST_DYNAMODB points: the address of an engine of DynamoDB's protocol
 * on this machine. A table of its own is made there and taken away.
 */
import { randomUUID } from "node:crypto";
import { DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { connect, makeTable } from "@evenmatch/store";
import { storeSuite } from "../../store/store-suite.ts";
import { localCaller, startMoto } from "../moto.ts";

storeSuite("DynamoDB (moto)", async () => {
  const moto = await startMoto();
  const engine = connect({ table: "evenmatch", client: moto.dynamodb() });
  await makeTable(engine);
  return { engine, close: () => moto.stop() };
});

const elsewhere = process.env.EVENMATCH_TEST_DYNAMODB;
if (elsewhere !== undefined && elsewhere !== "") {
  storeSuite(`the engine at ${elsewhere}`, async () => {
    const client = new DynamoDBClient({ ...localCaller, endpoint: elsewhere });
    const engine = connect({ table: `evenmatch-test-${randomUUID()}`, client });
    await makeTable(engine);
    return {
      engine,
      close: async () => {
        await client.send(new DeleteTableCommand({ TableName: engine.table }));
        client.destroy();
      },
    };
  });
}
