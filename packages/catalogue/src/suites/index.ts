import type { CatalogueSuite } from "../catalogue-suite.ts";
import { capabilitySuites } from "./capability.ts";
import { engineeringSuites } from "./engineering.ts";
import { fairnessSuites } from "./fairness.ts";
import { harmlessnessSuites } from "./harmlessness.ts";
import { hazardsSuites } from "./hazards.ts";
import { healthSuites } from "./health.ts";
import { honestySuites } from "./honesty.ts";
import { modelWrittenSuites } from "./model-written.ts";
import { oversightSuites } from "./oversight.ts";
import { privacySuites } from "./privacy.ts";
import { professionsSuites } from "./professions.ts";
import { rewardHackingSuites } from "./reward-hacking.ts";
import { welfareSuites } from "./welfare.ts";

/** Every suite of the catalogue. */
export const suites: readonly CatalogueSuite[] = [
  ...honestySuites,
  ...oversightSuites,
  ...rewardHackingSuites,
  ...modelWrittenSuites,
  ...harmlessnessSuites,
  ...fairnessSuites,
  ...privacySuites,
  ...welfareSuites,
  ...hazardsSuites,
  ...healthSuites,
  ...professionsSuites,
  ...engineeringSuites,
  ...capabilitySuites,
];
