/** Photographs to be matched to places: queries of one place succeed and fail together. */
import { drawsOf } from "../draws.ts";
import { arms, csv, type StudyFile, writeIfRun } from "../study-files.ts";

const places = 40;
const queriesPerPlace = 12;
/** recall at 1, 5 and 10 of an average place */
const recall = { treatment: [0.66, 0.8, 0.84], baseline: [0.54, 0.74, 0.82] } as const;
const depths = [1, 5, 10] as const;

/** One table an arm: was the right place among the first k? */
export function files(): StudyFile[] {
  return arms.map((arm) => {
    const rows = depths.flatMap((depth, k) =>
      Array.from({ length: places }, (_, place) => {
        // what makes a place hard makes it hard at every depth and for both arms
        const shared = drawsOf("place recognition", `place ${place}`);
        const ofPlace = 0.15 * shared.normal();
        const changed = 0.05 * drawsOf("place recognition", `place ${place} ${arm}`).normal();
        const own = drawsOf("place recognition", `${arm} ${depth} ${place}`);
        return Array.from({ length: queriesPerPlace }, (_, i) => {
          const difficulty = shared.uniform();
          const draw = own.chance(0.6) ? difficulty : own.uniform();
          const hit = draw < (recall[arm][k] ?? 0) + ofPlace + changed ? 1 : 0;
          return [`recall-at-${depth}`, `recall@${depth}`, "higher", `query-${place}-${i}`, `place-${place}`, hit];
        });
      }).flat(),
    );
    return csv(`${arm}.csv`, ["suite", "metric", "direction", "item", "cluster", "score"], rows);
  });
}

await writeIfRun(import.meta.url, files);
