/** Writes what the example studies print today into their pages: `npx tsx test/examples/refresh.ts [STUDY]`. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { withBlocks } from "./printed.ts";
import { studies } from "./studies.ts";
import { examplesFolder, openWorkshop, pageOf } from "./workshop.ts";

const [only] = process.argv.slice(2);
const workshop = await openWorkshop();
try {
  for (const study of studies.filter(({ name }) => only === undefined || name === only)) {
    const began = process.cpuUsage();
    const { blocks } = await study.run(workshop);
    await writeFile(path.join(examplesFolder, study.name, "README.md"), withBlocks(await pageOf(study.name), blocks));
    const { user, system } = process.cpuUsage(began);
    process.stdout.write(`${study.name}: ${((user + system) / 1e6).toFixed(1)} s\n`);
  }
} finally {
  await workshop.close();
}
