import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** More than a bench can ask for: what is measured is answering, not refusing. */
const generousLimits = { EVENMATCH_READS_PER_MINUTE: "1000000000" };

/** A server of its own process, and the first line that it prints. */
export function started(args: readonly string[]): Promise<{ child: ChildProcess; line: string }> {
  const env = { ...process.env, ...generousLimits };
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env });
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: child.stdout });
    lines.once("line", (line) => {
      // a line for every request follows: to be drained, not looked at
      lines.close();
      child.stdout.resume();
      resolve({ child, line });
    });
    child.once("exit", (code) => reject(new Error(`needed a server, found it ended with ${code}`)));
  });
}
