import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { contentHash } from "../content-hash.ts";
import type { Json, TaskHeader } from "../reader.ts";
import { headersKey } from "../readers/native-parquet.ts";
import { defaultMetric } from "../readers/native-row.ts";
import type { Summary, TaskResult } from "../report.ts";
import { statuses } from "../score-table.ts";

type Cell = string | number | null;

const texts = [
  ...["suite", "suiteVersion", "variant", "metric", "direction", "condition", "seed", "item"],
  ...["status", "itemHash", "cluster", "strata", "preferred", "rater"],
];
const wholes = ["epoch", "n", "successes"];

/** columns of every table, in this order; those without any value are left out, but `item` and `score` of scores */
const order = [
  ...["suite", "suiteVersion", "variant", "metric", "direction", "condition", "seed", "item", "epoch", "score"],
  ...["status", "itemHash", "cluster", "strata", "weight", "tp", "fp", "fn"],
  ...["mean", "standardError", "n", "successes", "preferred", "rater"],
];

/**
 * Results as a Parquet table of native rows: a row for each score, then the summaries and the judgements.
 *
 * What belongs to an item (cluster, stratum, weight, hash) stands on each of its rows, for a data frame has no memory.
 * Reading it back gives the same results. The same results give the same bytes.
 *
 * @throws {RangeError} if there is nothing to write, or two tasks of one name
 */
export function nativeParquetBytes(results: readonly TaskResult[]): Uint8Array {
  const table = new Map<string, Cell[]>();
  let rows = 0;

  function add(cells: Iterable<readonly [string, Cell]>): void {
    for (const [name, cell] of cells) {
      if (cell === null) continue;
      const column = table.get(name) ?? [];
      table.set(name, column);
      while (column.length < rows) column.push(null);
      column.push(cell);
    }
    rows += 1;
  }

  for (const result of results) {
    for (const cells of scoreCells(result)) add(cells);
    for (const [metric, summary] of Object.entries(result.summaries)) {
      add([...names(result, metric), ...summaryCells(summary)]);
    }
    for (const { item, preferred, rater, cluster } of result.judgements) {
      add([
        ...names(result, defaultMetric),
        ["item", item],
        ["preferred", preferred],
        ["rater", textOrNull(rater)],
        ["cluster", textOrNull(cluster)],
      ]);
    }
  }
  if (rows === 0) throw new RangeError("needed results with rows, found none");
  if (results.some((result) => result.table !== null) && !table.has("score")) table.set("score", []);
  const headers = headersOf(results);
  const buffer = parquetWriteBuffer({
    columnData: columnsOf(table, rows),
    createdBy: "evenmatch",
    ...(headers.length > 0 && { kvMetadata: [{ key: headersKey, value: JSON.stringify(headers) }] }),
  });
  return new Uint8Array(buffer);
}

/** What other harnesses said of their tasks, once for each. */
function headersOf(results: readonly TaskResult[]): TaskHeader[] {
  const headers = new Map<string, TaskHeader>();
  for (const { header } of results) {
    if (header.harness === "native") continue;
    const key = JSON.stringify([header.task, header.taskVersion, header.variant]);
    const known = headers.get(key);
    if (known !== undefined && contentHash(asJson(known)) !== contentHash(asJson(header))) {
      throw new RangeError(`needed one task named ${key}, found several: rows couldn't be told apart`);
    }
    headers.set(key, header);
  }
  return [...headers.values()];
}

function asJson(header: TaskHeader): Json {
  return JSON.parse(JSON.stringify(header)) as Json;
}

function columnsOf(table: ReadonlyMap<string, Cell[]>, rows: number): ColumnSource[] {
  const subscores = [...table.keys()].filter((name) => name.startsWith("subscores.")).sort();
  return [...order, ...subscores].flatMap((name) => {
    const data = table.get(name);
    if (data === undefined) return [];
    while (data.length < rows) data.push(null);
    const type = texts.includes(name) ? "STRING" : wholes.includes(name) ? "INT32" : "DOUBLE";
    return [{ name, data, type, nullable: true } satisfies ColumnSource];
  });
}

function* scoreCells(result: TaskResult): Iterable<(readonly [string, Cell])[]> {
  const { table, seed } = result;
  if (table === null) return;
  const named = Object.keys(table.scores);
  const metrics = named.length > 0 ? named : [defaultMetric];
  const subscores = Object.entries(table.subscores ?? {});
  for (const [index, item] of table.items.entries()) {
    for (let row = table.offsets[index] as number; row < (table.offsets[index + 1] as number); row += 1) {
      const status = statuses[table.status[row] as number] as string;
      for (const [at, metric] of metrics.entries()) {
        const score = numberOrNull(table.scores[metric]?.[row]);
        // a row is ok as soon as one of its metrics is; another may still have no score
        const own = score === null && status === "ok" ? "unscored" : status;
        yield [
          ...names(result, metric),
          ["seed", seed],
          ["item", item],
          ["epoch", table.epoch[row] as number],
          ["score", score],
          ["status", own],
          ["itemHash", textOrNull(table.itemHash?.[index])],
          ["cluster", textOrNull(table.cluster?.[index])],
          ["strata", textOrNull(table.stratum?.[index])],
          ["weight", numberOrNull(table.weight?.[index])],
          // of the row, not of one metric: they stand once
          ...(at === 0 ? rowCells(result, row, subscores) : []),
        ];
      }
    }
  }
}

function rowCells(
  { table }: TaskResult,
  row: number,
  subscores: readonly (readonly [string, Float64Array])[],
): (readonly [string, Cell])[] {
  return [
    ["tp", numberOrNull(table?.tp?.[row])],
    ["fp", numberOrNull(table?.fp?.[row])],
    ["fn", numberOrNull(table?.fn?.[row])],
    ...subscores.map(([name, column]) => [`subscores.${name}`, numberOrNull(column[row])] as const),
  ];
}

function names({ header, condition }: TaskResult, metric: string): (readonly [string, Cell])[] {
  const declared = Object.hasOwn(header.metrics, metric) ? header.metrics[metric] : undefined;
  return [
    ["suite", header.task],
    ["suiteVersion", header.taskVersion],
    ["variant", header.variant],
    ["metric", metric],
    // of other harnesses the header has it
    ["direction", header.harness === "native" ? (declared?.direction ?? "unknown") : null],
    ["condition", textOrNull(condition)],
  ];
}

function summaryCells(summary: Summary): (readonly [string, Cell])[] {
  if (summary.kind === "counts") {
    return [
      ["successes", summary.successes],
      ["n", summary.n],
    ];
  }
  return [
    ["mean", summary.mean],
    ["standardError", summary.standardError],
    ["n", summary.n],
  ];
}

function numberOrNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

function textOrNull(value: string | undefined): string | null {
  return value === undefined || value === "" ? null : value;
}
