/** Builds every function into `.functions/NAME`, which is what is deployed; `npm run build:functions`. */
import { fileURLToPath } from "node:url";
import { buildFunctions } from "./built.ts";

for (const { name, bytes } of await buildFunctions(fileURLToPath(new URL("../.functions", import.meta.url)))) {
  console.log(`${name}: ${Math.ceil(bytes / 1024)} KB`);
}
