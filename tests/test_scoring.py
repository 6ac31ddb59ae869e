"""Scores by small numbers that are checked by hand, rule by rule."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import Any

import pytest

from competency import (
    Assessment,
    Framework,
    Group,
    InvalidValue,
    Item,
    Level,
    Plan,
    Scale,
    Score,
    Scores,
    UnknownId,
    score,
)
from competency.scoring import FIGURES

_FIVE = Scale.between(1, 5)
_SAMM = Scale([Level(0), Level(0.25), Level(0.5), Level(1)])


def _items(first: int, last: int, **options: Any) -> list[Item]:
    return [Item(str(number), f"Item {number}.", **options) for number in range(first, last + 1)]


def _framework(*children: Group | Item, scale: Scale = _FIVE) -> Framework:
    return Framework(id="f", version="1", title="F", scale=scale, children=children)


def _scores(framework: Framework, answers: dict[str, Any], *options: Any) -> Scores:
    return score(Assessment(framework, answers), *options)


def _flat(levels: list[Any], min_coverage: Any = 0.5, scale: Scale = _FIVE) -> Score:
    """Score a framework of one group with these answers to its items."""
    group = Group("g", children=_items(1, len(levels)))
    answers = {str(number): level for number, level in enumerate(levels, 1)}
    return _scores(_framework(group, scale=scale), answers, "items", min_coverage)["g"]


_TREE = _framework(
    Group(
        "lead",
        children=[
            Item("1", "One.", weight=2),
            Item("2", "Two."),
            Group("vision", weight=3, children=[Item("3", "A."), Item("4", "B.", reverse=True)]),
        ],
    ),
    Group("data", weight=0.5, children=_items(5, 7)),
    Item("8", "Eight."),
    Group("empty"),
)
_ANSWERS = {"1": 4, "2": 2, "3": 5, "4": 1, "5": 3, "6": "n/a", "7": "?", "8": 2}


@pytest.fixture
def scores() -> Scores:
    """Scores by the mean of all items below."""
    return _scores(_TREE, _ANSWERS)


@pytest.fixture
def by_areas() -> Scores:
    """Scores by the mean of the areas' means."""
    return _scores(_TREE, _ANSWERS, "areas")


def test_the_mean_is_weighted_over_all_items_below(scores: Scores) -> None:
    """`items`: the mean of all items below, weighted, reverse items turned."""
    assert [25 / 7, 4.0, 5.0, 3.0, None] == [each.mean for each in scores]
    assert ["overall", "lead", "vision", "data", "empty"] == [each.id for each in scores]


def test_the_percent_is_of_the_possible_range(scores: Scores) -> None:
    """Percent is 100*(x-lo)/(hi-lo), not x/hi."""
    assert [100 * 18 / 28, 75.0, 100.0, 50.0, None] == [each.percent for each in scores]


def test_figures_but_mean_and_percent_are_not_weighted(scores: Scores) -> None:
    """Only mean and percent are weighted: 4, 2, 5, 5, the first of weight 2."""
    lead = scores["lead"]
    assert (Fraction(9, 2), 2, 5) == (lead.median, lead.minimum, lead.maximum)
    assert sqrt(2) == lead.deviation
    assert {1: 0, 2: 1, 3: 0, 4: 1, 5: 2} == lead.distribution
    assert [1, 2, 3, 4, 5] == list(lead.distribution or ())


def test_counts_count_items(scores: Scores) -> None:
    """Counts count items, never weights."""
    counts = [
        (each.answered, each.unknown, each.missing, each.not_applicable, each.applicable)
        for each in scores
    ]
    data = (1, 1, 0, 1, 2)
    assert [(6, 1, 0, 1, 7), (4, 0, 0, 0, 4), (2, 0, 0, 0, 2), data, (0, 0, 0, 0, 0)] == counts
    assert [6 / 7, 1.0, 1.0, 0.5, None] == [each.coverage for each in scores]


def test_what_is_not_answered_is_missing() -> None:
    """Missing stays in the coverage and leaves the figures."""
    data = _scores(_TREE, {"5": 3, "6": 4})["data"]
    assert (1, 2 / 3, 3.5) == (data.missing, data.coverage, data.mean)


def test_states_are_counted() -> None:
    """Several items of a group may be of one state."""
    score = _flat(["?", "?", "n/a", "n/a", None, None, 1, 1], 0)
    assert (2, 2, 2, 2) == (score.unknown, score.not_applicable, score.missing, score.answered)


def test_areas_are_rolled_up_by_their_own_items(scores: Scores, by_areas: Scores) -> None:
    """`areas`: the mean of the areas' means by their weights; own items are an area of weight 1."""
    # 2 (the framework's own), 10/3 (lead, weight 1), 5 (vision, weight 3), 3 (data, weight 0.5)
    assert (2 + 10 / 3 + 3 * 5 + 3 / 2) / 5.5 == pytest.approx(by_areas.overall.mean, rel=1e-15)
    assert (2 * 2.0 + 2 * (10 / 3) + 6 * 5.0 + 1 * 3.0) / 11 == by_areas.overall.mean
    assert (2 * 25.0 + 2 * (100 * 7 / 12) + 6 * 100.0 + 50.0) / 11 == by_areas.overall.percent
    assert (2 * (10 / 3) + 6 * 5.0) / 8 == by_areas["lead"].mean
    assert 3.0 == by_areas["data"].mean
    assert ("overall", "lead", "vision", "data") == tuple(
        area.id for area in by_areas.overall.areas
    )
    assert ("lead", "vision") == tuple(area.id for area in by_areas["lead"].areas)
    assert {()} == {area.areas for area in by_areas.overall.areas}
    assert () == by_areas["data"].areas == scores.overall.areas


def test_other_figures_are_over_the_items_in_either_roll_up(
    scores: Scores, by_areas: Scores
) -> None:
    """Under `areas` all other figures and the counts are over the items below."""
    for one, other in zip(scores, by_areas, strict=True):
        assert one.tally == other.tally
        assert (one.median, one.deviation) == (other.median, other.deviation)
        assert one.needed == other.needed


def test_area_means_are_added_one_by_one() -> None:
    """`areas` adds the means one by one, in document order, and divides once."""
    groups = [
        Group(f"g{n}", children=_items(n, n + 2, scale=Scale.between(0, 9))) for n in (1, 4, 7, 10)
    ]
    answers = dict(zip(map(str, range(1, 13)), [1, 0, 0, 2, 0, 0, 5, 0, 0, 7, 1, 0], strict=True))
    total = ((1 / 3 + 2 / 3) + 5 / 3) + 8 / 3
    assert total / 4 == _scores(_framework(*groups), answers, "areas").overall.mean
    backwards = ((8 / 3 + 5 / 3) + 2 / 3) + 1 / 3
    turned = _framework(*groups[::-1])
    assert backwards / 4 == _scores(turned, answers, "areas").overall.mean


def test_a_withheld_area_drops_out_and_is_listed() -> None:
    """In `areas` a withheld area drops out; in `items` its answers still count."""
    framework = _framework(
        Group("a", children=_items(1, 2)), Group("b", children=_items(3, 5)), Item("6", "Six.")
    )
    answers = {"1": 2, "2": 4, "3": 5, "4": "?"}
    by_items, by_areas = _scores(framework, answers), _scores(framework, answers, "areas")
    assert 11 / 3 == by_items.overall.mean
    assert 3.0 == by_areas.overall.mean
    assert ("overall", "b") == by_areas.overall.left_out
    assert ["a"] == [area.id for area in by_areas.overall.scored_areas]
    assert () == by_items.overall.left_out
    assert "1 of 3 answered, 2 needed" == by_items["b"].reason == by_areas["b"].reason


def test_min_coverage_is_asked_of_each_area_and_of_the_whole() -> None:
    """Two of six answers are a third: enough for the whole, and for each area of three."""
    groups = [Group("a", children=_items(1, 3)), Group("b", children=_items(4, 6))]
    answers = {"1": 2, "4": 4}
    overall = _scores(_framework(*groups), answers, "areas", 0.333333).overall
    assert (2, 2, 3.0, ()) == (overall.answered, overall.needed, overall.mean, overall.left_out)
    overall = _scores(_framework(*groups), answers, "areas", 0.333334).overall
    assert (2, 3, None) == (overall.answered, overall.needed, overall.mean)
    assert ("a", "b") == overall.left_out
    assert "2 of 6 answered, 3 needed" == overall.reason == overall.reasons["percent"]


def test_an_area_is_one_of_its_own_areas() -> None:
    """An area that holds items and areas counts its own items as one of them."""
    outer = Group("outer", children=[*_items(1, 2), Group("inner", children=_items(3, 3))])
    by_areas = _scores(_framework(outer), {"1": 1, "2": 2, "3": 5}, "areas")
    assert (1.5 + 5.0) / 2 == by_areas["outer"].mean == by_areas.overall.mean
    assert [1.5, 5.0] == [area.mean for area in by_areas["outer"].areas]
    assert 8 / 3 == _scores(_framework(outer), {"1": 1, "2": 2, "3": 5})["outer"].mean


def test_a_framework_without_groups_is_the_same_in_either_roll_up() -> None:
    """Items alone are no areas."""
    framework = _framework(*_items(1, 3))
    one, other = (_scores(framework, {"1": 1, "2": 5}, rollup) for rollup in ("items", "areas"))
    assert one.overall == other.overall
    assert () == other.overall.areas == one.areas


def test_nothing_answered_gives_nothing() -> None:
    """Nothing answered gives None, never 0, whatever the minimum coverage."""
    for share in (0, 0.5, 1):
        nothing = _flat([None, "?", "n/a"], share)
        assert [None] * 6 == [getattr(nothing, figure) for figure in FIGURES if figure != "mastery"]
        assert nothing.mastery(0.8) is None
        assert 0.0 == nothing.coverage
        assert {1: 0, 2: 0, 3: 0, 4: 0, 5: 0} == nothing.distribution


@pytest.mark.parametrize(
    ("share", "n", "needed"),
    [
        (0.5, 6, 3),
        (0.5, 5, 3),
        (0.5, 1, 1),
        (0, 5, 1),
        (0.0, 5, 1),
        (1, 5, 5),
        (0.3, 10, 3),
        (0.1 * 3, 10, None),
        (0.7, 10, 7),
        (0.07, 100, 7),
        ("0.29", 100, 29),
        (Fraction(3, 10), 20, 6),
        (0.333333, 3, 1),
        (0.333334, 3, 2),
        (0.000001, 100, 1),
    ],
)
def test_needed_is_the_share_rounded_up(share: Any, n: int, needed: int | None) -> None:
    """Needed are `ceil(share * n)` of the n applicable items, the share as its shortest decimal."""
    framework = _framework(*_items(1, n + 1))
    if needed is None:
        with pytest.raises(InvalidValue, match="has more than 6 decimal places"):
            _scores(framework, {}, "items", share)
        return
    answers: dict[str, Any] = {str(number): 3 for number in range(1, needed + 1)}
    enough = _scores(framework, answers | {str(n + 1): "n/a"}, "items", share).overall
    assert (needed, 3.0) == (enough.needed, enough.mean)
    del answers[str(needed)]
    fewer = _scores(framework, answers | {str(n + 1): "n/a"}, "items", share).overall
    assert (needed, None, True) == (fewer.needed, fewer.mean, fewer.withheld)
    assert fewer.reason == f"{needed - 1} of {n} answered, {needed} needed"


def test_below_the_minimum_the_figures_are_withheld() -> None:
    """Figures are withheld, counts and distribution are not; each has its reason."""
    withheld = _flat([2, 4, None, "?", None, "n/a"])
    assert [None] * 6 == [getattr(withheld, figure) for figure in FIGURES if figure != "mastery"]
    assert withheld.mastery(0) is None
    assert (2, 1, 2, 1, 0.4) == (
        withheld.answered,
        withheld.unknown,
        withheld.missing,
        withheld.not_applicable,
        withheld.coverage,
    )
    assert {1: 0, 2: 1, 3: 0, 4: 1, 5: 0} == withheld.distribution
    assert dict.fromkeys(FIGURES, "2 of 5 answered, 3 needed") == withheld.reasons


def test_where_no_item_applies_there_is_no_coverage() -> None:
    """The reasons say that no items apply, of the coverage too."""
    away = _flat(["n/a", "n/a"])
    assert ("no items apply", None) == (away.reason, away.coverage)
    assert dict.fromkeys([*FIGURES, "coverage"], "no items apply") == away.reasons


def test_a_group_without_items_has_no_figures(scores: Scores) -> None:
    """An empty group says so."""
    empty = scores["empty"]
    assert ("no items", None, None) == (empty.reason, empty.distribution, empty.median)
    assert dict.fromkeys([*FIGURES, "coverage", "distribution"], "no items") == empty.reasons


def test_one_answer_has_no_deviation() -> None:
    """The sample standard deviation needs two answers; the reason says so."""
    single = _flat([4])
    assert (4.0, 4, 4, 4, None) == (
        single.mean,
        single.median,
        single.minimum,
        single.maximum,
        single.deviation,
    )
    assert {"deviation": "one answer has no deviation"} == single.reasons
    assert {} == _flat([4, 4]).reasons
    assert 0.0 == _flat([4, 4]).deviation


def test_over_several_scales_there_is_a_percent() -> None:
    """Over items of different scales there is only the weighted mean of the items' percents."""
    mixed = _framework(
        Item("1", "One.", weight=3),
        Item("2", "Two.", scale=_SAMM),
        Item("3", "Three.", scale=Scale.between(-3, 3)),
    )
    overall = _scores(mixed, {"1": 2, "2": 0.5, "3": 3}).overall
    assert (3 * 25 + 50 + 100) / 5 == overall.percent
    assert [None] * 5 == [
        getattr(overall, figure) for figure in FIGURES if figure not in ("percent", "mastery")
    ]
    assert (None, None) == (overall.mastery(0.8), overall.distribution)
    others = [figure for figure in (*FIGURES, "distribution") if figure != "percent"]
    assert dict.fromkeys(others, "items of different scales") == overall.reasons
    assert (3, 1.0, None) == (overall.answered, overall.coverage, overall.reason)


def test_over_several_scales_the_reasons_add_up() -> None:
    """Withheld over several scales, the distribution has its own reason."""
    mixed = _framework(*_items(1, 2), Item("3", "Three.", scale=_SAMM))
    overall = _scores(mixed, {"1": 2}).overall
    expected = dict.fromkeys(FIGURES, "1 of 3 answered, 2 needed")
    assert {**expected, "distribution": "items of different scales"} == overall.reasons


def test_each_group_has_the_scale_of_its_items() -> None:
    """Groups of one scale each have all figures, the whole of several has none of theirs."""
    groups = (
        Group("a", children=_items(1, 2)),
        Group("b", children=_items(3, 4, scale=_SAMM)),
    )
    scores = _scores(_framework(*groups), {"1": 1, "2": 2, "3": 0.25, "4": 1}, "areas")
    assert [1.5, 0.625] == [scores[id].mean for id in "ab"]
    assert Fraction(5, 8) == scores["b"].median
    assert {0: 0, Fraction(1, 4): 1, Fraction(1, 2): 0, 1: 1} == scores["b"].distribution
    assert (12.5 + 62.5) / 2 == scores.overall.percent
    assert scores.overall.mean is None
    assert sqrt(Fraction(9, 32)) == scores["b"].deviation


def test_scales_of_the_same_values_are_one() -> None:
    """Two scales are the same where their level values are."""
    labelled = Scale([Level(value, label=f"Level {value}") for value in range(1, 6)])
    framework = _framework(Item("1", "One."), Item("2", "Two.", scale=labelled))
    assert 3.5 == _scores(framework, {"1": 3, "2": "Level 4"}).overall.mean


@pytest.mark.parametrize(
    ("expected", "levels"),
    [
        (3, [3]),
        (3, [1, 3, 5]),
        (Fraction(5, 2), [1, 2, 3, 4]),
        (3, [1, 2, 4, 5]),
        (2, [2, 2, 2, 5]),
        (Fraction(7, 2), [1, 3, 4, 5]),
        (5, [1, 5, 5, 5, 5]),
        (3, [1, 1, 5, 5]),
        (1, [1, 1]),
    ],
)
def test_the_median_is_the_middle(expected: object, levels: list[int]) -> None:
    """The middle answer, or half-way between the two in the middle, exactly."""
    median = _flat(levels).median
    assert expected == median
    assert type(expected) is type(median)


def test_the_median_is_whole_where_fractions_meet() -> None:
    """Half-way between a half and one and a half is one."""
    halves = Scale([Level(0.5), Level(1), Level(1.5)])
    median = _flat([0.5, 1.5], scale=halves).median
    assert (1, int) == (median, type(median))
    assert Fraction(3, 4) == _flat([0.5, 1], scale=halves).median


@pytest.mark.parametrize(
    ("expected", "share", "levels"),
    [
        (2, 0.8, [5, 5, 4, 4, 5, 4, 2, 3, 2, 3, 1, 2]),
        (1, 0.8, [1, 1, 5, 5, 5]),
        (2, 0.8, [1, 2, 2, 2, 2]),
        (5, 0.8, [5]),
        (5, 0, [1, 2]),
        (1, 1, [1, 5, 5, 5]),
        (2, 1, [2, 5, 5, 5]),
        (5, 0.75, [1, 5, 5, 5]),
        (1, 0.750001, [1, 5, 5, 5]),
        (4, 0.3, [1, 1, 1, 1, 1, 1, 1, 4, 4, 4]),
        (5, 0.000001, [1, 5]),
        (3, "0.5", [1, 1, 3, 3]),
        (4, Fraction(1, 2), [1, 1, 3, 4, 5, 5]),
    ],
)
def test_mastery_is_the_highest_level_held_by_enough(
    expected: int, share: Any, levels: list[int]
) -> None:
    """The highest level such that for it and every lower one that share is at or above."""
    assert expected == _flat(levels).mastery(share)


@pytest.mark.parametrize("share", [-0.1, 1.1, 2])
def test_a_share_lies_between_0_and_1(share: Any) -> None:
    """A share outside 0 to 1 is refused, and its name is said."""
    with pytest.raises(InvalidValue, match=r"is no share; give one from 0 to 1") as caught:
        _flat([3], share)
    assert "min_coverage" == caught.value.field
    with pytest.raises(InvalidValue) as caught:
        _flat([3]).mastery(share)
    assert "share" == caught.value.field


@pytest.mark.parametrize("rollup", ["item", "", None])
def test_another_roll_up_is_refused(rollup: Any) -> None:
    """The roll-up is `items` or `areas`."""
    with pytest.raises(InvalidValue, match=f"'{rollup}' is no roll-up; use items or ar") as caught:
        _scores(_TREE, {}, rollup)
    assert "rollup" == caught.value.field


def test_the_weakest_area_has_the_lowest_percent() -> None:
    """`weakest` is the area with the lowest percent, the first of several; a withheld one never."""
    groups = [
        Group("a", children=_items(1, 2)),
        Group("b", children=_items(3, 4)),
        Group("c", children=_items(5, 6)),
        Group("d", children=_items(7, 9)),
    ]
    scores = _scores(_framework(*groups), {"1": 4, "3": 2, "5": 2, "7": 1})
    assert scores["b"] is scores.weakest
    assert ("a", "b", "c", "d") == tuple(area.id for area in scores.areas)
    assert _scores(_framework(*groups), {"7": 1}).weakest is None
    at_zero = _scores(_framework(*groups), {"1": 1, "3": 2})
    assert at_zero["a"] is at_zero.weakest


def test_scores_are_found_by_id(scores: Scores) -> None:
    """One Score a group and one for the framework; an unknown id names the closest."""
    assert scores.overall is scores["overall"]
    assert 5 == len(scores) == len(list(scores))
    assert ["lead", "vision", "data"] == [area.id for area in scores.areas]
    with pytest.raises(UnknownId) as caught:
        scores["leed"]
    error = caught.value
    assert ("group", "leed", "lead") == (error.kind, error.id, error.closest)
    assert "the framework f" == caught.value.where
    with pytest.raises(UnknownId):
        scores["1"]


def test_a_plan_holds_its_options(scores: Scores) -> None:
    """The plan keeps the roll-up and the minimum coverage, exactly."""
    plan = Plan(_TREE, "areas", 0.3)
    assert ("areas", Fraction(3, 10)) == (plan.rollup, plan.min_coverage)
    assert ("items", Fraction(1, 2)) == (scores.plan.rollup, scores.plan.min_coverage)
    assert scores.plan == Plan(_TREE)
    assert scores.plan != plan


def test_a_plan_is_in_whole_numbers() -> None:
    """The plan holds the weights in their units, and what each level adds up to."""
    plan = Plan(_TREE, "areas")
    assert [8, 4, 2, 3, 0] == [node.size for node in plan.nodes]
    assert [1, 2, 2, 3, 0] == [node.size for node in plan.own]
    assert [2, 2, 6, 1, 2] == [node.weight for node in plan.nodes] == [n.weight for n in plan.own]
    assert [None, 0, 1, 0, 0] == [node.parent for node in plan.nodes]
    assert [(0, 1, 2, 3), (1, 2), (), (), ()] == [node.areas for node in plan.nodes]
    assert (1, 2) == plan.items["1"][:2]
    assert (2, 1) == plan.items["4"][:2]
    assert (6 + 4 - 1, 2 * 4, 2 * 3) == plan.items["1"][2][4]
    assert (6 + 4 - 1, 4, 3) == plan.items["4"][2][2]


def test_decimal_levels_and_weights_are_exact() -> None:
    """Weights and levels are scaled by their common denominator: no tenth goes astray."""
    items = [Item(str(n), "It.", weight=weight) for n, weight in enumerate((0.1, 0.2, 0.7), 1)]
    scale = Scale([Level(value) for value in (0.1, 0.2, 0.3, 0.4)])
    overall = _scores(_framework(*items, scale=scale), {"1": 0.3, "2": 0.1, "3": 0.4}).overall
    assert 0.33 == overall.mean
    assert 100 * 23 / 30 == overall.percent


def test_levels_below_zero_count() -> None:
    """A level of 0 or below is an answer like any other."""
    score = _flat([-2, 0, -1], scale=Scale.between(-2, 2))
    assert (-1.0, 25.0, -1, -2, 0) == (
        score.mean,
        score.percent,
        score.median,
        score.minimum,
        score.maximum,
    )
    assert 1.0 == score.deviation
