/** The HTTP API: comparisons from the light function, everything else from the other. */
/// <reference path="../.sst/platform/config.d.ts" />
import { functionArgs } from "./functions";
import { readRouteKeys } from "./permissions";
import { stageSettings } from "./stage";
import type { Storage } from "./storage";

export interface Api {
  api: sst.aws.ApiGatewayV2;
  functions: { name: string; function: sst.aws.Function }[];
}

/** requests a second over all callers, and how many may come at once; the service has limits of its own for each caller */
const throttling = { throttlingRateLimit: 500, throttlingBurstLimit: 1000 };

export function makeApi(storage: Storage): Api {
  const read = new sst.aws.Function("Read", functionArgs("read", storage, { memory: "512 MB", timeout: "20 seconds" }));
  const write = new sst.aws.Function(
    "Write",
    functionArgs("api", storage, { memory: "1769 MB", timeout: "20 seconds" }),
  );
  const domain = process.env.EVENMATCH_DOMAIN;
  const api = new sst.aws.ApiGatewayV2("Api", {
    // the service answers cross-origin questions itself, as it does on one machine
    cors: false,
    accessLog: { retention: stageSettings($app.stage).logRetention },
    ...(domain === undefined || domain === "" ? {} : { domain }),
    transform: {
      stage: (args) => {
        args.defaultRouteSettings = throttling;
      },
    },
  });
  const [first, ...others] = readRouteKeys;
  const light = api.route(first, read.arn);
  for (const routeKey of others) {
    new aws.apigatewayv2.Route(`Read ${routeKey}`.replace(/[^A-Za-z]+/g, "-"), {
      apiId: api.nodes.api.id,
      routeKey,
      target: $interpolate`integrations/${light.nodes.integration.id}`,
    });
  }
  api.route("$default", write.arn);
  return {
    api,
    functions: [
      { name: "Read", function: read },
      { name: "Write", function: write },
    ],
  };
}
