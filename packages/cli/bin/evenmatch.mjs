#!/usr/bin/env node
// The command, right after `npm ci`: its TypeScript is bundled at the first call and whenever it has changed.
import { pathToFileURL } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`evenmatch: needed Node 20.19 or later, found ${process.versions.node}\n`);
  process.exit(1);
}

const { bundledCommand } = await import("./bundle.mjs");
await import(pathToFileURL(await bundledCommand()).href);
