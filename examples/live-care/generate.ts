/** Visits to clinics with and without a model beside the clinician: was there a treatment error? */
import { drawsOf } from "../draws.ts";
import { type Arm, arms, ndjson, type StudyFile, writeIfRun } from "../study-files.ts";

const clinics = 12;
const cliniciansPerClinic = 4;
const visitsPerClinician = 30;
const errorRate = { treatment: 0.16, baseline: 0.2 } as const;

/** One file an arm, twice: visits clustered by clinician, and by clinic. Visits of the two arms are different visits. */
export function files(): StudyFile[] {
  return arms.flatMap((arm) => [
    ndjson(`clinician/${arm}.ndjson`, visitsOf(arm, "clinician")),
    ndjson(`clinic/${arm}.ndjson`, visitsOf(arm, "clinic")),
  ]);
}

function visitsOf(arm: Arm, unit: "clinician" | "clinic"): object[] {
  const rows: object[] = [];
  for (let clinic = 0; clinic < clinics; clinic++) {
    const ofClinic = drawsOf("live care", `clinic ${clinic}`).normal();
    for (let k = 0; k < cliniciansPerClinic; k++) {
      const clinician = clinic * cliniciansPerClinic + k;
      const draws = drawsOf("live care", `${arm} clinician ${clinician}`);
      const ofClinician = drawsOf("live care", `clinician ${clinician}`).normal();
      // rates differ between clinics and between clinicians, in the same way in both arms
      const rate = errorRate[arm] * Math.exp(0.25 * ofClinic + 0.35 * ofClinician);
      for (let visit = 0; visit < visitsPerClinician; visit++) {
        rows.push({
          suite: "treatment-error",
          direction: "lower",
          item: `${arm}-visit-${clinician}-${visit}`,
          score: draws.chance(Math.min(0.9, rate)) ? 1 : 0,
          cluster: unit === "clinician" ? `clinician-${clinician}` : `clinic-${clinic}`,
        });
      }
    }
  }
  return rows;
}

await writeIfRun(import.meta.url, files);
