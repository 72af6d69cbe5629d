/** docs/reference/http.md: every route of the service on one page. */
import { routes } from "./openapi.ts";
import type { Route } from "./route.ts";

const groups: readonly (readonly [title: string, path: RegExp])[] = [
  ["Checkpoints", /^\/v1\/checkpoints/],
  ["Suites", /^\/v1\/suites/],
  ["Results", /^\/v1\/(uploads|results)/],
  ["Experiments and their comparisons", /^\/v1\/experiments/],
  ["Comparisons by digest", /^\/v1\/comparisons/],
  ["Keys, shares, projects", /^\/(v1\/(keys|shares|projects|audit|project)|shared)/],
  ["The service", /./],
];

const cell = (text: string) => text.replaceAll("|", "\\|");
const code = (texts: readonly string[]) => texts.map((text) => `\`${text}\``).join(", ");

function bodyOf({ body, bytes }: Route): string {
  if (bytes) return "bytes";
  const id = body?.meta()?.id;
  return body === undefined ? "" : (id ?? "JSON");
}

function rowOf(route: Route): string {
  const takes = [bodyOf(route), code(Object.keys(route.query?.shape ?? {}))].filter((text) => text !== "").join("; ");
  const answers = Object.entries(route.answers).map(([status, schema]) => {
    const id = schema?.meta()?.id;
    return id === undefined ? status : `${status} ${id}`;
  });
  const cells = [
    `\`${route.method.toUpperCase()} ${route.path}\``,
    route.scope === "none" ? "" : route.scope,
    route.summary,
    takes,
    answers.join(", "),
    route.problems.join(" "),
  ];
  return `| ${cells.map(cell).join(" | ")} |`;
}

/** The page as it is committed. */
export function httpPage(): string {
  const left = new Set(routes);
  const sections = groups.flatMap(([title, path]) => {
    const found = [...left].filter((route) => path.test(route.path));
    for (const route of found) left.delete(route);
    if (found.length === 0) return [];
    const head = "| route | key | what | takes | answers | problems |\n|---|---|---|---|---|---|";
    return [`## ${title}\n\n${[head, ...found.map(rowOf)].join("\n")}`];
  });
  return `# The HTTP API

Every route of the service, made from the contract. [openapi.json](../openapi.json) has the schemas; a running service
answers it at \`/openapi.json\`. [Problems](problems.md) lists every refusal, idempotency, preconditions, pages and limits.

- _key_: the least scope of the key in \`Authorization: Bearer em_…\`; _share_: the token of a share in the path.
- _takes_: the body's schema; then the query's fields.
- _problems_: statuses with a problem of the route's own. 401, 403, 421, 429 and 500 may come from any.
- A comparison comes in the format that its suffix names, else as \`Accept\` asks.
- Where the service runs as functions, a \`GET\` may be answered by 303: what is asked for stands at the address in
  \`Location\`. Answers of more than 3 MB lie in the bucket, for five minutes and without a key. The clients follow; \`curl\`
  does with \`--location\`.

\`\`\`sh unrun: the notebooks' page runs this call, with an experiment to ask for
curl --header "Authorization: Bearer $(cat .evenmatch/owner-key)" \\
    http://127.0.0.1:7345/v1/experiments/trait/comparison.csv
\`\`\`

${sections.join("\n\n")}
`;
}
