/** Parquet written in the tests: LightEval's details, by hand-made structs, and tables of any columns. */
import { memorySource, type Source } from "@evenmatch/formats";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";

export interface Detail {
  id: string;
  task: string;
  query?: string;
  metric: Record<string, number | boolean | null>;
  topic?: string;
}

export function tableBytes(columnData: ColumnSource[], rowGroupSize = 1000): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize, createdBy: "a test" }));
}

export function tableSource(
  name: string,
  columns: Record<string, (string | number | boolean | null)[]>,
  rowGroupSize = 1000,
): Source {
  const data = Object.entries(columns).map(([column, values]) => {
    const sample = values.find((value) => value !== null);
    const type = typeof sample === "string" ? "STRING" : typeof sample === "boolean" ? "BOOLEAN" : "DOUBLE";
    return { name: column, data: values, type, nullable: true } satisfies ColumnSource;
  });
  return memorySource(name, tableBytes(data, rowGroupSize));
}

/** Details as LightEval 0.10 writes them: structs `doc`, `metric`, `model_response`. */
export function detailsSource(name: string, details: readonly Detail[], rowGroupSize = 1000): Source {
  const metrics = [...new Set(details.flatMap(({ metric }) => Object.keys(metric)))];
  const text = (column: string) =>
    ({ name: column, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" }) as const;
  const isBoolean = (metric: string) => details.some((detail) => typeof detail.metric[metric] === "boolean");
  const bytes = parquetWriteBuffer({
    columnData: [
      {
        name: "doc",
        data: details.map(({ id, task, query, topic }) => ({
          query: query ?? `q ${id}`,
          id,
          task_name: task,
          specific: { topic: topic ?? null },
        })),
      },
      { name: "metric", data: details.map(({ metric }) => metric) },
      { name: "model_response", data: details.map(({ id }) => ({ text: `an answer to ${id}` })) },
    ],
    schema: [
      { name: "root", num_children: 3 },
      { name: "doc", num_children: 4, repetition_type: "OPTIONAL" },
      text("query"),
      text("id"),
      text("task_name"),
      { name: "specific", num_children: 1, repetition_type: "OPTIONAL" },
      text("topic"),
      { name: "metric", num_children: metrics.length, repetition_type: "OPTIONAL" },
      ...metrics.map(
        (metric) =>
          ({ name: metric, type: isBoolean(metric) ? "BOOLEAN" : "DOUBLE", repetition_type: "OPTIONAL" }) as const,
      ),
      { name: "model_response", num_children: 1, repetition_type: "OPTIONAL" },
      text("text"),
    ],
    rowGroupSize,
    createdBy: "a test",
  });
  return memorySource(name, new Uint8Array(bytes));
}
