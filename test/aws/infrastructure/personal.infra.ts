/** A stage of one person: what differs from production. */
import { beforeAll, describe, expect, it } from "vitest";
import { type Deployed, deployed } from "./deployed.ts";

describe("a personal stage with a domain and a listener", () => {
  let made: Deployed;
  beforeAll(async () => {
    process.env.EVENMATCH_DOMAIN = "evenmatch.example.org";
    process.env.EVENMATCH_ALARM_EMAIL = "someone@example.org";
    made = await deployed("ada");
  });

  it("goes whole when it is removed", () => {
    expect(made.app).toMatchObject({ removal: "remove", protect: false });
    expect(made.resources.filter(({ retained }) => retained)).toEqual([]);
    expect(made.one("aws:s3/bucket:Bucket", "Blobs").forceDestroy).toBe(true);
    expect(made.one("aws:dynamodb/table:Table", "Table").deletionProtectionEnabled).toBe(false);
    expect(made.one("aws:cloudwatch/logGroup:LogGroup", "ReadLogGroup").retentionInDays).toBe(7);
  });

  it("answers at its domain", () => {
    expect(made.one("aws:apigatewayv2/domainName:DomainName", "Api").domainName).toBe("evenmatch.example.org");
    expect(made.all("aws:apigatewayv2/apiMapping:ApiMapping").size).toBe(1);
  });

  it("writes to who listens to its alarms", () => {
    const subscription = made.one("aws:sns/topicSubscription:TopicSubscription", "Alarms");
    expect(subscription).toMatchObject({ protocol: "email", endpoint: "someone@example.org" });
    for (const alarm of made.all("aws:cloudwatch/metricAlarm:MetricAlarm").values()) {
      expect(alarm.alarmActions).toEqual([subscription.topic]);
    }
  });
});
