"""The cohort of a report's document: to a tree and back, nothing lost either way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from competency.cohort import Cohort, CohortScore, cohort_scores
from competency.model import Framework, Item, Profile
from competency.scoring import OVERALL

__all__ = ["cohort_of_tree", "cohort_tree"]

_STATES = ("unknown", "missing", "not_applicable")
_FIGURES = (
    *("size", "people", "withheld", "mean", "percent", "median", "deviation", "answered"),
    *(*_STATES, "coverage", "compared", "at_or_above", "share"),
)
_LARGEST = 10**6  # of a level, and so of a mean


def cohort_tree(cohort: Cohort) -> dict[str, Any]:
    """Give a cohort as a tree: by group of people and node, the counts and what they make."""
    return {
        "digest": cohort.framework.digest,
        "by": cohort.by,
        "groups": [
            {"key": key, "scores": [_score(score) for score in scores.values()]}
            for key, scores in cohort.groups.items()
        ],
    }


def _score(score: CohortScore) -> dict[str, Any]:
    return {
        "id": score.id,
        **{name: getattr(score, name) for name in _FIGURES},
        "distribution": _pairs(score.distribution),
        "means": _pairs(score.means),
        "percents": _pairs(score.percents),
        "reasons": dict(score.reasons),
    }


def _pairs(counts: Mapping[Any, int] | None) -> list[tuple[Any, int]] | None:
    return None if counts is None else sorted(counts.items())


def cohort_of_tree(
    tree: Any, framework: Framework, profile: Profile | None, rollup: str, min_coverage: Any
) -> Cohort:
    """Make a cohort of its tree anew, of the counts alone.

    Raises:
        InvalidValue, KeyError, TypeError, ValueError: if it is no whole tree of a cohort.
    """
    groups = {
        tuple(each["key"]): _scores(each["scores"], framework, profile) for each in tree["groups"]
    }
    return Cohort(framework, rollup, min_coverage, profile, tree["by"], groups)


def _scores(
    trees: Iterable[Any], framework: Framework, profile: Profile | None
) -> dict[str, CohortScore]:
    scores = {tree["id"]: tree for tree in trees}
    items = {item.id: scores[item.id] for item in framework.items}
    groups = [OVERALL, *(node.id for node in framework.walk() if not isinstance(node, Item))]
    return cohort_scores(
        framework,
        profile,
        int(scores[OVERALL]["size"]),
        {id: _counts(tree) for id, tree in items.items()},
        {id: _people(scores[id]["means"]) for id in groups},
        {id: _people(scores[id]["percents"]) for id in groups},
    )


def _counts(tree: Any) -> list[int]:
    return [int(tree[name]) for name in _STATES] + [int(times) for _, times in tree["distribution"]]


def _people(pairs: Iterable[tuple[str, str]]) -> dict[float, int]:
    people = {float(figure): int(times) for figure, times in pairs}
    if any(abs(figure) > _LARGEST for figure in people):
        raise ValueError("a figure is too large")
    return people
