/** What a person should hear of: work set aside, errors, work that waits. */
/// <reference path="../.sst/platform/config.d.ts" />
import type { Api } from "./api";
import type { Ingest } from "./ingest";

/** a message that waits so long, seconds: many sweeps have passed */
const oldestSeconds = 1800;

interface Alarm {
  description: string;
  namespace: string;
  metricName: string;
  dimensions: Record<string, $util.Input<string>>;
  statistic: "Sum" | "Maximum";
  threshold: number;
}

/** Alarms of every stage; EVENMATCH_ALARM_EMAIL, where it is set, gets them. */
export function makeAlarms(ingest: Ingest, api: Api): void {
  const actions = listeners();
  for (const { name, queue, dead } of ingest.queues) {
    alarm(`${name}DeadAlarm`, actions, {
      description: "messages were set aside after every try: read them, mend the cause, and move them back",
      ...queueMetric(dead, "ApproximateNumberOfMessagesVisible"),
      threshold: 0,
    });
    alarm(`${name}AgeAlarm`, actions, {
      description: `a message has waited for more than ${oldestSeconds / 60} minutes`,
      ...queueMetric(queue, "ApproximateAgeOfOldestMessage"),
      threshold: oldestSeconds,
    });
  }
  for (const worker of [...ingest.functions, ...api.functions]) {
    alarm(`${worker.name}ErrorsAlarm`, actions, {
      description: "the function failed",
      namespace: "AWS/Lambda",
      metricName: "Errors",
      dimensions: { FunctionName: worker.function.name },
      statistic: "Sum",
      threshold: 0,
    });
  }
  alarm("ApiErrorsAlarm", actions, {
    description: "requests were answered with 5xx",
    namespace: "AWS/ApiGateway",
    metricName: "5xx",
    dimensions: { ApiId: api.api.nodes.api.id },
    statistic: "Sum",
    threshold: 0,
  });
}

function queueMetric(queue: sst.aws.Queue, metricName: string) {
  return {
    namespace: "AWS/SQS",
    metricName,
    dimensions: { QueueName: queue.nodes.queue.name },
    statistic: "Maximum" as const,
  };
}

function listeners(): $util.Input<string>[] {
  const email = process.env.EVENMATCH_ALARM_EMAIL;
  if (email === undefined || email === "") return [];
  const topic = new aws.sns.Topic("Alarms");
  new aws.sns.TopicSubscription("AlarmsEmail", { topic: topic.arn, protocol: "email", endpoint: email });
  return [topic.arn];
}

function alarm(name: string, alarmActions: $util.Input<string>[], { description, ...metric }: Alarm): void {
  new aws.cloudwatch.MetricAlarm(name, {
    alarmDescription: description,
    comparisonOperator: "GreaterThanThreshold",
    period: 300,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    alarmActions,
    ...metric,
  });
}
