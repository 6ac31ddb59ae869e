"""Reliability of an instrument: worked numbers, laws, and the cases that have no figure."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competency.errors import InvalidValue
from competency.statistics.moments import variance
from competency.statistics.reliability import (
    alphas_if_dropped,
    complete,
    cronbach_alpha,
    item_totals,
    items_that_look_reversed,
    items_without_variance,
)
from competency.statistics.statistic import root
from worked import AREAS, ATTITUDE, COMPLETE, MISSING, RELIABILITY, close

_LIKERT = RELIABILITY["likert60_complete"]
_CASES = [
    (ATTITUDE, RELIABILITY["attitude"]),
    (COMPLETE, _LIKERT),
    *((answers, _LIKERT["areas"][area]) for area, answers in AREAS.items()),
]


@pytest.mark.parametrize(("answers", "expected"), _CASES)
def test_alpha_of_complete_answers(answers, expected):
    """Alpha of the whole and of each area is that of R."""
    found = cronbach_alpha(answers)
    assert close(expected["raw_alpha"]) == found.value
    assert expected["n"] == found.n


@pytest.mark.parametrize(("answers", "expected"), _CASES[:2])
def test_the_interval_of_alpha(answers, expected):
    """Feldt's interval is that of R, to the digits it prints."""
    found = cronbach_alpha(answers, 0.95)
    assert close(expected["feldt_ci95"]) == [found.low, found.high]


@pytest.mark.parametrize(("answers", "expected"), _CASES)
def test_items_against_the_others(answers, expected):
    """Each item's correlation with the others, and with all, is that of R."""
    items = expected["items"].values()
    assert close([each["r_drop_corrected_item_total"] for each in items]) == [
        each.value for each in item_totals(answers)
    ]
    assert close([each["raw_r"] for each in items]) == [
        each.value for each in item_totals(answers, corrected=False)
    ]
    assert [each["n"] for each in items] == [each.n for each in item_totals(answers)]


@pytest.mark.parametrize(("answers", "expected"), _CASES[:4])
def test_alpha_without_an_item(answers, expected):
    """The alpha of the others is that of R."""
    items = expected["items"].values()
    found = [each.value for each in alphas_if_dropped(answers)]
    assert close([each["alpha_if_deleted"] for each in items]) == found


def test_alpha_without_one_of_two_items():
    """One item has no alpha, whatever some programs print."""
    found = alphas_if_dropped(AREAS["C"])
    assert {"1 item, 2 needed"} == {each.reason for each in found}


@pytest.mark.parametrize(("answers", "expected"), _CASES)
def test_means_and_deviations_of_items(answers, expected):
    """The moments that all figures are made of are those of R."""
    for column, item in zip(zip(*answers, strict=True), expected["items"].values(), strict=True):
        assert close(item["mean"]) == sum(column) / len(column)
        assert close(item["sd"]) == root(variance(column))


def test_alpha_where_answers_are_missing():
    """By default items are compared by those who answered both; the complete are few."""
    expected = RELIABILITY["likert60_missing"]
    assert close(expected["alpha_pairwise_psych"]) == cronbach_alpha(MISSING).value
    assert expected["n"] == cronbach_alpha(MISSING).n
    whole = complete(MISSING)
    assert expected["n_complete"] == len(whole)
    assert close(expected["alpha_listwise"]) == cronbach_alpha(whole).value


def test_the_interval_is_of_the_fewest_people_two_items_share():
    """Missing answers make the interval wider, not narrower."""
    found, full = cronbach_alpha(MISSING, 0.95), cronbach_alpha(COMPLETE, 0.95)
    assert found.low < found.value < found.high
    assert full.high - full.low < found.high - found.low


def test_an_item_without_variance():
    """It lowers alpha, has no item-total, and is named."""
    answers = [[3, *row[1:]] for row in COMPLETE]
    expected = RELIABILITY["zero_variance_A1"]
    assert close(expected["alpha_formula_all_items"]) == cronbach_alpha(answers).value
    assert close(expected["alpha_without_A1"]) == alphas_if_dropped(answers)[0].value
    assert "no variance" == item_totals(answers)[0].reason
    assert ((0,), ()) == (items_without_variance(answers), items_without_variance(COMPLETE))
    assert () == items_without_variance([[3, 1], [None, 2]])


def test_an_item_that_looks_reversed():
    """An item that was not turned round goes against the others."""
    answers = [[*row[:3], 6 - row[3], *row[4:]] for row in COMPLETE]
    assert ((3,), ()) == (items_that_look_reversed(answers), items_that_look_reversed(COMPLETE))


def test_items_that_have_nothing_in_common():
    """They have a correlation and an alpha of 0, without a sign."""
    answers = [[1, 1], [1, 2], [2, 1], [2, 2]]
    assert "0.0" == str(item_totals(answers)[0].value) == str(cronbach_alpha(answers).value)
    assert () == items_that_look_reversed(answers)


def test_items_that_are_all_one():
    """Items that say the same of everybody have an alpha of 1."""
    assert 1 == cronbach_alpha([[1, 1], [2, 2], [5, 5]]).value


def test_a_negative_alpha_is_not_cut_off():
    """Items that go against one another have a negative alpha."""
    assert cronbach_alpha([[1, 5], [2, 3], [3, 2]]).value < -1


@pytest.mark.parametrize(
    ("answers", "n", "reason"),
    [
        ([], 0, "0 people, 2 needed"),
        ([[None, None]], 0, "0 people, 2 needed"),
        ([[3, 4], [None, None]], 1, "1 person, 2 needed"),
        ([[3], [4]], 2, "1 item, 2 needed"),
        ([[3, None], [4, None]], 2, "1 item, 2 needed"),
        ([[3, 5], [None, 4], [None, 3]], 3, "1 person who answered item 1, 2 needed"),
        (
            [[3, 1, None], [4, 3, None], [None, 2, 5], [None, 4, 4]],
            4,
            "0 people who answered item 1 and item 3, 2 needed",
        ),
        ([[3, 3], [3, 3]], 2, "no variance"),
        ([[1, 3], [2, 2], [3, 1]], 3, "no variance of the sum of the items"),
        (
            [[1, 9, None], [9, 1, None], [1, None, 9], [9, None, 1], [None, 1, 9], [None, 9, 1]],
            6,
            "no variance of the sum of the items",
        ),
    ],
)
def test_alpha_that_is_none(answers, n, reason):
    """Nobody, one person, one item, no overlap and all alike have no alpha, and it is said why."""
    found = cronbach_alpha(answers, 0.95)
    assert (None, n, reason) == (found.value, found.n, found.reason)


def test_missing_answers_that_contradict():
    """Where those who answered two items are unlike the rest, no alpha beyond 1 is given."""
    answers = [[1, 1], [9, 9], [5, None], [5, None], [None, 5], [None, 5]]
    assert "missing answers make it more than 1" == cronbach_alpha(answers).reason


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([[3, 4]], "1 person, 2 needed"),
        ([[3, None], [4, None]], "0 people, 2 needed"),
        ([[1, 3], [2, 3]], "no variance of the other items"),
    ],
)
def test_an_item_total_that_is_none(answers, reason):
    """One person, nothing to compare with, and others that are all alike have none."""
    assert reason == item_totals(answers)[0].reason


def test_nobody():
    """Nobody has no items, and nothing is found."""
    assert ((), ()) == (item_totals([]), alphas_if_dropped([]))
    assert ((), ()) == (items_without_variance([]), items_that_look_reversed([]))
    assert [] == complete([]) == complete([[None, None]])


def test_an_item_that_nobody_answered_keeps_its_place():
    """The figures of an item that nobody answered are reasons, in its place."""
    answers = [[1, None, 2], [2, None, 2], [3, None, 4]]
    assert [None, "0 people, 2 needed", None] == [each.reason for each in item_totals(answers)]
    assert "0 people, 2 needed" == alphas_if_dropped(answers)[1].reason
    assert 3 == len(complete(answers))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: cronbach_alpha([[1, 2], [1]]), "the rows differ in length"),
        (lambda: cronbach_alpha([[1, True]]), "'True' is not a number"),
        (lambda: cronbach_alpha([], 95), "the confidence 95 is not between 0 and 1"),
        (lambda: cronbach_alpha([], 1), "the confidence 1 is not between 0 and 1"),
        (lambda: cronbach_alpha([], 0), "the confidence 0 is not between 0 and 1"),
    ],
)
def test_wrong_calls(call, message):
    """What cannot be meant is refused."""
    with pytest.raises(InvalidValue, match=message):
        call()


_ANSWER = st.none() | st.sampled_from([1, 2, 3, 4, 5])
_TABLES = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(_ANSWER, min_size=k, max_size=k), min_size=2, max_size=8)
)


@settings(max_examples=50)
@given(_TABLES, st.randoms(use_true_random=False))
def test_the_order_of_people_and_items(answers, random):
    """In another order of people and items every bit of a figure is the same."""
    order = random.sample(range(len(answers[0])), len(answers[0]))
    other = [[row[item] for item in order] for row in random.sample(answers, len(answers))]
    assert cronbach_alpha(answers).value == cronbach_alpha(other).value
    for compute in (item_totals, alphas_if_dropped):
        found = compute(answers)
        assert [found[item].value for item in order] == [each.value for each in compute(other)]


@settings(max_examples=50)
@given(_TABLES, st.sampled_from([-1, 0.5]))
def test_where_the_scale_begins(answers, shift):
    """No figure changes when the scale begins elsewhere."""
    other = [[None if each is None else each + shift for each in row] for row in answers]
    assert cronbach_alpha(answers) == cronbach_alpha(other)
    assert item_totals(answers) == item_totals(other)
    assert alphas_if_dropped(answers) == alphas_if_dropped(other)


@settings(max_examples=50)
@given(_TABLES)
def test_who_and_what_has_no_answers_changes_nothing(answers):
    """A person who answered nothing, and an item that nobody answered, change nothing."""
    more = [[*row, None] for row in answers] + [[None] * (len(answers[0]) + 1)]
    assert cronbach_alpha(answers) == cronbach_alpha(more)
    assert item_totals(answers) == item_totals(more)[:-1]
    assert alphas_if_dropped(answers) == alphas_if_dropped(more)[:-1]
    assert items_without_variance(answers) == items_without_variance(more)
