import { z } from "zod";
import { patternFit } from "./pattern.ts";

/** A pattern as a schema: a text that `patternFit` understands. */
export function patternText(of: "path" | "name") {
  return z
    .string()
    .min(1)
    .max(500)
    .superRefine((text, context) => {
      try {
        patternFit(text, of);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        context.addIssue({ code: "custom", message: error.message });
      }
    });
}
