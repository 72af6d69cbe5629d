/** What differs between stages. */

export interface Stage {
  /** data stays when the stage is removed */
  keepsData: boolean;
  deletionProtection: boolean;
  logRetention: "1 week" | "1 month" | "3 months";
}

/** `production` is guarded, `staging` keeps its data, every other stage is one person's own. */
export function stageSettings(stage: string): Stage {
  if (stage === "production") return { keepsData: true, deletionProtection: true, logRetention: "3 months" };
  if (stage === "staging") return { keepsData: true, deletionProtection: false, logRetention: "1 month" };
  return { keepsData: false, deletionProtection: false, logRetention: "1 week" };
}
