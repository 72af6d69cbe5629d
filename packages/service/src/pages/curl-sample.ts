import type { Route } from "./open-api.ts";

/** The call of a route as a line for a shell: address and key from the environment, names to fill in in capitals. */
export function curlSample({ method, path, operation }: Route): string {
  const { security, parameters = [], requestBody } = operation;
  const capitals = (name: string) => name.replace(/[^A-Za-z0-9]+/g, "_").toUpperCase();
  const query = parameters
    .filter((parameter) => parameter.in === "query" && parameter.required === true)
    .map(({ name }) => `${name}=${capitals(name)}`)
    .join("&");
  const [type] = Object.keys(requestBody?.content ?? {});
  const parts = [
    "curl",
    ...(method === "GET" || method === "HEAD" ? [] : [`--request ${method}`]),
    ...(security?.length === 0 ? [] : ['--header "Authorization: Bearer $EVENMATCH_KEY"']),
    ...(type === undefined ? [] : [`--header "Content-Type: ${type}"`]),
    ...(type === undefined ? [] : [type === "application/json" ? "--data @body.json" : "--data-binary @FILE"]),
    `"$EVENMATCH_URL${path.replace(/\{([^}]+)\}/g, (_, name: string) => capitals(name))}${query === "" ? "" : `?${query}`}"`,
  ];
  return parts.join(" ");
}
