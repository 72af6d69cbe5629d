import { type Choice, type JsonPath, jsonSelector, type Selected } from "./json-selector.ts";

export type { Choice, JsonPath, Selected } from "./json-selector.ts";

/**
 * Chosen parts of a JSON document of any size, in bounded memory: a log of a hundred megabytes is mostly transcripts.
 *
 * `choose` is asked once for each value under an entered container, by its path; the root has the path []. Scalars
 * that were to be entered are taken. Values that are passed over are only balanced, not checked. Paths that are handed
 * out are fresh arrays.
 *
 * @throws {ContentError} as `parseJson`, and `too_large` for a taken value over `maxTakenBytes`, `truncated`
 */
export async function* selectJson(
  chunks: AsyncIterable<Uint8Array>,
  choose: (path: JsonPath) => Choice,
  where: { file: string; place?: string },
): AsyncIterable<Selected> {
  for await (const batch of selectJsonBatches(chunks, choose, where)) yield* batch;
}

/** As `selectJson`, what each chunk gave together: for those who take values by the million. */
export async function* selectJsonBatches(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  choose: (path: JsonPath) => Choice,
  where: { file: string; place?: string },
): AsyncIterable<Selected[]> {
  const selector = jsonSelector(choose, where);
  for await (const chunk of chunks) {
    selector.push(chunk);
    yield selector.drain();
  }
  selector.end();
  yield selector.drain();
}
