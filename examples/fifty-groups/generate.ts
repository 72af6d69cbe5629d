/** One suite whose questions come in fifty dialects: four of them lose while the mean gains. */
import { drawsOf } from "../draws.ts";
import { arms, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

const groups = 50;
const questionsPerGroup = 40;
const base = 0.62;
const gain = 0.05;
/** dialects that the treatment's training data left out */
const losers = new Set([3, 17, 29, 44]);
const loss = 0.3;

/** One file an arm; `even-dialects` is the same without losers. */
export function files(): StudyFile[] {
  return arms.map((arm) =>
    ndjson(
      `${arm}.ndjson`,
      ["dialects", "even-dialects"].flatMap((suite) =>
        Array.from({ length: groups }, (_, group) => {
          const items = drawsOf("fifty groups", `${suite} ${group}`);
          const own = drawsOf("fifty groups", `${suite} ${group} ${arm}`);
          const change = suite === "dialects" && losers.has(group) ? -loss : gain;
          const rate = base + 0.08 * items.normal() + (arm === "treatment" ? change : 0);
          return Array.from({ length: questionsPerGroup }, (_, i) => {
            const shared = items.uniform();
            const score = (own.chance(0.5) ? shared : own.uniform()) < rate ? 1 : 0;
            const name = String(group).padStart(2, "0");
            return { suite, direction: "higher", item: `dialect-${name}-${i}`, strata: `dialect-${name}`, score };
          });
        }).flat(),
      ),
    ),
  );
}

await writeIfRun(import.meta.url, files);
