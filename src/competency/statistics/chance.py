"""Agreement beyond chance: weighted kappa of two raters, and Krippendorff's alpha of any number.

Both compare how far ratings of the same thing differ with how far any two of all ratings do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Literal

from competency.errors import InvalidValue, quoted
from competency.rounding import Exact
from competency.statistics.moments import figure, given, variance
from competency.statistics.statistic import Number, Statistic, exactly, too_few

__all__ = ["ordinal_alpha", "weighted_kappa"]

_POWERS = {"linear": 1, "quadratic": 2}


def weighted_kappa(
    first: Sequence[Number | None],
    second: Sequence[Number | None],
    scale: Sequence[Number],
    weights: Literal["linear", "quadratic"] = "linear",
    *,
    needed: int = 2,
) -> Statistic:
    """Give Cohen's weighted kappa: how much less two raters differ than if each rated at random.

    1 is full agreement, 0 is chance. It is 1 - observed / expected: the mean disagreement of the
    pairs, over that of every rating of one with every rating of the other. Two ratings disagree
    by the steps between them on the scale, or by the square of the steps. It depends on how common
    each level is.

    Args:
        first: What the first rater gave, thing by thing; None is no rating.
        second: What the second gave to the same things.
        scale: The values of all levels, upwards: those that nobody used are steps as well.
        weights: `linear` for the steps, `quadratic` for their square.
        needed: How many things both must have rated.

    Returns:
        The figure; its n is the number of things that both rated.

    Raises:
        InvalidValue: if the two differ in length, a rating is no level, the levels are not in
            order, the weights are neither, or fewer than two things are needed.

    Source: Cohen (1968); with these weights scikit-learn and statsmodels give the same.

    >>> weighted_kappa([1, 2, 5, 5], [1, 2, 2, 5], [1, 2, 3, 4, 5]).value
    0.6
    >>> weighted_kappa([3, 3], [3, 3], [1, 2, 3]).reason
    'no variance'
    """
    if weights not in _POWERS:
        raise InvalidValue(f"there are no weights {quoted(weights)}", "use linear or quadratic")
    _check(needed)
    pairs = _placed(first, second, scale)
    if len(pairs) < needed:
        return too_few(len(pairs), needed, "thing rated by both", "things rated by both")
    return _kappa(pairs, _POWERS[weights])


def ordinal_alpha(units: Sequence[Sequence[Number | None]], *, needed: int = 2) -> Statistic:
    """Give Krippendorff's alpha for ordered levels: agreement of any number of raters.

    1 is full agreement, 0 is chance. It is 1 - observed / expected disagreement, where two levels
    disagree by the square of how many ratings lie between them, their own counted by half. So only
    the order of levels counts, not the distances between them.

    Args:
        units: The ratings of each thing that was rated, an item or a person; None is no rating,
            and raters may differ in number. A thing with fewer than two ratings leaves.
        needed: How many things must have two ratings.

    Returns:
        The figure; its n is the number of things with two ratings or more.

    Raises:
        InvalidValue: if a rating is no finite number, or fewer than two things are needed.

    Source: Krippendorff's ordinal metric, as the Python package krippendorff 0.9.0 computes it.

    >>> round(ordinal_alpha([[1, 1], [2, 3], [4, 4, None], [5]]).value, 3)
    0.949
    """
    _check(needed)
    paired = [ratings for ratings in map(given, units) if len(ratings) > 1]
    n = len(paired)
    if n < needed:
        return too_few(n, needed, "thing with two ratings", "things with two ratings")
    ranks = _middle_ranks([each for ratings in paired for each in ratings])
    ranked = [[ranks[each] for each in ratings] for ratings in paired]
    everything = [each for unit in ranked for each in unit]
    expected = len(everything) * variance(everything)
    if not expected:
        return Statistic(None, n, "no variance")
    observed = sum(len(unit) * variance(unit) for unit in ranked)
    return figure(1 - observed / expected, n)


def _placed(
    first: Sequence[Number | None], second: Sequence[Number | None], scale: Sequence[Number]
) -> list[tuple[int, int]]:
    if len(first) != len(second):
        raise InvalidValue("the raters differ in length", "give None where one did not rate")
    places = _places(scale)
    read = [[_place(each, places) for each in side] for side in (first, second)]
    pairs = zip(*read, strict=True)
    return [(one, other) for one, other in pairs if one is not None and other is not None]


def _kappa(pairs: Sequence[tuple[int, int]], power: int) -> Statistic:
    rows, columns = (Counter(side) for side in zip(*pairs, strict=True))
    observed = sum(abs(one - other) ** power for one, other in pairs)
    expected = sum(
        rows[one] * columns[other] * abs(one - other) ** power for one in rows for other in columns
    )
    if not expected:
        return Statistic(None, len(pairs), "no variance")
    return figure(1 - Fraction(len(pairs) * observed, expected), len(pairs))


def _middle_ranks(ratings: Sequence[Exact]) -> dict[Exact, Exact]:
    # the metric between two levels is the difference of these ranks, squared
    counts = Counter(ratings)
    levels = sorted(counts)
    below = accumulate((counts[level] for level in levels), initial=0)
    return {level: 2 * fewer + counts[level] for level, fewer in zip(levels, below, strict=False)}


def _places(scale: Sequence[Number]) -> dict[Exact, int]:
    levels = [exactly(each) for each in scale]
    if len(levels) < 2 or levels != sorted(set(levels)):
        raise InvalidValue("a scale has two levels or more, upwards", "give each level once")
    return {level: place for place, level in enumerate(levels)}


def _place(rating: Number | None, places: dict[Exact, int]) -> int | None:
    if rating is None:
        return None
    level = exactly(rating)
    if level not in places:
        raise InvalidValue(f"{quoted(str(rating))} is not a level of the scale", "give its levels")
    return places[level]


def _check(needed: int) -> None:
    if needed < 2:
        raise InvalidValue("agreement on fewer than two things says nothing", "need at least two")
