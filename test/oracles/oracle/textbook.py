"""Textbook formulas, from scipy and statsmodels wherever these have them."""

import math
import warnings

import numpy as np
from scipy import optimize, stats
from statsmodels.regression.linear_model import WLS
from statsmodels.stats.nonparametric import rank_compare_2indep
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint


def critical(level, df=None):
    p = (1 - level) / 2
    return stats.norm.isf(p) if df is None else stats.t.isf(p, df)


def t_interval(value, error, df, level):
    """Interval and two-sided p; (None, None) without an error."""
    if error is None or not error > 0 or (df is not None and df < 0.1):
        return None, None
    reach = critical(level, df) * error
    z = abs(value) / error
    p = 2 * (stats.norm.sf(z) if df is None else stats.t.sf(z, df))
    return (value - reach, value + reach), max(p, 5e-324)


def satterthwaite(parts):
    """Degrees of freedom of Σ V, given (V, df) of each."""
    below = sum(v * v / df for v, df in parts if v != 0)
    return sum(v for v, _ in parts) ** 2 / below if below > 0 else 0.0


def wilson(successes, n, level):
    return wilson_at(successes / n, n, critical(level))


def wilson_at(rate, n, z):
    """The roots of (p̂ − p)² = z²·p(1 − p)/n. At whole counts statsmodels' own, see `self_test`."""
    a, b, c = 1 + z * z / n, -(2 * rate + z * z / n), rate * rate
    # by the root that does not cancel
    q = (-b + math.sqrt(max(0.0, b * b - 4 * a * c))) / 2
    return max(0.0, c / q if q else 0.0), min(1.0, q / a)


def newcombe(s1, n1, s2, n2, level):
    low, high = confint_proportions_2indep(s1, n1, s2, n2, method="newcomb", compare="diff", alpha=1 - level)
    return float(low), float(high)


def pooled_p(s1, n1, s2, n2):
    """Pooled score z of two independent proportions."""
    pooled = (s1 + s2) / (n1 + n2)
    variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    if variance <= 0:
        return 1.0
    return 2 * stats.norm.sf(abs(s1 / n1 - s2 / n2) / math.sqrt(variance))


def mid_p(gained, lost):
    n = gained + lost
    if n == 0:
        return 1.0
    few = min(gained, lost)
    return min(1.0, 2 * stats.binom.cdf(few, n, 0.5) - stats.binom.pmf(few, n, 0.5))


def cr1(values, weights, groups):
    """Weighted mean with its standard error: HC1 without groups, CR1 with. None below two units."""
    n = len(values)
    units = n if groups is None else int(groups.max()) + 1
    weights = np.ones(n) if weights is None else weights
    if units < 2:
        return float(np.average(values, weights=weights)), None
    kind = (
        {"cov_type": "HC1"}
        if groups is None
        else {"cov_type": "cluster", "cov_kwds": {"groups": groups, "use_correction": True}}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = WLS(values, np.ones(n), weights=weights).fit(**kind)
    return float(fit.params[0]), float(fit.bse[0])


def linearised(influence, groups=None):
    """√(k/(k − 1)·Σ u²) over units."""
    sums = by_group(influence, groups)
    return None if len(sums) < 2 else math.sqrt(len(sums) / (len(sums) - 1) * float(np.sum(sums**2)))


def by_group(values, groups):
    return np.asarray(values, float) if groups is None else np.bincount(groups, weights=values)


def brunner_munzel(treatment, baseline, level):
    """P(T > B) + ½P(=) with its interval, None where the samples don't overlap; None below 2 values."""
    if min(len(treatment), len(baseline)) < 2:
        return None
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        found = rank_compare_2indep(treatment, baseline, use_t=True)
        if not found.var > 0:
            return float(found.prob1), None
        low, high = found.conf_int(alpha=1 - level)
    return float(found.prob1), (float(low), float(high))


def katz(s1, n1, s2, n2):
    """Log ratio of two independent rates and its standard error; None at 0, or where both are 1."""
    if s1 == 0 or s2 == 0:
        return None
    variance = 1 / s1 - 1 / n1 + 1 / s2 - 1 / n2
    return None if variance <= 1e-15 else (math.log(s1 / n1) - math.log(s2 / n2), math.sqrt(variance))


def fieller(a, b, va, vb, cov, crit):
    """Where (a − ρb)² ≤ crit²·(va − 2ρ·cov + ρ²·vb); None where that is unbounded."""
    g = crit * crit
    lead = b * b - g * vb
    if lead <= 0:
        return None
    roots = np.roots([lead, -2 * (a * b - g * cov), a * a - g * va])
    roots = np.sort(roots.real)
    return float(roots[0]), float(roots[1])


def relative_change(a, b, va, vb, cov, df, level):
    """(value, interval, method) of a/b − 1: log, or Fieller where b is within 5 se of 0 or the signs differ."""
    if b == 0:
        return None
    ratio = a / b
    if b * b >= 25 * vb and ratio > 0:
        variance = va / a**2 + vb / b**2 - 2 * cov / (a * b)
        if variance <= 1e-24 + 1e-14 * (va / a**2 + vb / b**2):
            # the arms move together throughout
            return ratio - 1, None, "log"
        reach = critical(level) * math.sqrt(variance)
        return ratio - 1, (ratio * math.exp(-reach) - 1, ratio * math.exp(reach) - 1), "log"
    bounds = fieller(a, b, va, vb, cov, critical(level, df))
    if bounds is None or bounds[1] - bounds[0] <= 1e-12 * abs(ratio):
        return None
    return ratio - 1, (bounds[0] - 1, bounds[1] - 1), "fieller"


def imbens_manski(low, high, level):
    """`low` and `high`: (estimate, error) of both completions."""
    width = high[0] - low[0]
    error = max(low[1], high[1])
    c = optimize.brentq(
        lambda c: stats.norm.cdf(c + width / error) - stats.norm.cdf(-c) - level, 0, 40, xtol=1e-14, rtol=8.9e-16
    )
    return low[0] - c * low[1], high[0] + c * high[1]


def variance_parts(treatment, baseline):
    """(items' differences, what epochs leave of their variance, that of one epoch a side); None without repeats."""
    if not treatment or any(len(e) < 2 for e in [*treatment, *baseline]):
        return None
    differences = [np.mean(t) - np.mean(b) for t, b in zip(treatment, baseline, strict=True)]
    pairs = [(np.var(t, ddof=1), len(t), np.var(b, ddof=1), len(b)) for t, b in zip(treatment, baseline, strict=True)]
    noise = float(np.mean([vt / kt + vb / kb for vt, kt, vb, kb in pairs]))
    epoch = float(np.mean([vt + vb for vt, _, vb, _ in pairs]))
    return np.asarray(differences), noise, epoch


def self_test():
    """The few formulas that are written out here, against the libraries' own where these cover a part."""
    for successes, n in ((0, 8), (3, 10), (164, 164), (44, 53)):
        ours = wilson(successes, n, 0.95)
        np.testing.assert_allclose(ours, proportion_confint(successes, n, method="wilson"), rtol=0, atol=1e-14)
    values = np.array([0.5, 0.25, 1.0, 0.75, 0.0])
    np.testing.assert_allclose(cr1(values, None, None)[1], stats.sem(values), rtol=1e-14)
