/** What may not be cut off from a figure. */
import type { Comparison } from "@evenmatch/contract/comparison";
import {
  armsSentence,
  computeSentence,
  guaranteeSentence,
  headlineSentence,
  winRateSentence,
} from "../render/headline.ts";
import { at, size } from "./figure-grid.ts";
import { brokenLines, xmlText } from "./svg-text.ts";

export interface HeadText {
  text: string;
  isStrong: boolean;
  quiet: boolean;
}

/** The headline, the arms, the win rate, the guarantee, the compute match. */
export function headOf(comparison: Comparison): HeadText[] {
  const guarantee = guaranteeSentence(comparison);
  const compute = `compute ${computeSentence(comparison)}`;
  const unmatched = comparison.computeMatch.status === "unmatched";
  const texts = [
    ...(unmatched ? [{ text: compute, isStrong: true, quiet: false }] : []),
    ...headlineSentence(comparison.headline)
      .split(/(?<=;) /)
      .map((text) => ({ text, isStrong: true, quiet: false })),
    { text: armsSentence(comparison), isStrong: false, quiet: false },
    { text: `win rate ${winRateSentence(comparison)}`, isStrong: false, quiet: true },
    ...(guarantee === undefined ? [] : [{ text: `at least ${guarantee}`, isStrong: false, quiet: true }]),
    ...(unmatched ? [] : [{ text: compute, isStrong: false, quiet: true }]),
  ];
  return texts.flatMap(({ text, ...style }) =>
    brokenLines(xmlText(text), at.right - at.left, style.isStrong ? 16 : size, style.isStrong ? 600 : 400).map(
      (part) => ({
        text: part,
        ...style,
      }),
    ),
  );
}
