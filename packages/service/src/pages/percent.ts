/** A position between 0 and 1 as SVG takes it, so that a drawing stretches with its cell: `37.25%`. */
export function percent(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
