"""The sums: how the figures of a group were made, as `competency.explain` tells it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import cast

from attrs import frozen
from markupsafe import escape

from competency import Explanation, Gap, Row, Score, Term, display, explain, number_text
from competency_exporters.html.areas import answers_words
from competency_exporters.html.outline import GroupEntry, Outline

__all__ = ["Sum", "Terms", "sums_of"]

_NAMES = {
    "coverage": "Complete",
    "mean": "Mean",
    "percent": "Percent",
    "median": "Median",
    "shortfall": "Short by",
    "surplus": "Above by",
}


@frozen
class Terms:
    """What is added up: a number each, and the item or the area that brings it in."""

    pairs: tuple[tuple[str, str], ...]

    def __html__(self) -> str:
        """Write them here, where it is fast: a page has a thousand of them; none is broken."""
        return " + ".join(
            f"{escape(text)}\u00a0(<bdi>{escape(name)}</bdi>)" for text, name in self.pairs
        )


@frozen
class Sum:
    """How one figure was made.

    Attributes:
        name: The figure's name.
        value: The figure, as it is shown; empty where there is none.
        rule: How it is made, in a sentence; where there is none, why.
        terms: What was added up; None where it is counted instead.
        made: What came of it: the sum and the one division, or what was counted.
        left_out: What does not count, and why.
    """

    name: str
    value: str = ""
    rule: str = ""
    terms: Terms | None = None
    made: str = ""
    left_out: tuple[tuple[str, str], ...] = ()


def sums_of(outline: Outline) -> dict[str, tuple[Sum, ...]]:
    """Explain the figures of the whole and of each group, by anchor, if anything is answered."""
    top = outline.top
    if top.score is None or not top.score.answered:
        return {}
    titles = {area.node.id: area.title for area in outline.areas}
    titles[top.score.id] = "items outside the areas"
    groups = (each for each in outline.nodes if isinstance(each, GroupEntry) and each.node.items)
    return {each.anchor: _sums(each, titles) for each in (top, *groups)}


def _sums(entry: GroupEntry, titles: Mapping[str, str]) -> tuple[Sum, ...]:
    """Explain the figures of a group; what is left out of several of them is named once."""
    sums: list[Sum] = []
    known: list[str] = []
    for explained in _explained(entry):
        left_out = [id for id, _ in explained.left_out]
        sums.append(_sum(explained, entry, titles, explained.left_out if left_out != known else ()))
        known = left_out
    return tuple(sums)


def _explained(entry: GroupEntry) -> Iterable[Explanation]:
    """Explain one figure after the other, up to the first that is not shown."""
    score, gap = cast(Score, entry.score), entry.gap
    several = entry.node.scale_in_common is None
    yield explain(score, "coverage")
    figures: list[tuple[Score | Gap, str]] = [(score, "percent" if several else "mean")]
    figures += [] if several else [(score, "median")]
    figures += [] if gap is None else [(gap, "shortfall"), (gap, "surplus")]
    for of, figure in figures:
        explained = explain(of, figure)
        yield explained
        if explained.value is None:
            return


def _sum(
    explained: Explanation,
    entry: GroupEntry,
    titles: Mapping[str, str],
    left_out: Iterable[tuple[str, str]],
) -> Sum:
    name = _NAMES[explained.figure]
    left = tuple((titles.get(id, id), why) for id, why in left_out)
    if explained.value is None:
        return Sum(name, rule=f"not shown: {explained.reason}", left_out=left)
    value, rule = _value(explained, entry), explained.rule
    if explained.figure == "coverage":
        return Sum(
            name,
            value,
            rule,
            None,
            f"{entry.row.answered} / {_applicable(entry.row)} = {value}",
            left,
        )
    if explained.figure == "median":
        return Sum(
            name, value, rule, None, answers_words(cast(Score, entry.score).distribution), left
        )
    terms = Terms(tuple(_pairs(explained.terms, titles)))
    total = _text(explained.total)
    made = f"{total}; {total} / {_text(explained.weight)} = {value}"
    return Sum(name, value, rule, terms, made, left)


def _value(explained: Explanation, entry: GroupEntry) -> str:
    figure, value = explained.figure, cast(float, explained.value)
    if figure in ("coverage", "percent"):
        return f"{display(value, figure)} %"
    scale = entry.node.scale_in_common
    return display(value, figure, 1 if scale is None else scale.places)


def _applicable(row: Row) -> int:
    return (row.answered or 0) + (row.unknown or 0) + (row.missing or 0)


def _pairs(terms: Sequence[Term], titles: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Give what is added; what adds nothing is counted where it would hide the rest."""
    nothing = [term for term in terms if not term.value]
    counted = len(nothing) > 1 and len(nothing) < len(terms)
    for term in terms:
        if term.value or not counted:
            yield _term(term), titles.get(term.id, term.id)
    if counted:
        yield "0", f"each of {len(nothing)} others"


def _term(term: Term) -> str:
    value = _text(term.value)
    return value if term.weight == 1 else f"{value} × {_text(term.weight)}"


def _text(value: float | Fraction) -> str:
    if isinstance(value, Fraction) and 10**12 % value.denominator:
        return f"{value.numerator}/{value.denominator}"  # a third has no decimal text
    return number_text(value)
