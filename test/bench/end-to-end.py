"""From files on disk to a table, as one writes it with pandas and scipy: mean difference per suite with a bootstrap
interval over its items (clusters where it has some), and the win rate. Arguments: treatment.ndjson baseline.ndjson"""
import json
import sys

import numpy as np
import pandas as pd
from scipy.stats import bootstrap

arms = [pd.read_json(path, lines=True) for path in sys.argv[1:3]]
for arm in arms:
    if "cluster" not in arm:
        arm["cluster"] = None
keys = ["suite", "item"]
treatment, baseline = (arm.groupby(keys).agg(score=("score", "mean"), cluster=("cluster", "first")) for arm in arms)
paired = treatment.join(baseline, lsuffix="_t", rsuffix="_b", how="inner")
paired["difference"] = paired.score_t - paired.score_b
rows = []
for suite, items in paired.groupby(level="suite"):
    if items.cluster_t.notna().any():
        sums = items.groupby("cluster_t").difference.agg(["sum", "count"])
        data = (sums["sum"].to_numpy(float), sums["count"].to_numpy(float))
        statistic = lambda total, count, axis=-1: total.sum(axis=axis) / count.sum(axis=axis)
    else:
        data = (items.difference.to_numpy(),)
        statistic = lambda values, axis=-1: values.mean(axis=axis)
    result = bootstrap(
        data,
        statistic,
        paired=True,
        vectorized=True,
        n_resamples=10_000,
        batch=max(1, int(200_000 / len(data[0]))),
        method="percentile",
        rng=1,
    )
    low, high = result.confidence_interval
    rows.append((suite, len(items), items.difference.mean(), low, high))
table = pd.DataFrame(rows, columns=["suite", "n", "difference", "low", "high"])
ahead = (table.difference > 0).mean()
print(table.to_string(index=False), file=sys.stderr)
print(json.dumps(dict(zip(table.suite, table.difference))))
print(f"win rate {ahead:.4f}", file=sys.stderr)
