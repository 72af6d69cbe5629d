"""Tango's score test and interval of two paired proportions."""

import math

from scipy import optimize

from .textbook import critical


def tango_z(gained, lost, n, difference):
    """Score statistic: the nuisance rate at its maximum likelihood under the difference."""
    if not -1 < difference < 1:
        return -math.inf if difference > 0 else math.inf
    kept = n - gained - lost
    size = abs(difference)
    # the rarer discordant rate x, the other x + |difference|, the rest 1 − |difference| − 2x
    rare, common = (lost, gained) if difference >= 0 else (gained, lost)
    most = (1 - size) / 2

    def slope(x):
        total = 0.0
        for count, rate in ((rare, x), (common, x + size), (-2 * kept, 1 - size - 2 * x)):
            if count:
                total += count / rate if rate > 0 else math.copysign(math.inf, count)
        return total

    if slope(0.0) <= 0:
        x = 0.0
    elif slope(most) >= 0:
        x = most
    else:
        x = optimize.brentq(slope, 1e-300, most * (1 - 1e-16), xtol=1e-300, rtol=8.9e-16, maxiter=2000)
    # p₁₀ + p₀₁ − difference²
    variance = n * (2 * x + size - size * size)
    numerator = gained - lost - n * difference
    if variance <= 0:
        return 0.0 if numerator == 0 else math.copysign(math.inf, numerator)
    return numerator / math.sqrt(variance)


def tango(gained, lost, n, level):
    """All differences that the score test does not reject."""
    z = critical(level)
    estimate = (gained - lost) / n

    def bound(sign):
        if estimate == sign:
            return float(sign)
        # the statistic falls from 0 at the estimate; at ±1 it has no variance
        inside = estimate + sign * 1e-12 * max(1.0 - abs(estimate), 1e-3)
        far = sign * (1 - 1e-13)
        return optimize.brentq(
            lambda d: tango_z(gained, lost, n, d) + sign * z, inside, far, xtol=1e-15, rtol=8.9e-16, maxiter=500
        )

    return bound(-1), bound(1)
