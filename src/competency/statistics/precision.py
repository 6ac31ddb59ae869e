"""How precise one person's score is, and how many people stand at an end of the scale."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from competency.errors import InvalidValue
from competency.statistics.counts import share
from competency.statistics.moments import given, mean, rows, variance
from competency.statistics.reliability import Answers, cronbach_alpha
from competency.statistics.statistic import Number, Statistic, exactly, root

__all__ = [
    "ceiling_share",
    "floor_share",
    "measurement_error",
    "person_band",
    "person_means",
    "smallest_reliable_difference",
]

_MANY = 1.96


def measurement_error(answers: Answers) -> Statistic:
    """Give the standard error of measurement of a person's mean, in scale points.

    It is SD sqrt(1 - alpha), with the SD of the people's means and Cronbach's alpha. The error of
    a sum of k items is k times as large. Few items have a large one.

    Args:
        answers: A row a person, a column an item; None is no answer. Who answered nothing leaves.

    Returns:
        The figure; its n is the number of people who answered anything.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    >>> round(measurement_error([[1, 2], [2, 2], [3, 4]]).value, 4)
    0.2887
    >>> measurement_error([[1, 5], [2, 3], [3, 2]]).reason
    'alpha is negative'
    """
    alpha = cronbach_alpha(answers)
    if alpha.value is None:
        return alpha
    if alpha.value < 0:
        return Statistic(None, alpha.n, "alpha is negative")
    spread = variance([each for each in person_means(answers) if each is not None])
    return Statistic(root(spread * (1 - Fraction(alpha.value))), alpha.n)


def person_band(score: Number, error: float) -> tuple[float, float]:
    """Give the ends of the 95 % band of one person's score: 1.96 standard errors either way.

    The band is not cut off at the ends of the scale.

    Args:
        score: The score, in scale points.
        error: Its standard error of measurement, in scale points.

    Raises:
        InvalidValue: if the score is no finite number, or the error none of 0 or more.

    >>> person_band(3, 0.5)
    (2.02, 3.98)
    """
    half = Fraction(repr(_MANY)) * _error(error)
    return float(exactly(score) - half), float(exactly(score) + half)


def smallest_reliable_difference(error: float) -> float:
    """Give the difference of two scores that is more than an error of measurement, in scale points.

    It is 1.96 sqrt(2) times the standard error of measurement.

    Args:
        error: The standard error of measurement of one score, in scale points.

    Raises:
        InvalidValue: if the error is no finite number of 0 or more.

    >>> round(smallest_reliable_difference(0.5), 3)
    1.386
    """
    return _MANY * math.sqrt(2) * float(_error(error))


def person_means(answers: Answers) -> tuple[Fraction | None, ...]:
    """Give each person's mean of the items they answered; None who answered nothing.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    >>> person_means([[1, 2], [None, 4], [None, None]])
    (Fraction(3, 2), Fraction(4, 1), None)
    """
    rows(answers)
    found = [given(row) for row in answers]
    return tuple(mean(row) if row else None for row in found)


def floor_share(scores: Sequence[Number | None], lowest: Number) -> Statistic:
    """Give the share, 0 to 1, of people at the lowest score that is possible.

    Above 0.15 of the people, an area no longer tells those at its end apart (Terwee et al. 2007);
    of one item, above 1 / the number of levels.

    Args:
        scores: A score for each person, or a column of answers; None is none.
        lowest: The lowest that is possible, not the lowest that was found.

    Returns:
        The figure; its n is the number of scores.

    Raises:
        InvalidValue: if a score is no finite number, or below the lowest.

    >>> floor_share([1, 1, 3, None, 5], 1).value
    0.5
    >>> floor_share([None], 1).reason
    '0 people, 1 needed'
    """
    read, end = given(scores), exactly(lowest)
    if any(each < end for each in read):
        raise InvalidValue("a score is below the lowest", "give the lowest that is possible")
    return share(read.count(end), len(read))


def ceiling_share(scores: Sequence[Number | None], highest: Number) -> Statistic:
    """Give the share, 0 to 1, of people at the highest score that is possible.

    Args:
        scores: A score for each person, or a column of answers; None is none.
        highest: The highest that is possible, not the highest that was found.

    Returns:
        The figure; its n is the number of scores. What is too many: see `floor_share`.

    Raises:
        InvalidValue: if a score is no finite number, or above the highest.

    >>> ceiling_share([1, 3, 5, 5], 5).value
    0.5
    """
    if any(each > exactly(highest) for each in given(scores)):
        raise InvalidValue("a score is above the highest", "give the highest that is possible")
    return floor_share([-each for each in given(scores)], -exactly(highest))


def _error(error: float) -> Fraction:
    read = Fraction(exactly(error))
    if read < 0:
        raise InvalidValue("a standard error is below 0", "give 0 or more scale points")
    return read
