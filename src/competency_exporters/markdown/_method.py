"""How a report is to be read, and how it was made."""

from __future__ import annotations

from collections.abc import Iterator

from competency import display
from competency_exporters.markdown._facts import Facts
from competency_exporters.markdown._nodes import origin, scales
from competency_exporters.markdown._text import bullet, heading

__all__ = ["method"]


def method(facts: Facts) -> Iterator[str]:
    """Say what the figures are, and by which options and which framework they were made."""
    yield heading(2, "How to read this report")
    yield "\n".join(map(bullet, _reading(facts)))
    yield heading(3, "Scale" if len(facts.framework.scales) == 1 else "Scales")
    yield from scales(facts.framework)
    yield heading(3, "Origin")
    yield "\n".join(_provenance(facts))


def _reading(facts: Facts) -> Iterator[str]:
    yield "It is one rater's view at one time."
    yield (
        "Means, and how far they are short or above, treat the levels as equally spaced; medians"
        " and counts use only their order. One step on one of five answers moves their mean by a"
        " fifth of a step."
    )
    items = facts.framework.items
    by_weight = ", by weight" if len({item.weight for item in items}) > 1 else ""
    yield f"The mean is that of the rated items' levels{by_weight}; the median is the middle level."
    if any(item.reverse for item in items):
        yield "Where an item is marked reverse, its levels are turned round before they count."
    yield from _coverage(facts)
    yield _rollup(facts)
    if facts.gaps is not None:
        yield (
            "Short and above are means over the rated items that have a required level. They are"
            " kept apart: what is above on one item never hides what is short on another."
        )
        yield (
            "Ranks go by importance × levels short ÷ range of the scale; = marks those that share"
            " a rank. An area's is the mean over its items."
        )


def _coverage(facts: Facts) -> Iterator[str]:
    share = display(facts.scores.plan.min_coverage, "coverage")
    yield (
        f"A figure is shown where at least {share} % of the applicable items are rated. Don't know"
        " and no answer count as applicable, not applicable does not; none of them counts as a"
        " level."
    )


def _rollup(facts: Facts) -> str:
    if facts.scores.plan.rollup == "items":
        return "Above the areas, every figure is over all items below."
    names = [_area(facts, id) for id in facts.scores.overall.left_out]
    left_out = f" Left out of the overall mean: {', '.join(names)}." if names else ""
    return (
        "Above the areas, means and percents are those of the areas' own, by the areas' weights;"
        f" every other figure is over all items below.{left_out}"
    )


def _area(facts: Facts, id: str) -> str:
    if id == facts.scores.overall.id:
        return "the items outside any area"
    return facts.area(facts.framework.group(id))


def _provenance(facts: Facts) -> Iterator[str]:
    yield from origin(facts.framework)
    scored = facts.scores.assessment.framework
    if scored.digest != facts.framework.digest:
        yield bullet(f"Digest of the text that was answered: {scored.digest}")
    plan = facts.scores.plan
    yield bullet(f"Roll-up: {plan.rollup}")
    yield bullet(f"Minimum coverage: {display(plan.min_coverage, 'coverage')} %")
