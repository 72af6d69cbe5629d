/** The plain headline of one metric in one segment: mean over items of item means over epochs. */
export interface Headline {
  segment: number;
  metric: string;
  mean: number;
}

/** Sums by segment and metric; a map where both are many, for most pairs never meet. */
export function headlineSums(segments: number, metricCount: number) {
  type Sum = { key: number; total: number; items: number; sum: number; epochs: number };
  const dense: (Sum | undefined)[] | undefined = segments * metricCount <= 65536 ? [] : undefined;
  const sparse = new Map<number, Sum>();
  /** sums of the item at hand; reused, for there is one such list an item */
  const touched: Sum[] = [];
  let touchedCount = 0;

  function sumOf(key: number): Sum {
    const known = dense === undefined ? sparse.get(key) : dense[key];
    if (known !== undefined) return known;
    const fresh = { key, total: 0, items: 0, sum: 0, epochs: 0 };
    if (dense !== undefined) dense[key] = fresh;
    sparse.set(key, fresh);
    return fresh;
  }

  return {
    add(segment: number, metric: number, score: number): void {
      if (Number.isNaN(score)) return;
      const entry = sumOf(segment * metricCount + metric);
      if (entry.epochs === 0) {
        touched[touchedCount] = entry;
        touchedCount += 1;
      }
      entry.sum += score;
      entry.epochs += 1;
    },
    endItem(): void {
      for (let at = 0; at < touchedCount; at += 1) {
        const entry = touched[at] as Sum;
        entry.total += entry.sum / entry.epochs;
        entry.items += 1;
        entry.sum = 0;
        entry.epochs = 0;
      }
      touchedCount = 0;
    },
    all(metrics: readonly string[], firstSegment: number): Headline[] {
      return [...sparse.values()].map((entry) => ({
        segment: firstSegment + Math.floor(entry.key / metricCount),
        metric: metrics[entry.key % metricCount] as string,
        mean: entry.total / entry.items,
      }));
    },
  };
}
