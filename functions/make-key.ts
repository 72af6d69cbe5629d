/**
 * The first key of a project in the cloud, written straight into its table by whoever may: `npm run make-key -- --table NAME`.
 * Credentials and region are those of the AWS environment. The key is printed once and stored nowhere but as a hash.
 */
import { randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import { makeApiKey } from "@evenmatch/service/access";
import { connect } from "@evenmatch/store/engine/connect";

const { values } = parseArgs({
  options: {
    table: { type: "string" },
    project: { type: "string", default: "default" },
    name: { type: "string", default: "owner" },
  },
});
if (values.table === undefined) throw new Error("needed --table, the name that the deployment printed, found none");
const key = await makeApiKey(connect({ table: values.table }), {
  id: `owner-${randomUUID()}`,
  project: values.project,
  scopes: ["admin"],
  name: values.name,
  createdAt: new Date().toISOString(),
});
console.log(key);
