"""Warnings, missingness, and why a row may have no verdict."""

from . import textbook as tb
from .align import CAUSES


def on_the_edge(arm):
    """Is the mean 5 standard errors from 0 but for rounding? Then log and Fieller are both right."""
    return bool(arm["standardError"]) and abs(abs(arm["mean"]) / arm["standardError"] / 5 - 1) < 1e-9


def check_missingness(judge, row, analysis):
    """Items with such a cause in one arm alone: McNemar's mid-p over the items that both arms have."""
    if analysis.pairing is None:
        return
    arms = (analysis.pairing.treatment, analysis.pairing.baseline)
    theirs = []
    for cause in CAUSES:
        struck = [
            {name for name, seeds in arm.items.items() if any(s is not None and cause in s.causes for s in seeds)}
            for arm in arms
        ]
        if not any(struck):
            continue
        shared = set(analysis.pairing.shared)
        one, other = len(struck[0] & shared - struck[1]), len(struck[1] & shared - struck[0])
        both = len(struck[0] & struck[1] & shared)
        theirs.append((cause, one, other, both, tb.mid_p(one, other) if shared else None))
    ours = row["missingness"]
    judge.equal(
        "missingness",
        [(m["cause"], m["treatmentOnly"], m["baselineOnly"], m["both"]) for m in ours],
        [t[:4] for t in theirs],
    )
    if len(ours) == len(theirs):
        for m, t in zip(ours, theirs, strict=True):
            judge.close("missingness.p", m["p"], t[4])


def check_reasons(judge, row, analysis):
    found, suite = analysis.result, analysis.suite
    judge.equal("direction", row["direction"], suite.direction)
    warnings = set(found.warnings)
    alignment = analysis.alignment
    fewest = 1
    if analysis.pairing is not None:
        fewest = min(analysis.pairing.treatment.seeds, analysis.pairing.baseline.seeds)
    conditions = {
        "few_items": found.n is not None and found.n < 30,
        "few_clusters": found.clusters is not None and found.clusters < 20,
        "few_seeds": found.design == "crossed" and fewest < 3,
        "seed_variance_unmeasured": fewest < 2,
        "content_mismatch": alignment["contentMismatch"] > 0,
        "low_coverage": (found.design.startswith("paired") or found.design == "crossed")
        and alignment["coverage"] is not None
        and alignment["coverage"] < 0.95,
    }
    warnings |= {code for code, holds in conditions.items() if holds}
    ours = set(row["warnings"])
    # what the oracle has an opinion on
    known = {
        *conditions,
        "n_lt_2",
        "zero_variance",
        "identical_arms",
        "few_nonzero_differences",
        "ties_over_half",
        "pairing_lost",
        "no_shared_items",
        "n_unknown",
        "no_standard_error",
    }
    if found.design == "unpaired":
        known.discard("few_nonzero_differences")
    judge.equal("warnings", sorted(ours & known), sorted(warnings & known))
    if not on_the_edge(row["baseline"]):
        judge.equal("weak baseline", "weak_baseline" in ours, "weak_baseline" in warnings)
    judge.equal("zero baseline", "zero_baseline" in ours, "zero_baseline" in warnings)


def reason_for_no_verdict(row, analysis):
    """Why the row alone may have no verdict."""
    found = analysis.result
    if analysis.sign is None and not analysis.at_ideal:
        return "unknown_direction"
    if analysis.at_ideal:
        return "at_ideal"
    if found.n is not None and found.n < 15:
        return "too_few_items"
    if found.clusters is not None and found.clusters < 5:
        return "too_few_clusters"
    if found.degenerate:
        return "degenerate"
    if row["difference"]["interval"] is None or row["difference"]["p"] is None:
        return "no_interval"
    return None
