"""Reliability of an instrument for a cohort: alpha, items against the others, items to look at.

Answers are a table: a row a person, a column an item, None no answer; answers to reversed items
are turned round already. Who answered nothing and what nobody answered change no figure. All
figures treat levels as equally spaced, and none changes when the scale begins elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement

from attrs import frozen

from competency.errors import InvalidValue
from competency.rounding import Exact
from competency.statistics.distributions import f_quantile
from competency.statistics.moments import correlation, covariance, figure, given, rows, variance
from competency.statistics.statistic import Number, Statistic, too_few

__all__ = [
    "Answers",
    "alphas_if_dropped",
    "complete",
    "cronbach_alpha",
    "item_totals",
    "items_that_look_reversed",
    "items_without_variance",
]

Answers = Sequence[Sequence[Number | None]]
"""A row a person, a column an item; None is no answer."""

_Table = list[list[Exact | None]]


def cronbach_alpha(answers: Answers, confidence: float | None = None) -> Statistic:
    """Give Cronbach's alpha: how much of the variance of the sum the items have in common.

    It is k / (k - 1) (1 - sum of the items' variances / variance of their sum), of k items. Two
    items are compared by those who answered both; `complete` gives those who answered all. A
    negative alpha is reported as it is: look for reversed items. It assumes that all items measure
    one thing equally well; a high alpha shows neither that nor validity.

    Args:
        answers: A row a person, a column an item.
        confidence: How much of the time its interval holds alpha, such as 0.95; None for no
            interval. Where answers are missing, it is that of the fewest people that any two items
            share, and so rather too wide.

    Returns:
        The figure; its n is the number of people who answered anything.

    Raises:
        InvalidValue: if the rows differ in length, an answer is no finite number, or the
            confidence is not between 0 and 1.
        MissingExtra: if an interval is asked for and SciPy is not installed.

    Source: as the R package psych 2.2.9 and the Python package pingouin 0.6.1 compute it; the
    interval is Feldt's: 1 - (1 - alpha) F, with n - 1 and (n - 1) (k - 1) degrees of freedom.

    >>> cronbach_alpha([[1, 2], [2, 2], [3, 4]]).value
    0.9230769230769231
    >>> cronbach_alpha([[1, 2]]).reason, cronbach_alpha([[3, 3], [3, 3]]).reason
    ('1 person, 2 needed', 'no variance')
    """
    if confidence is not None and not 0 < confidence < 1:
        raise InvalidValue(f"the confidence {confidence} is not between 0 and 1", "use 0.95")
    table = rows(answers)
    items = _answered(table)
    return _alpha(table, items, _shared(table, items), confidence)


def alphas_if_dropped(answers: Answers) -> tuple[Statistic, ...]:
    """Give, for each item, the alpha of all the others.

    An item that makes it rise has little in common with the others. Of two items there is none.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    >>> [each.value for each in alphas_if_dropped([[1, 2, 5], [2, 2, 1], [3, 4, 3]])]
    [0.0, -1.3333333333333333, 0.9230769230769231]
    >>> alphas_if_dropped([[1, 2], [2, 2]])[0].reason
    '1 item, 2 needed'
    """
    table = rows(answers)
    items = _answered(table)
    shared = _shared(table, items)
    return tuple(
        _alpha(table, [each for each in items if each != item], shared)
        if item in items
        else too_few(0, 2)
        for item in range(_width(answers))
    )


def item_totals(answers: Answers, *, corrected: bool = True) -> tuple[Statistic, ...]:
    """Give, for each item, how it goes with the others: Pearson's correlation with their mean.

    Where nobody missed an item, that is the correlation with their sum. Where answers are missing,
    it is that of those who answered the item and another.

    Args:
        answers: A row a person, a column an item.
        corrected: Whether the item itself is left out of the mean, as it should be; with it, a
            correlation is larger, the more so the fewer items there are.

    Returns:
        A figure for each item; its n is the number of people who answered it and another.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    Source: as the R package psych 2.2.9 computes it (r.drop, and raw.r uncorrected).

    >>> [each.value for each in item_totals([[1, 2], [2, 4], [3, 6]])]
    [1.0, 1.0]
    >>> item_totals([[3, 2], [3, 4]])[0].reason
    'no variance'
    """
    table = rows(answers)
    sums = [(sum(found), len(found)) for found in map(given, table)]
    return tuple(
        _item_total([row[item] for row in table], sums, 1 if corrected else 0)
        for item in range(_width(answers))
    )


def items_without_variance(answers: Answers) -> tuple[int, ...]:
    """Give the items, counted from 0, that two people or more answered, and all alike.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    >>> items_without_variance([[3, 2], [3, 4], [3, None]])
    (0,)
    """
    columns = [given(column) for column in zip(*rows(answers), strict=True)]
    return tuple(
        item for item, column in enumerate(columns) if len(column) > 1 and len(set(column)) == 1
    )


def items_that_look_reversed(answers: Answers) -> tuple[int, ...]:
    """Give the items, counted from 0, that go against the others: their item-total is below 0.

    Such an item may be worded the other way round, or may measure something else: look at it.
    Where there are many, turn round the one with the lowest item-total first: it draws others down.

    Raises:
        InvalidValue: if the rows differ in length, or an answer is no finite number.

    >>> items_that_look_reversed([[1, 2, 2, 5], [2, 3, 2, 4], [4, 5, 4, 1], [5, 4, 5, 2]])
    (3,)
    """
    totals = enumerate(item_totals(answers))
    return tuple(item for item, each in totals if each.value is not None and each.value < 0)


def complete(answers: Answers) -> list[Sequence[Number | None]]:
    """Give the rows of those who answered every item that anybody answered.

    >>> complete([[1, 2, None], [2, None, None], [3, 4, None]])
    [[1, 2, None], [3, 4, None]]
    """
    items = _answered(rows(answers))
    return [row for row in answers if items and all(row[item] is not None for item in items)]


@frozen
class _Shared:
    n: int
    covariance: Fraction


_Covariances = Mapping[tuple[int, int], _Shared]


def _shared(table: _Table, items: Sequence[int]) -> _Covariances:
    columns = {item: [row[item] for row in table] for item in items}
    return {
        (one, other): _covariance(columns[one], columns[other])
        for one, other in combinations_with_replacement(items, 2)
    }


def _covariance(first: Sequence[Exact | None], second: Sequence[Exact | None]) -> _Shared:
    pairs = zip(first, second, strict=True)
    both = [(one, other) for one, other in pairs if one is not None and other is not None]
    n = len(both)
    if n < 2:
        return _Shared(n, Fraction(0))
    return _Shared(n, covariance([one for one, _ in both], [other for _, other in both]))


def _alpha(
    table: _Table, items: Sequence[int], shared: _Covariances, confidence: float | None = None
) -> Statistic:
    n = sum(any(row[item] is not None for item in items) for row in table)
    k = len(items)
    if n < 2:
        return too_few(n, 2)
    if k < 2:
        return Statistic(None, n, too_few(k, 2, "item", "items").reason)
    pairs = [pair for pair in shared if set(pair) <= set(items)]
    fewest = min(pairs, key=lambda pair: shared[pair].n)
    if shared[fewest].n < 2:
        return Statistic(None, n, _no_overlap(shared[fewest].n, *fewest))
    own = sum(shared[item, item].covariance for item in items)
    total = 2 * sum(shared[pair].covariance for pair in pairs) - own
    reason = _undefined(own, total, k)
    if reason:
        return Statistic(None, n, reason)
    alpha = Fraction(k, k - 1) * (1 - own / Fraction(total))
    return figure(alpha, n, *_interval(alpha, shared[fewest].n, k, confidence))


def _no_overlap(n: int, one: int, other: int) -> str | None:
    which = f"answered item {one + 1}" + (f" and item {other + 1}" if one != other else "")
    return too_few(n, 2, f"person who {which}", f"people who {which}").reason


def _undefined(own: Exact, total: Exact, k: int) -> str | None:
    if not own:
        return "no variance"
    if total <= 0:
        return "no variance of the sum of the items"
    return "missing answers make it more than 1" if total > k * own else None


def _interval(alpha: Fraction, n: int, k: int, confidence: float | None) -> list[Fraction]:
    if confidence is None:
        return []
    shares = ((1 + confidence) / 2, (1 - confidence) / 2)
    quantiles = [f_quantile(share, n - 1, (n - 1) * (k - 1)) for share in shares]
    return [1 - (1 - alpha) * Fraction(quantile) for quantile in quantiles]


def _item_total(
    column: Sequence[Exact | None], sums: Sequence[tuple[Exact, int]], out: int
) -> Statistic:
    found = zip(column, sums, strict=True)
    both = [(one, total, size) for one, (total, size) in found if one is not None and size > 1]
    n = len(both)
    if n < 2:
        return too_few(n, 2)
    own = [one for one, _, _ in both]
    # means times one number that makes them whole: it changes no correlation, and saves fractions
    times = math.lcm(*{size - out for _, _, size in both})
    others = [(total - out * one) * (times // (size - out)) for one, total, size in both]
    value = correlation(own, others)
    if value is None:
        which = "" if not variance(own) else " of the other items"
        return Statistic(None, n, f"no variance{which}")
    return Statistic(value, n)


def _answered(table: _Table) -> list[int]:
    columns = enumerate(zip(*table, strict=True))
    return [item for item, column in columns if any(each is not None for each in column)]


def _width(answers: Answers) -> int:
    return len(answers[0]) if answers else 0
