"""Counts of exact numbers, and their mean, deviation, standard error and interval. Pure.

Sums are of whole numbers and fractions and are rounded once, so that the order in which people are
counted changes no bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import lcm

from competency.errors import InvalidValue
from competency.rounding import Exact
from competency.statistics.distributions import t_quantile
from competency.statistics.statistic import Statistic, root, too_few

__all__ = [
    "Counts",
    "deviation",
    "exact_mean",
    "exact_variance",
    "mean",
    "share",
    "signs",
    "size",
    "standard_error",
]

Counts = Mapping[Exact, int]
"""How many people have which number."""


def size(counts: Counts) -> int:
    """Give how many people were counted.

    >>> size({3: 2, 5: 1})
    3
    """
    return sum(counts.values())


def signs(counts: Counts) -> tuple[int, int, int]:
    """Give how many people are below 0, at 0 and above it.

    >>> signs({-1: 2, 0: 1, 3: 4})
    (2, 1, 4)
    """
    above = sum(times for number, times in counts.items() if number > 0)
    at = counts.get(0, 0)
    return size(counts) - at - above, at, above


def exact_mean(counts: Counts) -> Fraction:
    """Give the mean before it is rounded.

    Raises:
        InvalidValue: if there is nobody.

    >>> exact_mean({3: 2, 5: 1})
    Fraction(11, 3)
    """
    n = size(counts)
    if n < 1:
        raise InvalidValue("nobody has no mean", "ask for the mean of at least one person")
    total, _, unit = _sums(counts)
    return Fraction(total, unit * n)


def exact_variance(counts: Counts) -> Fraction:
    """Give the variance of a sample (by n - 1) before it is rounded, in squared units.

    Raises:
        InvalidValue: if there are fewer than two people.

    >>> exact_variance({3: 2, 5: 1})
    Fraction(4, 3)
    """
    n = size(counts)
    if n < 2:
        raise InvalidValue("one person has no variance", "ask for that of at least two people")
    total, squares, unit = _sums(counts)
    return Fraction(n * squares - total**2, unit**2 * n * (n - 1))


def _sums(counts: Counts) -> tuple[int, int, int]:
    """Give the sums of the numbers and of their squares in whole units, and the units of 1."""
    unit = lcm(*{number.denominator for number in counts})
    whole = [(int(number * unit), times) for number, times in counts.items()]
    total = sum(number * times for number, times in whole)
    return total, sum(number**2 * times for number, times in whole), unit


def mean(counts: Counts, confidence: float | None = None) -> Statistic:
    """Give the mean, in the units of the numbers; it treats levels as equally spaced.

    Args:
        counts: How many people have which number.
        confidence: How much of the time its interval holds the mean, such as 0.95; None for no
            interval. The interval is that of Student's t: mean ± t · SD / √n. One person gets
            none; of people who are all alike it has no width.

    Raises:
        InvalidValue: if the confidence is not between 0 and 1.
        MissingExtra: if an interval is asked for and SciPy is not installed.

    >>> mean({3: 2, 5: 2})
    Statistic(value=4.0, n=4, reason=None, low=None, high=None)
    >>> found = mean({3: 2, 5: 2}, 0.95)
    >>> round(found.low, 2), round(found.high, 2)
    (2.16, 5.84)
    >>> mean({}).reason
    '0 people, 1 needed'
    """
    n = size(counts)
    if confidence is not None and not 0 < confidence < 1:
        raise InvalidValue(f"the confidence {confidence} is not between 0 and 1", "use 0.95")
    if n < 1:
        return too_few(n, 1)
    center = float(exact_mean(counts))
    if confidence is None or n < 2:
        return Statistic(center, n)
    margin = t_quantile((1 + confidence) / 2, n - 1) * root(exact_variance(counts) / n)
    return Statistic(center, n, low=center - margin, high=center + margin)


def deviation(counts: Counts) -> Statistic:
    """Give the standard deviation of a sample (by n - 1), in the units of the numbers.

    >>> deviation({1: 1, 3: 1, 5: 1}).value
    2.0
    >>> deviation({3: 1}).reason
    '1 person, 2 needed'
    """
    n = size(counts)
    return too_few(n, 2) if n < 2 else Statistic(root(exact_variance(counts)), n)


def standard_error(counts: Counts) -> Statistic:
    """Give the standard error of the mean, SD / √n, in the units of the numbers.

    >>> standard_error({1: 2, 4: 2}).value
    0.8660254037844386
    """
    n = size(counts)
    return too_few(n, 2) if n < 2 else Statistic(root(exact_variance(counts) / n), n)


def share(part: int, n: int, whole: int = 1) -> Statistic:
    """Give which part of the people some are, of 1 or of another whole.

    >>> share(3, 4).value, share(3, 4, 100).value, share(0, 0).reason
    (0.75, 75.0, '0 people, 1 needed')
    """
    return too_few(n, 1) if n < 1 else Statistic(whole * part / n, n)
