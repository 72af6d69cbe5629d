/** A comparison written to files: the report page, and the forest plot as a drawing or a picture. */
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Comparison } from "@evenmatch/contract/comparison";
import type { Persistence } from "@evenmatch/contract/persistence";
import { CommandError } from "./failure.ts";
import { say } from "./output.ts";

export interface ReportFiles {
  /** an `.html` file */
  report?: string;
  /** an `.svg` or `.png` file */
  plot?: string;
  /** an `.svg` or `.png` file */
  curves?: string;
}

/**
 * Refuses names whose suffix says that something else is meant, before anything is computed.
 *
 * @throws {CommandError} naming the suffixes that there are
 */
export function checkReportFiles({ report, plot, curves }: ReportFiles): void {
  if (report !== undefined && !/\.html?$/i.test(report)) {
    throw new CommandError(`needed a report file that ends in .html, found ${report} (unknown_suffix)`);
  }
  for (const drawing of [plot, curves]) {
    if (drawing === undefined || /\.(svg|png)$/i.test(drawing)) continue;
    throw new CommandError(`needed a plot file that ends in .svg or .png, found ${drawing} (unknown_suffix)`);
  }
}

/** What the files show. */
export interface Reported {
  comparison: Comparison;
  /** of the same results, where there is something to follow */
  persistence: Persistence | undefined;
  /** what stands above the report's headline */
  eyebrow?: string;
}

/**
 * Writes what was asked for, and says so.
 *
 * @throws {CommandError} where a file can't be written, or there are no curves to draw
 */
export async function writeReportFiles(
  { comparison, ...shown }: Reported,
  { report, plot, curves }: ReportFiles,
): Promise<void> {
  if (report !== undefined) {
    const { reportFile } = await import("@evenmatch/service/pages/report-file");
    await write(report, reportFile(comparison, shown));
  }
  if (plot !== undefined) {
    const { forestSvg } = await import("@evenmatch/service/pages/forest-svg");
    await writeDrawing(plot, forestSvg(comparison), comparison);
  }
  if (curves !== undefined) {
    const { persistence } = shown;
    if (persistence === undefined) {
      throw new CommandError(
        `${curves}: needed several conditions of a suite, or several steps, in both arms, found nothing to follow (no_curves)`,
      );
    }
    const { curvesSvg } = await import("@evenmatch/service/pages/curves-svg");
    await writeDrawing(curves, curvesSvg(persistence), comparison);
  }
}

async function writeDrawing(file: string, svg: string, { digest, specVersion }: Comparison): Promise<void> {
  if (/\.svg$/i.test(file)) return write(file, svg);
  const { pngOfSvg } = await import("./picture.ts");
  const { withText } = await import("./png-text.ts");
  const texts = { Software: "Evenmatch", "evenmatch-digest": digest, "evenmatch-specification": specVersion };
  await write(file, withText(await pngOfSvg(svg), texts));
}

async function write(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(file, content);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw new CommandError(`${file}: needed a place to write to, found ${why} (not_written)`);
  }
  say(`wrote ${path.normalize(file)}`);
}
