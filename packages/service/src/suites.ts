/** Suites: the catalogue's, and those that a project declared itself. */
import { catalogueSuite, catalogueSuites, suiteHint } from "@evenmatch/catalogue";
import { parseAs } from "@evenmatch/contract/parse";
import { Problem } from "@evenmatch/contract/problem";
import { Suite, type SuiteAnswer, type SuiteDeclaration } from "@evenmatch/contract/suite";
import { getSuite, listSuites, pageOfExperiments, putSuite, raiseResultsVersion } from "@evenmatch/store";
import { type Dependencies, isoTime } from "./dependencies.ts";

/**
 * A declaration over what is known of the suite: the project's own reading, else the catalogue's, else nothing.
 *
 * @throws {Problem} invalid_body, for a target that nobody named
 */
export function declaredSuite(
  suite: string,
  declaration: SuiteDeclaration,
  known: Suite | undefined = catalogueSuite(suite)?.suite,
): Suite {
  const metric = {
    name: "score",
    kind: "mean",
    direction: "unknown",
    range: null,
    ...known?.metric,
    ...declaration.metric,
  };
  const body = parseAs(Suite, {
    name: suite,
    family: suite,
    domain: "unassigned",
    traits: [],
    role: "unassigned",
    ...known,
    ...declaration,
    metric,
  });
  if (body.metric.direction === "target" && body.metric.ideal === undefined) {
    throw new Problem("invalid_body", "/metric/ideal: needed the value to reach, for direction target");
  }
  return body;
}

/**
 * Writes a suite; fields left out keep what is known of it. Comparisons that may show it are told. `expect` may refuse
 * what is there before.
 */
export async function writeSuite(
  deps: Dependencies,
  options: {
    project: string;
    suite: string;
    declaration: SuiteDeclaration;
    expect?: (before: object | undefined) => void;
  },
): Promise<{ created: boolean; answer: SuiteAnswer }> {
  const { project, suite, declaration } = options;
  for (;;) {
    const before = await getSuite<Suite>(deps.table, project, suite);
    options.expect?.(before === undefined ? cataloguedSuite(suite) : answerOf(suite, before.body));
    const body = declaredSuite(suite, declaration, before?.body);
    const entry = { suite, body, updatedAt: isoTime(deps.now()) };
    if (!(await putSuite(deps.table, project, entry, before?.version ?? 0))) continue;
    await tellExperiments(deps, project);
    return { created: before === undefined, answer: answerOf(suite, body) };
  }
}

async function tellExperiments(deps: Dependencies, project: string): Promise<void> {
  let after: string | undefined;
  do {
    const page = await pageOfExperiments(deps.table, project, { after, limit: 100 });
    for (const experiment of page.experiments) {
      await raiseResultsVersion(deps.table, project, experiment);
      await deps.jobs.send({ kind: "compare", project, experiment });
    }
    after = page.next;
  } while (after !== undefined);
}

const answerOf = (suite: string, body: Suite): SuiteAnswer => ({ suite, ...body, origin: "project" });

function cataloguedSuite(suite: string): SuiteAnswer | undefined {
  const known = catalogueSuite(suite);
  return known === undefined ? undefined : { suite, ...known.suite, origin: "catalogue" };
}

export async function readSuite(deps: Dependencies, project: string, suite: string): Promise<SuiteAnswer> {
  const own = await getSuite<Suite>(deps.table, project, suite);
  if (own !== undefined) return answerOf(suite, own.body);
  const known = cataloguedSuite(suite);
  if (known !== undefined) return known;
  const hints = suiteHint(suite);
  throw new Problem("not_found", `no suite ${suite}${hints.length === 0 ? "" : `; near: ${hints.join(", ")}`}`);
}

/** The project's own suites, then the catalogue's others, each by id. */
export async function allSuites(deps: Dependencies, project: string): Promise<SuiteAnswer[]> {
  const own = await listSuites<Suite>(deps.table, project);
  const ids = new Set(own.map(({ suite }) => suite));
  return [
    ...own.map(({ suite, body }) => answerOf(suite, body)),
    ...catalogueSuites()
      .filter(({ id }) => !ids.has(id))
      .map(({ id, suite }): SuiteAnswer => ({ suite: id, ...suite, origin: "catalogue" })),
  ];
}
