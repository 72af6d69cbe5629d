/**
 * What a record holds under a name that somebody chose: names like `constructor`, which every object has without being
 * given one, are held only where they were put.
 */
export function ownValue<Value>(
  record: Readonly<Record<string, Value>> | null | undefined,
  name: string,
): Value | undefined {
  return record != null && Object.hasOwn(record, name) ? record[name] : undefined;
}
