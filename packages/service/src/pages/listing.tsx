/** @jsxRuntime automatic @jsxImportSource hono/jsx */

interface Props {
  title: string;
  heads: readonly string[];
  /** heads over figures, which stand at the right of their column */
  figures?: readonly string[];
  /** cells of each row, the first of which names it */
  rows: readonly (readonly unknown[])[];
  /** what to do where there is nothing */
  empty: string;
  /** address of the next page */
  next: string | null;
}

/** A list of the project's things. */
export function Listing({ title, heads, figures = [], rows, empty, next }: Props) {
  const number = (index: number) => (figures.includes(heads[index] ?? "") ? { class: "number" } : {});
  return (
    <>
      <h1 class="page-title">{title}</h1>
      {rows.length === 0 ? (
        <p class="quiet">{empty}</p>
      ) : (
        <section class="scrolling" tabindex={0} aria-label={`${title}, a table`}>
          <table class="listing">
            <thead>
              <tr>
                {heads.map((head, index) => (
                  <th scope="col" {...number(index)}>
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells]) => (
                <tr>
                  <th scope="row">{name}</th>
                  {cells.map((cell, index) => (
                    <td {...number(index + 1)}>{cell}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {next === null ? null : (
        <p class="downloads">
          <a href={next}>more</a>
        </p>
      )}
    </>
  );
}
