import { isObject, member, peekJson } from "../json.ts";
import type { Head, Json } from "../reader.ts";

/** `other`: belongs to a HELM run and has no scores of its own. */
export type HelmRole = "run_spec" | "per_instance_stats" | "stats" | "scenario_state" | "instances" | "other";

/** Which file of a HELM run folder is this, by its content? `undefined` for a file of something else. */
export function helmRole(head: Head): HelmRole | undefined {
  if (!/^\s*[[{]/.test(head.text) || !/"(adapter_spec|stats|name|input|definition_path)"/.test(head.text))
    return undefined;
  const document = peekJson(head.text);
  if (isObject(document)) return roleOfObject(document);
  if (Array.isArray(document)) return roleOfElement((document as readonly Json[])[0]);
  return undefined;
}

function roleOfObject(document: Json): HelmRole | undefined {
  const has = (key: string): boolean => member(document, key) !== undefined;
  if (has("scenario_spec") && has("adapter_spec")) return "run_spec";
  if (has("adapter_spec") && has("request_states")) return "scenario_state";
  if (has("name") && has("description") && has("tags") && has("definition_path")) return "other";
  return undefined;
}

function roleOfElement(element: Json | undefined): HelmRole | undefined {
  const has = (key: string): boolean => member(element, key) !== undefined;
  if (has("instance_id") && has("train_trial_index")) {
    return Array.isArray(member(element, "stats")) ? "per_instance_stats" : "other";
  }
  if (typeof member(member(element, "name"), "name") === "string" && has("count")) return "stats";
  if (typeof member(member(element, "input"), "text") === "string" && has("references")) return "instances";
  return undefined;
}
