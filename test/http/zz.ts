import { mkdtemp, readFile } from "node:fs/promises";
import { execFileSync } from "node:child_process";
import { serve } from "@evenmatch/service/serve";
import { chromium } from "playwright-core";
const home = await mkdtemp("/tmp/H5/browser-");
const served = await serve({ home, port: 0 });
const out = await new Promise<string>((res, rej) => { import("node:child_process").then(({ execFile }) => execFile("npx", ["tsx", "test/http/seed.ts", home], (e, o) => (e ? rej(e) : res(o)))); });
const token = /path.token" = "(.*)"/.exec(out)?.[1] ?? "";
console.log(await (await fetch(`${served.url}/shared/${token}/comparison.csv`)).headers.get("content-type"), token.length);
try { console.log(execFileSync("/work/main/.cache/notebook/venv/bin/python", ["-c", `import pandas as pd; f = pd.read_csv("${served.url}/shared/${token}/comparison.csv"); print(f.shape, list(f.columns[:4])); g = pd.read_parquet("${served.url}/shared/${token}/comparison.parquet"); print(g.shape)`], { encoding: "utf8" })); } catch (e) { console.log(String(e).slice(0, 500)); }
await served.stop();
