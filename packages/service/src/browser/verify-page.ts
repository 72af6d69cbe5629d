/** The script of the verification page: the service's own comparison and statistics, in the reader's browser. */
import { parseAs } from "@evenmatch/contract/parse";
import { Proof } from "@evenmatch/contract/proof";
import { analysePersistence, analyseRow } from "@evenmatch/stats";
import type { Difference } from "../verify/compare-values.ts";
import { type Verification, verifyProof } from "../verify/verify-proof.ts";

/** What numbers that are no counts may differ by: functions such as `Math.exp` differ between browsers in last bits. */
const tolerance = 1e-12;
/** differences that are listed one by one */
const mostListed = 200;

/** What of a page is used here; Node's types know none of it. */
interface Part {
  textContent: string | null;
  hidden: boolean;
  dataset: Record<string, string | undefined>;
  files?: ArrayLike<{ stream(): ReadableStream<Uint8Array>; name: string }>;
  append(...parts: (Part | string)[]): void;
  replaceChildren(...parts: (Part | string)[]): void;
  setAttribute(name: string, value: string): void;
  addEventListener(type: string, listener: () => void): void;
}
interface PageDocument {
  getElementById(id: string): Part | null;
  createElement(name: string): Part;
}
const { document } = globalThis as unknown as { document: PageDocument };

function part(id: string): Part {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`needed the element ${id}, found none`);
  return found;
}

function made(name: string, ...children: (Part | string)[]): Part {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

/** Text of bytes that may be gzip. */
async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return new TextDecoder().decode(bytes);
  const unpacked = new Response(bytes).body?.pipeThrough(new DecompressionStream("gzip"));
  return new Response(unpacked).text();
}

/** A frame of the page is drawn before the next row. */
const pause = () => new Promise<void>((resolve) => setTimeout(resolve));

async function verify(load: () => Promise<string>): Promise<void> {
  const [state, outcome] = [part("state"), part("outcome")];
  outcome.replaceChildren();
  state.dataset.state = "working";
  try {
    state.textContent = "reading the proof";
    const proof = parseAs(Proof, JSON.parse(await load()), "invalid_proof");
    const verification = await verifyProof(proof, {
      computeRow: async (input, plan) => {
        await pause();
        return analyseRow(input, plan);
      },
      computePersistence: async (input, plan) => {
        await pause();
        return analysePersistence(input, plan);
      },
      tolerance,
      onRow: (done, total, { suite }) => {
        state.textContent = `computed ${done} of ${total} rows: ${suite}`;
      },
    });
    show(verification, proof);
  } catch (error) {
    state.dataset.state = "failed";
    state.textContent = `it can't be verified: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function show({ digest, same, close, different, told }: Verification, { comparison }: Proof): void {
  const [state, outcome] = [part("state"), part("outcome")];
  const holds = different.length === 0;
  state.dataset.state = holds ? "verified" : "differs";
  state.textContent = holds
    ? "Every value follows from the scores and the plan."
    : `${different.length} of ${same + close.length + different.length} values do not follow from the scores and the plan.`;
  const facts = [
    [
      "digest",
      `${digest.stored} ${digest.stored === digest.recomputed ? "recomputed: the same" : `recomputed: ${digest.recomputed ?? "could not be"}`}`,
    ],
    ["rows", String(comparison.suites.length)],
    ["the same", `${same} values: numbers to the bit; counts, indices, verdicts, hashes exactly`],
    [
      "within 1e-12",
      close.length === 0 ? "none: all numbers are the same to the bit" : `${close.length} numbers, listed below`,
    ],
    [
      "taken as told",
      `experiment ${told.experiment ?? "unnamed"}, plan version ${told.planVersion} fixed ${told.planFixed} the first result, looks ${told.looks ?? "not counted"}: nothing is computed from them`,
    ],
  ] as const;
  const list = made("dl", ...facts.map(([name, text]) => made("div", made("dt", name), made("dd", text))));
  list.setAttribute("class", "facts");
  outcome.replaceChildren(
    list,
    ...listed("do not follow", different),
    ...listed("within 1e-12, not to the bit", close),
  );
}

function listed(title: string, differences: readonly Difference[]): Part[] {
  if (differences.length === 0) return [];
  const rows = differences
    .slice(0, mostListed)
    .map(({ path, stored, recomputed }) =>
      made(
        "li",
        made("code", path === "" ? "comparison" : path),
        `: stored ${shown(stored)}, recomputed ${shown(recomputed)}`,
      ),
    );
  const rest = differences.length - rows.length;
  return [made("h2", title), made("ul", ...rows, ...(rest > 0 ? [made("li", `and ${rest} more`)] : []))];
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

async function fetched(address: string): Promise<string> {
  const response = await fetch(address);
  if (response.ok) return response.text();
  const problem = (await response.json().catch(() => ({}))) as { detail?: string };
  throw new Error(problem.detail ?? `the service answered ${response.status}`);
}

const chosen = part("file");
chosen.addEventListener("change", () => {
  const file = chosen.files?.[0];
  if (file !== undefined) void verify(() => textOf(file.stream()));
});
const address = part("verification").dataset.proof;
if (address !== undefined) void verify(() => fetched(address));
