/** What a deployment of a stage would make: the real configuration, SST's real components, Pulumi's mocks under them. */
import http from "node:http";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { repoRoot } from "../../shared-files.ts";
import { installed } from "../cache.ts";

export interface Resource {
  /** Pulumi's type, as `aws:sqs/queue:Queue` */
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** stays in the account when the stage is removed */
  retained: boolean;
}

export interface Deployed {
  app: { name: string; removal: string; protect: boolean };
  resources: Resource[];
  outputs: Record<string, unknown>;
  /** Every resource of a type, by name. */
  all(type: string): Map<string, Record<string, unknown>>;
  /** The one resource of a type whose name is or begins so. */
  one(type: string, name: string): Record<string, unknown>;
}

export const account = "123456789012";
export const region = "eu-west-1";

const arns: Readonly<Record<string, (name: string) => string>> = {
  "aws:dynamodb/table:Table": (name) => `arn:aws:dynamodb:${region}:${account}:table/${name}`,
  "aws:s3/bucket:Bucket": (name) => `arn:aws:s3:::${name}`,
  "aws:sqs/queue:Queue": (name) => `arn:aws:sqs:${region}:${account}:${name}`,
  "aws:lambda/function:Function": (name) => `arn:aws:lambda:${region}:${account}:function:${name}`,
  "aws:iam/role:Role": (name) => `arn:aws:iam::${account}:role/${name}`,
  "aws:cloudwatch/logGroup:LogGroup": (name) => `arn:aws:logs:${region}:${account}:log-group:${name}`,
};

/** How a certificate's owner proves that the domain is theirs. */
const validation = {
  domainName: "evenmatch.example.org",
  resourceRecordName: "_proof.evenmatch.example.org",
  resourceRecordType: "CNAME",
  resourceRecordValue: "proof.example.org",
};

/** What the cloud would add to a resource that was made. */
function state({ type, name, inputs }: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  return {
    ...inputs,
    arn: arns[type]?.(name) ?? `arn:aws:other:${region}:${account}:${name}`,
    name: inputs.name ?? name,
    bucket: inputs.bucket ?? name,
    url: `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    apiEndpoint: `https://api.execute-api.${region}.amazonaws.com`,
    executionArn: `arn:aws:execute-api:${region}:${account}:api`,
    ...(type === "aws:acm/certificate:Certificate" && { domainValidationOptions: [validation] }),
    ...(type === "aws:apigatewayv2/domainName:DomainName" && {
      domainNameConfiguration: { targetDomainName: "d-1.execute-api.example.org", hostedZoneId: "Z1" },
    }),
  };
}

function call({ token, inputs }: pulumi.runtime.MockCallArgs): Record<string, unknown> {
  if (token.includes("getRegion")) return { region, name: region, id: region };
  if (token.includes("getPartition")) return { partition: "aws" };
  if (token.includes("getCallerIdentity")) return { accountId: account };
  if (token.includes("getPolicyDocument")) return { ...inputs, json: JSON.stringify(inputs) };
  throw new Error(`needed a call that is known here, found ${token}`);
}

/** Answers SST's one question while it makes functions: where does the bundle lie? */
async function buildServer(): Promise<{ url: string; close(): void }> {
  const server = http.createServer((request, response) => {
    let text = "";
    request.on("data", (data: Buffer) => {
      text += data.toString();
    });
    request.on("end", () => {
      const { method, params } = JSON.parse(text) as { method: string; params: { bundle: string; handler: string }[] };
      const [asked] = params;
      if (method !== "Runtime.Build" || asked === undefined) {
        response.end(JSON.stringify({ error: `needed Runtime.Build, found ${method}` }));
        return;
      }
      const out = path.join(repoRoot, asked.bundle);
      response.end(JSON.stringify({ result: { handler: asked.handler, out, errors: [], sourcemaps: [] } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("needed an address of the build server");
  return { url: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

/** Runs `sst.config.ts` for a stage; once for a process, for SST's components remember what they made. */
export async function deployed(stage: string): Promise<Deployed> {
  const platform = installed("sst", ".sst", "platform");
  const source = (file: string) => import(/* @vite-ignore */ path.join(platform, "src", file));
  const server = await buildServer();
  process.env.SST_SERVER = server.url;
  const made: Resource[] = [];
  const retained = new Set<string>();
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        made.push({ type: args.type, name: args.name, inputs: args.inputs, retained: false });
        return { id: `${args.name}-id`, state: state(args) };
      },
      call,
    },
    "evenmatch",
    stage,
    false,
  );
  // the linked resource beneath which SST puts all others, and the file it names after the run
  const globals = globalThis as Record<string, unknown>;
  const { output, all, interpolate, concat, jsonParse, jsonStringify } = pulumi;
  Object.assign(globals, {
    $util: pulumi,
    $output: output,
    $resolve: all,
    $interpolate: interpolate,
    $concat: concat,
    $jsonParse: jsonParse,
    $jsonStringify: jsonStringify,
  });
  globals.$config = (config: unknown) => config;
  globals.$dev = false;
  globals.$cli = {
    command: "deploy",
    rpc: server.url,
    state: { version: {} },
    paths: { root: repoRoot, work: path.join(repoRoot, ".cache/aws/sst/work"), platform, home: platform },
  };
  const config = (await import(path.join(repoRoot, "sst.config.ts"))).default;
  const app = { stage, ...config.app({ stage }) };
  globals.$app = { ...app, providers: { aws: { region } } };
  globals.aws = await import("@pulumi/aws");
  globals.sst = await source("components/index.ts");
  globals.$transform = (await source("components/component.ts")).$transform;
  const { bootstrap } = await source("components/aws/helpers/bootstrap.ts");
  bootstrap.forRegion = async () => ({ asset: "assets", state: "state" });
  const { run } = await source("auto/run.ts");
  // after SST's own, which decides what is retained
  const seeRetained = () =>
    pulumi.runtime.registerStackTransformation((args) => {
      if (args.opts.retainOnDelete === true) retained.add(`${args.type} ${args.name}`);
      return undefined;
    });
  let outputs: Record<string, unknown> = {};
  await pulumi.runtime.runInPulumiStack(() =>
    run(async () => {
      seeRetained();
      outputs = await config.run();
      return outputs;
    }),
  );
  const settled = await settledOutputs(outputs);
  await pulumi.runtime.disconnect();
  server.close();
  const resources = made.map((resource) => ({
    ...resource,
    retained: retained.has(`${resource.type} ${resource.name}`),
  }));
  return {
    app,
    resources,
    outputs: settled,
    all: (type) => new Map(resources.filter((each) => each.type === type).map(({ name, inputs }) => [name, inputs])),
    one: (type, name) => {
      const found = resources.filter((each) => each.type === type && each.name.startsWith(name));
      const [only] = found;
      if (only === undefined || found.length > 1) {
        throw new Error(`needed one ${type} ${name}, found ${found.map((each) => each.name).join(", ") || "none"}`);
      }
      return only.inputs;
    },
  };
}

async function settledOutputs(outputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  const settled: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(outputs)) {
    settled[name] = await new Promise((resolve) => pulumi.output(value as string).apply(resolve));
  }
  return settled;
}
