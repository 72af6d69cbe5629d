"""What is compared how: exact numbers to 1e-9, drawn ones on the probability scale."""

import math

import numpy as np
from scipy import stats

#: a drawn number may lie this many standard deviations from the reference
FARTHEST = 5.5
#: from this rank on, either end, an order statistic's law is normal enough for that
NORMAL_FROM = 50


class Judge:
    """Collects agreements and disagreements; `where` names the experiment and row at hand."""

    def __init__(self):
        self.passed = 0
        self.failures = []
        #: z of drawn bounds, two for each set of resamples: what else is read off the same draws says the same again
        self.scores = []
        self.scored = {}
        self.fields = {}
        self.where = ""

    def _count(self, good, field, ours, theirs, note=""):
        """`ours`: what the service says; `theirs`: what the oracle says."""
        self.fields[field] = self.fields.get(field, 0) + 1
        if good:
            self.passed += 1
        else:
            self.failures.append(f"{self.where} {field}: service {show(ours)}, oracle {show(theirs)}{note}")
        return good

    def equal(self, field, ours, theirs):
        return self._count(type_free(ours) == type_free(theirs), field, ours, theirs)

    def true(self, field, good, note):
        return self._count(bool(good), field, "", "", f" {note}")

    def close(self, field, ours, theirs, absolute=1e-12, relative=1e-9):
        """Both null, or both numbers that agree within `relative` of the oracle's size, or `absolute`."""
        if ours is None or theirs is None:
            return self._count(ours is None and theirs is None, field, ours, theirs)
        good = math.isfinite(ours) and abs(ours - theirs) <= absolute + relative * abs(theirs)
        return self._count(good, field, ours, theirs)

    def interval(self, field, ours, theirs, absolute=1e-12, relative=1e-9):
        if ours is None or theirs is None:
            return self._count(ours is None and theirs is None, field, ours, theirs)
        # a bound near 0 is a difference of larger numbers
        scale = max(abs(float(theirs[0])), abs(float(theirs[1])))
        good = all(
            math.isfinite(a) and abs(a - b) <= absolute + relative * scale for a, b in zip(ours, theirs, strict=True)
        )
        return self._count(good, field, list(ours), [float(b) for b in theirs])

    def share(self, field, ours, drawn, reference, total):
        """Is the share `ours` of `drawn` resamples a draw of the law that gave `reference` of `total` resamples?

        Both are binomial: z with the pooled share.
        """
        pooled = (ours * drawn + reference) / (drawn + total)
        spread = math.sqrt(max(pooled * (1 - pooled), 0.25 / (drawn + total)) * (1 / drawn + 1 / total))
        z = (ours - reference / total) / spread
        # one draw of slack where the share is a handful of draws
        slack = 1.5 / drawn / spread
        return self._count(abs(z) <= FARTHEST + slack, field, ours, reference / total, f" z={z:.2f}")

    def quantile(self, field, ours, reference, p, drawn, *, spread=None, unit=0.0):
        """Is `ours` the p-quantile of `drawn` resamples of the law of which `reference` holds many more, ascending?

        Compared on the probability scale, with the Monte-Carlo error of both. At an atom of the law the bound is right
        when [P(below), P(up to and with it)] comes near enough to p. `spread`: standard deviation of √B·(share below −
        p) where it is not √(p(1 − p)).
        """
        total = len(reference)
        slack = max(unit, 1e-12 * max(abs(reference[0]), abs(reference[-1])))
        below = np.searchsorted(reference, ours - slack, "left") / total
        above = np.searchsorted(reference, ours + slack, "right") / total
        widening = 1.0 if spread is None else max(1.0, spread / math.sqrt(p * (1 - p)))
        spread = math.sqrt(p * (1 - p)) if spread is None else spread
        error = spread * math.sqrt(1 / drawn + 1 / total)
        # of type 7: the mean of the law below the k-th of B draws is k/(B + 1)
        centre = ((drawn - 1) * p + 1) / (drawn + 1)
        inside = below <= p <= above or below <= centre <= above
        z = 0.0 if inside else (below - centre if below > centre else above - centre) / error
        rank = (drawn - 1) * p + 1
        near_end = min(rank, drawn + 1 - rank) < NORMAL_FROM
        if near_end and not inside:
            # near the ends no normal law: so many of `total` below the rank-th of `drawn` are beta-binomial
            law = stats.betabinom(total, rank, drawn + 1 - rank)
            tail = law.sf(round(below * total) - 1) if below > centre else law.cdf(round(above * total))
            z = math.copysign(stats.norm.isf(max(tail, 1e-300)), z) / widening
        first = self.scored.setdefault(self.where, field) == field
        if first and not near_end and is_continuous(reference, centre, error, slack):
            self.scores.append(((below + above) / 2 - centre) / error)
        return self._count(abs(z) <= FARTHEST, field, ours, float(np.quantile(reference, p)), f" z={z:.2f} at {p:.4f}")


def is_continuous(ascending, p, error, slack):
    """Is no value near the p-quantile so frequent that it would blur a bound there?"""
    total = len(ascending)
    low, high = int(max(0.0, p - 4 * error) * total), int(min(1.0, p + 4 * error) * total)
    near = ascending[low:high]
    if len(near) == 0:
        return False
    largest = int(np.max(np.searchsorted(near, near + 2 * slack, "right") - np.arange(len(near))))
    return largest < 0.02 * error * total


def type_free(value):
    """2.0 is 2; tuples are lists."""
    if isinstance(value, (list, tuple)):
        return [type_free(each) for each in value]
    if isinstance(value, np.generic):
        return type_free(value.item())
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def show(value):
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(show(each) for each in value) + "]"
    return f"{value:.12g}" if isinstance(value, (float, np.floating)) else str(value)
