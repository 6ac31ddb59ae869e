"""Needs, quadrants and tiers of worked numbers, and their laws.

`gap_synthetic` is own data of 12 people and 6 items, with four ratings missing; its figures were
made in Python (SciPy 1.12) and in R 4.2.2, which agree. `scale_origin_invariance` is own data.
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.special import stdtr

from competency.errors import InvalidValue
from competency.statistics import (
    SCALE_ORIGIN,
    Crosshairs,
    PairCounts,
    Placement,
    Quadrant,
    Statistic,
    deviation,
    grand_means,
    mean,
    mean_shortfall,
    mean_surplus,
    medians_of_means,
    modified_needs_index,
    placement,
    ranked_discrepancy,
    scale_midpoint,
    share_below,
    standard_error,
    tiers,
    weighted_discrepancy,
)

_FOLDER = Path(__file__).parent / "data" / "vectors"
_LEVELS = range(1, 6)
_RATINGS = st.one_of(st.none(), st.sampled_from(_LEVELS))
_PEOPLE = st.lists(st.tuples(_RATINGS, _RATINGS), max_size=12)
_NOBODY = PairCounts.of([], [])
_ITEMS = ["C1", "C2", "C3", "C4", "C5", "C6"]

People = list[tuple[int | None, int | None]]


def _json(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _answers(item: str) -> People:
    with (_FOLDER / "gap_synthetic_input.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["competency"] == item]
    columns = [[int(row[name] or 0) or None for row in rows] for name in ("ability", "importance")]
    return list(zip(*columns, strict=True))


def _pairs(people: People, shift: int = 0) -> PairCounts:
    shifted = [[each and each + shift for each in person] for person in people]
    return PairCounts.of([each[0] for each in shifted], [each[1] for each in shifted])


_EXPECTED = _json("gap_synthetic_expected.json")
_TABLES = {item: _pairs(_answers(item)) for item in _ITEMS}


def _like(number: float) -> Any:
    return pytest.approx(number, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("item", _ITEMS)
def test_the_gap_is_as_worked(item: str) -> None:
    """The people, both means, and the gap with its deviation, error and interval."""
    pairs, expected = _TABLES[item], _EXPECTED["items"][item]
    gap = mean(pairs.differences, 0.95)
    assert pairs.n == expected["n_pairs"]
    assert mean(pairs.first).value == _like(expected["mean_ability"])
    assert mean(pairs.second).value == _like(expected["mean_importance"])
    assert gap.value == _like(expected["mean_gap"])
    assert [gap.low, gap.high] == [_like(each) for each in expected["ci95_gap"]]
    assert deviation(pairs.differences).value == _like(expected["sd_gap"])
    assert standard_error(pairs.differences).value == _like(expected["se_gap"])


@pytest.mark.parametrize("item", _ITEMS)
def test_the_needs_are_as_worked(item: str) -> None:
    """Shortfall, surplus and share below, the two discrepancies and the index."""
    pairs, expected = _TABLES[item], _EXPECTED["items"][item]
    ranked = ranked_discrepancy(pairs)
    found = {
        "mean_shortfall": mean_shortfall(pairs).value,
        "mean_surplus": mean_surplus(pairs).value,
        "pct_with_shortfall": 100 * (share_below(pairs).value or 0),
        "MWDS": weighted_discrepancy(pairs).value,
        "RDS": ranked.score.value,
        "NR_pct": ranked.negative.value,
        "PR_pct": ranked.positive.value,
        "TR_pct": ranked.tied.value,
        "PNI_modified": modified_needs_index(pairs).value,
    }
    assert found == {name: _like(expected[name]) for name in found}


@pytest.mark.parametrize(
    ("crosshairs", "name"),
    [
        (grand_means(list(_TABLES.values())), "ipa_grand_mean"),
        (medians_of_means(list(_TABLES.values())), "ipa_median_of_item_means"),
        (scale_midpoint(_EXPECTED["scale"]), "ipa_scale_midpoint_3"),
    ],
    ids=["means", "medians", "midpoint"],
)
def test_the_quadrants_are_as_worked(crosshairs: Crosshairs, name: str) -> None:
    """The same items lie in other quadrants where the crosshairs are others."""
    names = {
        Quadrant.CONCENTRATE_HERE: "concentrate_here",
        Quadrant.KEEP_UP: "keep_up_good_work",
        Quadrant.LOW_PRIORITY: "low_priority",
        Quadrant.POSSIBLE_OVERKILL: "possible_overkill",
    }
    placed = {item: placement(pairs, crosshairs).quadrant for item, pairs in _TABLES.items()}
    expected = {item: figures[name] for item, figures in _EXPECTED["items"].items()}
    assert {item: quadrant and names[quadrant] for item, quadrant in placed.items()} == expected


def test_the_crosshairs_are_as_worked() -> None:
    """They are the means and the medians of the items' means, with their names."""
    means, medians = (
        grand_means([*_TABLES.values(), _NOBODY]),
        medians_of_means(list(_TABLES.values())),
    )
    expected = _EXPECTED["ipa_crosshair"]
    assert means is not None
    assert medians is not None
    assert [float(means.importance), float(means.ability)] == list(
        map(_like, expected["grand_mean"])
    )
    assert [float(medians.importance), float(medians.ability)] == list(
        map(_like, expected["median"])
    )
    assert (means.name, medians.name) == ("grand means", "medians of item means")


def _group(mean: float) -> list[int]:
    whole = int(mean)
    higher = round((mean - whole) * 10)
    return [whole + 1] * higher + [whole] * (10 - higher)


@pytest.mark.parametrize(
    ("name", "figure"),
    [("PNI_modified_flip", modified_needs_index), ("MWDS_flip", weighted_discrepancy)],
)
def test_another_origin_turns_a_ranking_round(
    name: str, figure: Callable[[PairCounts], Statistic]
) -> None:
    """On 0 to 4 the other of two items comes first than on 1 to 5: the warning says that."""
    flip = _json("scale_origin_invariance.json")[name]
    for shift, scale in ((0, "1_5"), (-1, "0_4")):
        groups = {x: (_group(flip[x]["A"]), _group(flip[x]["I"])) for x in "XY"}
        people = {x: list(zip(*each, strict=True)) for x, each in groups.items()}
        found = {x: figure(_pairs(people[x], shift)).value or 0 for x in "XY"}
        assert found == {x: _like(flip[x][f"on_{scale}"]) for x in "XY"}
        assert max(found, key=found.__getitem__) == flip[f"top_on_{scale}"]
    assert "0 to 4 instead of 1 to 5" in SCALE_ORIGIN


@pytest.mark.parametrize(
    ("ability", "importance", "reason"),
    [
        ([0, 0], [3, 4], "the mean ability is not above 0"),
        ([1, 2], [0, 0], "the mean importance is not above 0"),
        ([-2, 1], [1, 1], "the mean ability is not above 0"),
        ([], [], "0 people, 1 needed"),
    ],
)
def test_there_is_no_ratio_to_nothing(
    ability: list[int], importance: list[int], reason: str
) -> None:
    """The index says why it is none where a mean is 0 or below, and of nobody."""
    assert modified_needs_index(PairCounts.of(ability, importance)).reason == reason


def test_of_nobody_there_is_a_reason() -> None:
    """Every figure of nobody is none, and says so."""
    ranked = ranked_discrepancy(_NOBODY)
    figures = (mean_shortfall, mean_surplus, share_below, weighted_discrepancy)
    found = [*(figure(_NOBODY) for figure in figures), ranked.score, ranked.tied]
    assert found == [Statistic(None, 0, "0 people, 1 needed")] * 6
    assert placement(_NOBODY, None) == Placement(None, 0, False, "0 people, 1 needed")
    assert (grand_means([_NOBODY]), medians_of_means([])) == (None, None)


def test_of_one_person_there_are_figures() -> None:
    """They are that person's own."""
    pairs = PairCounts.of([2], [4])
    figures = (mean_shortfall, mean_surplus, share_below, weighted_discrepancy)
    assert [figure(pairs).value for figure in figures] == [2, 0, 1, 8]
    assert modified_needs_index(pairs) == Statistic(1.0, 1)


def test_a_quadrant_near_a_line_is_flagged() -> None:
    """Within one standard error of a line it may be chance; of one person, nobody can tell."""
    lines = Crosshairs("as decided", 3, 3)
    assert placement(PairCounts.of([1, 2, 1, 2], [5, 4, 5, 4]), lines).near is False
    assert placement(PairCounts.of([1, 2, 1, 2], [5, 3, 2, 3]), lines).near is True
    assert placement(PairCounts.of([1, 5, 2, 5], [5, 4, 5, 4]), lines).near is True
    assert placement(PairCounts.of([1], [5]), lines).near is True
    assert placement(PairCounts.of([3, 3], [5, 5]), lines).near is True
    assert placement(PairCounts.of([1], [5]), None) == Placement(None, 1, False, "no crosshairs")


@pytest.mark.parametrize(("line", "near"), [(2, True), (3, True), (3.1, False), (0.9, False)])
def test_near_is_up_to_one_standard_error(line: float, near: bool) -> None:
    """Two people at 1 and 3 have a mean of 2 with a standard error of 1."""
    pairs = PairCounts.of([1, 3], [5, 5])
    assert placement(pairs, Crosshairs("as decided", line, 3)).near is near


def test_on_a_line_is_high() -> None:
    """The tie rule, on either axis."""
    lines = Crosshairs("as decided", 3, 4)
    on, below = PairCounts.of([3, 3], [4, 4]), PairCounts.of([2, 3], [3, 4])
    assert placement(on, lines).quadrant is Quadrant.KEEP_UP
    assert placement(below, lines).quadrant is Quadrant.LOW_PRIORITY


def test_a_midpoint_needs_a_scale() -> None:
    """An empty scale has no middle."""
    with pytest.raises(InvalidValue, match="a scale has levels"):
        scale_midpoint([])


def _gap_pairs(first: str, other: str) -> PairCounts:
    gaps = [
        [None if a is None or i is None else i - a for a, i in _answers(item)]
        for item in (first, other)
    ]
    return PairCounts.of(*gaps)


@pytest.mark.parametrize("neighbours", _EXPECTED["adjacent_rank_paired_t_p"])
def test_neighbours_in_rank_are_as_far_apart_as_worked(neighbours: str) -> None:
    """None of the paired tests of their gaps is below .05: none starts a tier."""
    first, other = neighbours.split(">")
    differences = _gap_pairs(first, other).differences
    t = (mean(differences).value or 0) / (standard_error(differences).value or 1)
    found = 2 * stdtr(sum(differences.values()) - 1, -abs(t))
    assert found == _like(_EXPECTED["adjacent_rank_paired_t_p"][neighbours])
    assert tiers([first, other], _gap_pairs) == ((first, other),)


def test_neighbours_that_are_not_told_apart_share_a_tier() -> None:
    """Walking down by the gap, C1 against C6 has p = .052: one tier; C2 starts the next."""
    ranking = ["C1", "C6", "C2", "C4", "C3", "C5"]
    assert tiers(ranking, _gap_pairs) == (("C1", "C6"), ("C2", "C4", "C3", "C5"))
    assert tiers([], _gap_pairs) == ()


def test_a_tier_ends_only_where_two_people_can_be_compared() -> None:
    """One person is no reason to tell items apart; two who differ alike are."""
    one, two = PairCounts.of([4, None], [0, 1]), PairCounts.of([4, 4], [0, 0])
    turned = PairCounts.of([0, 0], [4, 4])
    assert tiers("ab", lambda *_: one) == (("a", "b"),)
    assert tiers("ab", lambda *_: two) == (("a",), ("b",))
    assert tiers("ab", lambda *_: turned) == (("a",), ("b",))


def _figures(pairs: PairCounts) -> list[Any]:
    everything = (mean_shortfall, mean_surplus, share_below, ranked_discrepancy)
    changes = pairs.differences
    return [*(each(pairs) for each in everything), mean(changes, 0.95), standard_error(changes)]


@given(_PEOPLE, st.integers(-9, 9))
def test_another_origin_changes_no_gap(people: People, shift: int) -> None:
    """The gap, its parts, the score by order, and the quadrant, stay as they are to the bit."""
    pairs, shifted = _pairs(people), _pairs(people, shift)
    assert _figures(pairs) == _figures(shifted)
    middle, other = scale_midpoint(_LEVELS), scale_midpoint([each + shift for each in _LEVELS])
    assert placement(pairs, middle) == placement(shifted, other)
    assert placement(pairs, grand_means([pairs])) == placement(shifted, grand_means([shifted]))


@given(_PEOPLE, st.randoms())
def test_the_order_of_people_changes_no_bit(people: People, random: Any) -> None:
    """Nor does a person who did not give both, nor counting in two parts."""
    pairs = _pairs(people)
    mixed = random.sample([*people, (None, None), (3, None), (None, 3)], len(people) + 3)
    half = _pairs(mixed[: len(people) // 2]) + _pairs(mixed[len(people) // 2 :])
    assert half == pairs
    assert [*_figures(half), weighted_discrepancy(half), modified_needs_index(half)] == [
        *_figures(pairs),
        weighted_discrepancy(pairs),
        modified_needs_index(pairs),
    ]


@given(_PEOPLE)
def test_the_gap_is_the_shortfall_minus_the_surplus(people: People) -> None:
    """A surplus never hides a need: the two are apart, and come to the gap."""
    pairs = _pairs(people)
    assume(pairs.n)
    parts = (mean_shortfall(pairs).value or 0, mean_surplus(pairs).value or 0)
    assert math.isclose(parts[0] - parts[1], mean(pairs.differences).value or 0, abs_tol=1e-12)
    assert min(parts) >= 0


@given(_PEOPLE)
def test_any_order_keeping_recoding_leaves_the_ranked_discrepancy(people: People) -> None:
    """By order alone: levels may be as far apart as they like."""
    recoded = [tuple(each and 3**each for each in person) for person in people]
    assert ranked_discrepancy(_pairs(people)) == ranked_discrepancy(_pairs(recoded))
