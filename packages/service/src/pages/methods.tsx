/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { Comparison } from "@evenmatch/contract/comparison";
import { methodsParagraph } from "../render/methods.ts";
import { citation } from "./citation.ts";

/** How it was computed, ready to be pasted into a paper, and how to cite exactly this comparison. */
export function Methods({ comparison }: { comparison: Comparison }) {
  const { text, bibtex } = citation(comparison);
  return (
    <section aria-labelledby="methods" class="methods">
      <h2 id="methods">Methods</h2>
      <div class="copied">
        <button type="button" class="copy" data-copy="methods-text" hidden>
          copy
        </button>
        <p id="methods-text">{methodsParagraph(comparison)}</p>
      </div>
      <h2>Citation</h2>
      <p id="citation-text">{text}</p>
      <div class="copied">
        <button type="button" class="copy" data-copy="bibtex" hidden>
          copy
        </button>
        <pre id="bibtex">{bibtex}</pre>
      </div>
      <p class="digest">
        digest <code>{comparison.digest}</code> · specification <code>{comparison.specVersion}</code>
      </p>
    </section>
  );
}
