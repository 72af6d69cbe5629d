"""Workload W through scipy.stats.bootstrap, tuned: one vector-valued statistic, vectorised, paired, in batches, the
percentile's resamples used again for BCa; or `manual`: a call for each. Reads the units from a file of little-endian doubles (T, B, W, C a unit)."""
import json
import resource
import sys
import time
import warnings

import numpy as np
from scipy.stats import bootstrap

warnings.simplefilter("ignore")
sizes = json.load(open(sys.argv[1] + ".json"))
raw = np.fromfile(sys.argv[1], "<f8").reshape(-1, 4)
units, at = [], 0
for size in sizes:
    units.append(np.ascontiguousarray(raw[at : at + size].T))
    at += size


def statistic(t, b, w, c, axis=-1):
    t, b, w, c = (x.sum(axis=axis) for x in (t, b, w, c))
    return np.stack([(t - b) / c, w / c, t / b - 1])


names = ["difference", "winProbability", "relativeChange"]
manual = sys.argv[2] == "manual"
rng = np.random.default_rng(1)
B = 10_000
started = time.perf_counter()
answers, wins = [], np.zeros((len(units), B))
for index, columns in enumerate(units):
    options = dict(vectorized=True, paired=True, axis=-1, confidence_level=0.95)
    if manual:
        # one call for each interval, each with resamples of its own
        for k, name in enumerate(names):
            one = lambda t, b, w, c, axis=-1: statistic(t, b, w, c, axis)[k]
            bounds = {}
            for method in ("percentile", "BCa"):
                result = bootstrap(tuple(columns), one, n_resamples=B, method=method, rng=rng, **options)
                bounds[method] = [float(result.confidence_interval.low), float(result.confidence_interval.high)]
                if k == 0:
                    d = result.bootstrap_distribution
                    wins[index] = (d > 0) + 0.5 * (d == 0)
            answers.append(dict(suite=index, estimand=name, percentile=bounds["percentile"], bca=bounds["BCa"]))
        continue
    batch = max(1, int(200_000 / columns.shape[1]))
    first = bootstrap(tuple(columns), statistic, n_resamples=B, batch=batch, method="percentile", rng=rng, **options)
    second = bootstrap(tuple(columns), statistic, n_resamples=0, method="BCa", bootstrap_result=first, rng=rng, **options)
    d = first.bootstrap_distribution[0]
    wins[index] = (d > 0) + 0.5 * (d == 0)
    for k, name in enumerate(names):
        answers.append(
            dict(
                suite=index,
                estimand=name,
                percentile=[float(first.confidence_interval.low[k]), float(first.confidence_interval.high[k])],
                bca=[float(second.confidence_interval.low[k]), float(second.confidence_interval.high[k])],
            )
        )
picks = rng.integers(0, len(units), (B, len(units)))
overall = np.quantile(wins[picks, np.arange(B)[:, None]].mean(axis=1), [0.025, 0.975])
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(dict(seconds=seconds, peakMegabytes=peak, overall=list(map(float, overall)), answers=answers)))
