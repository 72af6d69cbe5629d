"""An interval that holds at every look: Robbins' normal mixture, inverted."""

import math

from scipy import optimize

#: where it is narrowest: the items of a suite whose published number nobody declared, and clusters
ITEMS, CLUSTERS = 1000, 100


def anytime(value, error, units, tuning, alpha):
    """All values at which the mixture martingale has not yet reached 1/α."""
    rho2 = (-2 * math.log(alpha) + math.log(-2 * math.log(alpha) + 1)) / tuning
    spread = 1 + units * rho2

    def excess(reach):
        # log of the martingale of units·(mean − truth)/σ, σ = error·√units, less log 1/α
        total = units * reach / (error * math.sqrt(units))
        return rho2 * total**2 / (2 * spread) - math.log(spread) / 2 + math.log(alpha)

    reach = optimize.brentq(excess, 0.0, 100 * error, xtol=1e-300, rtol=8.9e-16, maxiter=500)
    return value - reach, value + reach


def check_anytime(judge, row, analysis):
    difference, found = row["difference"], analysis.result
    value, error = difference["value"], difference["standardError"]
    units = row["n"] if row["clusters"] is None else row["clusters"]
    known = analysis.plan["anytimeValid"] and None not in (value, error, units) and units >= 2
    if not known or found.design == "crossed" or analysis.suite.kind == "quantile":
        judge.equal("anytime", row["anytime"], None)
        return
    theirs = anytime(value, error, units, ITEMS if row["clusters"] is None else CLUSTERS, 1 - analysis.level)
    judge.interval("anytime", row["anytime"], theirs)
