/** The plain headline of one metric in one segment: mean over items of item means over epochs. */
export interface Headline {
  segment: number;
  metric: string;
  mean: number;
}

interface Sum {
  key: number;
  total: number;
  items: number;
  /** of the item at hand */
  sum: number;
  epochs: number;
}

/** Sums by segment and metric. */
export interface HeadlineSums {
  metricCount: number;
  /** by key, where there are few; undefined where segments and metrics are many, for most pairs never meet */
  dense: (Sum | undefined)[] | undefined;
  sparse: Map<number, Sum>;
  /** those that the item at hand has, the first `touchedCount`; reused, for there is one such list an item */
  touched: Sum[];
  touchedCount: number;
}

export function newHeadlineSums(segments: number, metricCount: number): HeadlineSums {
  const dense = segments * metricCount <= 65536 ? [] : undefined;
  return { metricCount, dense, sparse: new Map(), touched: [], touchedCount: 0 };
}

/** One score of the item at hand; NaN counts nothing. */
export function addToHeadline(sums: HeadlineSums, segment: number, metric: number, score: number): void {
  if (Number.isNaN(score)) return;
  const entry = sumOf(sums, segment * sums.metricCount + metric);
  if (entry.epochs === 0) {
    sums.touched[sums.touchedCount] = entry;
    sums.touchedCount += 1;
  }
  entry.sum += score;
  entry.epochs += 1;
}

/** All of the item at hand was added. */
export function endHeadlineItem(sums: HeadlineSums): void {
  for (let at = 0; at < sums.touchedCount; at += 1) {
    const entry = sums.touched[at] as Sum;
    entry.total += entry.sum / entry.epochs;
    entry.items += 1;
    entry.sum = 0;
    entry.epochs = 0;
  }
  sums.touchedCount = 0;
}

export function headlinesOf(sums: HeadlineSums, metrics: readonly string[], firstSegment: number): Headline[] {
  return [...sums.sparse.values()].map((entry) => ({
    segment: firstSegment + Math.floor(entry.key / sums.metricCount),
    metric: metrics[entry.key % sums.metricCount] as string,
    mean: entry.total / entry.items,
  }));
}

function sumOf({ dense, sparse }: HeadlineSums, key: number): Sum {
  const known = dense === undefined ? sparse.get(key) : dense[key];
  if (known !== undefined) return known;
  const fresh = { key, total: 0, items: 0, sum: 0, epochs: 0 };
  if (dense !== undefined) dense[key] = fresh;
  sparse.set(key, fresh);
  return fresh;
}
