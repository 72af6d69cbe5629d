import type { BootstrapLaw } from "./law.ts";

/** The law of the logarithm of a statistic that is positive in every resample. */
export function logLaw(law: BootstrapLaw): BootstrapLaw {
  return {
    method: law.method,
    at: (x) => law.at(Math.exp(x)),
    quantile: (p) => {
      const x = law.quantile(p);
      return x === null || x <= 0 ? null : Math.log(x);
    },
    deviation: (of = (x) => x) => law.deviation((x) => of(Math.log(x))),
  };
}
