"""Explanations: how a number was made, added up anew from the answers themselves. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import sqrt

from attrs import field, frozen

from competency.errors import InvalidValue, did_you_mean, quoted
from competency.gaps import Gap
from competency.model import Assessment, Framework, Item, State
from competency.rounding import Exact, exact, number_text
from competency.scoring import Score, turned_level

__all__ = ["MASTERY_SHARE", "Explanation", "Term", "explain"]

MASTERY_SHARE = exact(0.8)
"""The share of answers that the figure `mastery` is given at in documents."""

_Figure = float | Fraction | None


@frozen
class Term:
    """One thing that counts in a figure: an item, or an area that is rolled up.

    Attributes:
        id: The item or the area.
        value: What it brings in: a level as it counts, a percent, a mean, a shortfall.
        weight: How much it counts.
    """

    id: str
    value: float | Fraction
    weight: Exact = 1

    def __str__(self) -> str:
        return f"{self.id}: {_text(self.value)} × {_text(self.weight)}"


@frozen
class _Rule:
    """How a figure is made: in a sentence, and from an explanation's terms."""

    sentence: str
    make: Callable[[Explanation], _Figure]


@frozen
class Explanation:
    """How a figure was made: what counts, what left and why, the sums, the one division.

    Attributes:
        id: The node whose figure it is.
        figure: The figure's name.
        value: The figure.
        terms: What counts in it.
        left_out: What does not, with the reason.
        reason: Why the figure is None.
    """

    id: str
    figure: str
    value: _Figure
    _rule: _Rule = field(repr=False)
    terms: tuple[Term, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()
    reason: str | None = None

    @property
    def rule(self) -> str:
        """How it is made, in a sentence."""
        return self._rule.sentence

    @property
    def total(self) -> float | Fraction:
        """The weighted sum of the terms, one by one, in order."""
        total: float | Fraction = 0
        for term in self.terms:
            total += term.weight * term.value
        return total

    @property
    def weight(self) -> Exact:
        """The sum of the weights."""
        return sum((term.weight for term in self.terms), 0)

    def added_up(self) -> _Figure:
        """Make the figure anew from the terms; it equals the value in every bit."""
        return None if self.reason else self._rule.make(self)

    def __str__(self) -> str:
        given = self.reason if self.value is None else _text(self.value)
        lines = [f"{self.figure} of {self.id}: {given}", f"  {self.rule}"]
        lines += [f"    {term}" for term in self.terms]
        if self._rule.make in _DIVISIONS and self.value is not None:
            lines.append(f"  sum {_text(self.total)} / weights {_text(self.weight)} = {given}")
        lines += [f"  left out: {id}, {why}" for id, why in self.left_out]
        return "\n".join(lines)


def _text(value: float | Fraction) -> str:
    if isinstance(value, Fraction) and 10**12 % value.denominator:
        return f"{value.numerator}/{value.denominator}"
    return number_text(value)


def _levels(explanation: Explanation) -> list[Exact]:
    return sorted(exact(term.value) for term in explanation.terms)


def _total(explanation: Explanation) -> _Figure:
    return explanation.total


def _below(explanation: Explanation) -> _Figure:
    return max(explanation.total, 0)


def _above(explanation: Explanation) -> _Figure:
    return max(-explanation.total, 0)


def _divided(explanation: Explanation) -> float:
    total, weight = explanation.total, explanation.weight
    return total / weight if isinstance(total, float) else float(Fraction(total) / weight)


def _divided_exactly(explanation: Explanation) -> Fraction:
    return Fraction(explanation.total) / explanation.weight


def _lowest(explanation: Explanation) -> Exact:
    return _levels(explanation)[0]


def _highest(explanation: Explanation) -> Exact:
    return _levels(explanation)[-1]


def _median(explanation: Explanation) -> Exact:
    levels = _levels(explanation)
    middle = len(levels) // 2
    half = Fraction(levels[middle] + levels[-1 - middle]) / 2
    return half.numerator if half.denominator == 1 else half


def _deviation(explanation: Explanation) -> float:
    levels = _levels(explanation)
    center = Fraction(sum(levels)) / len(levels)
    return sqrt(sum((level - center) ** 2 for level in levels) / (len(levels) - 1))


def _mastery(explanation: Explanation) -> Exact:
    levels = _levels(explanation)
    needed = MASTERY_SHARE * len(levels)
    return max(level for level in levels if sum(other >= level for other in levels) >= needed)


def _coverage(explanation: Explanation) -> float:
    return len(explanation.terms) / _applicable(explanation)


def _answered(explanation: Explanation) -> int:
    return len(explanation.terms)


def _applicable(explanation: Explanation) -> int:
    away = sum(why.startswith(_NOT_APPLICABLE) for _, why in explanation.left_out)
    return len(explanation.terms) + len(explanation.left_out) - away


_NOT_APPLICABLE = State.NOT_APPLICABLE.words
_DIVISIONS = (_divided, _divided_exactly)
_OF_SCORES = {
    "mean": _Rule("the weighted mean of the levels", _divided),
    "percent": _Rule("the weighted mean of the levels' percents of the possible range", _divided),
    "median": _Rule("the middle level, or half-way between the two in the middle", _median),
    "minimum": _Rule("the lowest level", _lowest),
    "maximum": _Rule("the highest level", _highest),
    "deviation": _Rule("the sample standard deviation of the levels", _deviation),
    "mastery": _Rule("the highest level that, with each below, 80 % are at or above", _mastery),
    "coverage": _Rule("the answered items over the applicable items", _coverage),
    "answered": _Rule("the items answered with a level", _answered),
}
_OF_GROUPS = {
    "gap": _Rule("the shortfall minus the surplus", _total),
    "shortfall": _Rule("the weighted mean of what the compared items are short", _divided),
    "surplus": _Rule("the weighted mean of what the compared items are above", _divided),
    "priority": _Rule("the weighted mean of the compared items' priorities", _divided_exactly),
}
_OF_ITEMS = {
    "gap": _Rule("the required level minus the level", _total),
    "shortfall": _Rule("how far the level is below the required level", _below),
    "surplus": _Rule("how far the level is above the required level", _above),
    "priority": _Rule("the shortfall by its importance over the range of the scale", _total),
}


def explain(of: Score | Gap, figure: str = "mean") -> Explanation:
    """Tell how a figure was made; the explanation re-adds to it, and `str()` of it is prose.

    Args:
        of: A score of an assessment, or a gap.
        figure: Of a score `mean`, `percent`, `median`, `minimum`, `maximum`, `deviation`,
            `mastery` (at 0.8), `coverage` or `answered`; of a gap `gap`, `shortfall`, `surplus`
            or `priority`.

    Raises:
        InvalidValue: for a figure that it does not have.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> answers = {"53": 4, "54": 5, "55": 2, "56": "?"}
    >>> scores = competency.score(competency.Assessment(framework, answers))
    >>> print(explain(scores["data-management"], "mean"))
    mean of data-management: 3.6666666666666665
      the weighted mean of the levels
        53: 4 × 1
        54: 5 × 1
        55: 2 × 1
      sum 11 / weights 3 = 3.6666666666666665
      left out: 56, don't know
      left out: 57, no answer
    """
    figures = _OF_SCORES if isinstance(of, Score) else _OF_GROUPS
    if figure not in figures:
        remedy = did_you_mean(figure, figures) or f"there are: {', '.join(figures)}"
        raise InvalidValue(f"{quoted(figure)} is no figure that can be explained", remedy)
    if isinstance(of, Score):
        return _explain_score(of, figure)
    if of.span is not None:
        return _explain_item_gap(of, figure, of.span)
    return _explain_group_gap(of, figure)


def _explain_score(score: Score, figure: str) -> Explanation:
    assessment = score.assessment
    if assessment is None:
        raise InvalidValue("the score does not know its answers", "score an assessment")
    value = score.mastery(MASTERY_SHARE) if figure == "mastery" else getattr(score, figure)
    rule, reason = _OF_SCORES[figure], score.reasons.get(figure)
    if figure in ("mean", "percent") and score.node.areas:
        scored = () if value is None else score.scored_areas
        terms = tuple(Term(area.id, getattr(area, figure), area.node.weight) for area in scored)
        left = tuple((area.id, area.reason or "") for area in score.areas if area.withheld)
        rule = _Rule(f"the mean of the areas' {figure}s by the areas' weights", rule.make)
        return Explanation(score.id, figure, value, rule, terms, left, reason)
    items = _items(score, assessment.framework)
    terms = tuple(term for item in items if (term := _term(item, assessment, figure)))
    return Explanation(score.id, figure, value, rule, terms, _left_out(items, assessment), reason)


def _items(score: Score, framework: Framework) -> Sequence[Item]:
    branch = framework.branch(score.id)
    return branch.items if score.node.size == len(branch.items) else branch.own_items


def _term(item: Item, assessment: Assessment, figure: str) -> Term | None:
    level = assessment.answer(item.id).level
    if level is None:
        return None
    value = turned_level(item, level)
    if figure == "percent":
        scale = item.scale
        return Term(
            item.id,
            Fraction(100 * (value - scale.lowest)) / (scale.highest - scale.lowest),
            item.weight,
        )
    return Term(item.id, value, item.weight if figure == "mean" else 1)


def _left_out(items: Sequence[Item], assessment: Assessment) -> tuple[tuple[str, str], ...]:
    answers = [(item.id, assessment.answer(item.id)) for item in items]
    return tuple(
        (id, f"{answer.state.words}: {answer.reason}" if answer.reason else answer.state.words)
        for id, answer in answers
        if answer.level is None
    )


def _explain_item_gap(gap: Gap, figure: str, span: Exact) -> Explanation:
    value = getattr(gap, figure)
    parts: dict[str, Exact] = {"required": 1, "current": -1}
    if figure == "priority":
        parts = {"shortfall": Fraction(gap.importance) / span}
    names = () if value is None else tuple(parts)
    terms = tuple(Term(name, getattr(gap, name), parts[name]) for name in names)
    return Explanation(gap.id, figure, value, _OF_ITEMS[figure], terms, reason=gap.reason)


def _explain_group_gap(gap: Gap, figure: str) -> Explanation:
    value, rule = getattr(gap, figure), _OF_GROUPS[figure]
    reason = gap.reason if value is None else None
    left = tuple((each.id, each.reason or "") for each in gap.items if not each.compared)
    if figure == "gap":
        sides = () if value is None else (("shortfall", 1), ("surplus", -1))
        terms = tuple(Term(name, getattr(gap, name), sign) for name, sign in sides)
    else:
        compared = [each for each in gap.items if each.compared]
        terms = tuple(Term(each.id, getattr(each, figure), each.weight) for each in compared)
    return Explanation(gap.id, figure, value, rule, terms, left, reason)
