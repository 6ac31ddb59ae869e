"""Agreement beyond chance: worked numbers, another way to the same figure, and laws."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.errors import InvalidValue
from competency.statistics.chance import ordinal_alpha, weighted_kappa

_FIVE = [1, 2, 3, 4, 5]

# raters 1 and 2 of the data `anxiety` of the R package irr
_FIRST = [3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3]
_SECOND = [3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4]

# Krippendorff's data C: a row a rater
_DATA_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


@pytest.mark.parametrize(("weights", "expected"), [("linear", 0.1892), ("quadratic", 0.2968)])
def test_kappa_of_anxiety(weights, expected):
    """Two raters of 20 people: scikit-learn and statsmodels give these numbers."""
    found = weighted_kappa(_FIRST, _SECOND, range(1, 7), weights)
    assert (expected, 20) == (round(found.value, 4), found.n)


def test_alpha_of_data_c():
    """Four raters of 12 units, with gaps: the published ordinal alpha; one unit leaves."""
    found = ordinal_alpha(list(zip(*_DATA_C, strict=True)))
    assert (0.8154, 11) == (round(found.value, 4), found.n)


def test_levels_that_nobody_used_are_steps():
    """Between 2 and 5 are three steps, used or not."""
    pairs = ([1, 2, 5, 5], [1, 2, 2, 5])
    assert 0.6 == weighted_kappa(*pairs, _FIVE).value
    assert 0.7142857142857143 == weighted_kappa(*pairs, [1, 2, 5]).value


def test_a_scale_of_two_levels():
    """Yes and no are a scale as well."""
    assert 1 == weighted_kappa([0, 1], [0, 1], [0, 1]).value


def test_steps_are_of_the_scale_and_not_of_its_values():
    """A scale of 0, 1, 10 has two steps."""
    first, second = [0, 1, 10, 10], [1, 1, 10, 0]
    renamed = {0: 1, 1: 2, 10: 3}
    other = ([renamed[each] for each in first], [renamed[each] for each in second])
    assert weighted_kappa(*other, [1, 2, 3]) == weighted_kappa(first, second, [0, 1, 10])


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ([], [], "0 things rated by both, 2 needed"),
        ([3, None], [3, 4], "1 thing rated by both, 2 needed"),
        ([3, None], [None, 4], "0 things rated by both, 2 needed"),
        ([3, 3], [3, 3], "no variance"),
    ],
)
def test_kappa_that_is_none(first, second, reason):
    """Nobody, one pair, no overlap and all alike have no kappa, and it is said why."""
    assert reason == weighted_kappa(first, second, _FIVE).reason


@pytest.mark.parametrize(
    ("units", "reason"),
    [
        ([], "0 things with two ratings, 2 needed"),
        ([[1, 2, 3], [4]], "1 thing with two ratings, 2 needed"),
        ([[1], [2], [3]], "0 things with two ratings, 2 needed"),
        ([[3, 3], [3, 3]], "no variance"),
    ],
)
def test_alpha_that_is_none(units, reason):
    """Nothing, one thing, one rater and all alike have no alpha, and it is said why."""
    assert reason == ordinal_alpha(units).reason


def test_more_may_be_needed():
    """A caller may need more than two things."""
    assert "2 things with two ratings, 3 needed" == ordinal_alpha([[1, 2]] * 2, needed=3).reason
    found = weighted_kappa([1, 2], [1, 2], _FIVE, needed=3)
    assert "2 things rated by both, 3 needed" == found.reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: weighted_kappa([1], [], _FIVE), "the raters differ in length"),
        (lambda: weighted_kappa([6], [1], _FIVE), "'6' is not a level of the scale"),
        (lambda: weighted_kappa([1], [1], _FIVE, "cubic"), "there are no weights 'cubic'"),
        (lambda: weighted_kappa([1], [1], [2, 1]), "two levels or more, upwards"),
        (lambda: weighted_kappa([1], [1], [1]), "two levels or more, upwards"),
        (lambda: weighted_kappa([1], [1], _FIVE, needed=1), "agreement on fewer than two things"),
        (lambda: ordinal_alpha([[1, 2]], needed=0), "agreement on fewer than two things"),
    ],
)
def test_wrong_calls(call, message):
    """What cannot be meant is refused."""
    with pytest.raises(InvalidValue, match=message):
        call()


def by_coincidences(units: list[list[int]]) -> Fraction | None:
    """Give ordinal alpha as it is defined, by the matrix of coincidences."""
    observed: Counter[tuple[int, int]] = Counter()
    for ratings in (each for each in units if len(each) > 1):
        for pair in permutations(ratings, 2):
            observed[pair] += Fraction(1, len(ratings) - 1)
    totals: Counter[int] = Counter()
    for (level, _), weight in observed.items():
        totals[level] += weight

    def metric(one: int, other: int) -> Fraction:
        between = sum(totals[each] for each in range(min(one, other), max(one, other) + 1))
        return (between - Fraction(totals[one] + totals[other]) / 2) ** 2

    n = sum(totals.values())
    expected = sum(totals[a] * totals[b] * metric(a, b) for a in totals for b in totals)
    found = sum(weight * metric(*pair) for pair, weight in observed.items())
    return 1 - (n - 1) * found / expected if expected else None


_UNITS = st.lists(st.lists(st.sampled_from(_FIVE), max_size=4), min_size=2, max_size=6)


@settings(max_examples=60)
@given(_UNITS)
def test_alpha_by_its_definition(units):
    """The figure is that of the matrix of coincidences."""
    found = ordinal_alpha(units)
    if found.reason is None:
        assert float(by_coincidences(units)) == found.value


@settings(max_examples=40)
@given(_UNITS, st.randoms(use_true_random=False))
def test_alpha_is_of_order_alone(units, random):
    """The order of things and raters, other values in the same order, and gaps change nothing."""
    other = [[None, *(each**3 for each in unit)] for unit in random.sample(units, len(units))]
    assert ordinal_alpha(units) == ordinal_alpha([random.sample(unit, len(unit)) for unit in other])


_PAIRS = st.lists(st.tuples(st.sampled_from(_FIVE), st.sampled_from(_FIVE)), min_size=2, max_size=9)


@settings(max_examples=40)
@given(_PAIRS, st.randoms(use_true_random=False), st.sampled_from(["linear", "quadratic"]))
def test_the_order_of_raters_and_things(pairs, random, weights):
    """Raters may be exchanged, and things come in any order, from any origin, with gaps."""
    first, second = zip(*pairs, strict=True)
    shuffled = [*random.sample(pairs, len(pairs)), (1, None)]
    swapped = [
        [None if each is None else each - 1 for each in side]
        for side in zip(*shuffled, strict=True)
    ]
    expected = weighted_kappa(first, second, _FIVE, weights)
    assert expected == weighted_kappa(swapped[1], swapped[0], range(5), weights)


@settings(max_examples=40)
@given(_PAIRS)
def test_quadratic_kappa_by_variances(pairs):
    """With squares it is 1 - mean squared difference / (both variances + squared bias)."""
    first, second = zip(*pairs, strict=True)
    found = weighted_kappa(first, second, _FIVE, "quadratic").value
    n = len(pairs)
    means = [Fraction(sum(side), n) for side in (first, second)]
    spreads = [Fraction(sum(x * x for x in side), n) for side in (first, second)]
    expected = sum(spreads) - 2 * means[0] * means[1]
    observed = Fraction(sum((a - b) ** 2 for a, b in pairs), n)
    assert (float(1 - observed / expected) if expected else None) == found
