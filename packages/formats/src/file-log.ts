import { maxListed } from "./limits.ts";
import type { Format, Problem } from "./reader.ts";
import type { FileReport, HeaderCheck } from "./report.ts";
import type { Source } from "./source.ts";

/** What is noted of one file while it is read; `report` makes the answer of it. */
export interface FileLog {
  source: Source;
  /** a row was taken */
  row(count?: number): void;
  /** rows that had been taken were found wrong after all */
  reject(count: number): void;
  /** `rejects`: a row was refused for it; unless said, where the problem has a place */
  problem(problem: Problem, rejects?: boolean): void;
  /** problems that are counted, not told one by one */
  unlisted(count: number): void;
  note(code: string, text: string): void;
  check(check: HeaderCheck): void;
  /** nothing of the file counts */
  withdraw(): void;
  /** how many so far, listed or not */
  problems(): number;
  readBy(format: Format, version: number): void;
  withdrawn(): boolean;
  /** a reader took it */
  known(): boolean;
  report(sha256: string): FileReport;
}

/** Problems and notes beyond `maxListed` are counted, not listed. */
export function fileLog(source: Source): FileLog {
  const problems: Problem[] = [];
  const notes: { code: string; text: string }[] = [];
  const checks: HeaderCheck[] = [];
  let format: Format | null = null;
  let readerVersion: number | null = null;
  let rows = 0;
  let rejected = 0;
  let problemCount = 0;
  let noteCount = 0;
  let gone = false;

  return {
    source,
    row(count = 1) {
      rows += count;
    },
    reject(count) {
      rows -= count;
      rejected += count;
    },
    problem(problem, rejects = problem.place !== "") {
      problemCount += 1;
      const listed = { place: problem.place, code: problem.code, text: problem.text };
      // why nothing counts has to be read, however many problems there were before
      if (problem.fatal === true) problems.unshift(listed);
      else if (problems.length < maxListed) problems.push(listed);
      if (problem.fatal === true) gone = true;
      else if (rejects) rejected += 1;
    },
    unlisted(count) {
      problemCount += count;
    },
    note(code, text) {
      noteCount += 1;
      if (notes.length < maxListed) notes.push({ code, text });
    },
    check: (check) => void checks.push(check),
    withdraw() {
      gone = true;
    },
    problems: () => problemCount,
    readBy(by, version) {
      format = by;
      readerVersion = version;
    },
    withdrawn: () => gone,
    known: () => format !== null,
    report(sha256) {
      return {
        file: source.name,
        format,
        readerVersion,
        sha256,
        bytes: source.size,
        headerMatches: verdict(gone ? [] : checks),
        checks: gone ? [] : checks,
        rows: gone ? 0 : rows,
        rejected: gone ? rejected + rows : rejected,
        problems: withRest(problems, problemCount),
        notes: noteCount > notes.length ? [...notes, restNote(noteCount - notes.length)] : notes,
      };
    },
  };
}

function verdict(checks: readonly HeaderCheck[]): FileReport["headerMatches"] {
  if (checks.some((check) => check.matches === false)) return false;
  return checks.some((check) => check.matches === true) ? true : "not_comparable";
}

function withRest(problems: readonly Problem[], count: number): readonly Problem[] {
  if (count <= problems.length) return problems;
  const text = `needed a list that can be read, found ${count - problems.length} problems more than are listed`;
  return [...problems, { place: "", code: "more_problems", text }];
}

function restNote(count: number): { code: string; text: string } {
  return { code: "more_notes", text: `${count} notes more than are listed` };
}
