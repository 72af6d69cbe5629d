import { readFileSync } from "node:fs";

/** What this process held at most: the kernel's other figure, the one of `resourceUsage`, is handed on by the parent. */
export function peakMegabytes(): number {
  const peak = /VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"));
  return Number(peak?.[1] ?? Number.NaN) / 1024;
}
