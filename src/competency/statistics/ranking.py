"""Ranking: items whose ranks are too close to call share a tier. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from competency.statistics.counts import mean
from competency.statistics.pairs import PairCounts

__all__ = ["tiers"]


def tiers(
    ranking: Sequence[str],
    pairs_of: Callable[[str, str], PairCounts],
    confidence: float = 0.95,
) -> tuple[tuple[str, ...], ...]:
    """Cut a ranking into tiers of items that the data does not tell apart.

    Walking down, a new tier starts at the first item whose difference from the first of the tier,
    paired by person, has a confidence interval without 0. Each comparison stands alone: the
    intervals are not corrected for how many are made, so that with many items some tiers start by
    chance. Where fewer than two people can be compared, no new tier starts.

    Args:
        ranking: The ids of the items, from the greatest need.
        pairs_of: Gives, for two ids, what people have on the one and on the other, such as their
            two gaps. It is asked only for what is compared.
        confidence: How much of the time an interval holds the difference.

    Raises:
        InvalidValue: if the confidence is not between 0 and 1.
        MissingExtra: if SciPy is not installed.

    >>> gaps = {"a": [3, 2, 3, 2], "b": [2, 3, 3, 1], "c": [0, 0, 1, 0]}
    >>> tiers("abc", lambda first, other: PairCounts.of(gaps[first], gaps[other]))
    (('a', 'b'), ('c',))
    """
    found: list[list[str]] = []
    for id in ranking:
        if found and not _told_apart(pairs_of(found[-1][0], id), confidence):
            found[-1].append(id)
        else:
            found.append([id])
    return tuple(map(tuple, found))


def _told_apart(pairs: PairCounts, confidence: float) -> bool:
    difference = mean(pairs.differences, confidence)
    if difference.low is None or difference.high is None:
        return False
    return difference.low > 0 or difference.high < 0
