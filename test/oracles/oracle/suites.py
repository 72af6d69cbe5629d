"""The suites that the experiments are made of, as a project of a few teams would declare them."""

from dataclasses import dataclass

DOMAINS = ["coding", "health", "reasoning", "safety"]
TRAITS = ["calibration", "honesty", "robustness"]


@dataclass(frozen=True)
class Suite:
    """`shape` says which data `make` makes of it; the rest is its declaration."""

    id: str
    shape: str
    kind: str = "mean"
    direction: str = "higher"
    range: tuple | None = (0.0, 1.0)
    ideal: float | None = None
    reducer: str = "mean"
    k: int | None = None
    quantile: float | None = None
    weighting: str = "items"
    family: str = ""
    domain: str = ""
    traits: tuple = ()
    role: str = "outcome"
    audience: str = "public"
    #: False: nobody declared the suite, and what it means follows from its rows
    declared: bool = True

    @property
    def width(self):
        return None if self.range is None else self.range[1] - self.range[0]

    def declaration(self):
        metric = {
            "name": "score",
            "kind": self.kind,
            "direction": self.direction,
            "range": None if self.range is None else list(self.range),
            "reducer": self.reducer,
            "weighting": self.weighting,
        }
        for name in ("ideal", "k", "quantile"):
            if getattr(self, name) is not None:
                metric[name] = getattr(self, name)
        return {
            "name": f"{self.id} of the oracle",
            "family": self.family,
            "domain": self.domain,
            "traits": list(self.traits),
            "role": self.role,
            "audience": self.audience,
            "metric": metric,
        }


#: shape → declarations that differ from the default, one suite each
SHAPES = {
    "binary": [
        {},
        {},
        {},
        {"direction": "lower"},
        {"range": (0.0, 100.0)},
        {"kind": "recall@k"},
        {"direction": "unknown"},
    ],
    "continuous": [
        {},
        {},
        {"direction": "lower", "range": None},
        {"range": (-1.0, 1.0)},
        {"range": (0.0, 100.0)},
        {"range": None},
        {"kind": "rubric"},
    ],
    "offset": [{"range": None}, {"range": None, "direction": "lower"}],
    "clustered": [{}, {}, {}, {"direction": "lower"}, {"weighting": "clusters"}],
    "clustered-binary": [{}, {"direction": "lower"}, {"weighting": "clusters"}],
    "epochs": [{}, {}, {"direction": "lower"}, {"reducer": "pass@k", "k": 2}, {"reducer": "worst-of-k", "k": 3}],
    "weighted": [{}, {"direction": "lower"}],
    "weighted-clustered": [{}, {"weighting": "clusters"}],
    "f1": [{"kind": "f1"}, {"kind": "f1"}],
    "f1-clustered": [{"kind": "f1"}],
    "f1-weighted": [{"kind": "f1"}],
    "ratio": [{"kind": "ratio", "range": None}, {"kind": "ratio", "range": None, "direction": "lower"}],
    "relative-risk": [{"kind": "relative-risk"}, {"kind": "relative-risk", "direction": "lower"}],
    "relative-risk-continuous": [{"kind": "relative-risk"}],
    "quantile": [
        {"kind": "quantile", "quantile": 0.5, "range": None},
        {"kind": "quantile", "quantile": 0.9, "range": None, "direction": "lower"},
    ],
    "target": [
        {"direction": "target", "ideal": 0.5},
        {"direction": "target", "ideal": 0.2},
        {"direction": "target", "ideal": 0.8, "shape": "target-clustered"},
    ],
    "aggregate": [{}, {}, {"direction": "lower", "range": None}, {"kind": "relative-risk"}],
    "counts": [{}, {}, {"direction": "lower"}, {"kind": "relative-risk"}],
    "mixed-kinds": [{}, {}],
    "preference": [{}, {}],
    "degenerate": [{}, {}, {"direction": "lower"}],
}

FAMILIES = ["arc", "arc", "arc", "arc", "bench", "bench", "bench", "code", "code", "dial", "dial", "ether", "flood"]


def roster():
    """All suites. The first of a shape is an outcome; roles, families and domains then alternate."""
    made = []
    for shape, variants in SHAPES.items():
        for number, variant in enumerate(variants):
            at = len(made)
            role = "outcome"
            if number > 0:
                role = ("outcome", "control", "outcome", "unassigned", "outcome", "mixed", "control")[at % 7]
            family = f"solo-{at}" if at % 3 == 0 else FAMILIES[at % len(FAMILIES)]
            made.append(
                Suite(
                    id=f"o{at:02d}.{shape}",
                    **{
                        "shape": shape,
                        "family": family,
                        "domain": DOMAINS[at % 4],
                        "traits": tuple(trait for place, trait in enumerate(TRAITS) if (at >> place) & 1),
                        "role": role,
                        "audience": "internal" if at % 5 == 0 else "public",
                        **variant,
                    },
                )
            )
    for shape, direction in (("binary", "higher"), ("continuous", "lower")):
        name = f"o{len(made):02d}.undeclared-{shape}"
        made.append(
            Suite(
                name,
                shape,
                direction=direction,
                range=None,
                family=name,
                domain="unassigned",
                role="unassigned",
                declared=False,
            )
        )
    return made
