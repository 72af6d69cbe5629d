/**
 * The one table, through the AWS SDK: the few calls that the entities need.
 *
 * An item is a flat record of strings, numbers and bytes; what no condition looks at stands in `json`, one text, which the
 * table holds compressed where it is long. Every
 * write is conditional; a refused condition answers `false`, it never throws. Page sizes, index freshness and expiry
 * are never relied upon.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import type { Key } from "./keys.ts";

export interface Table {
  client: DynamoDBClient;
  /** its name */
  table: string;
}

/** Longer texts are compressed, characters; whatever characters they are, no item of an uncompressed one is full. */
const longestText = 50_000;

/** DynamoDB's items end at 400 KB; the rest is for what stands beside the text. What is asked for gets less: `requireRoom`. */
const longestJson = 390_000;

/** What was to be written is too long for an item, even compressed. */
export class ItemTooLongError extends Error {
  constructor(bytes: number, longest: number) {
    super(`needed at most ${longest} bytes when compressed, found ${bytes}`);
    this.name = "ItemTooLongError";
  }
}

export type Value = string | number | Uint8Array;
export type Item = Key & Record<string, Value>;

function attribute(value: Value): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: String(value) };
  return { B: value };
}

function attributes(record: Readonly<Record<string, Value>>): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, attribute(value)]));
}

/** A text as the table holds it. @throws {ItemTooLongError} where it takes more than `longest` bytes */
function packed(text: string, longest: number): string | Uint8Array {
  const held = text.length <= longestText ? text : gzipSync(text);
  if (held.length > longest) throw new ItemTooLongError(held.length, longest);
  return held;
}

/** Refuses what would take more than `longest` bytes of an item, before anything is written of it. */
export function requireRoom(value: unknown, longest = longestJson): void {
  packed(JSON.stringify(value), Math.min(longest, longestJson));
}

/** An item as the SDK gives it, flat, its text as it was written. */
export function recordOf(record: Record<string, AttributeValue>): Item {
  const values: Record<string, Value> = {};
  for (const [name, value] of Object.entries(record)) {
    if (value.S !== undefined) values[name] = value.S;
    else if (value.N !== undefined) values[name] = Number(value.N);
    else if (value.B !== undefined) values[name] = name === "json" ? gunzipSync(value.B).toString("utf8") : value.B;
  }
  return values as Item;
}

/** A condition or an update with its names and values, as DynamoDB's expressions take them. */
export interface Expression {
  text: string;
  names?: Readonly<Record<string, string>>;
  values?: Readonly<Record<string, Value>>;
}

async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

export async function getItem(table: Table, key: Key): Promise<Item | undefined> {
  const answer = await table.client.send(
    new GetItemCommand({ TableName: table.table, Key: attributes({ ...key }), ConsistentRead: true }),
  );
  return answer.Item === undefined ? undefined : recordOf(answer.Item);
}

export const absent: Expression = { text: "attribute_not_exists(PK)" };

/** Puts an item if `condition` holds; false where it doesn't. @throws {ItemTooLongError} */
export async function putItem(table: Table, record: Item, condition: Expression): Promise<boolean> {
  const { json } = record;
  return unlessRefused(
    table.client.send(
      new PutItemCommand({
        TableName: table.table,
        Item: attributes(typeof json === "string" ? { ...record, json: packed(json, longestJson) } : record),
        ConditionExpression: condition.text,
        ...(condition.names === undefined ? {} : { ExpressionAttributeNames: { ...condition.names } }),
        ...(condition.values === undefined ? {} : { ExpressionAttributeValues: attributes(condition.values) }),
      }),
    ),
  );
}

/** Updates an item if `condition` holds; the new item, or undefined where the condition refused. */
export async function updateItem(
  table: Table,
  key: Key,
  update: Expression,
  condition: Expression,
): Promise<Item | undefined> {
  const names = { ...update.names, ...condition.names };
  const values = { ...update.values, ...condition.values };
  try {
    const answer = await table.client.send(
      new UpdateItemCommand({
        TableName: table.table,
        Key: attributes({ ...key }),
        UpdateExpression: update.text,
        ...(condition.text === "" ? {} : { ConditionExpression: condition.text }),
        ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
        ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: attributes(values) }),
        ReturnValues: "ALL_NEW",
      }),
    );
    return recordOf(answer.Attributes ?? {});
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}

/** Deletes an item if it is there and `condition` holds; false where not. */
export function deleteItem(table: Table, key: Key, condition?: Expression): Promise<boolean> {
  return unlessRefused(
    table.client.send(
      new DeleteItemCommand({
        TableName: table.table,
        Key: attributes({ ...key }),
        ConditionExpression: ["attribute_exists(PK)", condition?.text].filter(Boolean).join(" AND "),
        ...(condition?.names === undefined ? {} : { ExpressionAttributeNames: { ...condition.names } }),
        ...(condition?.values === undefined ? {} : { ExpressionAttributeValues: attributes(condition.values) }),
      }),
    ),
  );
}

export interface Page {
  items: Item[];
  /** where the next page starts: the rest of the last sort key; undefined: no more */
  next: string | undefined;
}

/**
 * Items of a partition whose sort key begins with `prefix`, ascending or the newest first, after `after`, at most `limit`.
 *
 * `after` and `next` are what follows the prefix: no start outside of the list can be asked for.
 */
export async function queryPage(
  table: Table,
  options: { PK: string; prefix: string; after?: string | undefined; limit: number; newestFirst?: boolean },
): Promise<Page> {
  const { PK, prefix, limit, newestFirst = false } = options;
  const items: Item[] = [];
  let after = options.after === undefined ? undefined : prefix + options.after;
  while (items.length < limit) {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        ConsistentRead: true,
        KeyConditionExpression: "PK = :pk AND begins_with(SK, :prefix)",
        ExpressionAttributeValues: attributes({ ":pk": PK, ":prefix": prefix }),
        Limit: limit - items.length,
        ...(newestFirst ? { ScanIndexForward: false } : {}),
        ...(after === undefined ? {} : { ExclusiveStartKey: attributes({ PK, SK: after }) }),
      }),
    );
    items.push(...(answer.Items ?? []).map(recordOf));
    after = answer.LastEvaluatedKey?.SK?.S;
    if (after === undefined) return { items, next: undefined };
  }
  return { items, next: after?.slice(prefix.length) };
}

/** All items of a partition whose sort key begins with `prefix`. */
export async function queryAll(table: Table, PK: string, prefix: string): Promise<Item[]> {
  const items: Item[] = [];
  let after: string | undefined;
  do {
    const page = await queryPage(table, { PK, prefix, after, limit: 500 });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

/** Keys that the sparse index holds in one partition; it may lag, so callers look at the item itself. */
export async function queryOpen(table: Table, partition: string): Promise<Key[]> {
  const found: Key[] = [];
  let start: Record<string, AttributeValue> | undefined;
  do {
    const answer = await table.client.send(
      new QueryCommand({
        TableName: table.table,
        IndexName: "open",
        KeyConditionExpression: "GPK = :partition",
        ExpressionAttributeValues: attributes({ ":partition": partition }),
        ...(start === undefined ? {} : { ExclusiveStartKey: start }),
      }),
    );
    for (const record of answer.Items ?? []) found.push({ PK: record.PK?.S ?? "", SK: record.SK?.S ?? "" });
    start = answer.LastEvaluatedKey;
  } while (start !== undefined);
  return found;
}

/** The JSON text of an item, parsed. */
export function jsonOf<T>(record: Item): T {
  return JSON.parse(String(record.json)) as T;
}
