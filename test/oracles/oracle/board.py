"""The whole comparison: what counts, verdicts, bounds, and the figures over suites."""

import math
import warnings

import numpy as np
from scipy import optimize, stats
from statsmodels.stats.meta_analysis import combine_effects
from statsmodels.stats.multitest import multipletests

from . import textbook as tb
from .result import tie_width
from .rows import margin_of, reason_for_no_verdict
from .winrate import check_win_rate, soft_share


class Entry:
    """A row of the service's with what the oracle knows of its suite."""

    def __init__(self, row, analysis):
        self.row, self.analysis, self.suite = row, analysis, analysis.suite
        self.improvement = row["difference"]["improvement"]
        self.reason = reason_for_no_verdict(row, analysis)
        self.margin = margin_of(analysis)
        self.not_counted = None
        interval = row["difference"]["interval"]
        flip = analysis.sign == -1
        self.interval = None if interval is None or self.improvement is None else (
            (-interval[1], -interval[0]) if flip else tuple(interval)
        )

    def sign(self, improvement):
        if abs(improvement) <= tie_width(self.suite):
            return 0
        return 1 if improvement > 0 else -1


def count_rows(entries, missing, plan):
    """Why each row is not counted (None: it is); and the missing suites that would have counted."""
    named, left_out = set(plan.get("count", [])), set(plan.get("doNotCount", []))

    def by_role(suite, declared=True):
        return (declared and suite.role in ("outcome", "unassigned")) or suite.id in named

    controls_counted = not any(
        by_role(e.suite) and (e.suite.role != "unassigned" or e.row["direction"] != "unknown") for e in entries
    ) and not any(by_role(suite) or absent == "both" for suite, absent in missing)
    for e in entries:
        if e.suite.id in left_out:
            e.not_counted = "excluded_by_plan"
        elif not by_role(e.suite) and not controls_counted:
            e.not_counted = "control" if e.suite.role == "control" else "mixed"
        elif e.row["direction"] == "unknown":
            e.not_counted = "unknown_direction"
        elif e.analysis.at_ideal:
            e.not_counted = "at_ideal"
        elif e.improvement is None:
            e.not_counted = "no_difference"
    lost = [
        (suite, absent)
        for suite, absent in missing
        # a planned suite that nobody brought has no role: it would have counted
        if suite.id not in left_out and (absent == "both" or by_role(suite) or controls_counted)
    ]
    return controls_counted, lost


def adjusted(p_values):
    """Holm's and Benjamini–Hochberg's."""
    return tuple(multipletests(p_values, method=method)[1] for method in ("holm", "fdr_bh"))


def one_sided(entry, threshold):
    """p of H: improvement ≤ threshold, the dual of the row's interval; None without one."""
    row, improvement = entry.row, entry.improvement
    p, error, df = (row["difference"][key] for key in ("p", "standardError", "degreesOfFreedom"))
    if improvement is None or p is None:
        return None
    if threshold == 0:
        return p / 2 if improvement > 0 else 1 - p / 2
    found = entry.analysis.result
    sign = entry.analysis.sign
    if found.table is not None and row["difference"]["method"] == "tango":
        _, gained, lost, _ = found.table
        if sign == -1:
            gained, lost = lost, gained
        if abs(threshold) < 1:
            return float(stats.norm.sf(tb.tango_z(gained, lost, sum(found.table), threshold)))
    if row["difference"]["method"] == "newcombe":
        return newcombe_tail(entry, threshold)
    if error is None:
        return None
    t = (improvement - threshold) / error
    return float(stats.norm.sf(t) if df is None else stats.t.sf(t, df))


def newcombe_counts(entry):
    arms = [entry.row["treatment"], entry.row["baseline"]]
    if entry.analysis.sign == -1:
        arms.reverse()
    return [value for arm in arms for value in (round(arm["mean"] * arm["n"]), arm["n"])]


def newcombe_tail(entry, threshold):
    """Half the α at which Newcombe's interval reaches the threshold."""
    s1, n1, s2, n2 = newcombe_counts(entry)
    difference = s1 / n1 - s2 / n2
    if abs(difference - threshold) < 1e-15:
        return 0.5

    def bound(z):
        w1, w2 = tb.wilson_at(s1 / n1, n1, z), tb.wilson_at(s2 / n2, n2, z)
        if difference > threshold:
            return difference - math.hypot(s1 / n1 - w1[0], w2[1] - s2 / n2) - threshold
        return difference + math.hypot(w1[1] - s1 / n1, s2 / n2 - w2[0]) - threshold

    farthest = 7.941345326170998  # a tail of 1e-15
    if bound(1e-9) * bound(farthest) > 0:
        tail = 1e-15
    else:
        tail = float(stats.norm.sf(optimize.brentq(bound, 1e-9, farthest, xtol=1e-14)))
    return tail if difference > threshold else 1 - tail


def closed_testing(p_values, subset, alpha):
    """At least so many hypotheses of the subset are false: every intersection by Simes' test.

    Simes falls with its p-values. So the intersection that keeps k true ones of the subset and j others and is hardest
    to reject has the largest of each; all (k, j) are tried.
    """
    inside = np.sort([p_values[i] for i in subset])[::-1]
    outside = np.sort([p for i, p in enumerate(p_values) if i not in set(subset)])[::-1]
    for k in range(len(inside), 0, -1):
        for j in range(len(outside) + 1):
            joined = np.sort(np.concatenate([inside[:k], outside[:j]]))
            m = len(joined)
            if not np.any(m * joined <= np.arange(1, m + 1) * alpha):
                return len(inside) - k
    return len(inside)


def check_board(judge, comparison, analyses, missing, plan, rng):
    """`analyses`: the oracle's rows by suite id; `missing`: (suite, absent from)."""
    level = plan["level"]
    judge.equal("rows", sorted(row["suite"] for row in comparison["suites"]), sorted(analyses))
    entries = [Entry(row, analyses[row["suite"]]) for row in comparison["suites"]]
    controls_counted, lost = count_rows(entries, missing, plan)
    where = judge.where
    for e in entries:
        judge.where = f"{where} {e.suite.id}"
        judge.equal("notCounted", e.row["notCounted"], e.not_counted)
        judge.equal("counted", e.row["counted"], e.not_counted is None)
    judge.where = where
    counted = [e for e in entries if e.not_counted is None]
    judged = set()
    primary = set(plan.get("primarySuites", []))
    tests = [e for e in counted if e.reason is None]
    for correction, chosen, gone in (
        ("holm", [e for e in tests if e.suite.id in primary], [s for s, _ in lost if s.id in primary]),
        (plan["correction"], [e for e in tests if e.suite.id not in primary], [s for s, _ in lost if s.id not in primary]),
    ):
        judged |= {e.suite.id for e in chosen}
        check_family(judge, chosen, [1.0] * len(gone), correction, level, where)
    controls = [e for e in entries if e.not_counted == "control" and e.row["direction"] != "unknown"]
    if not controls_counted:
        tested = [e for e in controls if e.reason is None and e.margin is not None and one_sided(e, -e.margin) is not None]
        gone = [
            suite
            for suite, absent in missing
            if absent != "both" and suite.role == "control" and suite.id not in plan.get("count", []) + plan.get("doNotCount", [])
        ]
        judged |= {e.suite.id for e in tested}
        check_controls(judge, tested, len(gone), plan["correction"], level, where)
    for e in entries:
        if e.suite.id not in judged:
            judge.where = f"{where} {e.suite.id}"
            judge.equal("verdict", e.row["verdict"] in ("noVerdict", "equivalent", "inconclusive"), True)
            if e.reason is not None:
                judge.equal("verdict", e.row["verdict"], "noVerdict")
                judge.equal("noVerdict", e.row["noVerdict"], e.reason)
            judge.equal("adjusted", e.row["adjusted"], {"holm": None, "bh": None})
            judge.equal("fcrInterval", e.row["fcrInterval"], None)
    judge.where = f"{where} board"
    check_headline(judge, "headline", comparison["headline"], counted)
    check_summary_of_controls(judge, comparison["controls"], [e for e in entries if e.not_counted == "control"])
    # the suites' own laws: improvement within one resample
    wins = [(e.row, (e.sign(e.improvement) + 1) / 2) for e in counted]
    families = [suite.family if absent != "both" else suite.id for suite, absent in lost]
    by_suite = {e.row["suite"]: e for e in counted}
    check_win_rate(judge, "winRate", comparison["winRate"], wins, families, plan, rng, share_resampled)
    bounds = Bounds(counted, len(lost), level)
    bounds.check(judge, "guarantee", comparison["guarantee"], counted)
    check_standardised(judge, comparison["standardisedImprovement"], counted, level)
    for split in comparison["splits"]:
        check_split(judge, split, counted, lost, plan, rng, bounds)
    del by_suite
    codes = set(comparison["warnings"])
    judge.equal("controls_counted", "controls_counted" in codes, controls_counted and bool(counted))
    judge.equal("unassigned_counted", "unassigned_counted" in codes, any(e.suite.role == "unassigned" for e in counted))


def share_resampled(row):
    """How often a redraw of the suite's items finds it ahead; without redraws, by the normal law."""
    block = row["bootstrap"]
    if block is not None and block.get("shareImproved") is not None and block["standardError"]:
        return block["shareImproved"]
    return soft_share(row)


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


def within(interval, margin):
    return interval is not None and margin is not None and interval[0] >= -margin and interval[1] <= margin


def verdict_of(entry, improvement, interval, p, alpha):
    sign = entry.sign(improvement)
    if p <= alpha and sign != 0:
        return "improved" if sign > 0 else "regressed"
    return "equivalent" if within(interval, entry.margin) else "inconclusive"


def check_fcr(judge, entry, level, at):
    """The row's interval at the level 1 − αR/m (Benjamini & Yekutieli 2005)."""
    found, difference = entry.analysis.result, entry.row["difference"]
    method, value = difference["method"], difference["value"]
    if method == "tango":
        theirs = tb.tango(found.table[1], found.table[2], sum(found.table), at)
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
        p = (holm if correction == "holm" else bh)[at]
        verdict = "inconclusive"
        if p <= 1 - level:
            verdict = "nonInferior" if e.improvement > -e.margin else "inferior"
        judge.equal("verdict", e.row["verdict"], verdict)


def check_headline(judge, field, ours, counted):
    signs = [e.sign(e.improvement) for e in counted]
    verdicts = [e.row["verdict"] for e in counted]
    names = {"gains": "improved", "regressions": "regressed"}
    theirs = {"suites": len(counted), "ahead": signs.count(1), "behind": signs.count(-1), "tied": signs.count(0)}
    for key in ("gains", "regressions", "equivalent", "inconclusive", "noVerdict"):
        theirs[key] = verdicts.count(names.get(key, key))
    for key, value in theirs.items():
        judge.equal(f"{field}.{key}", ours[key], value)


def check_summary_of_controls(judge, ours, controls):
    if not controls:
        judge.equal("controls", ours, None)
        return
    verdicts = [e.row["verdict"] for e in controls]
    theirs = {key: verdicts.count(key) for key in ("nonInferior", "inferior", "inconclusive", "noVerdict")}
    judge.equal("controls", ours, {"suites": len(controls), **theirs})


class Bounds:
    """At least so many improved, at most so many regressed by more than the margin, in any subset."""

    def __init__(self, counted, lost, level):
        self.level, self.alpha = level, (1 - level) / 2
        self.tests = {}
        for name, threshold in (("improved", lambda e: 0.0), ("kept", lambda e: None if e.margin is None else -e.margin)):
            found = {}
            for e in counted:
                at = threshold(e)
                p = None if e.reason is not None or at is None else one_sided(e, at)
                if p is not None:
                    found[e.suite.id] = p
            p_values = [*found.values(), *([1.0] * lost)]
            holm = multipletests(p_values, method="holm")[1] if p_values else []
            self.tests[name] = (list(found), p_values, holm)

    def check(self, judge, field, ours, subset):
        if not subset:
            judge.equal(field, ours, None)
            return
        found = {}
        for name, (ids, p_values, holm) in self.tests.items():
            at = [ids.index(e.suite.id) for e in subset if e.suite.id in ids]
            simes = closed_testing(p_values, at, self.alpha) if at else 0
            found[name] = simes, sum(holm[i] <= self.alpha for i in at)
        size = len(subset)
        theirs = {
            "suites": size,
            "level": self.level,
            "atLeastImproved": found["improved"][0],
            "atMostRegressed": size - found["kept"][0],
            "atLeastImprovedHolm": found["improved"][1],
            "atMostRegressedHolm": size - found["kept"][1],
        }
        for key, value in theirs.items():
            judge.equal(f"{field}.{key}", ours[key], value)


def check_standardised(judge, ours, counted, level):
    """Random effects of improvement / baseline item deviation: DerSimonian–Laird, HKSJ not below Wald."""
    effects = []
    for e in counted:
        deviation, error = e.row["baselineDeviation"], e.row["difference"]["standardError"]
        on_log = e.suite.kind == "relative-risk"
        if not on_log and deviation and error:
            effects.append((e.suite.family, e.improvement / deviation, (error / deviation) ** 2))
    if not effects:
        judge.equal("standardisedImprovement", ours, None)
        return
    families, values, variances = (np.array(each) for each in zip(*effects, strict=True))
    found = random_effects(values, variances, level)
    judge.equal("standardisedImprovement.suites", ours["suites"], len(values))
    judge.close("standardisedImprovement.mean", ours["mean"], found["mean"])
    judge.interval("standardisedImprovement.interval", ours["interval"], found["interval"])
    judge.interval("standardisedImprovement.prediction", ours["prediction"], found["prediction"])
    judge.close("standardisedImprovement.tau", ours["tau"], found["tau"], 1e-9, 1e-8)
    judge.close("standardisedImprovement.interquartileMean", ours["interquartileMean"], stats.trim_mean(values, 0.25))
    left_out = [random_effects(values[families != f], variances[families != f], level)["mean"] for f in set(families) if len(set(families)) > 1]
    judge.interval(
        "standardisedImprovement.leaveOneFamilyOut",
        ours["leaveOneFamilyOut"],
        (min(left_out), max(left_out)) if left_out else None,
    )


def random_effects(values, variances, level):
    k = len(values)
    if k == 1:
        return {"mean": float(values[0]), "interval": None, "prediction": None, "tau": 0.0}
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # its own intervals are not asked for
        warnings.simplefilter("ignore")
        fit = combine_effects(values, variances, method_re="dl")
    tau2 = max(0.0, float(fit.tau2))
    weights = 1 / (variances + tau2)
    mean = float(np.sum(weights * values) / np.sum(weights))
    wald = 1 / np.sum(weights)
    factor = max(1.0, float(np.sum(weights * (values - mean) ** 2)) / (k - 1))
    reach = tb.critical(level, k - 1) * math.sqrt(factor * wald)
    prediction = None
    if k > 2:
        beyond = tb.critical(level, k - 2) * math.sqrt(tau2 + wald)
        prediction = (mean - beyond, mean + beyond)
    return {"mean": mean, "interval": (mean - reach, mean + reach), "prediction": prediction, "tau": math.sqrt(tau2)}


def check_split(judge, split, counted, lost, plan, rng, bounds):
    by, value = split["by"], split["value"]
    values = {
        "domain": lambda s: [s.domain],
        "trait": lambda s: s.traits,
        "role": lambda s: [s.role],
        "family": lambda s: [s.family],
        "audience": lambda s: [s.audience],
    }.get(by)
    if values is None:
        training = plan["training"]
        values = lambda s: [  # noqa: E731
            "in" if s.domain in training["domains"] or set(s.traits) & set(training["traits"]) else "out"
        ]
    own = [e for e in counted if value in values(e.suite)]
    field = f"{by}:{value}"
    check_headline(judge, f"{field} headline", split["headline"], own)
    bounds.check(judge, f"{field} guarantee", split["guarantee"], own)
    gone = []
    if by == "family":
        gone = [s for s, absent in lost if (s.family if absent != "both" else s.id) == value]
    elif by == "role":
        gone = [s for s, absent in lost if (s.role if absent != "both" else "unassigned") == value]
    names = [s.family if by == "family" or ("both" not in [a for x, a in lost if x is s]) else s.id for s in gone]
    wins = [(e.row, (e.sign(e.improvement) + 1) / 2) for e in own]
    check_win_rate(judge, f"{field} winRate", split["winRate"], wins, names, plan, rng, share_resampled)
