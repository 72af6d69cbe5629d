import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  /** `done` of `total`, and what is worked on */
  at(done: number, total: number, what: string): void;
  stop(): void;
}

/** A bar on stderr while somebody watches; nothing at all in a pipe or a log. */
export function progress(name: string): Progress {
  if (process.stderr.isTTY !== true) return { at: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      format: `${name} {bar} {value}/{total} {what}`,
      stream: process.stderr,
      clearOnComplete: true,
      noTTYOutput: false,
      barsize: 24,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    at(done, total, what) {
      const payload = { what: what.slice(0, 40) };
      if (!started) bar.start(Math.max(1, total), done, payload);
      else {
        bar.setTotal(Math.max(1, total));
        bar.update(done, payload);
      }
      started = true;
    },
    stop() {
      if (started) bar.stop();
      started = false;
    },
  };
}
