import { type Client, ServiceError } from "@evenmatch/client";
import { Checkpoint, type CheckpointAnswer, type Compute } from "@evenmatch/contract/checkpoint";

/** Adds a declaration to what the service knows of a checkpoint. */
export async function declareCheckpoint(
  client: Client,
  id: string,
  declaration: Checkpoint,
): Promise<CheckpointAnswer> {
  const path = `/v1/checkpoints/${encodeURIComponent(id)}`;
  const before = await known(client, path);
  return client.put<CheckpointAnswer>(path, { ...before, ...declaration, ...merge(before, declaration) });
}

async function known(client: Client, path: string): Promise<Checkpoint> {
  try {
    const answer = await client.get<Record<string, unknown>>(path);
    const { checkpoint: _, updatedAt: __, ...body } = answer;
    return Checkpoint.parse(body);
  } catch (error) {
    if (error instanceof ServiceError && error.status === 404) return {};
    throw error;
  }
}

/** Figures of compute are added one by one; a list of domains replaces the one before. */
function merge(before: Checkpoint, said: Checkpoint): { compute?: Compute } {
  return said.compute === undefined ? {} : { compute: { ...before.compute, ...said.compute } };
}
