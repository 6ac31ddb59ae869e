"""Agreement within groups of raters: r*wg(j), the average deviation, awg, ICC(1) and ICC(2).

All of them use distances between levels, and so treat levels as equally spaced. None changes when
the scale begins elsewhere. Agreement is high as well where everybody rates everything alike: read
it beside ICC(1), which asks whether groups differ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from attrs import frozen

from competency.errors import InvalidValue, quoted
from competency.rounding import Exact
from competency.statistics.moments import figure, given, mean, median, variance
from competency.statistics.statistic import Number, Statistic, exactly, too_few

__all__ = [
    "acceptable_deviation",
    "average_deviation",
    "awg",
    "icc_1",
    "icc_2",
    "largest_variance",
    "median_deviation",
    "r_star_wg",
    "uniform_variance",
]

Ratings = Sequence[Number | None]
"""The ratings of one item, or of one group; None is one that was not given."""


def r_star_wg(items: Sequence[Ratings], scale: Sequence[Number], *, needed: int = 2) -> Statistic:
    """Give r*wg(j): how much less raters differ than if they had picked levels at random.

    1 is full agreement, 0 is chance, and below 0 they differ more than by chance, as two camps do.
    It is 1 - m / s: m is the mean of the items' variances, s the variance of levels that are all
    equally likely. Unlike rwg(j) it does not grow with the number of items, and nothing is cut
    off at 0.

    Args:
        items: The ratings of each item. An item that nobody rated leaves.
        scale: The values of all levels.
        needed: How many ratings each item needs.

    Returns:
        The figure; its n is the smallest number of ratings of an item.

    Raises:
        InvalidValue: if a rating is not on the scale, the scale has fewer than two levels or one
            twice, or fewer than two ratings are needed.

    Source: Lindell, as the R package multilevel 2.7 computes it.

    >>> r_star_wg([[4, 5]], [1, 2, 3, 4, 5]).value
    0.75
    >>> r_star_wg([[4]], [1, 2, 3, 4, 5]).reason
    '1 rating of item 1, 2 needed'
    """
    chance = uniform_variance(scale)
    read = _on_scale(items, scale)
    return _over_items(read, needed, lambda ratings: 1 - variance(ratings) / chance)


def average_deviation(items: Sequence[Ratings], *, needed: int = 2) -> Statistic:
    """Give ADM, the mean distance of the ratings from their mean, in scale points.

    0 is full agreement. It is the mean over items of the sum of distances / n (not n - 1). What is
    still acceptable is `acceptable_deviation`.

    Args:
        items: The ratings of each item. An item that nobody rated leaves.
        needed: How many ratings each item needs.

    Returns:
        The figure; its n is the smallest number of ratings of an item.

    Raises:
        InvalidValue: if a rating is no finite number, or fewer than two are needed.

    Source: Burke and Dunlap (2002), as the R package multilevel 2.7 computes it.

    >>> average_deviation([[1, 2, 3, 4, 5]]).value
    1.2
    """
    return _over_items(list(map(given, items)), needed, lambda each: _distance(each, mean(each)))


def median_deviation(items: Sequence[Ratings], *, needed: int = 2) -> Statistic:
    """Give ADMd: as `average_deviation`, but from the median of the ratings.

    Raises:
        InvalidValue: if a rating is no finite number, or fewer than two are needed.

    Source: Burke and Dunlap (2002), as the R package multilevel 2.7 computes it.

    >>> median_deviation([[1, 1, 1, 5]]).value
    1.0
    """
    return _over_items(list(map(given, items)), needed, lambda each: _distance(each, median(each)))


def awg(items: Sequence[Ratings], scale: Sequence[Number], *, needed: int = 2) -> Statistic:
    """Give awg: how far raters are from the most they could differ, given their mean.

    1 is full agreement, 0 as far apart as uniform ratings are, -1 as far as is possible. It is
    the mean over items of 1 - 2 s2 / ([(H + L) M - M2 - H L] n / (n - 1)), with the mean M, the
    variance s2, and the ends L and H of the scale; 1 where M is an end. Where M is so near an end
    that n raters cannot reach that most, it is undefined.

    Args:
        items: The ratings of each item. An item that nobody rated leaves.
        scale: The values of all levels.
        needed: How many ratings each item needs.

    Returns:
        The figure; its n is the smallest number of ratings of an item.

    Raises:
        InvalidValue: if a rating is not on the scale, the scale has fewer than two levels or one
            twice, or fewer than two ratings are needed.

    Source: the R package multilevel 2.7.

    >>> awg([[4, 4, 5, 5, 5]], [1, 2, 3, 4, 5]).reason
    'the mean of item 1 is too near an end of the scale'
    >>> awg([[1, 2, 3, 4, 5]], [1, 2, 3, 4, 5]).value
    0.0
    """
    low, *_, high = _levels(scale)
    read = _on_scale(items, scale)
    return _over_items(read, needed, lambda ratings: _awg(ratings, low, high))


def uniform_variance(scale: Sequence[Number]) -> Fraction:
    """Give the variance of levels that are all equally likely: (c2 - 1) / 12 of c levels one apart.

    Raises:
        InvalidValue: if the scale has fewer than two levels or one twice.

    >>> uniform_variance([1, 2, 3, 4, 5])
    Fraction(2, 1)
    """
    levels = _levels(scale)
    return variance(levels) * (len(levels) - 1) / len(levels)


def largest_variance(raters: int, scale: Sequence[Number]) -> Fraction:
    """Give the variance of so many ratings when half stand at either end of the scale.

    The fewer raters, the larger: this is why r*wg(j) falls further below 0 where they are few.

    Raises:
        InvalidValue: if there are fewer than two raters, or the scale has fewer than two levels
            or one twice.

    >>> largest_variance(2, [1, 2, 3, 4, 5])
    Fraction(8, 1)
    """
    if raters < 2:
        raise InvalidValue("fewer than two ratings have no variance", "give at least two")
    low, *_, high = _levels(scale)
    return variance([low] * (raters // 2) + [high] * (raters - raters // 2))


def acceptable_deviation(scale: Sequence[Number]) -> Fraction:
    """Give the average deviation up to which raters agree acceptably: c / 6 of c levels one apart.

    Where levels are further apart, it is as many times as large. Source: Burke and Dunlap (2002).

    Raises:
        InvalidValue: if the scale has fewer than two levels or one twice.

    >>> acceptable_deviation([1, 2, 3, 4, 5])
    Fraction(5, 6)
    """
    low, *between, high = _levels(scale)
    return Fraction(high - low) / (len(between) + 1) * (len(between) + 2) / 6


def icc_1(groups: Sequence[Ratings]) -> Statistic:
    """Give ICC(1) of groups: the share of the variance of ratings that lies between groups.

    It is (MSB - MSW) / (MSB + (K - 1) MSW), where K = (N - sum of n2 / N) / (G - 1) stands for
    the size of G groups that differ in size. It may be negative, and is reported as it is. This
    is ICC(1,1) of Shrout and Fleiss.

    Args:
        groups: The score of each rater, group by group. A group without any leaves.

    Returns:
        The figure; its n is the number of scores.

    Raises:
        InvalidValue: if a score is no finite number.

    >>> icc_1([[1, 2], [4, 5]]).value
    0.8947368421052632
    >>> icc_1([[4, 5, 4]]).reason
    '1 group, 2 needed'
    """
    squares = _mean_squares(groups)
    if isinstance(squares, Statistic):
        return squares
    total = squares.between + (squares.size - 1) * squares.within
    if not total:
        return Statistic(None, squares.n, "no variance")
    return figure((squares.between - squares.within) / total, squares.n)


def icc_2(groups: Sequence[Ratings]) -> Statistic:
    """Give ICC(2) of groups: how reliable the means of the groups are, (MSB - MSW) / MSB.

    It may be negative, and is reported as it is. This is ICC(1,k) of Shrout and Fleiss, and not
    their ICC(2,1).

    Args:
        groups: The score of each rater, group by group. A group without any leaves.

    Returns:
        The figure; its n is the number of scores.

    Raises:
        InvalidValue: if a score is no finite number.

    >>> icc_2([[1, 2], [4, 5]]).value
    0.9444444444444444
    >>> icc_2([[1, 2], [2, 1]]).reason
    'no variance between groups'
    """
    squares = _mean_squares(groups)
    if isinstance(squares, Statistic):
        return squares
    if not squares.between:
        return Statistic(None, squares.n, "no variance between groups")
    return figure((squares.between - squares.within) / squares.between, squares.n)


def _over_items(
    items: Sequence[list[Exact]], needed: int, compute: Callable[[list[Exact]], Exact | None]
) -> Statistic:
    if needed < 2:
        raise InvalidValue("fewer than two raters cannot agree", "need at least two")
    rated = {number: ratings for number, ratings in enumerate(items, 1) if ratings}
    if not rated:
        return too_few(0, needed, "rating", "ratings")
    number = min(rated, key=lambda each: len(rated[each]))
    n = len(rated[number])
    if n < needed:
        return too_few(n, needed, f"rating of item {number}", f"ratings of item {number}")
    figures = {each: compute(ratings) for each, ratings in rated.items()}
    found = [value for value in figures.values() if value is not None]
    if len(found) < len(figures):
        first = next(each for each, value in figures.items() if value is None)
        return Statistic(None, n, f"the mean of item {first} is too near an end of the scale")
    return figure(mean(found), n)


def _distance(ratings: Sequence[Exact], centre: Exact) -> Fraction:
    return mean([abs(Fraction(each - centre)) for each in ratings])


def _awg(ratings: Sequence[Exact], low: Exact, high: Exact) -> Exact | None:
    n, centre = len(ratings), mean(ratings)
    if centre in (low, high):
        return 1
    if not low * (n - 1) + high <= centre * n <= high * (n - 1) + low:
        return None
    most = (high - centre) * (centre - low) * n / (n - 1)
    return 1 - 2 * variance(ratings) / most


def _levels(scale: Sequence[Number]) -> list[Exact]:
    levels = sorted({exactly(each) for each in scale})
    if len(levels) < len(scale):
        raise InvalidValue("the scale has a level twice", "give each level once")
    if len(levels) < 2:
        raise InvalidValue("the scale has fewer than two levels", "give the values of all levels")
    return levels


def _on_scale(items: Sequence[Ratings], scale: Sequence[Number]) -> list[list[Exact]]:
    low, *_, high = _levels(scale)
    read = list(map(given, items))
    for rating in (each for ratings in read for each in ratings):
        if not low <= rating <= high:
            remedy = f"give ratings from {low} to {high}"
            raise InvalidValue(f"the rating {quoted(str(rating))} is not on the scale", remedy)
    return read


@frozen
class _MeanSquares:
    n: int
    size: Fraction
    between: Fraction
    within: Fraction


def _mean_squares(groups: Sequence[Ratings]) -> _MeanSquares | Statistic:
    read = [group for group in map(given, groups) if group]
    sizes = [len(group) for group in read]
    n, several = sum(sizes), len(read) - 1
    if several < 1:
        return Statistic(None, n, too_few(len(read), 2, "group", "groups").reason)
    if n == len(read):
        return Statistic(None, n, "no group has two ratings")
    centre = mean([each for group in read for each in group])
    between = sum(len(group) * (mean(group) - centre) ** 2 for group in read)
    within = sum((each - mean(group)) ** 2 for group in read for each in group)
    size = (n - Fraction(sum(each**2 for each in sizes), n)) / several
    return _MeanSquares(n, size, Fraction(between) / several, Fraction(within) / (n - len(read)))
