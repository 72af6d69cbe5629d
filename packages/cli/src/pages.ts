import type { Client } from "@evenmatch/client";

/** Everything of a list that the service answers in pages. */
export async function* everyPage<T>(client: Pick<Client, "get">, path: string): AsyncIterable<T> {
  let cursor: string | null = null;
  do {
    const query: string = cursor === null ? "" : `?cursor=${encodeURIComponent(cursor)}`;
    const page: { items: T[]; next: string | null } = await client.get(path + query);
    yield* page.items;
    cursor = page.next;
  } while (cursor !== null);
}
