/** A deployment of production, held against what the design asks for. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expiryAttribute } from "@evenmatch/store/entities/expiry";
import { tableDefinition } from "@evenmatch/store/table-definition";
import { beforeAll, describe, expect, it } from "vitest";
import { functionNames } from "../../../functions/bundle.ts";
import { permissions, readRouteKeys } from "../../../stacks/permissions.ts";
import { repoRoot } from "../../shared-files.ts";
import { account, type Deployed, deployed, region } from "./deployed.ts";
import { environmentFile } from "./environment-file.ts";

interface Statement {
  effect?: string;
  actions: string[];
  resources: string[];
  conditions?: unknown[];
}

const day = 24 * 3600;

describe("production", () => {
  let made: Deployed;
  const fn = (name: string) => made.one("aws:lambda/function:Function", `${name}Function`);
  const arnOf = (type: string, name: string) => made.one(type, name);
  const statementsOf = (policy: unknown) => (JSON.parse(policy as string) as { statements: Statement[] }).statements;
  beforeAll(async () => {
    made = await deployed("production");
  });

  it("makes these resources and no others", () => {
    const counts = new Map<string, number>();
    for (const { type } of made.resources) {
      if (type.startsWith("aws:")) counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    expect(Object.fromEntries([...counts].sort())).toEqual({
      "aws:apigatewayv2/api:Api": 1,
      "aws:apigatewayv2/integration:Integration": 2,
      "aws:apigatewayv2/route:Route": readRouteKeys.length + 1,
      "aws:apigatewayv2/stage:Stage": 1,
      "aws:cloudwatch/logGroup:LogGroup": 6,
      "aws:cloudwatch/metricAlarm:MetricAlarm": 10,
      "aws:dynamodb/table:Table": 1,
      "aws:iam/role:Role": 6,
      "aws:iam/rolePolicy:RolePolicy": 2,
      "aws:lambda/eventSourceMapping:EventSourceMapping": 2,
      "aws:lambda/function:Function": 5,
      "aws:lambda/permission:Permission": 2,
      "aws:s3/bucket:Bucket": 1,
      "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": 1,
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": 1,
      "aws:s3/bucketNotification:BucketNotification": 1,
      "aws:s3/bucketObjectv2:BucketObjectv2": 5,
      "aws:s3/bucketPolicy:BucketPolicy": 1,
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": 1,
      "aws:scheduler/schedule:Schedule": 1,
      "aws:sqs/queue:Queue": 4,
      "aws:sqs/queuePolicy:QueuePolicy": 1,
    });
  });

  it("guards what must not be lost", () => {
    expect(made.app).toMatchObject({ name: "evenmatch", removal: "retain", protect: true });
    const kept = made.resources.filter(({ retained }) => retained).map(({ name }) => name);
    expect(kept.sort()).toEqual(["BlobsBucket", "TableTable"]);
    expect(made.one("aws:s3/bucket:Bucket", "BlobsBucket").forceDestroy).toBe(false);
  });

  it("makes the table that the store's tests use, with point-in-time recovery", () => {
    const table = made.one("aws:dynamodb/table:Table", "TableTable");
    expect(table).toMatchObject({ deletionProtectionEnabled: true, pointInTimeRecovery: { enabled: true } });
    expect(table).toMatchObject({ ttl: { attributeName: expiryAttribute, enabled: true } });
    const wanted = tableDefinition("t");
    const key = (schema: typeof wanted.KeySchema, type: string) =>
      schema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
    expect(table).toMatchObject({
      billingMode: wanted.BillingMode,
      hashKey: key(wanted.KeySchema, "HASH"),
      rangeKey: key(wanted.KeySchema, "RANGE"),
      streamEnabled: false,
    });
    expect(table.attributes).toEqual(
      wanted.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
        name: AttributeName,
        type: AttributeType,
      })),
    );
    expect(table.globalSecondaryIndexes).toEqual(
      wanted.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        name: IndexName,
        hashKey: key(KeySchema, "HASH"),
        rangeKey: key(KeySchema, "RANGE"),
        projectionType: Projection?.ProjectionType,
      })),
    );
  });

  it("keeps the bucket private, over HTTPS alone, and clears it of what nobody needs", () => {
    expect(made.one("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "Blobs")).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const statements = statementsOf(made.one("aws:s3/bucketPolicy:BucketPolicy", "Blobs").policy);
    expect(statements.map(({ effect, actions }) => [effect, actions])).toEqual([["Deny", ["s3:*"]]]);
    const cors = made.one("aws:s3/bucketCorsConfiguration:BucketCorsConfiguration", "Blobs");
    expect(cors.corsRules).toEqual([
      {
        allowedMethods: ["GET"],
        allowedOrigins: ["*"],
        allowedHeaders: ["*"],
        exposeHeaders: ["ETag"],
        maxAgeSeconds: day,
      },
    ]);
    const lifecycle = made.one("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", "Blobs");
    expect(lifecycle.rules).toMatchObject([
      { status: "Enabled", expiration: { days: 30 }, filter: { prefix: "incoming/" } },
      { status: "Enabled", expiration: { days: 1 }, filter: { prefix: "answers/" } },
      { status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
    ]);
  });

  it("sets aside what fails three times, and keeps it for two weeks", () => {
    for (const name of ["Ingest", "Compare"]) {
      const dead = made.one("aws:sqs/queue:Queue", `${name}Dead`);
      expect(dead.messageRetentionSeconds).toBe(14 * day);
      const queue = made.one("aws:sqs/queue:Queue", `${name}Queue`);
      const timeout = Number(fn(name).timeout);
      expect([timeout, queue.visibilityTimeoutSeconds]).toEqual([300, 6 * timeout]);
      expect(JSON.parse(String(queue.redrivePolicy))).toEqual({
        deadLetterTargetArn: `arn:aws:sqs:${region}:${account}:${name}DeadQueue`,
        maxReceiveCount: 3,
      });
      expect(made.one("aws:lambda/eventSourceMapping:EventSourceMapping", `${name}Source`)).toMatchObject({
        functionResponseTypes: ["ReportBatchItemFailures"],
        batchSize: 1,
        scalingConfig: { maximumConcurrency: 20 },
        eventSourceArn: `arn:aws:sqs:${region}:${account}:${name}QueueQueue`,
      });
    }
  });

  it("tells the ingest queue of every file that lands, and lets nobody else write there", () => {
    expect(made.one("aws:s3/bucketNotification:BucketNotification", "Blobs").queues).toMatchObject([
      { events: ["s3:ObjectCreated:*"], filterPrefix: "incoming/" },
    ]);
    const [statement, ...others] = statementsOf(made.one("aws:sqs/queuePolicy:QueuePolicy", "Ingest").policy);
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      actions: ["sqs:SendMessage"],
      resources: [`arn:aws:sqs:${region}:${account}:IngestQueueQueue`],
      principals: [{ type: "Service", identifiers: ["s3.amazonaws.com"] }],
      conditions: [
        { test: "ArnEquals", variable: "aws:SourceArn", values: ["arn:aws:s3:::BlobsBucket"] },
        { test: "StringEquals", variable: "aws:SourceAccount", values: [account] },
      ],
    });
  });

  it("runs the built functions on Node 24 and arm64, with their logs kept for three months", () => {
    for (const name of ["Read", "Write", "Ingest", "Compare", "Sweep"]) {
      const handler = name === "Write" ? "api" : name.toLowerCase();
      expect(functionNames).toContain(handler);
      expect(fn(name)).toMatchObject({
        runtime: "nodejs24.x",
        architectures: ["arm64"],
        handler: `${handler}.handler`,
      });
      expect(made.one("aws:cloudwatch/logGroup:LogGroup", `${name}LogGroup`).retentionInDays).toBe(90);
      const { variables } = fn(name).environment as { variables: Record<string, string> };
      const names = Object.keys(variables).filter((variable) => variable.startsWith("EVENMATCH_"));
      expect(names.sort()).toEqual(
        name === "Read"
          ? ["EVENMATCH_TABLE"]
          : ["EVENMATCH_BLOBS", "EVENMATCH_COMPARE_QUEUE", "EVENMATCH_INGEST_QUEUE", "EVENMATCH_TABLE"],
      );
      expect(variables.EVENMATCH_TABLE).toBe(arnOf("aws:dynamodb/table:Table", "TableTable").name ?? "TableTable");
    }
  });

  it("gives each function exactly what permissions.ts says", () => {
    const table = `arn:aws:dynamodb:${region}:${account}:table/TableTable`;
    const queue = (name: string) => `arn:aws:sqs:${region}:${account}:${name}QueueQueue`;
    for (const [name, wanted] of Object.entries(permissions)) {
      const component = name === "api" ? "Write" : `${name[0]?.toUpperCase()}${name.slice(1)}`;
      const role = made.one("aws:iam/role:Role", `${component}Role`);
      const [inline, ...others] = role.inlinePolicies as { policy: string }[];
      expect(others).toEqual([]);
      const expected = [
        [table, wanted.table],
        [`${table}/index/open`, wanted.index],
        ["arn:aws:s3:::BlobsBucket", wanted.bucket],
        ...Object.entries(wanted.objects).map(
          ([prefix, actions]) => [`arn:aws:s3:::BlobsBucket/${prefix}/*`, actions] as const,
        ),
        [queue("Ingest"), wanted.ingestQueue],
        [queue("Compare"), wanted.compareQueue],
      ] as const;
      expect(statementsOf(inline?.policy)).toEqual(
        expected
          .filter(([, actions]) => actions.length > 0)
          .map(([resource, actions]) => ({ effect: "Allow", actions: [...actions], resources: [resource] })),
      );
      expect(role.managedPolicyArns).toEqual(["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"]);
    }
    const workers = made.all("aws:iam/rolePolicy:RolePolicy");
    for (const name of ["Ingest", "Compare"]) {
      expect(statementsOf(workers.get(`${name}WorkPolicy`)?.policy)).toEqual([
        {
          actions: ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
          resources: [queue(name)],
        },
      ]);
    }
    const policies = made.resources.filter(({ type }) => type.startsWith("aws:iam/"));
    expect(JSON.stringify(policies).match(/(dynamodb|sqs|s3|lambda):\*/g)).toBeNull();
  });

  it("sends comparisons to the light function and everything else to the other", () => {
    const integrations = made.all("aws:apigatewayv2/integration:Integration");
    const functionOf = (target: unknown) => {
      const name = String(target)
        .replace(/^integrations\//, "")
        .replace(/-id$/, "");
      return String(integrations.get(name)?.integrationUri).split(":").at(-1);
    };
    const routes = [...made.all("aws:apigatewayv2/route:Route").values()].map(
      (route) => [String(route.routeKey), functionOf(route.target)] as const,
    );
    expect(Object.fromEntries(routes)).toEqual({
      ...Object.fromEntries(readRouteKeys.map((key) => [key, "ReadFunction"])),
      $default: "WriteFunction",
    });
    for (const integration of integrations.values()) expect(integration.payloadFormatVersion).toBe("2.0");
    expect(made.one("aws:apigatewayv2/stage:Stage", "Api").defaultRouteSettings).toEqual({
      throttlingRateLimit: 500,
      throttlingBurstLimit: 1000,
    });
    expect(made.one("aws:apigatewayv2/api:Api", "Api").corsConfiguration).toEqual({});
  });

  it("sweeps every five minutes", () => {
    const schedule = made.one("aws:scheduler/schedule:Schedule", "Sweep");
    expect(schedule).toMatchObject({ scheduleExpression: "rate(5 minutes)", state: "ENABLED" });
    expect(schedule.target).toMatchObject({ arn: `arn:aws:lambda:${region}:${account}:function:SweepFunction` });
  });

  it("raises alarms over dead letters, work that waits, and errors", () => {
    const alarms = made.all("aws:cloudwatch/metricAlarm:MetricAlarm");
    expect([...alarms.keys()].sort()).toEqual([
      "ApiErrorsAlarm",
      "CompareAgeAlarm",
      "CompareDeadAlarm",
      "CompareErrorsAlarm",
      "IngestAgeAlarm",
      "IngestDeadAlarm",
      "IngestErrorsAlarm",
      "ReadErrorsAlarm",
      "SweepErrorsAlarm",
      "WriteErrorsAlarm",
    ]);
    for (const alarm of alarms.values()) {
      expect(alarm).toMatchObject({ comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" });
    }
    expect(alarms.get("IngestDeadAlarm")).toMatchObject({
      metricName: "ApproximateNumberOfMessagesVisible",
      threshold: 0,
    });
    expect(alarms.get("IngestAgeAlarm")).toMatchObject({
      metricName: "ApproximateAgeOfOldestMessage",
      threshold: 1800,
    });
  });

  it("is what sst-env.d.ts says; `npm run types:sst` writes it anew", () => {
    const file = path.join(repoRoot, "sst-env.d.ts");
    if (process.env.EVENMATCH_WRITE_SST_ENV === "1") writeFileSync(file, environmentFile(made));
    expect(readFileSync(file, "utf8")).toBe(environmentFile(made));
  });
});
