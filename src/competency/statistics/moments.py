"""Means, variances and correlations, held exactly until the figure is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from competency.errors import InvalidValue
from competency.rounding import Exact
from competency.statistics.statistic import Number, Statistic, exactly, root

__all__ = ["correlation", "covariance", "figure", "given", "mean", "median", "rows", "variance"]


def given(ratings: Iterable[Number | None]) -> list[Exact]:
    """Read the ratings that were given; None is one that was not.

    Raises:
        InvalidValue: if one is no finite number.

    >>> given([4, None, 2.5])
    [4, Fraction(5, 2)]
    """
    return [exactly(each) for each in ratings if each is not None]


def rows(answers: Sequence[Sequence[Number | None]]) -> list[list[Exact | None]]:
    """Read a table of answers, a row a person and a column an item; None is no answer.

    Who answered nothing leaves it.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    >>> rows([[4, None, 2], [None, None, None], [3, 1, None]])
    [[4, None, 2], [3, 1, None]]
    """
    if len({len(row) for row in answers}) > 1:
        raise InvalidValue("the rows differ in length", "give every person an entry for each item")
    read = [[None if each is None else exactly(each) for each in row] for row in answers]
    return [row for row in read if any(each is not None for each in row)]


def mean(values: Sequence[Exact]) -> Fraction:
    """Give the mean of one value or more.

    >>> mean([4, 5])
    Fraction(9, 2)
    """
    return Fraction(sum(values)) / len(values)


def median(values: Sequence[Exact]) -> Fraction:
    """Give the median of one value or more: of two in the middle, halfway between.

    >>> median([1, 5, 2, 4])
    Fraction(3, 1)
    """
    ordered = sorted(values)
    half = len(ordered) // 2
    return Fraction(ordered[half] + ordered[~half]) / 2


def variance(values: Sequence[Exact]) -> Fraction:
    """Give the variance of two values or more, as an estimate from a sample (n - 1).

    >>> variance([4, 5])
    Fraction(1, 2)
    """
    return covariance(values, values)


def covariance(first: Sequence[Exact], second: Sequence[Exact]) -> Fraction:
    """Give the covariance of two pairs or more, as an estimate from a sample (n - 1).

    >>> covariance([1, 2, 3], [2, 4, 6])
    Fraction(2, 1)
    """
    n = len(first)
    products = sum(x * y for x, y in zip(first, second, strict=True))
    return Fraction(n * products - sum(first) * sum(second)) / (n * (n - 1))


def correlation(first: Sequence[Exact], second: Sequence[Exact]) -> float | None:
    """Give Pearson's correlation of two pairs or more; None where either does not vary.

    >>> correlation([1, 2, 3], [3, 2, 1])
    -1.0
    """
    shared = covariance(first, second)
    square = variance(first) * variance(second)
    if not square:
        return None
    size = root(shared**2 / square)
    return size if shared >= 0 else -size


def figure(value: Exact, n: int, *ends: Exact) -> Statistic:
    """Make the statistic of an exact number, and of the two ends of its interval.

    >>> figure(Fraction(1, 2), 7)
    Statistic(value=0.5, n=7, reason=None, low=None, high=None)
    """
    try:
        return Statistic(float(value), n, None, *map(float, ends))
    except OverflowError:
        return Statistic(None, n, "a number too large to hold")
