/** The OpenAPI 3.1 document, generated from the schemas and this list of routes. */
import { z } from "zod";
import { createDocument, type ZodOpenApiOperationObject } from "zod-openapi";
import { accessRoutes } from "./access-routes.ts";
import { Items, SuiteRows, WinRates } from "./answers.ts";
import { Calibration, CalibrationRequest } from "./calibration.ts";
import { Checkpoint, CheckpointAnswer } from "./checkpoint.ts";
import { Comparison, SubsetGuarantee } from "./comparison.ts";
import { Experiment, ExperimentAnswer } from "./experiment.ts";
import { comparisonFiles, fileRoutes } from "./file-routes.ts";
import { Digest, Id } from "./ids.ts";
import { ProblemSchema } from "./parse.ts";
import { Persistence } from "./persistence.ts";
import { proofRoutes } from "./proof-routes.ts";
import { ResultRow, ResultsRequest } from "./result-row.ts";
import { listOf, page, type Route } from "./route.ts";
import { scoreRoutes } from "./score-routes.ts";
import { SuiteAnswer, SuiteDeclaration } from "./suite.ts";
import { UploadAnswer, UploadRequest } from "./upload.ts";

const filters = z.object({
  suite: z.string().optional(),
  domain: z.string().optional(),
  trait: z.string().optional(),
  role: z.string().optional(),
  sort: z.enum(["suite", "improvement", "p", "verdict", "domain"]).optional(),
});
const preconditions = z.object({
  "if-match": z.string().optional().meta({ description: "Only if it is as it was under this ETag." }),
  "if-none-match": z.string().optional().meta({ description: "`*`: only if it is not there yet." }),
});
const idempotency = z.object({ "idempotency-key": z.string().min(1).max(200).optional() });

const UploadEntry = UploadAnswer.pick({
  upload: true,
  checkpoint: true,
  sequence: true,
  status: true,
  createdAt: true,
  finishedAt: true,
}).extend({ outcome: z.object({ results: z.int(), rows: z.int(), problems: z.int() }).nullable() });

const comparisonMedia = Object.values(comparisonFiles)
  .map(({ media }) => media)
  .filter((media) => media !== "application/json");

/** Every route of the service: method, path, what it takes and what it answers. */
export const routes: readonly Route[] = [
  {
    method: "get",
    path: "/health",
    summary: "Is the service up?",
    scope: "none",
    answers: { 200: z.object({ status: z.literal("ok") }) },
    problems: [],
  },
  {
    method: "get",
    path: "/openapi.json",
    summary: "This document.",
    scope: "none",
    answers: { 200: z.object({ openapi: z.string() }).loose() },
    problems: [],
  },
  {
    method: "get",
    path: "/docs",
    summary: "This document as a page.",
    scope: "none",
    answers: { 200: z.string() },
    text: "text/html",
    problems: [],
  },
  {
    method: "get",
    path: "/llms.txt",
    summary: "The service in brief, for programs that read prose.",
    scope: "none",
    answers: { 200: z.string() },
    text: "text/plain",
    problems: [],
  },
  {
    method: "put",
    path: "/v1/checkpoints/{checkpoint}",
    summary: "Declare a checkpoint: run, step, seed, compute, training.",
    scope: "write",
    headers: preconditions,
    body: Checkpoint,
    answers: { 200: CheckpointAnswer, 201: CheckpointAnswer },
    problems: [400, 412, 413, 422],
  },
  {
    method: "get",
    path: "/v1/checkpoints/{checkpoint}",
    summary: "A checkpoint.",
    scope: "read",
    answers: { 200: CheckpointAnswer, 304: null },
    problems: [400, 404],
  },
  {
    method: "get",
    path: "/v1/checkpoints",
    summary: "All checkpoints, by id.",
    scope: "read",
    query: page,
    answers: { 200: listOf(CheckpointAnswer) },
    problems: [400],
  },
  {
    method: "put",
    path: "/v1/suites/{suite}",
    summary: "Declare a suite of the project's own, or its reading of a catalogued one.",
    scope: "write",
    headers: preconditions,
    body: SuiteDeclaration,
    answers: { 200: SuiteAnswer, 201: SuiteAnswer },
    problems: [400, 412, 413, 422],
  },
  {
    method: "get",
    path: "/v1/suites/{suite}",
    summary: "A suite's definition.",
    scope: "read",
    answers: { 200: SuiteAnswer, 304: null },
    problems: [400, 404],
  },
  {
    method: "get",
    path: "/v1/suites",
    summary: "The project's own suites, then the catalogue's.",
    scope: "read",
    answers: { 200: listOf(SuiteAnswer) },
    problems: [],
  },
  {
    method: "post",
    path: "/v1/uploads",
    summary: "Announce files of a checkpoint; the upload takes its place in the checkpoint's order here.",
    scope: "write",
    body: UploadRequest,
    headers: idempotency,
    answers: { 201: UploadAnswer },
    problems: [400, 409, 413, 422],
  },
  {
    method: "get",
    path: "/v1/uploads",
    summary: "All uploads, oldest first.",
    scope: "read",
    query: page,
    answers: { 200: listOf(UploadEntry) },
    problems: [400],
  },
  {
    method: "get",
    path: "/v1/uploads/{upload}",
    summary: "An upload and its report.",
    scope: "read",
    answers: { 200: UploadAnswer },
    problems: [400, 404],
  },
  {
    method: "put",
    path: "/v1/uploads/{upload}/files/{index}",
    summary: "The bytes of one file.",
    scope: "write",
    bytes: true,
    answers: { 204: null },
    problems: [400, 404, 409, 413, 422],
  },
  {
    method: "post",
    path: "/v1/uploads/{upload}/complete",
    summary: "All files are there; read them.",
    scope: "write",
    answers: { 202: UploadAnswer },
    problems: [400, 404, 409],
  },
  {
    method: "post",
    path: "/v1/uploads/{upload}/read-again",
    summary:
      "Read a finished upload again from its files, kept for 30 days: a later reader's results take their place.",
    scope: "write",
    answers: { 202: UploadAnswer },
    problems: [400, 404, 409],
  },
  {
    method: "post",
    path: "/v1/results",
    summary: "Native rows in one request (at most 5 MB), answered when counted.",
    scope: "write",
    body: ResultsRequest,
    headers: idempotency,
    answers: { 201: UploadAnswer, 422: UploadAnswer },
    problems: [400, 409, 413, 422],
  },
  {
    method: "put",
    path: "/v1/experiments/{experiment}",
    summary: "Two arms and an analysis plan; another plan is a new plan version.",
    scope: "write",
    headers: preconditions,
    body: Experiment,
    answers: { 200: ExperimentAnswer, 201: ExperimentAnswer },
    problems: [400, 412, 413, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}",
    summary: "An experiment and where its comparison stands.",
    scope: "read",
    answers: { 200: ExperimentAnswer, 304: null },
    problems: [400, 404],
  },
  {
    method: "get",
    path: "/v1/experiments",
    summary: "All experiments, by id.",
    scope: "read",
    query: page,
    answers: { 200: listOf(ExperimentAnswer) },
    problems: [400],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/comparison",
    summary: "The current comparison; by suffix too.",
    scope: "read",
    query: filters,
    answers: { 200: Comparison, 304: null },
    media: comparisonMedia,
    problems: [400, 404, 406, 409, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/win-rates",
    summary: "Win rates by a split.",
    scope: "read",
    query: z.object({ by: z.enum(["domain", "trait", "role", "family", "audience", "training", "split"]).optional() }),
    answers: { 200: WinRates },
    problems: [400, 404, 409, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/suites/{suite}",
    summary: "The rows of one suite.",
    scope: "read",
    answers: { 200: SuiteRows },
    problems: [404, 409, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/suites/{suite}/items",
    summary: "Scores item by item, worst regressions first.",
    scope: "read",
    query: z.object({
      flip: z.enum(["lost", "won"]).optional(),
      variant: z.string().optional(),
      condition: z.string().optional(),
      ...page.shape,
    }),
    answers: { 200: Items },
    problems: [400, 404, 409, 412, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/guarantee",
    summary: "At least how many of these suites improved, whichever are picked: ?suite=a&suite=b.",
    scope: "read",
    query: z.object({ suite: z.array(Id).min(1) }),
    answers: { 200: SubsetGuarantee },
    problems: [400, 404, 409, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/persistence",
    summary: "Does the difference last along conditions, doses or training steps?",
    scope: "read",
    answers: { 200: Persistence },
    problems: [404, 409, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/persistence.svg",
    summary: "The same as a drawing: a curve for each suite.",
    scope: "read",
    answers: { 200: z.string() },
    text: "image/svg+xml",
    problems: [404, 409, 422],
  },
  {
    method: "get",
    path: "/v1/experiments/{experiment}/methods",
    summary: "What was done, as a paragraph for a paper, with the digest.",
    scope: "read",
    answers: { 200: z.string() },
    text: "text/plain",
    problems: [404, 409, 422],
  },
  {
    method: "post",
    path: "/v1/experiments/{experiment}/calibration",
    summary: "An A/A check: an arm against a rerun of itself, or its own halves, through the same pipeline.",
    scope: "write",
    body: CalibrationRequest,
    answers: { 200: Calibration },
    problems: [400, 404, 409, 413, 422],
  },
  {
    method: "post",
    path: "/v1/comparisons",
    summary: "Ad hoc: two arms and a plan; poll the experiment it answers.",
    scope: "write",
    body: Experiment,
    answers: { 202: ExperimentAnswer },
    problems: [400, 413, 422],
  },
  {
    method: "get",
    path: "/v1/comparisons/{digest}",
    summary: "A comparison by its digest; by suffix too.",
    scope: "read",
    query: filters,
    answers: { 200: Comparison, 304: null },
    media: comparisonMedia,
    problems: [400, 404, 406],
  },
  {
    method: "get",
    path: "/v1/warnings",
    summary: "Every warning code in words.",
    scope: "none",
    answers: { 200: z.record(z.string(), z.string()) },
    problems: [],
  },
  ...accessRoutes,
  ...proofRoutes,
  ...fileRoutes(filters),
  ...scoreRoutes,
];

const pathSchemas: Readonly<Record<string, z.ZodType>> = {
  checkpoint: Id,
  suite: Id,
  experiment: Id,
  upload: Id,
  digest: Digest,
  index: z.coerce.number().int().nonnegative(),
  id: Id,
  share: Id,
  result: Digest,
  before: Digest,
  after: Digest,
  code: z.string().regex(/^[a-z_]+$/),
  token: z.string().regex(/^es_[A-Za-z0-9_-]{43}_[0-9a-f]{8}$/),
};

/** Problems of the page that a share opens are pages too; one of the way there is none. */
const problemContent = ({ pageProblems }: Route): object => ({
  "application/problem+json": { schema: ProblemSchema },
  ...(pageProblems === true ? { "text/html": { schema: z.string() } } : {}),
});

function operation(route: Route): ZodOpenApiOperationObject {
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  const responses: Record<string, object> = {};
  const [first] = Object.keys(route.answers);
  for (const [status, schema] of Object.entries(route.answers)) {
    const main = status === first ? (route.text ?? "application/json") : "application/json";
    const content: Record<string, object> = schema === null ? {} : { [main]: { schema } };
    if (status === first) for (const media of route.media ?? []) content[media] = { schema: z.string() };
    responses[status] = { description: route.summary, ...(schema === null ? {} : { content }) };
  }
  const keyed = route.scope !== "none" && route.scope !== "share";
  const limited = route.scope === "none" ? [] : [429];
  const refusals = [...route.problems, ...(keyed ? [401, 403] : []), ...limited, 421, 500];
  for (const status of [...new Set(refusals)].sort()) {
    const { content } = (responses[String(status)] ?? {}) as { content?: object };
    responses[String(status)] = {
      description: "A problem.",
      content: { ...content, ...problemContent(route) },
    };
  }
  // given where the service runs as functions: see `http-page.ts`
  if (route.method === "get" && route.scope !== "none") {
    responses["303"] = { description: "The answer is long, or another function's: it is at the address in Location." };
  }
  // Node's own answer, before the app is asked
  responses["431"] = { description: "The address and the headers are longer than 16 KB." };
  return {
    operationId: `${route.method}${route.path.replace(/^\/v1/, "").replace(/[^A-Za-z0-9]+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: route.summary,
    security: keyed ? [{ key: [] }] : [],
    ...(names.length === 0 && route.query === undefined && route.headers === undefined
      ? {}
      : {
          requestParams: {
            ...(names.length === 0
              ? {}
              : { path: z.object(Object.fromEntries(names.map((name) => [name, pathSchemas[name] ?? z.string()]))) }),
            ...(route.query === undefined ? {} : { query: route.query }),
            ...(route.headers === undefined ? {} : { header: route.headers }),
          },
        }),
    ...(route.body === undefined
      ? {}
      : {
          requestBody: {
            required: route.optionalBody !== true,
            content: { "application/json": { schema: route.body } },
          },
        }),
    ...(route.bytes === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } },
          },
        }),
    responses,
  } as ZodOpenApiOperationObject;
}

/** The document as it is served and committed. */
export function openApiDocument(): object {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const methods = paths[route.path] ?? {};
    methods[route.method] = operation(route);
    paths[route.path] = methods;
  }
  return createDocument({
    openapi: "3.1.0",
    info: {
      title: "Evenmatch",
      version: "1",
      description:
        "Did this intervention help? Two checkpoints compared across many eval suites, paired item by item, with intervals.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      schemas: { ResultRow },
      securitySchemes: { key: { type: "http", scheme: "bearer", description: "A key, em_…" } },
    },
  });
}
