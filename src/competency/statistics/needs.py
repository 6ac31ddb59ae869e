"""Needs: how far what people are able to do is from what matters or is required. Pure.

Each figure is a function of the pairs of one item: first ability or the current level, second
importance or the required level, both on one scale. The gap is their difference; its mean with an
interval, SD and standard error are `mean`, `deviation` and `standard_error` of
`pairs.differences`. Who did not give both is in none of them.
"""

from __future__ import annotations

from attrs import frozen

from competency.statistics.counts import exact_mean, mean, share, signs
from competency.statistics.pairs import PairCounts
from competency.statistics.statistic import Statistic, too_few

__all__ = [
    "SCALE_ORIGIN",
    "RankedDiscrepancy",
    "mean_shortfall",
    "mean_surplus",
    "modified_needs_index",
    "ranked_discrepancy",
    "share_below",
    "weighted_discrepancy",
]

SCALE_ORIGIN = (
    "This figure depends on where the scale starts: the same answers on 0 to 4 instead of 1 to 5 "
    "give another figure, and may give another order."
)
"""What is said wherever a figure is shown that a change of the scale's origin changes."""


def mean_shortfall(pairs: PairCounts) -> Statistic:
    """Give how far people are below, in scale points; who is above counts as 0.

    It is the mean of max(gap, 0): a surplus of some never hides the need of others. The origin of
    the scale does not matter.

    >>> mean_shortfall(PairCounts.of([2, 5], [4, 4])).value
    1.0
    """
    return _mean_above_zero(pairs, 1)


def mean_surplus(pairs: PairCounts) -> Statistic:
    """Give how far people are above, in scale points; who is below counts as 0.

    It is the mean of max(-gap, 0). The mean gap is the shortfall minus the surplus.

    >>> mean_surplus(PairCounts.of([2, 5], [4, 4])).value
    0.5
    """
    return _mean_above_zero(pairs, -1)


def _mean_above_zero(pairs: PairCounts, sign: int) -> Statistic:
    parts = {sign * gap: times for gap, times in pairs.differences.items() if sign * gap > 0}
    return mean({**parts, 0: pairs.n - sum(parts.values())})


def share_below(pairs: PairCounts) -> Statistic:
    """Give the share, 0 to 1, of the people who are below: by order alone.

    >>> share_below(PairCounts.of([2, 4, 5, 4], [4, 4, 4, 4])).value
    0.25
    """
    return share(signs(pairs.differences)[2], pairs.n)


@frozen
class RankedDiscrepancy:
    """How many people are below, at and above, and what the two come to. By order alone.

    Attributes:
        score: From -100, all below, to 100, all above; the most negative is the greatest need.
            It says nothing of how far: show the three percentages with it.
        negative: Percent of the people below: those whose ability is less than the importance.
        positive: Percent of the people above.
        tied: Percent of the people at it.
    """

    score: Statistic
    negative: Statistic
    positive: Statistic
    tied: Statistic


def ranked_discrepancy(pairs: PairCounts) -> RankedDiscrepancy:
    """Give the ranked discrepancy score with its three percentages.

    The score is the percentage above minus that below. Any recoding of the scale that keeps its
    order leaves all four as they are.

    The model is that of Narine and Harder (2021), Advancements in Agricultural Development 2(3),
    96-111; the weights -1, 0 and 1 and the sign are this library's reading of it.

    >>> found = ranked_discrepancy(PairCounts.of([2, 3, 4, 5], [4, 4, 4, 4]))
    >>> found.score.value, found.negative.value, found.positive.value, found.tied.value
    (-25.0, 50.0, 25.0, 25.0)
    """
    above, at, below = signs(pairs.differences)
    counted = (above - below, below, above, at)
    return RankedDiscrepancy(*(share(times, pairs.n, 100) for times in counted))


def weighted_discrepancy(pairs: PairCounts) -> Statistic:
    """Give the mean weighted discrepancy: mean importance times the mean gap.

    Both means are over the people who gave both. It is in squared scale points and for ranking
    only; on 1 to 5 it reaches from -6.25 to 20. Say `SCALE_ORIGIN` with it.

    It goes back to Borich (1980), Journal of Teacher Education 31(3), 39-42; the formula is this
    library's reading of it.

    >>> weighted_discrepancy(PairCounts.of([3, 4], [5, 5])).value
    7.5
    """
    if not pairs.n:
        return too_few(0, 1)
    return Statistic(float(exact_mean(pairs.second) * exact_mean(pairs.differences)), pairs.n)


def modified_needs_index(pairs: PairCounts) -> Statistic:
    """Give the modified priority needs index: the mean gap as a share of the mean ability.

    A ratio needs a scale that starts above 0: where a mean is 0 or below there is none. Say
    `SCALE_ORIGIN` with it, and prefer the mean gap, which has no origin.

    The formula, (importance - ability) / ability, is this library's reading of what the literature
    on needs assessment in education calls PNI modified.

    >>> modified_needs_index(PairCounts.of([3, 5], [5, 5])).value
    0.25
    >>> modified_needs_index(PairCounts.of([0, 0], [3, 4])).reason
    'the mean ability is not above 0'
    """
    if not pairs.n:
        return too_few(0, 1)
    ability, importance = exact_mean(pairs.first), exact_mean(pairs.second)
    for name, found in (("ability", ability), ("importance", importance)):
        if found <= 0:
            return Statistic(None, pairs.n, f"the mean {name} is not above 0")
    return Statistic(float((importance - ability) / ability), pairs.n)
