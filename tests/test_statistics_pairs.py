"""Statistics, their numbers, counts and pairs: what they hold, and what they refuse."""

from __future__ import annotations

import statistics
import sys
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import InvalidValue, MissingExtra
from competency.statistics import PairCounts, Statistic, deviation, mean, standard_error
from competency.statistics.counts import exact_mean, exact_variance, signs
from competency.statistics.distributions import f_quantile, t_quantile
from competency.statistics.statistic import exactly, too_few

_NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((float("nan"), 3), "not a finite number"),
        ((1.0, 3, None, 0.5, float("inf")), "not a finite number"),
        ((None, 3), "either a value or a reason"),
        ((1.0, 3, "no variance"), "either a value or a reason"),
        ((1.0, 3, None, 0.5), "an interval has two ends"),
        ((1.0, 3, None, None, 1.5), "an interval has two ends"),
        ((None, 3, "no variance", 0.5, 1.5), "an interval has two ends"),
        ((None, 3, "no variance", None, 1.5), "an interval has two ends"),
    ],
)
def test_a_statistic_that_says_nothing_is_refused(arguments: Any, said: str) -> None:
    """NaN, infinity, no value without a reason, half an interval."""
    with pytest.raises(InvalidValue, match=said):
        Statistic(*arguments)


def test_too_few_are_counted_in_words() -> None:
    """One is no plural."""
    found = [too_few(1, 2), too_few(2, 3, "rating", "ratings")]
    assert [each.reason for each in found] == ["1 person, 2 needed", "2 ratings, 3 needed"]
    assert [each.n for each in found] == [1, 2]


@pytest.mark.parametrize(
    "number", [float("nan"), float("-inf"), True, "3", None, 1e12, Fraction(-(10**12)), 10**400]
)
def test_what_is_no_number_is_refused(number: Any) -> None:
    """Infinities and bools too, and what would overflow."""
    with pytest.raises(InvalidValue, match=r"is not a number|is too large"):
        exactly(number)


def test_numbers_are_read_exactly() -> None:
    """A float is its shortest decimal; a whole number is an int, whatever it came as."""
    read = [exactly(each) for each in (0.1, 2.0, Fraction(4, 2), 1e-300)]
    assert read == [Fraction(1, 10), 2, 2, Fraction(1, 10**300)]
    assert [type(each) for each in read] == [Fraction, int, int, Fraction]


@given(_NUMBERS)
def test_mean_and_deviation_are_those_of_the_standard_library(numbers: list[float]) -> None:
    """It computes them exactly too."""
    pairs = PairCounts.of([0] * len(numbers), numbers)
    exact = [Fraction(repr(each)) for each in numbers]
    assert exact_mean(pairs.differences) == statistics.mean(exact)
    assert exact_variance(pairs.differences) == statistics.variance(exact)
    assert deviation(pairs.second).value == pytest.approx(statistics.stdev(numbers), rel=1e-9)


def test_an_interval_is_asked_for() -> None:
    """There is none unless it is, none of one person, and one without width of all alike."""
    assert mean({3: 2, 5: 2}) == Statistic(4.0, 4)
    assert mean({3: 1}, 0.95) == Statistic(3.0, 1)
    assert mean({3: 4}, 0.95) == Statistic(3.0, 4, low=3.0, high=3.0)
    wide, narrow = mean({3: 2, 5: 2}, 0.99), mean({3: 2, 5: 2}, 0.9)
    assert (wide.low or 0) < (narrow.low or 0) < 4 < (narrow.high or 0) < (wide.high or 0)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, float("nan")])
def test_a_confidence_is_a_share(confidence: float) -> None:
    """0.95, not 95; also where there is nobody."""
    with pytest.raises(InvalidValue, match="not between 0 and 1"):
        mean({}, confidence)


def test_of_too_few_there_is_a_reason_or_a_refusal() -> None:
    """Statistics give a reason; exact figures need people."""
    found = [mean({}), deviation({3: 1}), standard_error({3: 1}), standard_error({})]
    assert [each.value for each in found] == [None] * 4
    assert found[2].reason == "1 person, 2 needed"
    with pytest.raises(InvalidValue, match="nobody has no mean"):
        exact_mean({})
    with pytest.raises(InvalidValue, match="one person has no variance"):
        exact_variance({3: 1})


def test_two_people_vary() -> None:
    """Two are enough."""
    assert deviation({1: 1, 3: 1}).value == 2**0.5
    assert standard_error({1: 1, 3: 1}) == Statistic(1.0, 2)


def test_signs_are_counted() -> None:
    """Below, at and above 0."""
    assert signs({-1: 2, Fraction(-1, 2): 1, 0: 4, 3: 5}) == (3, 4, 5)
    assert signs({}) == (0, 0, 0)


def test_quantiles_are_those_of_the_tables() -> None:
    """As printed in every textbook."""
    assert round(t_quantile(0.975, 1), 3) == 12.706
    assert round(f_quantile(0.95, 2, 10), 2) == 4.10


@pytest.mark.parametrize(
    ("share", "freedom", "said"),
    [(0, 3, "the share 0"), (1, 3, "the share 1"), (0.5, 0, "no degrees of freedom")],
)
def test_a_quantile_that_cannot_be_is_refused(share: float, freedom: int, said: str) -> None:
    """It would be infinite, or no number."""
    with pytest.raises(InvalidValue, match=said):
        t_quantile(share, freedom)
    with pytest.raises(InvalidValue, match=said):
        f_quantile(share, 2, freedom)


def test_without_scipy_only_an_interval_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for without one is there; with one, the error says what to install."""
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    assert mean({3: 2, 5: 2}).value == 4
    with pytest.raises(MissingExtra, match=r'scipy.*pip install "competency\[stats\]"'):
        mean({3: 2, 5: 2}, 0.95)


def test_pairs_are_of_people_who_gave_both() -> None:
    """The two marginal counts are theirs too, and equal numbers of any type are one."""
    pairs = PairCounts.of([2, 2.0, None, 4], [4, 4, 5, None], range(1, 6))
    assert (pairs.n, pairs.cells) == (2, {(2, 4): 2})
    assert (pairs.first, pairs.second, pairs.differences) == ({2: 2}, {4: 2}, {2: 2})
    assert pairs == PairCounts({(2, 4): 2, (5, 5): 0}, (1, 2, 3, 4, 5))


def test_differences_may_be_larger_than_numbers() -> None:
    """They are exact, whatever the numbers."""
    pairs = PairCounts.of([-9e11, 0.1, 1], [9e11, 0.3, 1.5])
    assert pairs.differences == {18 * 10**11: 1, Fraction(1, 5): 1, Fraction(1, 2): 1}


def test_tables_add_up() -> None:
    """Those of one scale, to the people of both."""
    one, other = PairCounts.of([1, 2], [2, 2], [1, 2]), PairCounts.of([1], [2], [1, 2])
    assert one + other == PairCounts.of([1, 2, 1], [2, 2, 2], [1, 2])
    with pytest.raises(InvalidValue, match="different scales"):
        one + PairCounts.of([1], [2])


@pytest.mark.parametrize(
    ("cells", "levels", "said"),
    [
        ({(1, 6): 1}, [1, 2], "'6' is not a level"),
        ({(0, 2): 1}, [1, 2], "'0' is not a level"),
        ({}, [], "a scale has levels"),
        ({}, [2, 1], "a scale has levels"),
        ({}, [1, 1], "a scale has levels"),
        ({(1, 2): -1}, None, "'-1' is no number of people"),
        ({(1, 2): 1.5}, None, "'1.5' is no number of people"),
        ({(1, float("nan")): 1}, None, "'nan' is not a number"),
    ],
)
def test_tables_that_cannot_be_are_refused(cells: Any, levels: Any, said: str) -> None:
    """Numbers off the scale, no scale, part of a person."""
    with pytest.raises(InvalidValue, match=said):
        PairCounts(cells, levels)


def test_two_lists_are_as_long_as_each_other() -> None:
    """Otherwise nobody knows who is who."""
    with pytest.raises(InvalidValue, match="there are 2 numbers, and 1 to compare"):
        PairCounts.of([1, 2], [1])
