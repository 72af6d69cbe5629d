import { serviceClient } from "@evenmatch/client";
import type { NewProject, ProjectAnswer } from "@evenmatch/contract/access";
import type { Command } from "commander";
import { shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { print, say } from "../output.ts";

interface Service {
  server?: string;
  key?: string;
}

/** `evenmatch project`: the project of the key, and new ones. */
export function addProject(program: Command): void {
  const project = program.command("project").description("the project of the key that is used; make another project");
  project
    .command("show", { isDefault: true })
    .description("say which project the key is of, and what it may do")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(showProject);
  project
    .command("create")
    .description("make a project; its first key is printed this once")
    .argument("<name>", "name for people")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(createProject);
}

async function showProject({ server, key }: Service): Promise<void> {
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  print(`${JSON.stringify(await client.get<ProjectAnswer>("/v1/project"), null, 2)}\n`);
}

async function createProject(name: string, { server, key }: Service): Promise<void> {
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const made = await client.post<NewProject>("/v1/projects", { name });
  say(`project ${made.project}; its key ${made.key.id} of scope admin is shown this once:`);
  print(`${made.key.key}\n`);
}
