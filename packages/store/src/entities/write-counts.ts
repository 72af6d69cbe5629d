/** How often did a project write in this window of time? One item for each project. */
import { keys } from "../keys.ts";
import { putItem, type Table, updateItem } from "../table.ts";

/**
 * Counts a write, and answers how many the window has with it. `window`: its number, which only grows.
 *
 * A caller whose clock is behind counts in the window that stands there.
 */
export async function countWrite(table: Table, project: string, window: number): Promise<number> {
  const key = keys.writeCount(project);
  for (;;) {
    const counted = await updateItem(
      table,
      key,
      { text: "ADD #count :one", names: { "#count": "count" }, values: { ":one": 1 } },
      { text: "#window >= :window", names: { "#window": "window" }, values: { ":window": window } },
    );
    if (counted !== undefined) return Number(counted.count);
    const opened = await putItem(
      table,
      { ...key, window, count: 1 },
      {
        text: "attribute_not_exists(PK) OR #window < :window",
        names: { "#window": "window" },
        values: { ":window": window },
      },
    );
    if (opened) return 1;
  }
}
