"""Agreement within groups of raters: worked numbers, laws, and the cases that have no figure.

The vectors `teams_*` were computed with the R package multilevel 2.7 (R 4.2.2); `rwg_hand` holds
closed forms.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.errors import InvalidValue
from competency.statistics.agreement import (
    acceptable_deviation,
    average_deviation,
    awg,
    icc_1,
    icc_2,
    largest_variance,
    median_deviation,
    r_star_wg,
    uniform_variance,
)
from worked import close, lines, numbers

_FIVE = [1, 2, 3, 4, 5]
_EXPECTED = numbers("teams_agreement_expected.json")
_HAND = numbers("rwg_hand.json")


def teams() -> dict[str, list[list[int]]]:
    """Give the ratings of each team: a row a rater."""
    found: dict[str, list[list[int]]] = {}
    for row in lines("teams_input.csv"):
        found.setdefault(row["team"], []).append([int(row[each]) for each in ("i1", "i2", "i3")])
    return found


_ITEMS = {team: list(zip(*ratings, strict=True)) for team, ratings in teams().items()}
_SCORES = {team: [Fraction(sum(row), 3) for row in ratings] for team, ratings in teams().items()}


@pytest.mark.parametrize(
    ("compute", "expected", "key"),
    [
        (lambda items: r_star_wg(items, _FIVE), "rwg_j_lindell", "rwg.lindell"),
        (average_deviation, "ad_mean", "AD.M"),
        (median_deviation, "ad_median", "AD.M"),
        (lambda items: awg(items, _FIVE), "awg", "a.wg"),
    ],
)
def test_teams(compute, expected, key):
    """The figures of six teams are those of R; that of a single rater is none."""
    rows = {row["grpid"]: row for row in _EXPECTED[expected]}
    found = {team: compute(items) for team, items in _ITEMS.items()}
    assert {team: close(row[key]) for team, row in rows.items()} == {
        team: each.value for team, each in found.items()
    }
    assert {"1 rating of item 1, 2 needed"} == {each.reason for each in found.values()} - {None}


def test_the_size_of_teams():
    """The n of a figure is how many ratings an item has."""
    found = {team: average_deviation(items).n for team, items in _ITEMS.items()}
    assert {row["grpid"]: row["gsize"] for row in _EXPECTED["ad_mean"]} == found


def test_icc_of_teams_of_one_size():
    """ICC(1) and ICC(2) of five teams of five are those of R."""
    expected = _EXPECTED["icc_equal_groups_mean_score"]
    groups = [_SCORES[team] for team in expected["groups"]]
    assert close(expected["ICC1"]) == icc_1(groups).value
    assert close(expected["ICC2"]) == icc_2(groups).value
    assert 25 == icc_1(groups).n


def test_icc_of_teams_of_several_sizes():
    """With a sixth team of one, ICC(2) is that of R, and ICC(1) uses K, not the average size."""
    groups = list(_SCORES.values())
    assert close(_EXPECTED["icc_unequal_groups"]["ICC2"]) == icc_2(groups).value
    ratio = 1 / (1 - icc_2(groups).value)
    size = (26 - Fraction(126, 26)) / 5
    assert close((ratio - 1) / (ratio + float(size) - 1)) == icc_1(groups).value


def test_agreement_by_hand():
    """Two raters a level apart; uniform and largest variances; what deviation is acceptable."""
    assert _HAND["rwg_two_raters_4_5"] == r_star_wg([[4, 5]], _FIVE).value
    assert _HAND["rwg_two_raters_4_5_var"] == 2 * (1 - r_star_wg([[4, 5]], _FIVE).value)
    for levels, expected in _HAND["sigma2_uniform"].items():
        assert expected == uniform_variance(range(int(levels)))
    for raters, expected in _HAND["max_variance_k_raters_5pt"].items():
        assert close(expected) == float(largest_variance(int(raters), _FIVE))
    for levels, expected in _HAND["AD_cutoff_c_over_6"].items():
        assert close(expected) == float(acceptable_deviation(range(1, int(levels) + 1)))


def test_levels_that_are_further_apart():
    """A scale in tens has ten times the deviation, and the same agreement."""
    tens = [10 * each for each in _FIVE]
    assert 10 * acceptable_deviation(_FIVE) == acceptable_deviation(tens)
    assert r_star_wg([[1, 2, 4]], _FIVE) == r_star_wg([[10, 20, 40]], tens)


def test_a_scale_of_two_levels():
    """Yes and no are a scale as well."""
    assert 0.25 == uniform_variance([0, 1])
    assert -1 == r_star_wg([[0, 1]], [0, 1]).value == awg([[0, 1]], [0, 1]).value


def test_the_most_that_raters_can_differ():
    """Two camps at the ends have an awg of -1 and the largest variance."""
    assert -1 == awg([[1, 1, 5, 5]], _FIVE).value
    assert float(1 - largest_variance(4, _FIVE) / 2) == r_star_wg([[1, 1, 5, 5]], _FIVE).value


@pytest.mark.parametrize("rating", _FIVE)
def test_all_alike(rating):
    """Who all say the same agree fully, at an end of the scale as well."""
    items = [[rating] * 5]
    assert 1 == r_star_wg(items, _FIVE).value
    assert 0 == average_deviation(items).value == median_deviation(items).value
    assert 1 == awg(items, _FIVE).value


@pytest.mark.parametrize("ratings", [[4, 4, 5, 5, 5], [2, 2, 1, 1, 1]])
def test_awg_too_near_an_end(ratings):
    """Where the mean is near an end, awg has none, and the item is named."""
    found = awg([[3, 4, 3, 4, 3], ratings], _FIVE)
    assert "the mean of item 2 is too near an end of the scale" == found.reason


@pytest.mark.parametrize("ratings", [[4, 4, 4, 4, 5], [2, 2, 2, 2, 1]])
def test_awg_just_within(ratings):
    """One rater at an end and all others a level from it is the nearest that has one."""
    assert 0.875 == awg([ratings], _FIVE).value


@pytest.mark.parametrize(
    ("items", "needed", "reason"),
    [
        ([], 2, "0 ratings, 2 needed"),
        ([[], [None]], 3, "0 ratings, 3 needed"),
        ([[3, 4, 5], [3, 4, None]], 3, "2 ratings of item 2, 3 needed"),
        ([[None], [3]], 2, "1 rating of item 2, 2 needed"),
    ],
)
def test_too_few_ratings(items, needed, reason):
    """Fewer ratings than are needed have no agreement; it is said of which item."""
    assert reason == r_star_wg(items, _FIVE, needed=needed).reason
    assert reason == average_deviation(items, needed=needed).reason
    assert reason == median_deviation(items, needed=needed).reason
    assert reason == awg(items, _FIVE, needed=needed).reason


@pytest.mark.parametrize(
    ("groups", "n", "first", "second"),
    [
        ([], 0, "0 groups, 2 needed", "0 groups, 2 needed"),
        ([[3, 4], [None]], 2, "1 group, 2 needed", "1 group, 2 needed"),
        ([[3], [4]], 2, "no group has two ratings", "no group has two ratings"),
        ([[3, 3], [3]], 3, "no variance", "no variance between groups"),
        ([[1, 3], [3, 1]], 4, None, "no variance between groups"),
    ],
)
def test_icc_that_is_none(groups, n, first, second):
    """One group, people alone in theirs, and all alike have no ICC, and it is said why."""
    assert (n, first) == (icc_1(groups).n, icc_1(groups).reason)
    assert (n, second) == (icc_2(groups).n, icc_2(groups).reason)


def test_icc_may_be_negative():
    """Groups with one mean have an ICC(1) of -1 / (K - 1)."""
    assert -1 == icc_1([[1, 3], [3, 1]]).value


def test_icc_that_no_float_holds():
    """A ratio beyond all floats is a reason, not an error."""
    assert "a number too large to hold" == icc_2([[0, 1e11], [1e-300, 1e11]]).reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: r_star_wg([[6]], _FIVE),
            "the rating '6' is not on the scale; give ratings from 1",
        ),
        (lambda: awg([[0]], _FIVE), "the rating '0' is not on the scale"),
        (lambda: r_star_wg([[1]], [1]), "fewer than two levels"),
        (lambda: awg([[1]], []), "fewer than two levels"),
        (lambda: uniform_variance([1, 2, 2]), "a level twice"),
        (lambda: largest_variance(1, _FIVE), "fewer than two ratings have no variance"),
        (lambda: average_deviation([[1, 2]], needed=1), "fewer than two raters cannot agree"),
        (lambda: average_deviation([[1, float("nan")]]), "'nan' is not a number"),
    ],
)
def test_wrong_calls(call, message):
    """What cannot be meant is refused."""
    with pytest.raises(InvalidValue, match=message):
        call()


_RATINGS = st.lists(
    st.lists(st.none() | st.sampled_from(_FIVE), min_size=0, max_size=6), min_size=1, max_size=4
)


@settings(max_examples=50)
@given(_RATINGS, st.randoms(use_true_random=False))
def test_the_order_of_raters_and_items(items, random):
    """In another order of raters, items and groups every bit of a figure is the same."""
    other = [random.sample(each, len(each)) for each in random.sample(items, len(items))]
    for compute in (average_deviation, median_deviation, icc_1, icc_2):
        assert compute(items).value == compute(other).value
    for compute in (r_star_wg, awg):
        assert compute(items, _FIVE).value == compute(other, _FIVE).value


@settings(max_examples=50)
@given(_RATINGS, st.sampled_from([-1, 7, 0.5]))
def test_where_the_scale_begins(items, shift):
    """No figure changes when the scale begins elsewhere."""
    other = [[None if each is None else each + shift for each in ratings] for ratings in items]
    levels = [each + shift for each in _FIVE]
    for compute in (average_deviation, median_deviation, icc_1, icc_2):
        assert compute(items) == compute(other)
    for compute in (r_star_wg, awg):
        assert compute(items, _FIVE) == compute(other, levels)


@settings(max_examples=50)
@given(_RATINGS)
def test_who_rated_nothing_changes_nothing(items):
    """A rater who gave nothing, and an item and a group without ratings, change nothing."""
    more = [[*ratings, None] for ratings in items] + [[None]]
    for compute in (average_deviation, median_deviation, icc_1, icc_2):
        assert compute(items) == compute(more)
    assert r_star_wg(items, _FIVE) == r_star_wg(more, _FIVE)
    assert awg(items, _FIVE) == awg(more, _FIVE)
