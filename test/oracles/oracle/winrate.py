"""The board's win rate: families, ties, missing suites."""

import numpy as np
from scipy import stats

from . import textbook as tb
from .resample import draws


def families_of(wins):
    """Wins by family, in ascending order of the names' UTF-8 bytes."""
    found = {}
    for family, win in wins:
        found.setdefault(family, []).append(win)
    return [np.array(found[name]) for name in sorted(found, key=str.encode)]


class Rate:
    """A win rate over suites in families."""

    def __init__(self, wins, level):
        self.wins = np.array([win for _, win in wins])
        self.groups = families_of(wins)
        n, g = len(wins), len(self.groups)
        squares = sum(len(each) ** 2 for each in self.groups)
        self.value = float(self.wins.mean())
        self.families = g
        self.effective = n * n / squares
        self.macro = float(np.mean([each.mean() for each in self.groups]))
        agree = bool(np.all(self.wins == self.wins[0]))
        self.deff, self.cr1t = squares / n, None
        if not agree and g > 1:
            values = np.concatenate(self.groups)
            labels = np.repeat(np.arange(g), [len(each) for each in self.groups])
            mean, error = tb.cr1(values, None, labels)
            iid = float(np.var(values, ddof=1)) / n
            self.deff = min(max(1.0, error**2 / iid), squares / n)
            if not all(abs(each.mean() - self.value) < 1e-12 for each in self.groups):
                self.cr1t = tb.t_interval(mean, error, g - 1, level)[0]
        ahead, behind = int(np.sum(self.wins == 1)), int(np.sum(self.wins == 0))
        self.ahead, self.behind = ahead, behind
        self.wilson = tb.wilson(float(self.wins.sum()), n, level)
        self.untied = tb.wilson(ahead, ahead + behind, level) if ahead + behind else None
        self.interval = None
        if self.effective >= 5:
            self.interval = tb.wilson_at(self.value, n / self.deff, tb.critical(level, self.effective - 1))


def hull(intervals):
    if any(each is None for each in intervals):
        return None
    return min(low for low, _ in intervals), max(high for _, high in intervals)


def poisson_binomial(shares):
    pmf = np.array([1.0])
    for share in shares:
        pmf = np.convolve(pmf, [1 - share, share])
    return pmf


def smallest_reaching(pmf, p):
    return int(np.argmax(np.cumsum(pmf) >= p - 1e-12))


def hierarchical(shares, level):
    """Items redrawn within suites, then suites: P(W = j/S) = Σ_k PoissonBinomial(k)·Binomial(j; S, k/S)."""
    s = len(shares)
    pmf = sum(p * stats.binom.pmf(np.arange(s + 1), s, k / s) for k, p in enumerate(poisson_binomial(shares)))
    bounds = (smallest_reaching(pmf, (1 - level) / 2) / s, smallest_reaching(pmf, (1 + level) / 2) / s)
    return float(np.mean(shares)), bounds


def soft_share(row):
    improvement, error = row["difference"]["improvement"], row["difference"]["standardError"]
    return 0.5 if error is None or error <= 0 else float(stats.norm.cdf(improvement / error))


def share_resampled(row):
    """How often a redraw of the suite's items finds it ahead; without redraws, by the normal law."""
    block = row["bootstrap"]
    if block is not None and block.get("shareImproved") is not None and block["standardError"]:
        return block["shareImproved"]
    return soft_share(row)


def family_reference(rng, groups, total=40_000):
    sums = np.array([each.sum() for each in groups])
    sizes = np.array([len(each) for each in groups])
    at = draws(rng, len(groups), total)
    return np.sort(sums[at].sum(axis=1) / sizes[at].sum(axis=1))


def check_win_rate(judge, field, ours, rows, missing, plan, rng):
    """`rows`: the counted ones with their sign as 1, ½, 0; `missing`: families of planned suites without a row."""
    level = plan["level"]
    wins = [(row["family"], win) for row, win in rows]
    if missing:
        n = len(wins) + len(missing)
        won = sum(win for _, win in wins)
        judge.interval(f"{field}.missingBounds", ours["missingBounds"], (won / n, (won + len(missing)) / n))
    else:
        judge.equal(f"{field}.missingBounds", ours["missingBounds"], None)
    if not wins:
        judge.equal(f"{field}.value", ours["value"], None)
        judge.equal(f"{field}.interval", ours["interval"], None)
        return
    observed = Rate(wins, level)
    ends = [observed]
    if missing:
        ends = [Rate(wins + [(family, win) for family in missing], level) for win in (0.0, 1.0)]
    judge.close(f"{field}.value", ours["value"], observed.value)
    judge.close(f"{field}.effectiveFamilies", ours["effectiveFamilies"], observed.effective)
    judge.close(f"{field}.designEffect", ours["designEffect"], observed.deff)
    judge.equal(f"{field}.families", ours["families"], observed.families)
    judge.close(f"{field}.familyMacro", ours["familyMacro"], observed.macro)
    for key, name in (("interval", "interval"), ("wilson", "wilson"), ("wilsonUntied", "untied"), ("cr1t", "cr1t")):
        judge.interval(f"{field}.{key}", ours[key], hull([getattr(each, name) for each in ends]))
    p_values = [
        stats.binomtest(observed.ahead + won, total).pvalue
        for won in range(len(missing) + 1)
        if (total := observed.ahead + observed.behind + len(missing)) > 0
    ]
    judge.close(f"{field}.signTestP", ours["signTestP"], max(p_values) if p_values else None)
    judge.close(f"{field}.soft", ours["soft"], float(np.mean([soft_share(row) for row, _ in rows])))
    value, bounds = hierarchical([share_resampled(row) for row, _ in rows], level)
    judge.close(f"{field}.hierarchical.value", ours["hierarchical"]["value"], value)
    judge.interval(f"{field}.hierarchical.interval", ours["hierarchical"]["interval"], bounds)
    check_family_bootstrap(judge, field, ours["familyBootstrap"], ends, plan, rng)


def check_family_bootstrap(judge, field, ours, ends, plan, rng):
    """Whole families redrawn; with missing suites, from all lost to all won."""
    tail = (1 - plan["level"]) / 2
    movable = [
        len(each.groups) > 1 and not all(abs(g.mean() - each.groups[0].mean()) < 1e-12 for g in each.groups)
        for each in ends
    ]
    if not all(movable):
        judge.equal(f"{field}.familyBootstrap", ours, None)
        return
    if ours is None:
        judge.equal(f"{field}.familyBootstrap", ours, "an interval")
        return
    references = [family_reference(rng, each.groups) for each in (ends if len(ends) == 1 else (ends[0], ends[-1]))]
    judge.quantile(f"{field}.familyBootstrap", ours[0], references[0], tail, plan["replicates"], unit=1e-9)
    judge.quantile(f"{field}.familyBootstrap", ours[1], references[-1], 1 - tail, plan["replicates"], unit=1e-9)
