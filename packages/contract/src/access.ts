/** Who may do what: projects, keys, shares, and the log of what was written. */
import { z } from "zod";
import { Digest, Id } from "./ids.ts";
import { limits } from "./limits.ts";

const Name = z.string().min(1).max(limits.name);
const time = (description: string) => z.iso.datetime({ offset: true }).meta({ description });

export const KeyScope = z
  .enum(["read", "write", "admin"])
  .meta({ id: "KeyScope", description: "Each may do what those before it may." });
export type KeyScope = z.infer<typeof KeyScope>;

/** What POST /v1/keys takes. */
export const KeyRequest = z
  .strictObject({
    name: Name,
    scopes: z.array(KeyScope).min(1).max(3),
    expiresAt: time("When it stops to work; left out: never.").optional(),
  })
  .meta({ id: "KeyRequest" });
export type KeyRequest = z.infer<typeof KeyRequest>;

/** What POST /v1/keys/{key}/rotate takes. */
export const KeyRotation = z
  .strictObject({
    graceSeconds: z
      .int()
      .min(0)
      .max(604_800)
      .default(0)
      .meta({ description: "How long the old secret still works, at most a week." }),
  })
  .meta({ id: "KeyRotation" });
export type KeyRotation = z.infer<typeof KeyRotation>;

const credential = {
  id: z.string(),
  project: z.string(),
  name: z.string(),
  createdAt: z.string(),
  createdBy: z.string().nullable().meta({ description: "Id of the key that made it." }),
  expiresAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().meta({ description: "To the minute." }),
  active: z.boolean().meta({ description: "Neither expired nor revoked." }),
};

export const KeyEntry = z.object({ ...credential, scopes: z.array(KeyScope) }).meta({ id: "KeyEntry" });
export type KeyEntry = z.infer<typeof KeyEntry>;

export const NewKey = KeyEntry.extend({
  key: z.string().meta({ description: "The key itself: answered this once and stored nowhere." }),
}).meta({ id: "NewKey" });
export type NewKey = z.infer<typeof NewKey>;

/** What POST /v1/shares takes. */
export const ShareRequest = z
  .strictObject({
    digest: Digest.meta({ description: "The comparison to show." }),
    name: Name.optional(),
    expiresAt: time("When it stops to work: at most a year ahead; left out: in 30 days.").optional(),
  })
  .meta({ id: "ShareRequest" });
export type ShareRequest = z.infer<typeof ShareRequest>;

export const ShareEntry = z.object({ ...credential, digest: Digest }).meta({ id: "ShareEntry" });
export type ShareEntry = z.infer<typeof ShareEntry>;

export const NewShare = ShareEntry.extend({
  token: z.string().meta({ description: "The secret of the link: answered this once and stored nowhere." }),
  page: z.string().meta({ description: "Path of the page; the token is in it." }),
  csv: z.string().meta({ description: "Path of the table, for pandas.read_csv; .json, .md, .svg and .html too." }),
}).meta({ id: "NewShare" });
export type NewShare = z.infer<typeof NewShare>;

/** What POST /v1/projects takes. */
export const ProjectRequest = z.strictObject({ name: Name }).meta({ id: "ProjectRequest" });
export type ProjectRequest = z.infer<typeof ProjectRequest>;

export const NewProject = z
  .object({
    project: Id,
    name: z.string(),
    createdAt: z.string(),
    key: NewKey.meta({ description: "Its first key, of scope admin." }),
  })
  .meta({ id: "NewProject" });
export type NewProject = z.infer<typeof NewProject>;

/** Whose key is this, and what may it do? */
export const ProjectAnswer = z
  .object({
    project: z.string(),
    name: z.string().nullable(),
    createdAt: z.string().nullable(),
    key: KeyEntry.omit({ lastUsedAt: true }).meta({ description: "The key that asks." }),
  })
  .meta({ id: "ProjectAnswer" });
export type ProjectAnswer = z.infer<typeof ProjectAnswer>;

export const AuditEntry = z
  .object({
    at: z.string(),
    key: z.string().meta({ description: "Id of the key that wrote." }),
    keyName: z.string(),
    method: z.string(),
    path: z.string(),
    status: z.int(),
    requestId: z.string(),
  })
  .meta({ id: "AuditEntry" });
export type AuditEntry = z.infer<typeof AuditEntry>;
