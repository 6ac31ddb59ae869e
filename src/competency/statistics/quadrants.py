"""Quadrants: importance against ability, by crosshairs that somebody chose. Pure."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from attrs import field, frozen

from competency.errors import InvalidValue
from competency.rounding import Exact
from competency.statistics.counts import Counts, exact_mean, exact_variance, size
from competency.statistics.pairs import PairCounts
from competency.statistics.statistic import Number, exactly, too_few

__all__ = [
    "Crosshairs",
    "Placement",
    "Quadrant",
    "grand_means",
    "medians_of_means",
    "placement",
    "scale_midpoint",
]


class Quadrant(Enum):
    """What importance-performance analysis calls the four fields."""

    CONCENTRATE_HERE = "concentrate here"
    KEEP_UP = "keep up the good work"
    LOW_PRIORITY = "low priority"
    POSSIBLE_OVERKILL = "possible overkill"


_QUADRANTS = {
    (True, False): Quadrant.CONCENTRATE_HERE,
    (True, True): Quadrant.KEEP_UP,
    (False, False): Quadrant.LOW_PRIORITY,
    (False, True): Quadrant.POSSIBLE_OVERKILL,
}


@frozen
class Crosshairs:
    """Where the lines are. Other lines give other quadrants: always say which were chosen.

    Attributes:
        name: How they were chosen, in words.
        ability: A mean ability at or above it is high.
        importance: A mean importance at or above it is high.

    >>> Crosshairs("as the board decided", ability=3, importance=3.5).importance
    Fraction(7, 2)
    """

    name: str
    ability: Exact = field(converter=exactly)
    importance: Exact = field(converter=exactly)


@frozen
class Placement:
    """The quadrant of an item.

    Attributes:
        quadrant: None where there is none.
        n: How many people gave both ability and importance.
        near: Whether a mean is within one standard error of its line, so that the quadrant may be
            chance; also where one person alone gives no standard error.
        reason: Why there is no quadrant.
    """

    quadrant: Quadrant | None
    n: int
    near: bool = False
    reason: str | None = None


def placement(pairs: PairCounts, crosshairs: Crosshairs | None) -> Placement:
    """Give the quadrant of an item, by its mean importance and its mean ability.

    Means treat levels as equally spaced. The method is that of Martilla and James (1977), Journal
    of Marketing 41(1), 77-79.

    Args:
        pairs: The abilities and importances of one item.
        crosshairs: The lines; None, for want of answers to any item, gives a reason.

    >>> pairs = PairCounts.of([2, 2, 3, 2], [5, 5, 4, 5])
    >>> found = placement(pairs, scale_midpoint([1, 2, 3, 4, 5]))
    >>> found.quadrant.value, found.near
    ('concentrate here', False)
    """
    if not pairs.n:
        return Placement(None, 0, reason=too_few(0, 1).reason)
    if crosshairs is None:
        return Placement(None, pairs.n, reason="no crosshairs")
    ability, importance = exact_mean(pairs.first), exact_mean(pairs.second)
    high = (importance >= crosshairs.importance, ability >= crosshairs.ability)
    near = (
        _is_near(pairs.first, crosshairs.ability),
        _is_near(pairs.second, crosshairs.importance),
    )
    return Placement(_QUADRANTS[high], pairs.n, any(near))


def _is_near(counts: Counts, line: Exact) -> bool:
    n = size(counts)
    return n < 2 or (exact_mean(counts) - line) ** 2 <= exact_variance(counts) / n


def grand_means(items: Sequence[PairCounts]) -> Crosshairs | None:
    """Put the lines at the means of the items' means; None where nobody gave a pair.

    >>> grand_means([PairCounts.of([2], [4]), PairCounts.of([3], [5])]).ability
    Fraction(5, 2)
    """
    found = _means(items)
    if not found:
        return None
    ability, importance = (Fraction(sum(each)) / len(each) for each in zip(*found, strict=True))
    return Crosshairs("grand means", ability, importance)


def medians_of_means(items: Sequence[PairCounts]) -> Crosshairs | None:
    """Put the lines at the medians of the items' means; None where nobody gave a pair.

    >>> medians_of_means([PairCounts.of([n], [5]) for n in (1, 2, 5)]).ability
    2
    """
    found = _means(items)
    if not found:
        return None
    ability, importance = map(statistics.median, zip(*found, strict=True))
    return Crosshairs("medians of item means", ability, importance)


def scale_midpoint(levels: Sequence[Number]) -> Crosshairs:
    """Put both lines at the middle of the scale, between its lowest and its highest value.

    Raises:
        InvalidValue: if the scale has no levels.

    >>> scale_midpoint([1, 2, 3, 4, 5]).importance
    3
    """
    if not levels:
        raise InvalidValue("a scale has levels", "give at least one", "levels")
    middle = Fraction(exactly(min(levels)) + exactly(max(levels))) / 2
    return Crosshairs("scale midpoint", middle, middle)


def _means(items: Sequence[PairCounts]) -> list[tuple[Fraction, Fraction]]:
    return [(exact_mean(each.first), exact_mean(each.second)) for each in items if each.n]
