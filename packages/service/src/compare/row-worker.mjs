// A worker thread starts as JavaScript; on Node versions that don't run TypeScript themselves, tsx makes it do so.
import { register } from "tsx/esm/api";

register();
await import("./row-worker.ts");
