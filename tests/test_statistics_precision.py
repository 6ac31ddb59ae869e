"""Errors of measurement and the ends of the scale: worked numbers, and what has no figure."""

from __future__ import annotations

from statistics import stdev

import pytest

from competency.errors import InvalidValue
from competency.statistics.precision import (
    ceiling_share,
    floor_share,
    measurement_error,
    person_band,
    person_means,
    smallest_reliable_difference,
)
from worked import AREAS, ATTITUDE, COMPLETE, MISSING, RELIABILITY, close, numbers

_LIKERT = RELIABILITY["likert60_complete"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (ATTITUDE, RELIABILITY["attitude"]),
        (COMPLETE, _LIKERT),
        *((answers, _LIKERT["areas"][area]) for area, answers in AREAS.items()),
    ],
)
def test_errors_of_measurement(answers, expected):
    """The error of a mean, and of a sum of k items, are those of R."""
    found, k = measurement_error(answers), len(answers[0])
    assert close(expected["sem"]["sem_mean"]) == found.value
    assert close(expected["sem"]["sem_total"]) == k * found.value
    assert close(expected["sem"]["sd_mean"]) == stdev(person_means(answers))
    assert close(expected["total_mean_of_item_means"]) == sum(person_means(answers)) / found.n


@pytest.mark.parametrize("area", AREAS)
def test_bands_of_areas(area):
    """The band and the smallest reliable difference of each area are as they were worked out."""
    expected = numbers("sem_area_bands.json")["areas"][area]
    error = measurement_error(AREAS[area]).value
    low, high = person_band(3, error)
    assert close([expected["band95"]] * 2) == [3 - low, high - 3]
    assert close(expected["smallest_reliable_change"]) == smallest_reliable_difference(error)


def test_floors_and_ceilings_of_items():
    """The shares at the ends of each item are those of R."""
    expected = _LIKERT["floor_ceiling"]
    columns = dict(zip(_LIKERT["items"], zip(*COMPLETE, strict=True), strict=True))
    for item, column in columns.items():
        assert close(expected["item_floor_pct"][item]) == 100 * floor_share(column, 1).value
        assert close(expected["item_ceiling_pct"][item]) == 100 * ceiling_share(column, 5).value


@pytest.mark.parametrize("area", AREAS)
def test_floors_and_ceilings_of_areas(area):
    """The shares of people whose mean is at an end are those of R."""
    expected, means = _LIKERT["floor_ceiling"], person_means(AREAS[area])
    assert close(expected["area_floor_pct"][area]) == 100 * floor_share(means, 1).value
    assert close(expected["area_ceiling_pct"][area]) == 100 * ceiling_share(means, 5).value
    assert 60 == ceiling_share(means, 5).n


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([], "0 people, 2 needed"),
        ([[3, 4]], "1 person, 2 needed"),
        ([[3, 4], [3, 4]], "no variance"),
        ([[1, 5], [2, 3], [3, 2]], "alpha is negative"),
    ],
)
def test_an_error_that_is_none(answers, reason):
    """Without an alpha, or with one below 0, there is no error of measurement."""
    assert reason == measurement_error(answers).reason


def test_items_that_are_all_one():
    """Where items say the same of everybody, scores are without error."""
    assert 0 == measurement_error([[1, 1], [2, 2], [5, 5]]).value
    assert (3, 3) == person_band(3, 0)


def test_items_that_have_nothing_in_common():
    """With an alpha of 0 the error is the whole deviation of the scores."""
    answers = [[1, 1], [1, 2], [2, 1], [2, 2]]
    assert close(stdev(person_means(answers))) == measurement_error(answers).value


def test_who_answered_nothing_changes_nothing():
    """Someone without answers has no mean and no part in the error, nor a share at an end."""
    more = [*MISSING, [None] * 12]
    assert measurement_error(MISSING) == measurement_error(more)
    assert None is person_means(more)[-1]
    assert floor_share([1, 5], 1) == floor_share([1, None, 5], 1)


def test_the_order_of_people_and_the_origin():
    """In another order, and on a scale that begins elsewhere, every bit is the same."""
    moved = [[None if each is None else each - 1 for each in row] for row in reversed(MISSING)]
    assert measurement_error(MISSING) == measurement_error(moved)


def test_nobody_at_an_end():
    """Nobody has no share at an end, and it is said why."""
    assert "0 people, 1 needed" == floor_share([], 1).reason == ceiling_share([None], 5).reason


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: person_means([[1, 2], [1]]), "the rows differ in length"),
        (lambda: person_band(3, -1), "a standard error is below 0"),
        (lambda: smallest_reliable_difference(float("inf")), "'inf' is not a number"),
        (lambda: floor_share([0], 1), "a score is below the lowest"),
        (lambda: ceiling_share([6], 5), "a score is above the highest"),
    ],
)
def test_wrong_calls(call, message):
    """What cannot be meant is refused."""
    with pytest.raises(InvalidValue, match=message):
        call()
