/** docs/reference/plan.md and comparison.md: every field of a plan file and of a comparison. */
import { Comparison } from "./comparison.ts";
import { fieldWords } from "./field-words.ts";
import { Persistence } from "./persistence.ts";
import { Plan } from "./plan.ts";
import { type Field, type Fields, fieldsOf } from "./schema-fields.ts";

const cell = (text: string) => text.replaceAll("|", "\\|").replaceAll("\n", " ");

/** The sections of a comparison's fields; a plan has a page of its own. */
export function comparisonFields(): Fields[] {
  const others = ["Plan", "FrontierAxisPlan", "GroupsPlan", "PersistencePlan"];
  return fieldsOf("Comparison", Comparison, { words: fieldWords }).filter(({ name }) => !others.includes(name));
}

/** The sections of a plan file's fields. */
export function planFields(): Fields[] {
  return fieldsOf("Plan", Plan, { io: "input", words: fieldWords });
}

function section({ name, description, fields }: Fields, row: (field: Field) => string, head: string): string {
  return [
    `## ${name}`,
    ...(description === undefined ? [] : [description]),
    [head, ...fields.map(row)].join("\n"),
  ].join("\n\n");
}

/** The page on plan files as it is committed. */
export function planPage(): string {
  const head = "| field | what it may be | unless said | what it is for |\n|---|---|---|---|";
  const row = ({ path, type, fallback, description = "" }: Field) =>
    `| \`${path}\` | ${cell(type)} | ${fallback === undefined ? "" : `\`${fallback}\``} | ${cell(description)} |`;
  return `# The plan file

How a comparison judges, written down before the first result: \`--plan FILE\` of \`evenmatch compare\` and \`evenmatch
experiment\`, JSON or YAML, or \`plan\` in the body of \`PUT /v1/experiments/{experiment}\`. Every field may be left out. A field
that there is not is an error, with its place. This page is made from the contract.

\`\`\`yaml
correction: holm
margin: 0.05
primarySuites: [triage, candour]
requireMatched: true
frontiers:
  - x: { suite: jailbreakbench }
    y: { suite: xstest }
persistence:
  axis: condition
\`\`\`

A changed plan is a new version of the experiment's; the comparison says which it is, and whether it was fixed before the first
result. Every field is part of the comparison's digest.

${planFields()
  .map((each) => section(each, row, head))
  .join("\n\n")}
`;
}

/** The page on a comparison's fields as it is committed. */
export function comparisonPage(): string {
  const head = "| field | what it is | what it says |\n|---|---|---|";
  const row = ({ path, type, description = "" }: Field) => `| \`${path}\` | ${cell(type)} | ${cell(description)} |`;
  const persistence = fieldsOf("Persistence", Persistence, { words: fieldWords });
  const known = comparisonFields();
  const more = persistence.filter(({ name }) => known.every((each) => each.name !== name));
  return `# The fields of a comparison

What \`GET /v1/experiments/{experiment}/comparison.json\`, \`evenmatch table --format json\` and \`evenmatch compare --format json\`
answer. [What the numbers mean](../statistics.md) explains them with an example. This page is made from the contract.

- A number that can't be given is null, never NaN and never left out; a code in \`warnings\` or \`noVerdict\` says why.
- An interval is two numbers, lower and upper bound, at the plan's level.
- Differences are on the metric's own scale. An _improvement_ is turned so that positive is better.
- The CSV and Parquet forms hold the rows: an interval is two columns, names are in snake case.

${known
  .map((each) => section(each, row, head))
  .join("\n\n")
  .replaceAll("(#plan)", "(plan.md#plan)")}

# The fields of a persistence

What \`GET /v1/experiments/{experiment}/persistence\` answers.

${more.map((each) => section(each, row, head)).join("\n\n")}
`;
}
