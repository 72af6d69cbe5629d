"""The whole comparison: what counts, the headline, and the figures over suites and their splits."""

from .guarantee import Bounds
from .power import margin_of
from .reasons import reason_for_no_verdict
from .result import tie_width
from .standardised import check_standardised
from .verdicts import check_verdicts
from .winrate import check_win_rate


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
        self.interval = (
            None
            if interval is None or self.improvement is None
            else ((-interval[1], -interval[0]) if flip else tuple(interval))
        )

    def sign(self, improvement):
        if abs(improvement) <= tie_width(self.suite):
            return 0
        return 1 if improvement > 0 else -1


def count_rows(entries, missing, plan):
    """Why each row is not counted (None: it is); the missing suites that would have counted; whether controls count."""
    named, left_out = set(plan.get("count", [])), set(plan.get("doNotCount", []))

    def by_role(suite):
        return suite.role in ("outcome", "unassigned") or suite.id in named

    planned = [e.suite for e in entries] + [suite for suite, _ in missing]
    controls_counted = not any(
        by_role(suite) and (suite.role != "unassigned" or suite.direction != "unknown") for suite in planned
    )
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
    # without a direction no suite may receive a verdict, here or missing
    known = [suite for suite, _ in missing if suite.direction != "unknown"]
    lost = [suite for suite in known if suite.id not in left_out and (by_role(suite) or controls_counted)]
    return lost, controls_counted


def check_board(judge, comparison, analyses, missing, plan, rng):
    """`analyses`: the oracle's rows by suite id; `missing`: (suite, absent from)."""
    judge.equal("rows", sorted(row["suite"] for row in comparison["suites"]), sorted(analyses))
    entries = [Entry(row, analyses[row["suite"]]) for row in comparison["suites"] if row["suite"] in analyses]
    lost, controls_counted = count_rows(entries, missing, plan)
    where = judge.where
    for e in entries:
        judge.where = f"{where} {e.suite.id}"
        judge.equal("notCounted", e.row["notCounted"], e.not_counted)
        judge.equal("counted", e.row["counted"], e.not_counted is None)
    judge.where = where
    counted = [e for e in entries if e.not_counted is None]
    controls = [e for e in entries if e.not_counted == "control"]
    needed = check_verdicts(judge, entries, None if controls_counted else controls, lost, missing, plan)
    judge.where = f"{where} board"
    board = Board(counted, lost, plan, rng)
    board.check(judge, "", comparison, counted, lost)
    check_summary_of_controls(judge, comparison["controls"], controls)
    check_standardised(judge, comparison["standardisedImprovement"], counted, plan["level"])
    for split in comparison["splits"]:
        check_split(judge, split, board)
    codes = set(comparison["warnings"])
    judge.equal("controls_counted", "controls_counted" in codes, controls_counted and bool(counted))
    judge.equal("few_replicates", "few_replicates" in codes, plan["replicates"] < needed)
    judge.equal("missing_suites", "missing_suites" in codes, bool(missing))
    judge.equal(
        "missingSuites",
        sorted((each["suite"], each["family"], each["counted"]) for each in comparison["missingSuites"]),
        sorted((suite.id, suite.family, suite in lost) for suite, _ in missing),
    )
    judge.equal("unassigned_counted", "unassigned_counted" in codes, any(e.suite.role == "unassigned" for e in counted))


class Board:
    """The counted rows and missing suites, and what is said of them or of some of them."""

    def __init__(self, counted, lost, plan, rng):
        self.counted, self.lost, self.plan, self.rng = counted, lost, plan, rng
        self.bounds = Bounds(counted, len(lost), plan["level"])

    def check(self, judge, prefix, ours, rows, lost):
        check_headline(judge, f"{prefix}headline", ours["headline"], rows)
        self.bounds.check(judge, f"{prefix}guarantee", ours["guarantee"], rows)
        wins = [(e.row, (e.sign(e.improvement) + 1) / 2) for e in rows]
        families = [suite.family for suite in lost]
        check_win_rate(judge, f"{prefix}winRate", ours["winRate"], wins, families, self.plan, self.rng)


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


def check_split(judge, split, board):
    """One value of one axis; a missing suite is of its family and role, on the other axes it could be anywhere."""
    by, value = split["by"], split["value"]
    own = [e for e in board.counted if value in values_on(by, e.suite, board.plan["training"])]
    lost = [suite for suite in board.lost if by in ("family", "role") and getattr(suite, by) == value]
    board.check(judge, f"{by}:{value} ", split, own, lost)


def values_on(axis, suite, training):
    if axis == "trait":
        return suite.traits
    if axis != "training":
        return [getattr(suite, axis)]
    inside = suite.domain in training["domains"] or set(suite.traits) & set(training["traits"])
    return ["in" if inside else "out"]
