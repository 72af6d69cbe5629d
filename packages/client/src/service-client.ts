import type { Items, SuiteRows, WinRates } from "@evenmatch/contract/answers";
import type { Checkpoint, CheckpointAnswer } from "@evenmatch/contract/checkpoint";
import type { Comparison, Split } from "@evenmatch/contract/comparison";
import type { Experiment, ExperimentAnswer } from "@evenmatch/contract/experiment";
import type { Persistence } from "@evenmatch/contract/persistence";
import type { Plan } from "@evenmatch/contract/plan";
import type { ResultRow } from "@evenmatch/contract/result-row";
import type { UploadAnswer } from "@evenmatch/contract/upload";
import { type PushOptions, pushFiles } from "./push-files.ts";
import { type Connection, pause, type Transport, transport } from "./transport.ts";

/** Which rows, and in which order; a field with several values takes each of them. */
export interface RowFilter {
  suite?: string | readonly string[];
  domain?: string | readonly string[];
  trait?: string | readonly string[];
  role?: string | readonly string[];
  sort?: "suite" | "improvement" | "p" | "verdict" | "domain";
}

/** Which items of a suite. */
export interface ItemFilter {
  /** only items that the treatment lost to the baseline, or won */
  flip?: "lost" | "won";
  /** where the suite has several */
  variant?: string;
  condition?: string;
}

export interface WaitOptions {
  /** longest wait, ms; 300,000 unless said */
  waitMs?: number;
  /** is told of every answer that is not the last */
  onWait?: (state: ExperimentAnswer) => void;
}

/** An experiment as it is declared: the plan's defaults need not be said. */
export type ExperimentDeclaration = Omit<Experiment, "plan"> & { plan?: Partial<Plan> };

/** Everything that a script or a notebook asks of the service; paths without a method of their own go by `get` and `put`. */
export interface Client extends Transport {
  declareCheckpoint(id: string, checkpoint: Checkpoint): Promise<CheckpointAnswer>;
  declareExperiment(id: string, experiment: ExperimentDeclaration): Promise<ExperimentAnswer>;
  /** native rows, at most 5 MB of them; answered when counted. `idempotencyKey`: sent again, they change nothing */
  pushRows(checkpoint: string, rows: readonly ResultRow[], idempotencyKey?: string): Promise<UploadAnswer>;
  pushFiles(options: PushOptions): Promise<UploadAnswer>;
  experiment(id: string): Promise<ExperimentAnswer>;
  /** the experiment once nothing is being computed, or as it is when the wait is over: look at its `status` */
  settled(id: string, options?: WaitOptions): Promise<ExperimentAnswer>;
  comparison(experiment: string, filter?: RowFilter): Promise<Comparison>;
  comparisonByDigest(digest: string, filter?: RowFilter): Promise<Comparison>;
  winRates(experiment: string, by?: Split["by"]): Promise<WinRates>;
  suite(experiment: string, suite: string): Promise<SuiteRows>;
  /** every item, worst regressions first; several requests where there are many */
  items(experiment: string, suite: string, filter?: ItemFilter): Promise<Items>;
  persistence(experiment: string): Promise<Persistence>;
  /** a paragraph for a paper */
  methods(experiment: string): Promise<string>;
  /** the forest plot, an SVG document */
  forest(experiment: string): Promise<string>;
  /** the persistence curves, an SVG document */
  curves(experiment: string): Promise<string>;
}

const itemsAtOnce = 500;

/**
 * A client of one service with one key.
 *
 *     const service = serviceClient({ url: "http://127.0.0.1:7345", key });
 *     const { headline, suites } = await service.comparison("trait");
 *
 * Needs `fetch` and nothing else: Node, browsers, notebooks. What may be sent twice is tried again when the connection
 * breaks or the service is out of breath.
 *
 * Every method throws {@link ServiceError} where the service says no; its `code` is stable.
 */
export function serviceClient(connection: Connection): Client {
  const service = transport(connection);
  const at = (experiment: string) => `/v1/experiments/${encodeURIComponent(experiment)}`;
  return {
    ...service,
    declareCheckpoint: (id, checkpoint) => service.put(`/v1/checkpoints/${encodeURIComponent(id)}`, checkpoint),
    declareExperiment: (id, experiment) => service.put(at(id), experiment),
    pushRows: (checkpoint, rows, idempotencyKey) => service.post("/v1/results", { checkpoint, rows }, idempotencyKey),
    pushFiles: (options) => pushFiles(service, options),
    experiment: (id) => service.get(at(id)),
    settled: (id, options = {}) => settled(service, at(id), options),
    comparison: (experiment, filter = {}) => service.get(`${at(experiment)}/comparison.json${query({ ...filter })}`),
    comparisonByDigest: (digest, filter = {}) => service.get(`/v1/comparisons/${digest}.json${query({ ...filter })}`),
    winRates: (experiment, by = "domain") => service.get(`${at(experiment)}/win-rates${query({ by })}`),
    suite: (experiment, suite) => service.get(`${at(experiment)}/suites/${encodeURIComponent(suite)}`),
    items: (experiment, suite, filter = {}) =>
      allItems(service, `${at(experiment)}/suites/${encodeURIComponent(suite)}/items`, filter),
    persistence: (experiment) => service.get(`${at(experiment)}/persistence`),
    methods: async (experiment) => (await service.fetchText(`${at(experiment)}/methods`)).text.trim(),
    forest: async (experiment) => (await service.fetchText(`${at(experiment)}/comparison.svg`)).text,
    curves: async (experiment) => (await service.fetchText(`${at(experiment)}/persistence.svg`)).text,
  };
}

async function settled(
  service: Transport,
  path: string,
  { waitMs = 300_000, onWait }: WaitOptions,
): Promise<ExperimentAnswer> {
  const deadline = Date.now() + waitMs;
  for (let wait = 25; ; wait = Math.min(1000, wait * 1.5)) {
    const state = await service.get<ExperimentAnswer>(path);
    if (state.status !== "computing" || Date.now() > deadline) return state;
    onWait?.(state);
    await pause(wait);
  }
}

async function allItems(service: Transport, path: string, filter: ItemFilter): Promise<Items> {
  const first = await service.get<Items>(`${path}${query({ ...filter, limit: itemsAtOnce })}`);
  const items = [...first.items];
  for (let next = first.next; next !== null; ) {
    const page = await service.get<Items>(`${path}${query({ ...filter, limit: itemsAtOnce, cursor: next })}`);
    items.push(...page.items);
    next = page.next;
  }
  return { ...first, items, next: null };
}

function query(values: Readonly<Record<string, string | number | readonly string[] | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue;
    for (const each of typeof value === "object" ? value : [value]) search.append(name, String(each));
  }
  return search.size === 0 ? "" : `?${search}`;
}
