/** @jsxRuntime automatic @jsxImportSource hono/jsx */

interface Props {
  title: string;
  heads: readonly string[];
  /** cells of each row, the first of which names it */
  rows: readonly (readonly unknown[])[];
  /** what to do where there is nothing */
  empty: string;
  /** address of the next page */
  next: string | null;
}

/** A list of the project's things. */
export function Listing({ title, heads, rows, empty, next }: Props) {
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
                {heads.map((head) => (
                  <th scope="col">{head}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, ...cells]) => (
                <tr>
                  <th scope="row">{name}</th>
                  {cells.map((cell) => (
                    <td>{cell}</td>
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
