/** Writes a proof in which one number differs in its last bit: `tsx last-bit.ts PROOF OTHER`. */
import { readFile, writeFile } from "node:fs/promises";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Proof } from "@evenmatch/contract/proof";

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) throw new Error("needed a proof and a file to write to");
const proof = JSON.parse(gunzipSync(await readFile(from)).toString("utf8")) as Proof;
const row = proof.comparison.suites.find(({ bootstrap }) => bootstrap?.standardError);
if (row?.bootstrap?.standardError == null) throw new Error("needed a row with a bootstrap, found none");
const bits = new DataView(new ArrayBuffer(8));
bits.setFloat64(0, row.bootstrap.standardError);
bits.setUint8(7, bits.getUint8(7) ^ 1);
row.bootstrap.standardError = bits.getFloat64(0);
await writeFile(to, gzipSync(JSON.stringify(proof)));
