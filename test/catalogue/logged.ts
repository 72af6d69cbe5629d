/** Short ways to write a log's task in tests. */
import { type LoggedTask, type Recognition, recogniseTask } from "@evenmatch/catalogue";

/** A task without sub-task or arguments, unless said. */
export function logged(
  harness: string,
  task: string,
  metrics: readonly string[],
  more: Partial<LoggedTask> = {},
): LoggedTask {
  return { harness, task, variant: null, taskArgs: {}, metrics, ...more };
}

/** The one row that a task yields. */
export function onlyRow(task: LoggedTask): Recognition {
  const rows = recogniseTask(task);
  const [row] = rows;
  if (row === undefined || rows.length !== 1) {
    throw new Error(`needed one row, found ${rows.map(({ suite }) => suite).join(", ")}`);
  }
  return row;
}
