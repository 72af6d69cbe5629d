"""How often each design, kind of metric and kind of bootstrap was checked: what never came up was not checked."""

from collections import Counter

DESIGNS = ["paired-binary", "paired", "paired-clustered", "crossed", "unpaired", "aggregate", "counts", "preference"]
KINDS = ["mean", "rubric", "recall@k", "f1", "ratio", "relative-risk", "quantile", "target", "judgements"]
BOOTSTRAPS = ["percentile", "studentised", "basic", "bca", "exact", "exact-basic", "exact-bca"]
#: how the laws without draws were found, and why others were drawn
LAWS = ["enumerated", "lattice", "fourier", "two_ways", "quantile", "distance", "two_ratios"]
#: what each design can be asked for
DRAWN = [design for design in DESIGNS if design not in ("aggregate", "counts")]
METHODS = [
    "tango",
    "matched-log-ratio",
    "paired-t",
    "weighted-t",
    "cr1-t",
    "studentised-cluster-bootstrap",
    "studentised-bootstrap",
    "crossed-t",
    "crossed-t-log-ratio",
    "welch",
    "cr1-welch",
    "newcombe",
    "katz-log-ratio",
    "percentile-bootstrap",
    "normal",
    "normal-log-ratio",
    "wilson",
]
REDUCERS = ["mean", "pass@k", "worst-of-k"]
VERDICTS = ["improved", "regressed", "equivalent", "inconclusive", "noVerdict", "nonInferior", "inferior"]


class Seen:
    """Counts rows as they are checked."""

    def __init__(self):
        self.designs, self.kinds, self.methods = Counter(), Counter(), Counter()
        self.reducers, self.verdicts, self.laws = Counter(), Counter(), Counter()

    def row(self, row, suite, plan, judged):
        kind = "judgements" if judged else "target" if suite.direction == "target" else suite.kind
        bootstrap = "none" if row["bootstrap"] is None else plan["bootstrap"]
        self.designs[row["design"], bootstrap] += 1
        self.kinds[kind, row["design"]] += 1
        self.methods[row["difference"]["method"]] += 1
        self.reducers[suite.reducer] += 1
        self.verdicts[row["verdict"]] += 1
        block = row["bootstrap"] or {}
        if "law" in block or "drawnBecause" in block:
            self.laws[block.get("law", block.get("drawnBecause"))] += 1

    def absent(self):
        """What should have come up and did not."""
        found = [f"{design} with {kind}" for design in DRAWN for kind in BOOTSTRAPS if not self.designs[design, kind]]
        found += [design for design in ("aggregate", "counts") if not self.designs[design, "none"]]
        found += [kind for kind in KINDS if not any(self.kinds[kind, design] for design in DESIGNS)]
        expected = (METHODS, self.methods), (REDUCERS, self.reducers), (VERDICTS, self.verdicts), (LAWS, self.laws)
        for names, counts in expected:
            found += [name for name in names if not counts[name]]
        return found

    def table(self):
        lines = ["rows checked, by design and bootstrap:"]
        lines += self._cross(DESIGNS, [*BOOTSTRAPS, "none"], self.designs)
        lines += ["by kind of metric and design:", *self._cross(KINDS, DESIGNS, self.kinds)]
        lists = {"method": self.methods, "reducer": self.reducers, "verdict": self.verdicts, "law": self.laws}
        for title, counts in lists.items():
            lines.append(f"by {title}: " + ", ".join(f"{name} {count}" for name, count in counts.most_common()))
        return lines

    @staticmethod
    def _cross(rows, columns, counts):
        widths = [max(6, len(column)) for column in columns]
        head = " ".join(f"{column:>{width}}" for column, width in zip(columns, widths, strict=True))
        lines = [f"  {'':16} {head}"]
        for row in rows:
            cells = " ".join(f"{counts[row, column] or '·':>{w}}" for column, w in zip(columns, widths, strict=True))
            lines.append(f"  {row:16} {cells}")
        return lines
