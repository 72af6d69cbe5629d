"""Hypotheses corrected together: adjusted p-values, verdicts, intervals beside them."""

import math

from scipy import stats
from statsmodels.stats.multitest import multipletests

from . import textbook as tb
from .guarantee import newcombe_counts, one_sided
from .score import tango

DRAWN = ("studentised", "percentile")


def check_verdicts(judge, entries, controls, lost, missing, plan):
    """Every row's verdict. `controls`: None where they count as outcomes. Answers the replicates needed."""
    where, level = judge.where, plan["level"]
    primary = set(plan.get("primarySuites", []))
    tests = [e for e in entries if e.not_counted is None and e.reason is None]
    judged, families = set(), []
    for is_primary, correction in ((True, "holm"), (False, plan["correction"])):
        chosen = [e for e in tests if (e.suite.id in primary) == is_primary]
        gone = [1.0 for suite in lost if (suite.id in primary) == is_primary]
        judged |= {e.suite.id for e in chosen}
        families.append((chosen, len(chosen) + len(gone)))
        check_family(judge, chosen, gone, correction, level, where)
    if controls is not None:
        directed = [
            e for e in controls if e.row["direction"] != "unknown" and e.reason is None and e.margin is not None
        ]
        tested = [e for e in directed if one_sided(e, -e.margin) is not None]
        named = plan.get("count", []) + plan.get("doNotCount", [])
        gone = [
            suite
            for suite, _ in missing
            if suite.role == "control" and suite.direction != "unknown" and suite.id not in named
        ]
        judged |= {e.suite.id for e in tested}
        check_controls(judge, tested, len(gone), plan["correction"], level, where)
    for e in entries:
        if e.suite.id in judged:
            continue
        judge.where = f"{where} {e.suite.id}"
        judge.equal("verdict", e.row["verdict"] in ("noVerdict", "equivalent", "inconclusive"), True)
        if e.reason is not None:
            judge.equal("verdict", e.row["verdict"], "noVerdict")
            judge.equal("noVerdict", e.row["noVerdict"], e.reason)
        judge.equal("adjusted", e.row["adjusted"], {"holm": None, "bh": None})
        judge.equal("fcrInterval", e.row["fcrInterval"], None)
        judge.equal("minimumDetectableAdjusted", e.row["minimumDetectableAdjusted"], None)
    return needed_replicates(families, level)


def check_detectable(judge, row, tests, level):
    """80 % power at α/m, from the row's own at α."""
    own = row["minimumDetectable"]
    factors = [stats.norm.isf((1 - level) / 2 / m) + stats.norm.ppf(0.8) for m in (tests, 1)]
    theirs = None if own is None else own * factors[0] / factors[1]
    judge.close("minimumDetectableAdjusted", row["minimumDetectableAdjusted"], theirs)


def needed_replicates(families, level):
    """4m/α, m the largest family in which a p is drawn."""
    sizes = [m for rows, m in families if any(e.row["difference"]["method"].startswith(DRAWN) for e in rows)]
    return math.ceil(4 * max(sizes, default=0) / (1 - level) - 1e-9)


def adjusted(p_values):
    """Holm's and Benjamini–Hochberg's."""
    return tuple(multipletests(p_values, method=method)[1] for method in ("holm", "fdr_bh"))


def within(interval, margin):
    return interval is not None and margin is not None and interval[0] >= -margin and interval[1] <= margin


def verdict_of(entry, improvement, interval, p, alpha):
    sign = entry.sign(improvement)
    if p <= alpha and sign != 0:
        return "improved" if sign > 0 else "regressed"
    return "equivalent" if within(interval, entry.margin) else "inconclusive"


def check_family(judge, chosen, gone, correction, level, where):
    """Adjusted p, verdict, FCR interval and fragility of hypotheses corrected together."""
    if not chosen:
        return
    p_values = [e.row["difference"]["p"] for e in chosen] + gone
    holm, bh = adjusted(p_values)
    deciding = holm if correction == "holm" else bh
    alpha = 1 - level
    verdicts = [verdict_of(e, e.improvement, e.interval, p, alpha) for e, p in zip(chosen, deciding, strict=False)]
    selected = sum(v in ("improved", "regressed") for v in verdicts)
    for at, (e, verdict) in enumerate(zip(chosen, verdicts, strict=True)):
        judge.where = f"{where} {e.suite.id}"
        judge.close("adjusted.holm", e.row["adjusted"]["holm"], holm[at], 1e-15)
        judge.close("adjusted.bh", e.row["adjusted"]["bh"], bh[at], 1e-15)
        check_detectable(judge, e.row, len(p_values), level)
        if abs(deciding[at] - alpha) > 1e-12:
            judge.equal("verdict", e.row["verdict"], verdict)
        chosen_here = verdict in ("improved", "regressed")
        inside = chosen_here and within(e.interval, e.margin)
        judge.equal("withinMargin", e.row["withinMargin"], inside)
        if chosen_here:
            check_fcr(judge, e, level, 1 - alpha * selected / len(p_values))
        else:
            judge.equal("fcrInterval", e.row["fcrInterval"], None)
        bounds = e.row["bounds"]
        fragile = False
        for case in ("worst", "best") if bounds else ():
            own = bounds[case]
            moved = [*p_values]
            moved[at] = 1.0 if own["p"] is None else own["p"]
            again = adjusted(moved)[0 if correction == "holm" else 1][at]
            fragile |= verdict_of(e, own["improvement"], own["interval"], again, alpha) != verdict
        judge.equal("fragile", e.row["fragile"], fragile)


def check_fcr(judge, entry, level, at):
    """The row's interval at the level 1 − αR/m (Benjamini & Yekutieli 2005)."""
    found, difference = entry.analysis.result, entry.row["difference"]
    method, value = difference["method"], difference["value"]
    if method == "tango":
        theirs = tango(found.table[1], found.table[2], sum(found.table), at)
    elif method == "newcombe":
        s1, n1, s2, n2 = newcombe_counts(entry)
        theirs = tb.newcombe(s1, n1, s2, n2, at)
        if entry.analysis.sign == -1:
            theirs = (-theirs[1], -theirs[0])
    elif isinstance(found.difference.interval, str) and difference["degreesOfFreedom"] is None:
        # a bootstrap's interval has no formula: at the board's own level it is itself, beyond it is wider
        ours = entry.row["fcrInterval"]
        low, high = difference["interval"]
        wider = ours is not None and ours[0] <= low + 1e-12 and ours[1] >= high - 1e-12
        judge.true("fcrInterval", wider, f"{ours} not wider than {difference['interval']}")
        return
    elif found.design == "preference" and found.difference.df is None:
        wins = found.items
        total = wins.wins + wins.losses + wins.ties
        units = total if found.clusters is None else found.clusters
        rate = (1 + value) / 2
        theirs = tuple(2 * bound - 1 for bound in tb.wilson_at(rate, units, tb.critical(at)))
    else:
        theirs = tb.t_interval(value, difference["standardError"], difference["degreesOfFreedom"], at)[0]
    judge.interval("fcrInterval", entry.row["fcrInterval"], theirs, 2e-15 * max(found.size, 1))


def check_controls(judge, tested, gone, correction, level, where):
    """Non-inferiority at the margin: two-sided tests of "worse by exactly the margin", corrected among themselves."""
    if not tested:
        return
    p_values = []
    for e in tested:
        above = one_sided(e, -e.margin)
        p_values.append(min(1.0, 2 * min(above, 1 - above)))
    holm, bh = adjusted(p_values + [1.0] * gone)
    for at, e in enumerate(tested):
        judge.where = f"{where} {e.suite.id}"
        judge.close("adjusted.holm", e.row["adjusted"]["holm"], holm[at], 1e-13, 1e-8)
        judge.close("adjusted.bh", e.row["adjusted"]["bh"], bh[at], 1e-13, 1e-8)
        check_detectable(judge, e.row, len(p_values) + gone, level)
        p = (holm if correction == "holm" else bh)[at]
        verdict = "inconclusive"
        if p <= 1 - level:
            verdict = "nonInferior" if e.improvement > -e.margin else "inferior"
        judge.equal("verdict", e.row["verdict"], verdict)
