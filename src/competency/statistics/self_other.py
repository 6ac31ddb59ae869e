"""Self and others: how far a self-rating is from what others say, and which window that is.

A self-rating is that and no more: with performance it has a mean correlation of about .29 (Mabe and
West 1982).
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction

from competency.errors import InvalidValue
from competency.statistics.moments import figure, given, mean
from competency.statistics.statistic import Number, Statistic, exactly, too_few

__all__ = ["Window", "johari_window", "self_minus_others"]


class Window(StrEnum):
    """Where a rating stands, as the person and as others see it; after the Johari window."""

    KNOWN_STRENGTH = "known strength"
    """High for both."""
    BLIND_SPOT = "blind spot"
    """High for the person, low for others."""
    HIDDEN_STRENGTH = "hidden strength"
    """Low for the person, high for others."""
    KNOWN_NEED = "known need"
    """Low for both."""
    UNDECIDED = "undecided"
    """On either side of the cut, but too near one another to call it one of the four."""


def self_minus_others(
    own: Number | None, others: Sequence[Number | None], *, needed: int = 3
) -> Statistic:
    """Give the self-rating minus the mean of the others', in scale points.

    Positive is a person who rates themselves higher than others do. It does not depend on what
    colleagues got, as rules in standard deviations of a sample do.

    Args:
        own: The self-rating; None where there is none.
        others: The ratings by others, the self-rating not among them; None is no rating.
        needed: How many others must have rated.

    Returns:
        The figure; its n is the number of others who rated.

    Raises:
        InvalidValue: if a rating is no finite number, or no others are needed.

    >>> self_minus_others(4.5, [3, 4, 3]).value
    1.1666666666666667
    >>> self_minus_others(4.5, [3, 4]).reason
    '2 other raters, 3 needed'
    """
    if needed < 1:
        raise InvalidValue("a difference from nobody is none", "need at least one other rater")
    ratings = given(others)
    n = len(ratings)
    if own is None:
        return Statistic(None, n, "no self-rating")
    if n < needed:
        return too_few(n, needed, "other rater", "other raters")
    return figure(exactly(own) - mean(ratings), n)


def johari_window(
    own: Number, others: Number, *, cut: Number, minimum_difference: Number
) -> Window:
    """Say whether a rating is a strength or a need, and to whom it is known.

    Where the two stand on either side of the cut but less than the minimum apart, that is not
    called a blind spot or a hidden strength. There is no published rule for either argument: show
    both beside the answer.

    Args:
        own: The self-rating.
        others: The mean of the others' ratings.
        cut: The rating from which on one is high.
        minimum_difference: In scale points; with 0 a hair's breadth is a blind spot.

    Raises:
        InvalidValue: if a number is not finite, or the minimum is below 0.

    >>> johari_window(3.5, 3.4, cut=3.5, minimum_difference=0)
    <Window.BLIND_SPOT: 'blind spot'>
    >>> johari_window(3.5, 3.4, cut=3.5, minimum_difference=1)
    <Window.UNDECIDED: 'undecided'>
    """
    mine, theirs, least = exactly(own), exactly(others), exactly(minimum_difference)
    if least < 0:
        raise InvalidValue("the minimum difference is below 0", "give 0 or more scale points")
    high, seen = mine >= exactly(cut), theirs >= exactly(cut)
    if high is seen:
        return Window.KNOWN_STRENGTH if high else Window.KNOWN_NEED
    if abs(Fraction(mine - theirs)) < least:
        return Window.UNDECIDED
    return Window.BLIND_SPOT if high else Window.HIDDEN_STRENGTH
