import { serviceClient } from "@evenmatch/client";
import type { SuiteAnswer, SuiteDeclaration } from "@evenmatch/contract/suite";
import { type Command, Option } from "commander";
import { countArgument, idArgument, numberArgument, rangeArgument, shared } from "../arguments.ts";
import { findService } from "../connection.ts";
import { print } from "../output.ts";

interface Options {
  name?: string;
  family?: string;
  domain?: string;
  trait?: string[];
  role?: string;
  audience?: string;
  direction?: string;
  ideal?: number;
  range?: [number, number] | null;
  metric?: string;
  kind?: string;
  items?: number;
  clusterUnit?: string;
  server?: string;
  key?: string;
}

/** `evenmatch suite`: what a suite's scores mean and how it counts. */
export function addSuite(program: Command): void {
  program
    .command("suite")
    .description("declare a suite of the project's own, or its reading of a catalogued one; without options, show it")
    .argument("<id>", "its id", idArgument)
    .addOption(
      new Option("--direction <direction>", "which scores are better").choices([
        "higher",
        "lower",
        "target",
        "unknown",
      ]),
    )
    .option("--ideal <n>", "the value to reach, for --direction target", numberArgument)
    .option("--name <text>", "name for people")
    .option("--family <id>", "suites that share items, authors or judges", idArgument)
    .option("--domain <domain>", "domain")
    .option("--trait <trait...>", "traits that it measures")
    .addOption(new Option("--role <role>", "how it counts").choices(["outcome", "control", "mixed", "unassigned"]))
    .addOption(new Option("--audience <audience>", "who may know of it").choices(["public", "internal"]))
    .option("--range <lo,hi>", "least and greatest score, or none", rangeArgument)
    .option("--metric <name>", "its metric")
    .addOption(
      new Option("--kind <kind>", "what a score is").choices([
        "mean",
        "f1",
        "ratio",
        "relative-risk",
        "rubric",
        "quantile",
        "recall@k",
      ]),
    )
    .option("--items <n>", "items in the whole suite", countArgument)
    .option("--cluster-unit <unit>", "what items are clustered by")
    .addOption(shared.server())
    .addOption(shared.key())
    .action(declare);
}

async function declare(id: string, options: Options): Promise<void> {
  const { server, key, ...said } = options;
  const client = serviceClient(await findService({ ...(server && { server }), ...(key && { key }) }));
  const path = `/v1/suites/${encodeURIComponent(id)}`;
  const body = declared(said);
  const answer =
    Object.keys(body).length === 0 ? await client.get<SuiteAnswer>(path) : await client.put<SuiteAnswer>(path, body);
  print(`${JSON.stringify(answer, null, 2)}\n`);
}

function declared(said: Omit<Options, "server" | "key">): SuiteDeclaration {
  const { name, family, domain, trait, role, audience, items, clusterUnit, metric, kind, direction, ideal, range } =
    said;
  const figures = present({ name: metric, kind, direction, ideal, range });
  return {
    ...present({ name, family, domain, traits: trait, role, audience, items, clusterUnit }),
    ...(Object.keys(figures).length === 0 ? {} : { metric: figures }),
  } as SuiteDeclaration;
}

function present(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
