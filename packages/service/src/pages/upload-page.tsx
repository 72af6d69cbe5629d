/** @jsxRuntime automatic @jsxImportSource hono/jsx */
import type { FileReportBody, UploadAnswer } from "@evenmatch/contract/upload";
import { amountText, countText, none } from "../render/numbers.ts";
import { plainText } from "../render/plain-text.ts";
import { type Page, page } from "./document.tsx";
import { refreshSeconds } from "./listing-pages.tsx";
import { Time, UploadProgress } from "./progress.tsx";

/** Problems listed of one file. */
const listed = 100;

/** One upload: where it stands, and what was found in each file. */
export function uploadPage(upload: UploadAnswer): Page {
  const finished = upload.status === "counted" || upload.status === "rejected";
  return page({
    title: `Upload ${upload.upload} – Evenmatch`,
    place: "uploads",
    ...(finished ? {} : { refresh: refreshSeconds }),
    body: (
      <>
        <p class="quiet">
          <a href="/uploads">uploads</a> / {upload.checkpoint}
        </p>
        <h1 class="page-title">
          <code>{upload.upload}</code>
        </h1>
        <p aria-live="polite">
          <UploadProgress status={upload.status} /> <span class="quiet">begun</span> <Time iso={upload.createdAt} />
          {upload.finishedAt === null ? null : (
            <>
              , <span class="quiet">finished</span> <Time iso={upload.finishedAt} />
            </>
          )}
        </p>
        {upload.warnings.length === 0 ? null : (
          <ul class="warnings" aria-label="warnings">
            {upload.warnings.map((text) => (
              <li>{plainText(text)}</li>
            ))}
          </ul>
        )}
        <Problems problems={upload.problems} />
        {upload.reports.length === 0 ? (
          <>
            <h2>{countText(upload.files.length, "file")}</h2>
            <ul>
              {upload.files.map(({ name, bytes, put }) => (
                <li>
                  {plainText(name)}{" "}
                  <span class="quiet">
                    {amountText(bytes)} bytes{put === undefined ? "" : ", awaited"}
                  </span>
                </li>
              ))}
            </ul>
          </>
        ) : (
          upload.reports.map((report) => <FileReport report={report} />)
        )}
      </>
    ),
  });
}

const matchWords = (matches: FileReportBody["headerMatches"]) =>
  matches === true ? "agrees" : matches === false ? "differs" : "not comparable";

function FileReport({ report }: { report: FileReportBody }) {
  const { file, format, bytes, rows, rejected, headerMatches, suites, problems, notes, checks } = report;
  const differing = checks.filter(({ matches }) => matches === false);
  return (
    <section>
      <h2>{plainText(file)}</h2>
      <p class="quiet">
        {format ?? "no reader knows it"}, {amountText(bytes)} bytes, {countText(rows, "row")}
        {rejected === 0 ? "" : `, ${amountText(rejected)} rejected`}
        {rows === 0 ? null : (
          <>
            ; its own headline figure{" "}
            <span class={headerMatches === false ? "loss" : ""}>{matchWords(headerMatches)}</span> with the recomputed
            one
          </>
        )}
      </p>
      {suites.length === 0 ? null : (
        <section class="scrolling" tabindex={0} aria-label={`suites of ${plainText(file)}`}>
          <table class="listing">
            <thead>
              <tr>
                <th scope="col">suite</th>
                <th scope="col">metric</th>
                <th scope="col" class="number">
                  items
                </th>
                <th scope="col" class="number">
                  epochs
                </th>
                <th scope="col" class="number">
                  missing
                </th>
                <th scope="col" class="number">
                  mean
                </th>
                <th scope="col">why this suite</th>
              </tr>
            </thead>
            <tbody>
              {suites.map((suite) => (
                <tr>
                  <th scope="row">
                    {suite.suite}
                    {suite.variant === "" ? "" : `/${plainText(suite.variant)}`}
                    {suite.condition === "" ? "" : ` [${plainText(suite.condition)}]`}
                  </th>
                  <td>
                    {plainText(suite.metric)} <span class="quiet">{suite.direction}</span>
                  </td>
                  <td class="number">{amountText(suite.items)}</td>
                  <td class="number">{amountText(suite.epochs)}</td>
                  <td class="number">{amountText(suite.missing)}</td>
                  <td class="number">{suite.mean === null ? none : suite.mean.toPrecision(4)}</td>
                  <td class="quiet">{plainText(suite.why)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {differing.map(({ task, metric, header, recomputed }) => (
        <p class="loss">
          {plainText(task)}, {plainText(metric)}: the file says {header ?? none}, its rows say {recomputed ?? none}
        </p>
      ))}
      <Problems problems={problems} />
      {notes.length === 0 ? null : (
        <ul class="quiet">
          {notes.map(({ code, text }) => (
            <li>
              {plainText(text)} ({code})
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Problems({ problems }: { problems: UploadAnswer["problems"] }) {
  if (problems.length === 0) return null;
  return (
    <ul class="warnings" aria-label="problems">
      {problems.slice(0, listed).map(({ place, code, text }) => (
        <li>
          {place === "" ? "" : `${plainText(place)}: `}
          {plainText(text)} ({code})
        </li>
      ))}
      {problems.length > listed ? <li>and {amountText(problems.length - listed)} more</li> : null}
    </ul>
  );
}
