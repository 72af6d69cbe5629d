/**
 * What this process remembers of a table for a while, so that reading it again costs nothing: bounded in entries, in bytes
 * and in time.
 *
 * Whoever changes what is remembered forgets it here after the write: from then on this process says nothing old. Another
 * process goes on believing what it has read until that is `keptMs` old. What was being read while something was forgotten
 * is not remembered, for it may have been read before the write.
 */
import { LRUCache } from "lru-cache";
import type { Table } from "./table.ts";

export interface Memory<Value> {
  /** What was read less than `keptMs` before `now`, ms since 1970; a clock that has stepped back remembers nothing. */
  recall(key: string, now: number): Value | undefined;
  /** What is remembered, else what `read` finds; that nothing is there is not remembered. */
  recallOr(key: string, now: number, read: () => Promise<Value | undefined>): Promise<Value | undefined>;
  /** Called before something is read or written; what it answers remembers that, unless something was forgotten since. */
  learning(): (key: string, now: number, value: Value) => void;
  forget(key: string): void;
}

export interface MemoryOptions<Value> {
  /** most entries; those that nobody asked for longest make room */
  entries: number;
  /** most bytes of all values together; one of more than an eighth is not remembered */
  bytes?: { most: number; of(value: Value): number };
  /** how long what was read is believed, ms */
  keptMs: number;
}

/** A memory of one kind of thing for each table that this process talks to. */
export function memories<Value>(options: MemoryOptions<Value>): (table: Pick<Table, "client">) => Memory<Value> {
  const byClient = new WeakMap<object, Memory<Value>>();
  return ({ client }) => {
    const known = byClient.get(client);
    if (known !== undefined) return known;
    const made = makeMemory(options);
    byClient.set(client, made);
    return made;
  };
}

interface Remembered<Value> {
  value: Value;
  /** when its reading began */
  at: number;
}

function makeMemory<Value>({ entries, bytes, keptMs }: MemoryOptions<Value>): Memory<Value> {
  const known = new LRUCache<string, Remembered<Value>>({
    max: entries,
    ...(bytes && {
      maxSize: bytes.most,
      maxEntrySize: Math.floor(bytes.most / 8),
      sizeCalculation: ({ value }: Remembered<Value>) => Math.max(1, bytes.of(value)),
    }),
  });
  let forgotten = 0;

  function recall(key: string, now: number): Value | undefined {
    const found = known.get(key);
    if (found === undefined) return undefined;
    const age = now - found.at;
    return age >= 0 && age < keptMs ? found.value : undefined;
  }

  function learning() {
    const before = forgotten;
    return (key: string, now: number, value: Value): void => {
      if (forgotten === before) known.set(key, { value, at: now });
    };
  }

  return {
    recall,
    recallOr: async (key, now, read) => {
      const found = recall(key, now);
      if (found !== undefined) return found;
      const learn = learning();
      const value = await read();
      if (value !== undefined) learn(key, now, value);
      return value;
    },
    learning,
    forget: (key) => {
      forgotten += 1;
      known.delete(key);
    },
  };
}
