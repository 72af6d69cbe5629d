import { type LiveBundle, logOf } from "./live-bundle.ts";
import type { JudgementRow, Summary } from "./report.ts";

/** The figures of metrics without rows, each once; `scored` says which metrics have rows. */
export function finishSummaries(of: LiveBundle, scored: (metric: string) => boolean): Record<string, Summary> {
  const { bundle, segments, live } = of;
  const { task } = bundle.header;
  const kept = new Map<string, Summary>();
  for (const { segment, metric, summary, place } of bundle.summaries) {
    if (!live.has(segment)) continue;
    const log = logOf(segments, segment);
    if (scored(metric)) {
      log.note("summary_with_rows", `${task}: the summary of ${metric} is left for its rows`);
      continue;
    }
    const before = kept.get(metric);
    if (before === undefined) {
      kept.set(metric, summary);
      continue;
    }
    const [known, found] = [JSON.stringify(before), JSON.stringify(summary)];
    if (known === found) {
      log.note("equal_duplicates", `${task}: the summary of ${metric} stood twice and was equal: counted once`);
      continue;
    }
    const text = `needed one summary of ${task}, metric ${metric}, found ${known} and ${found}`;
    log.reject(1);
    log.problem({ place, code: "conflicting_duplicate", text }, false);
  }
  return Object.fromEntries([...kept].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** The judgements by item and rater, each once. */
export function finishJudgements({ bundle, segments, live }: LiveBundle): JudgementRow[] {
  const kept = new Map<string, JudgementRow>();
  for (const { segment, judgement, place } of bundle.judgements) {
    if (!live.has(segment)) continue;
    const log = logOf(segments, segment);
    const { item, rater, preferred, cluster } = judgement;
    const key = JSON.stringify([item, rater]);
    const before = kept.get(key);
    if (before === undefined) {
      kept.set(key, judgement);
    } else if (before.preferred === preferred && before.cluster === cluster) {
      log.note("equal_duplicates", `the judgement of item ${item} stood twice and was equal: counted once`);
    } else {
      const by = rater === "" ? "an unnamed rater" : `rater ${rater}`;
      const text = `needed one judgement of item ${item} by ${by}, found ${before.preferred} and ${preferred}`;
      log.reject(1);
      log.problem({ place, code: "conflicting_duplicate", text }, false);
    }
  }
  return [...kept].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, judgement]) => judgement);
}
