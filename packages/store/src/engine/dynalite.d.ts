declare module "dynalite" {
  import type { Server } from "node:http";

  /** An HTTP server that answers DynamoDB's protocol from LevelDB at `path`; closing it closes the database. */
  function dynalite(options: {
    path?: string;
    createTableMs?: number;
    deleteTableMs?: number;
    updateTableMs?: number;
  }): Server;
  export = dynalite;
}
