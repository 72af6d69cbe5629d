#!/usr/bin/env node
// The command runs its TypeScript as it lies here. The project's own tsconfig.json is named, because one in the folder
// where somebody calls the command is about something else.
import * as nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`evenmatch: needed Node 20.19 or later, found ${process.versions.node}\n`);
  process.exit(1);
}

// from Node 22.8: the second start compiles nothing
nodeModule.enableCompileCache?.();
const { register } = await import("tsx/esm/api");
register({ tsconfig: fileURLToPath(new URL("../../../tsconfig.json", import.meta.url)) });
await import("../src/main.ts");
