"""The figures of many people for one node: whole counts, and every figure a property of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from fractions import Fraction
from itertools import accumulate
from math import lcm, sqrt
from operator import add
from typing import Any

from attrs import evolve, frozen

from competency.errors import Mismatch, quoted
from competency.rounding import Exact
from competency.scoring import SEVERAL_SCALES
from competency.scoring.scores import NO_ITEMS

__all__ = ["COUNTS", "CohortScore", "People"]

COUNTS = ("size", "answered", "unknown", "missing", "not_applicable", "compared", "at_or_above")
_OF_ONE_SCALE = ("mean", "deviation", "median", "distribution")
_OF_PEOPLE = ("mean", "deviation", "median", "percent")

People = Mapping[float, int]
"""How many people have which figure."""


def _sums(people: Mapping[Any, int]) -> tuple[int, int, int, int]:
    """Give how many there are, their sum and the sum of their squares, in a whole unit."""
    ratios = [(number.as_integer_ratio(), times) for number, times in people.items()]
    unit = lcm(*(denominator for (_, denominator), _ in ratios))
    whole = [(top * (unit // bottom), times) for (top, bottom), times in ratios]
    total = sum(times * number for number, times in whole)
    squares = sum(times * number * number for number, times in whole)
    return sum(people.values()), total, squares, unit


def _mean(people: Mapping[Any, int]) -> float | None:
    count, total, _, unit = _sums(people)
    return total / (count * unit) if count else None


def _deviation(people: Mapping[Any, int]) -> float | None:
    count, total, squares, unit = _sums(people)
    if count <= 1:
        return None
    return sqrt((count * squares - total * total) / (count * (count - 1) * unit * unit))


def _median(people: Mapping[Any, int]) -> Fraction | None:
    numbers = sorted(number for number, times in people.items() if times)
    if not numbers:
        return None
    ends = [*accumulate(map(people.__getitem__, numbers))]
    middles = ((ends[-1] + 1) // 2, ends[-1] // 2 + 1)
    lower, upper = (Fraction(numbers[bisect_left(ends, rank)]) for rank in middles)
    return (lower + upper) / 2


@frozen
class CohortScore:
    """The figures of many people for one item, for one group, or for the framework.

    Of an item they are over the people who answered it with a level. Of a group they are over the
    figures that its people have themselves, each person counting once. A figure that cannot be
    given is None, and `reasons` says why. Levels of reverse items are turned before anything
    else. Counts are of the answers of all people, also of those who have no figure.

    Attributes:
        id: The id of the item or group, or `overall`.
        size: How many people there are.
        levels: The levels of its scale, upwards; None over several scales.
        histogram: How many answers each level has; empty over several scales.
        answered: How many answers are a level.
        unknown: How many are don't know.
        missing: How many there are not.
        not_applicable: How many say that an item does not apply.
        compared: How many answers have a level and a required level.
        at_or_above: How many of these are at or above it.
        means: Of a group, how many people have which mean; None of an item.
        percents: Of a group, how many people have which percent; None of an item.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> people = [competency.Assessment(framework, {"1": level}) for level in (2, 4, 5)]
    >>> score = competency.cohort_of(map(competency.score, people))["1"]
    >>> score.people, score.mean, score.median, score.percent
    (3, 3.6666666666666665, 4, 66.66666666666667)
    """

    id: str
    size: int
    levels: tuple[Exact, ...] | None
    histogram: tuple[int, ...]
    answered: int
    unknown: int
    missing: int
    not_applicable: int
    compared: int = 0
    at_or_above: int = 0
    means: People | None = None
    percents: People | None = None

    def __add__(self, other: CohortScore) -> CohortScore:
        """Give the figures of both groups of people together."""
        if (self.id, self.levels) != (other.id, other.levels):
            message = f"{quoted(self.id)} and {quoted(other.id)} are of other items"
            raise Mismatch(message, "add figures of one node")
        return evolve(
            self,
            histogram=tuple(map(add, self.histogram, other.histogram)),
            means=_added(self.means, other.means),
            percents=_added(self.percents, other.percents),
            **{name: getattr(self, name) + getattr(other, name) for name in COUNTS},
        )

    @property
    def people(self) -> int:
        """How many people its figures are over."""
        return self.answered if self.percents is None else sum(self.percents.values())

    @property
    def withheld(self) -> int:
        """How many people have no figure: too few answers, or of an item no level."""
        return self.size - self.people

    @property
    def applicable(self) -> int:
        """How many answers there could be: of all people, for the items that apply."""
        return self.answered + self.unknown + self.missing

    @property
    def coverage(self) -> float | None:
        """The share of the applicable answers that are a level; None where none applies."""
        return self.answered / self.applicable if self.applicable else None

    @property
    def distribution(self) -> Mapping[Exact, int] | None:
        """How many answers each level has, upwards; None over several scales."""
        return None if self.levels is None else dict(zip(self.levels, self.histogram, strict=True))

    @property
    def _means(self) -> Mapping[Any, int]:
        return (self.distribution or {}) if self.means is None else self.means

    @property
    def _percents(self) -> Mapping[Any, int]:
        if self.percents is not None or self.levels is None:
            return self.percents or {}
        lowest, *_, highest = self.levels
        places = (Fraction(100 * (level - lowest)) / (highest - lowest) for level in self.levels)
        return dict(zip(places, self.histogram, strict=True))

    @property
    def mean(self) -> float | None:
        """The mean of the people's means; of an item, of their levels."""
        return _mean(self._means)

    @property
    def deviation(self) -> float | None:
        """The sample standard deviation of the same; None where there is one person."""
        return _deviation(self._means)

    @property
    def median(self) -> float | Fraction | None:
        """The one in the middle, or half-way between the two there."""
        median = _median(self._means)
        if median is None or self.means is not None:
            return None if median is None else float(median)
        return median.numerator if median.denominator == 1 else median

    @property
    def percent(self) -> float | None:
        """The mean of the people's percents: where they lie in the possible range."""
        return _mean(self._percents)

    @property
    def percent_deviation(self) -> float | None:
        """The sample standard deviation of the people's percents."""
        return _deviation(self._percents)

    @property
    def percent_median(self) -> float | None:
        """The percent in the middle; over several scales there is no other median."""
        median = _median(self._percents)
        return None if median is None else float(median)

    @property
    def share(self) -> float | None:
        """The share of the compared answers that are at or above the required level."""
        return self.at_or_above / self.compared if self.compared else None

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why each figure that is None is None, by its name."""
        reasons = dict[str, str]()
        if not self.compared:
            reasons["share"] = "no answer has a required level"
        if self.people <= 1:
            reasons["deviation"] = "one person has no deviation"
        if self.levels is None:
            stated = self.applicable or self.not_applicable
            reasons |= dict.fromkeys(_OF_ONE_SCALE, SEVERAL_SCALES if stated else self._nobody)
        if not self.people:
            reasons |= dict.fromkeys(_OF_PEOPLE, self._nobody)
        if not self.applicable:
            reasons["coverage"] = self._nobody
        return reasons

    @property
    def _nobody(self) -> str:
        if not self.size:
            return "nobody is in it"
        if not self.applicable:
            return "it applies to nobody" if self.not_applicable else NO_ITEMS
        return "nobody has enough answers" if self.answered else "nobody answered"


def _added(ours: People | None, theirs: People | None) -> People | None:
    if ours is None or theirs is None:
        return None
    return {each: ours.get(each, 0) + theirs.get(each, 0) for each in {**ours, **theirs}}
