// Writes the compiled kernel as a TypeScript module, or says whether the one there is the same: FROM TO [--check]
import { readFileSync, writeFileSync } from "node:fs";

const [, , from, to, check] = process.argv;
const base64 = readFileSync(from).toString("base64");
const lines = base64.match(/.{1,110}/g).map((line) => `  "${line}"`);
const text = `/** The kernel of packages/stats/kernel/gather.ts, compiled; base64. Written by its build.sh. */
export const kernelBytes: string = [
${lines.join(",\n")},
].join("");
`;
if (check !== "--check") {
  writeFileSync(to, text);
} else if (readFileSync(to, "utf8") !== text) {
  console.error(`the kernel's bytes are not those of its source: run ${new URL("build.sh", import.meta.url).pathname}`);
  console.log("0 passed, 1 failed");
  process.exitCode = 1;
} else {
  console.log("1 passed, 0 failed");
}
