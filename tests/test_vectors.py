"""Worked numbers from elsewhere, to the last digit."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from competency import Assessment, Framework, Group, Item, Level, Scale, Scores, score

_FOLDER = Path(__file__).parent / "data" / "vectors"
_FIVE = Scale.between(1, 5)


def _json(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _rows(name: str) -> dict[str, dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def _areas(areas: dict[str, int], scale: Scale, weights: dict[str, Any] | None = None) -> Framework:
    groups = [
        Group(
            name,
            weight=(weights or {}).get(name, 1),
            children=[Item(f"{name}{number}", "It.") for number in range(1, size + 1)],
        )
        for name, size in areas.items()
    ]
    return Framework(id="vector", version="1", title="Vector", scale=scale, children=groups)


def _score(framework: Framework, answers: dict[str, Any], *options: Any) -> Scores:
    return score(Assessment(framework, answers), *options)


_HAND = _json("rollup_hand.json")
_HAND_ANSWERS = {
    f"{area}{number}": level
    for area, levels in _HAND["items"].items()
    for number, level in enumerate(levels, 1)
}
_HAND_SIZES = {area: len(levels) for area, levels in _HAND["items"].items()}


@pytest.fixture
def hand() -> Scores:
    """Scores of three areas of 6, 4 and 2 items, answered by hand."""
    return _score(_areas(_HAND_SIZES, _FIVE), _HAND_ANSWERS)


def test_roll_up_by_items(hand: Scores) -> None:
    """The mean of items, its percent of the possible range, median, weakest area and mastery."""
    overall = hand.overall
    assert _HAND["mean_of_items"] == overall.mean
    assert _HAND["POMP_mean_of_items"] == _HAND["POMP_sum_12_to_60"] == overall.percent
    assert _HAND["median_of_items"] == overall.median
    assert _HAND["area_means"] == [area.mean for area in hand.areas]
    assert hand.weakest is not None
    assert _HAND["min_area_mean"] == hand.weakest.mean
    assert _HAND["min_item"] == overall.minimum


def test_mastery_of_four_fifths(hand: Scores) -> None:
    """The highest level that, with each below, 80 % are at or above, and the share at each."""
    overall = hand.overall
    expected = dict(_HAND["mastery_level_p80_all_items_at_or_above"])
    assert expected.pop("level") == overall.mastery(0.8)
    for level in _FIVE.values:
        count = sum(n for each, n in (overall.distribution or {}).items() if each >= level)
        assert expected[f">={level}"] == 100 * count / overall.answered
    staged = _HAND["staged_min_over_areas_of_p80_level"]
    assert {**staged, "overall": 2} == {each.id: each.mastery(0.8) for each in hand}


def test_roll_up_by_areas() -> None:
    """The mean of area means, alike and with the weights .5, .3, .2."""
    framework = _areas(_HAND_SIZES, _FIVE)
    assert _HAND["mean_of_area_means"] == _score(framework, _HAND_ANSWERS, "areas").overall.mean
    weighted = _areas(_HAND_SIZES, _FIVE, {"A": 0.5, "B": 0.3, "C": 0.2})
    assert _HAND["weighted_.5_.3_.2"] == _score(weighted, _HAND_ANSWERS, "areas").overall.mean


def test_not_applicable_is_not_missing() -> None:
    """4, 5, n/a, n/a, missing, 3: mean 4.0 of three, coverage 75 % of four."""
    expected = _json("na_vs_missing.json")
    levels = ["n/a" if level == "NA" else level for level in expected["items"]]
    answers = {f"A{number}": level for number, level in enumerate(levels, 1)}
    overall = _score(_areas({"A": expected["k_total"]}, _FIVE), answers).overall
    assert expected["mean"] == overall.mean
    assert expected["k_applicable"] == overall.applicable
    assert expected["n_answered"] == overall.answered
    assert expected["completion_applicable"] == overall.coverage
    assert expected["half_rule_applicable"] is not overall.withheld
    assert (1, 2) == (overall.missing, overall.not_applicable)


@pytest.mark.parametrize("case", _json("na_odi.json")["published"])
def test_a_section_that_does_not_apply_leaves_the_denominator(case: dict[str, Any]) -> None:
    """16 of 50 is 32 %; one section away, 16 of 45 is 35.5 % (cut, not rounded, by the source)."""
    sections = case["possible"] // 5
    levels: list[Any] = [5, 5, 5, 1] + [0] * (sections - 4) + ["n/a"] * (10 - sections)
    answers = {f"A{number}": level for number, level in enumerate(levels, 1)}
    overall = _score(_areas({"A": 10}, Scale.between(0, 5)), answers).overall
    assert float(Fraction(100 * case["total"], case["possible"])) == overall.percent
    assert overall.percent is not None
    assert case["percent"] == int(overall.percent * 10) / 10


_LIKERT = _rows("likert60_missing_input.csv")
_PRORATED = _rows("prorate_pomp_expected.csv")


@pytest.mark.parametrize("person", _PRORATED)
def test_the_half_rule_of_sixty_people(person: str) -> None:
    """Area means and percents of people with gaps, withheld where fewer than half answered."""
    framework = _areas({"A": 6, "B": 4, "C": 2}, _FIVE)
    answers = {id: int(level) for id, level in _LIKERT[person].items() if id != "id" and level}
    expected, scores = _PRORATED[person], _score(framework, answers)
    for area in "ABC":
        given = scores[area]
        assert int(expected[f"{area}_nvalid"]) == given.answered
        if not expected[f"{area}_mean"]:
            assert (None, None) == (given.mean, given.percent)
            continue
        # The file has 15 significant digits.
        assert float(expected[f"{area}_mean"]) == float(f"{given.mean:.15g}")
        assert float(expected[f"{area}_pomp"]) == float(f"{given.percent:.15g}")


def test_the_levels_of_a_practice() -> None:
    """A maturity level's score is the mean of its two streams, on the scale 0, .25, .5, 1."""
    expected = _json("samm20_expected.json")
    streams = expected["practice_example"]
    scale = Scale([Level(0), Level(0.25), Level(0.5), Level(1)])
    framework = _areas({"1": 2, "2": 2, "3": 2}, scale)
    answers = {}
    for number, (one, other) in enumerate(
        zip(streams["stream_A"], streams["stream_B"], strict=True), 1
    ):
        answers |= {f"{number}1": one, f"{number}2": other}
    scores = _score(framework, answers)
    assert expected["levels"] == [area.mean for area in scores.areas]
    assert expected["practice_score"] == sum(area.mean or 0 for area in scores.areas)
