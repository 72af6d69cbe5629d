/** Jobs of one machine. They live in memory: at the start, what the table says is unfinished is sent again. */
import { checkDelay, type Job, type Jobs, jobKey } from "./port.ts";

export interface FailedJob {
  job: Job;
  error: unknown;
  /** how often it has been tried, this time too */
  attempts: number;
  /** it will not be tried again until someone sends it */
  dead: boolean;
}

export interface InProcessJobs extends Jobs {
  /** the last thousand jobs that were given up, oldest first */
  deadLetters(): readonly FailedJob[];
  /** Resolves when nothing is queued, delayed, waiting for another try or running. */
  idle(): Promise<void>;
  /** Starts nothing more and resolves when nothing is running. Jobs sent later are dropped: the table remembers them. */
  stop(): Promise<void>;
}

export interface InProcessOptions {
  handle(job: Job): Promise<void>;
  /** jobs at a time; one key never runs twice at a time */
  concurrency: number;
  /** told of every failure; what it throws is dropped */
  onError(failure: FailedJob): void;
  /** tries of a job before it is given up */
  attempts?: number;
  /** before the second try; doubles with each */
  backoffMs?: number;
  longestBackoffMs?: number;
}

interface Waiting {
  job: Job;
  attempts: number;
  /** fire when the job may run; none: it may */
  timers: Set<NodeJS.Timeout>;
}

const mostDeadLetters = 1000;

/**
 * Runs jobs in this process.
 *
 * A job sent while its like is waiting is that one, which runs when the earlier of the two may; sent while its like is
 * running, it runs once more after. A job that fails is tried again after a growing pause; sent anew, its tries start over.
 */
export function inProcessJobs(options: InProcessOptions): InProcessJobs {
  const { handle, concurrency, onError, attempts: mostAttempts = 5 } = options;
  const { backoffMs = 200, longestBackoffMs = 30_000 } = options;
  const waiting = new Map<string, Waiting>();
  const running = new Set<string>();
  const dead: FailedJob[] = [];
  let watchers: (() => boolean)[] = [];
  let stopped = false;

  function queue(job: Job, { attempts, delayMs }: { attempts: number; delayMs: number }): void {
    const key = jobKey(job);
    const known = waiting.get(key);
    const entry = known ?? { job, attempts, timers: new Set() };
    entry.attempts = Math.min(entry.attempts, attempts);
    if (known !== undefined && known.timers.size === 0) return;
    waiting.set(key, entry);
    if (delayMs <= 0) release(entry);
    else {
      const timer = setTimeout(() => {
        release(entry);
        startNext();
      }, delayMs);
      entry.timers.add(timer);
    }
  }

  function release(entry: Waiting): void {
    for (const timer of entry.timers) clearTimeout(timer);
    entry.timers.clear();
  }

  function startNext(): void {
    for (const [key, entry] of waiting) {
      if (stopped || running.size >= concurrency) return;
      if (entry.timers.size > 0 || running.has(key)) continue;
      waiting.delete(key);
      running.add(key);
      void run(key, entry);
    }
  }

  async function run(key: string, { job, attempts: before }: Waiting): Promise<void> {
    try {
      await handle(job);
    } catch (error) {
      const attempts = before + 1;
      const failure = { job, error, attempts, dead: attempts >= mostAttempts };
      if (failure.dead) dead.splice(0, dead.push(failure) - mostDeadLetters);
      else if (!stopped) queue(job, { attempts, delayMs: Math.min(backoffMs * 2 ** before, longestBackoffMs) });
      tell(failure);
    }
    running.delete(key);
    startNext();
    tellWatchers();
  }

  function tellWatchers(): void {
    watchers = watchers.filter((satisfied) => !satisfied());
  }

  function tell(failure: FailedJob): void {
    try {
      onError(failure);
    } catch {
      // whoever listens must not stop the queue
    }
  }

  function until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const satisfied = () => {
        if (condition()) resolve();
        return condition();
      };
      if (!satisfied()) watchers.push(satisfied);
    });
  }

  return {
    send: async (job, { delayMs = 0 } = {}) => {
      checkDelay(delayMs);
      if (stopped) return;
      queue(job, { attempts: 0, delayMs });
      // a sender finishes its own step first
      setImmediate(startNext);
    },
    deadLetters: () => [...dead],
    idle: () => until(() => running.size === 0 && (stopped || waiting.size === 0)),
    stop: () => {
      stopped = true;
      for (const entry of waiting.values()) release(entry);
      waiting.clear();
      tellWatchers();
      return until(() => running.size === 0);
    },
  };
}
