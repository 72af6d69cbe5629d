/** Looks for what was begun and never ended, every few minutes. */
import { cloudDependencies } from "@evenmatch/service/cloud";
import { sweep } from "@evenmatch/service/sweep";

const deps = await cloudDependencies(process.env);

export function handler() {
  return sweep(deps);
}
