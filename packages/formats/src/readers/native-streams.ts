import type { CellStream } from "../reader.ts";
import type { Direction, NativeTasks } from "./native-tasks.ts";

/** What a score line belongs to. */
export interface StreamNames {
  suite: string;
  version: string | null;
  variant: string | null;
  metric: string;
  condition: string;
  seed: string | null;
}

interface KnownStream extends StreamNames {
  index: number;
  direction: Direction;
}

export interface NativeStreams {
  /** those learned so far; the same array throughout */
  list: readonly CellStream[];
  /** the index of a stream; −1 where its first line has to go the careful way, or says another direction */
  find(names: StreamNames, direction: Direction | undefined): number;
  /** remembers the stream of a task whose first line was read the careful way */
  learn(stream: StreamNames & { direction: Direction; task: number }): void;
}

const recentKept = 8;

/** Which stream is a line of? Mostly that of the line before, or one of a few that take turns. */
export function nativeStreams(tasks: NativeTasks): NativeStreams {
  const list: CellStream[] = [];
  const known = new Map<string, KnownStream>();
  /** those used last, the last one first */
  let recent: KnownStream[] = [];
  let headers = tasks.headers();

  function remember(stream: KnownStream): void {
    recent = [stream, ...recent.slice(0, recentKept - 1)];
  }

  /** a header line gives the same names another task */
  function forgetAfterHeader(): void {
    if (headers === tasks.headers()) return;
    headers = tasks.headers();
    recent = [];
    known.clear();
  }

  function lookUp(names: StreamNames): KnownStream | undefined {
    for (const stream of recent) if (same(stream, names)) return stream;
    const stream = known.get(keyOf(names));
    if (stream !== undefined) remember(stream);
    return stream;
  }

  return {
    list,
    find(names, direction) {
      forgetAfterHeader();
      const stream = lookUp(names);
      if (stream === undefined || (direction !== undefined && direction !== stream.direction)) return -1;
      return stream.index;
    },
    learn({ task, ...stream }) {
      forgetAfterHeader();
      const key = keyOf(stream);
      if (known.has(key)) return;
      const learned = { ...stream, index: list.length };
      list.push({ task, metric: stream.metric, condition: stream.condition, seed: stream.seed });
      known.set(key, learned);
      remember(learned);
    },
  };
}

function same(left: StreamNames, right: StreamNames): boolean {
  return (
    left.metric === right.metric &&
    left.suite === right.suite &&
    left.condition === right.condition &&
    left.seed === right.seed &&
    left.variant === right.variant &&
    left.version === right.version
  );
}

function keyOf({ suite, version, variant, metric, condition, seed }: StreamNames): string {
  return JSON.stringify([suite, version, variant, metric, condition, seed]);
}
