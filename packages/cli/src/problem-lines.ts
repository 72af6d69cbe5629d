import type { ProblemDetail } from "@evenmatch/contract/problem";
import type { FileReportBody } from "@evenmatch/contract/upload";

/** One line for a problem: `FILE: PLACE: text (code)`, without the parts that it does not have. */
export function problemLine({ place, code, text }: ProblemDetail, file = ""): string {
  const where = [file, place].filter((part) => part !== "").map(oneLine);
  return `${[...where, oneLine(text)].join(": ")} (${code})`;
}

/** Every problem of these files, and every headline figure of a file that its own rows do not give. */
export function reportLines(reports: readonly FileReportBody[]): string[] {
  return reports.flatMap((report) => [
    ...report.problems.map((problem) => problemLine(problem, report.file)),
    ...report.checks
      .filter(({ matches }) => matches === false)
      .map(({ task, metric, header, recomputed }) =>
        problemLine(
          {
            place: task,
            code: "header_mismatch",
            text: `the file says ${metric} is ${header ?? "unknown"}, its rows give ${recomputed ?? "nothing"}`,
          },
          report.file,
        ),
      ),
  ]);
}

/** Nothing of the file counts. */
export function isLost(report: FileReportBody): boolean {
  return report.problems.length > 0 && report.suites.length === 0;
}

const linesPerCode = 10;

/** At most ten lines of a kind, and how many there are besides: a flood of one kind must not hide the others. */
export function limited(lines: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const shown = lines.filter((line) => {
    const code = codeOf(line);
    const before = seen.get(code) ?? 0;
    seen.set(code, before + 1);
    return before < linesPerCode;
  });
  const rest = [...seen].filter(([, n]) => n > linesPerCode);
  return [...shown, ...rest.map(([code, n]) => `and ${n - linesPerCode} more like it (${code})`)];
}

function codeOf(line: string): string {
  return /\(([a-z0-9_]+)\)$/.exec(line)?.[1] ?? line;
}

/** Text of a log must neither end a line nor move a cursor. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").trim();
}
