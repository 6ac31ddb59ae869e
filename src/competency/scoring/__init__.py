"""Scoring: an assessment becomes scores that say how sure they are. Pure.

A `Plan` turns a framework into integers once. `score` counts and adds up the answers by the plan,
and gives one `Score` a group and one for the framework; every figure of a Score is a property of
its integers, so that figures, explanations, batch scoring and merging share one truth. The rules
are numbered in `docs/scoring.md`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

from competency.model import Assessment, Framework
from competency.scoring.plan import (
    OVERALL,
    ROLLUPS,
    Origin,
    Plan,
    PlannedNode,
    PlannedScale,
    turned_level,
)
from competency.scoring.scores import FIGURES, SEVERAL_SCALES, Score, Scores

__all__ = [
    "FIGURES",
    "OVERALL",
    "ROLLUPS",
    "SEVERAL_SCALES",
    "Origin",
    "Plan",
    "PlannedNode",
    "PlannedScale",
    "Score",
    "Scores",
    "score",
    "turned_level",
]


@lru_cache(maxsize=16)
def _plan(framework: Framework, rollup: str, min_coverage: float | Fraction) -> Plan:
    return Plan(framework, rollup, min_coverage)


def score(
    assessment: Assessment, rollup: str = "items", min_coverage: float | Fraction = 0.5
) -> Scores:
    """Score an assessment: one Score a group, and one for the framework.

    Args:
        assessment: The answers.
        rollup: How areas become groups: `items`, the mean of all items below, or `areas`, the
            mean of the means of the areas below, by the areas' weights.
        min_coverage: The share of a node's applicable items that must be answered for its
            figures to be given; rounded up, and at least one.

    Raises:
        InvalidValue: for another roll-up, or a share outside 0 to 1.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> answers = {item.id: 4 for item in framework.items}
    >>> scores = score(competency.Assessment(framework, answers))
    >>> scores.overall.mean, scores.overall.percent
    (4.0, 75.0)
    """
    plan = _plan(assessment.framework, rollup, min_coverage)
    own = plan.tally(assessment._answers)
    tallies = plan.roll_up(own)
    parts: tuple[Score, ...] = ()
    if plan.rollup == "areas":
        held = zip(plan.own, own, strict=True)
        parts = tuple(Score(node, tuple(tally), (), assessment) for node, tally in held)
    return Scores(
        assessment,
        plan,
        {
            node.id: Score(
                node, tuple(tally), tuple(parts[index] for index in node.areas), assessment
            )
            for node, tally in zip(plan.nodes, tallies, strict=True)
        },
    )
