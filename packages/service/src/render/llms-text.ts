/** The service in brief, for programs that read prose (https://llmstxt.org): what it is, how to ask, every route. */
import { type OpenApi, routesByNoun } from "../pages/open-api.ts";

export function llmsText(document: OpenApi): string {
  const { title, description = "" } = document.info;
  const nouns = [...routesByNoun(document)].map(([noun, routes]) => {
    const lines = routes.map(
      ({ id, method, path, operation }) => `- [${method} ${path}](/docs#${id}): ${operation.summary ?? ""}`,
    );
    return `## ${noun}\n\n${lines.join("\n")}\n`;
  });
  return `# ${title}

> ${description}

- Send a key with every request: \`authorization: Bearer em_…\`. Keys have scopes: read, write, admin.
- Errors are problems (RFC 9457) with a stable \`code\`; \`detail\` says what was needed and what was found.
- Declare both checkpoints with their compute, then an experiment with its plan, before the first result; push results;
  poll the experiment until its status is \`current\`; then read its comparison.
- A headline counts only with its regressions and its compute match: quote \`headline\` whole, \`computeMatch.status\`, and
  the digest. \`inconclusive\` is no evidence of no difference.
- \`difference\` is treatment − baseline; \`improvement\` is turned so that positive is better.
- Warnings are codes; /v1/warnings has them in words.

## documents

- [OpenAPI](/openapi.json): every route and schema, for programs
- [The interface](/docs): the same for people

${nouns.join("\n")}`;
}
