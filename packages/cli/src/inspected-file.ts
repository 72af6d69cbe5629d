import type { FileReportBody, RecognisedSuite } from "@evenmatch/contract/upload";

/** What `inspect --format json` says of one suite of a file; a condition only where its rows have one. */
export type InspectedSuite = Omit<RecognisedSuite, "condition"> & { condition?: string };

/** What `inspect --format json` says of one file. */
export interface InspectedFile extends Pick<FileReportBody, "file" | "format" | "headerMatches" | "problems"> {
  suites: InspectedSuite[];
}

/** A report in the shape that programs read: the file, its suites and why they are these, its problems. */
export function inspectedFile({ file, format, headerMatches, suites, problems }: FileReportBody): InspectedFile {
  return {
    file,
    format,
    headerMatches,
    suites: suites.map(({ suite, variant, condition, recognised, metric, direction, why, ...counts }) => ({
      suite,
      variant,
      ...(condition === "" ? {} : { condition }),
      recognised,
      metric,
      direction,
      ...counts,
      why,
    })),
    problems: problems.map(({ place, code, text }) => ({ place, code, text })),
  };
}
