/** Table and blobs of a place, for whoever works on them without a service. */
import path from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { type Blobs, connect, fileBlobs, s3Blobs, startEmbedded, type Table } from "@evenmatch/store";

export interface StorePlace {
  table: Table;
  blobs: Blobs;
  close(): Promise<void>;
}

/**
 * The place of a one-machine service.
 *
 * @throws {HomeLockedError} while the service runs
 */
export async function homePlace(home: string): Promise<StorePlace> {
  const engine = await startEmbedded({ home });
  return {
    table: engine,
    blobs: await fileBlobs({ root: path.join(engine.home, "blobs") }),
    close: () => engine.stop(),
  };
}

/** A table and a bucket in the cloud; region, credentials and endpoints are the SDK's own business. */
export function cloudPlace(names: { table: string; bucket: string; pathStyle: boolean }): StorePlace {
  const table = connect({ table: names.table });
  const client = new S3Client({ requestChecksumCalculation: "WHEN_REQUIRED", forcePathStyle: names.pathStyle });
  return {
    table,
    blobs: s3Blobs({ client, bucket: names.bucket }),
    close: async () => {
      table.client.destroy();
      client.destroy();
    },
  };
}
