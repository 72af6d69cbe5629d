/** docs/reference/problems.md: every problem code, its status, and what to do. */
import { limits } from "./limits.ts";
import { type ProblemCode, problemCodes } from "./problem.ts";
import { problemHelp } from "./problem-help.ts";

const count = (n: number) => n.toLocaleString("en-US");

/** The page as it is committed. */
export function problemPage(): string {
  const rows = (Object.keys(problemCodes) as ProblemCode[]).map((code) => {
    const [status, title] = problemCodes[code];
    return `| \`${code}\` | ${status} | ${title} | ${problemHelp[code]} |`;
  });
  return `# Problems

Every refusal is \`application/problem+json\` (RFC 9457). Branch on \`code\`: it is stable. \`title\` says what kind of
problem it is, \`detail\` what was needed and what was found, \`errors\` lists the places where there are several.
\`requestId\` is the \`X-Request-Id\` of the answer, and stands in the service's log. This page is made from the contract.

| code | status | title | what to do |
|---|---|---|---|
${rows.join("\n")}

## Limits of one request

| what | at most | beyond it |
|---|---|---|
| a JSON body | ${count(limits.bodyBytes)} bytes | \`payload_too_large\` |
| the body that announces an upload | ${count(limits.uploadBytes)} bytes | \`payload_too_large\` |
| the body of native rows | ${count(limits.rowsBytes)} bytes | \`payload_too_large\` |
| what an upload or an experiment declares, when compressed | ${count(limits.declaredBytes)} bytes | \`payload_too_large\` |
| native rows in one request | ${count(limits.rows)} | \`too_many_rows\` |
| files of one upload | ${count(limits.files)} | \`too_many_files\` |
| suites of one upload or request, each variant and condition counted | ${count(limits.suites)} | \`too_many_suites\` |
| characters of a name | ${count(limits.name)} | \`name_too_long\` |

A file of an upload may be of any size up to 5 GB; what it may hold is bounded by its reader, and what passes a bound is a
problem of the upload's report.

## Asking again

- \`Idempotency-Key\` on \`POST /v1/uploads\` and \`POST /v1/results\`: the same key with the same method, path and body is
  answered as the first time, for a day, with \`Idempotency-Replayed: true\`. Another request under the key is
  \`idempotency_reused\`; while the first is being worked on, \`idempotency_in_flight\`, at most 60 seconds. A refusal is
  not remembered. Answers that hold a key or a token are never remembered: \`POST\` on \`/v1/keys\`, \`/v1/shares\` and
  \`/v1/projects\` makes a new one each time.
- \`If-Match\` on a \`PUT\`: carried out only if what is declared is still what the ETag says. \`If-None-Match: *\`: only if
  nothing is declared yet. Otherwise \`precondition_failed\`. On a \`GET\`, \`If-None-Match\` with the ETag answers 304.
- \`rate_limited\`: ${count(limits.readsPerMinute)} reads a minute for each key and process, ${count(limits.writesPerMinute)} writes a minute for each project, unless
  \`EVENMATCH_READS_PER_MINUTE\` and \`EVENMATCH_WRITES_PER_MINUTE\` say otherwise. \`RateLimit\` and \`RateLimit-Policy\` stand
  on every answer to a key or a share.
- Lists come in pages: \`next\` is the \`cursor\` of the next one, null at the end. A page begins after the last entry of the
  page before, whatever was written or deleted in between: nothing that stayed is left out or comes twice.
`;
}
