/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import { curlSample } from "./curl-sample.ts";
import { type Page, page } from "./document.tsx";
import { type OpenApi, type Route, routesByNoun, type Schema } from "./open-api.ts";
import { SchemaType } from "./schema-type.tsx";

/** Every route and every schema of the interface, from its OpenAPI document, on one page that one can search. */
export function docsPage(document: OpenApi): Page {
  const nouns = routesByNoun(document);
  const schemas = Object.entries(document.components?.schemas ?? {});
  return page({
    title: "Interface – Evenmatch",
    place: "docs",
    body: (
      <div class="docs">
        <h1 class="page-title">The interface</h1>
        <p>{document.info.description}</p>
        <p class="quiet">
          JSON over HTTP, version {document.info.version}. Every request but those marked open carries a key:{" "}
          <code>authorization: Bearer em_…</code>. Errors are <a href="#schema-Problem">problems</a> with a stable code.
          As a document for programs: <a href="/openapi.json">openapi.json</a>; in brief:{" "}
          <a href="/llms.txt">llms.txt</a>.
        </p>
        <nav class="contents" aria-label="contents">
          <ul>
            {[...nouns.keys(), "schemas"].map((noun) => (
              <li>
                <a href={`#${noun}`}>{noun}</a>
              </li>
            ))}
          </ul>
        </nav>
        {[...nouns].map(([noun, routes]) => (
          <section aria-labelledby={noun}>
            <h2 id={noun}>{noun}</h2>
            {routes.map((route) => (
              <RouteBlock route={route} />
            ))}
          </section>
        ))}
        <section aria-labelledby="schemas">
          <h2 id="schemas">schemas</h2>
          {schemas.map(([name, schema]) => (
            <SchemaBlock name={name} schema={schema} />
          ))}
        </section>
      </div>
    ),
  });
}

/** What follows a type: a full stop, and the description as a sentence. */
function sentence(text: string | undefined): string {
  return text === undefined ? "." : `. ${text.replace(/\.$/, "")}.`;
}

function RouteBlock({ route }: { route: Route }) {
  const { id, method, path, operation } = route;
  const { summary, description, security, parameters = [], requestBody, responses = {} } = operation;
  const answers = Object.entries(responses);
  const refusals = answers.filter(([status]) => status >= "400").map(([status]) => status);
  return (
    <article class="route" aria-labelledby={id}>
      <h3 id={id}>
        <code>
          <b>{method}</b> {path}
        </code>
      </h3>
      <p>
        {summary}
        {security?.length === 0 ? <span class="quiet"> Open.</span> : null}
      </p>
      {description === undefined ? null : <p class="quiet">{description}</p>}
      <pre class="call">{curlSample(route)}</pre>
      <dl class="route-facts">
        {parameters.map(({ name, in: where, required, description: about, schema }) => (
          <div>
            <dt>
              <code>{name}</code>{" "}
              <span class="quiet">
                {where}
                {required === true ? "" : ", optional"}
              </span>
            </dt>
            <dd>
              <SchemaType schema={schema} />
              {sentence(about ?? schema?.description)}
            </dd>
          </div>
        ))}
        {Object.entries(requestBody?.content ?? {}).map(([type, { schema }]) => (
          <div>
            <dt>
              body <span class="quiet">{type}</span>
            </dt>
            <dd>
              <SchemaType schema={schema} />
            </dd>
          </div>
        ))}
        {answers
          .filter(([status]) => status < "400")
          .flatMap(([status, { content }]) =>
            Object.entries(content ?? { nothing: {} }).map(([type, { schema }]) => (
              <div>
                <dt>
                  {status} <span class="quiet">{type}</span>
                </dt>
                <dd>{schema === undefined ? "" : <SchemaType schema={schema} />}</dd>
              </div>
            )),
          )}
        {refusals.length === 0 ? null : (
          <div>
            <dt>{refusals.join(", ")}</dt>
            <dd>
              <a href="#schema-Problem">Problem</a>
            </dd>
          </div>
        )}
      </dl>
    </article>
  );
}

function SchemaBlock({ name, schema }: { name: string; schema: Schema }) {
  const { description, properties, required = [] } = schema;
  return (
    <article class="route" aria-labelledby={`schema-${name}`}>
      <h3 id={`schema-${name}`}>{name}</h3>
      {description === undefined ? null : <p>{description}</p>}
      {properties === undefined ? (
        <p>
          <SchemaType schema={schema} />
        </p>
      ) : (
        <dl class="route-facts">
          {Object.entries(properties).map(([field, value]) => (
            <div>
              <dt>
                <code>{field}</code>
                {required.includes(field) ? null : <span class="quiet"> optional</span>}
              </dt>
              <dd>
                <SchemaType schema={value} />
                {sentence(value.description)}
                {value.default === undefined ? null : (
                  <>
                    {" "}
                    Unless said: <code>{JSON.stringify(value.default)}</code>.
                  </>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </article>
  );
}
