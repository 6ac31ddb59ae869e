"""Gaps by small numbers that are checked by hand, rule by rule."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from competency import (
    Answer,
    Assessment,
    Framework,
    Gaps,
    Group,
    Item,
    Level,
    Mismatch,
    Profile,
    Scale,
    State,
    UnknownId,
    find_gaps,
    score,
)

_FIVE = Scale.between(1, 5)
_FOUR = Scale.between(0, 3)


def _item(number: int, **options: Any) -> Item:
    return Item(str(number), f"Item {number}.", **options)


def _framework(*children: Group | Item) -> Framework:
    return Framework(id="f", version="1", title="F", scale=_FIVE, children=children)


_TREE = _framework(
    Group("a", children=[_item(1, weight=2), _item(2), Group("deep", children=[_item(3)])]),
    Group("b", children=[_item(4), _item(5)]),
    _item(6),
)


def _gaps(
    framework: Framework, answers: dict[str, Any], levels: Any, importance: Any = None
) -> Gaps:
    scores = score(Assessment(framework, answers))
    return find_gaps(scores, Profile(framework, levels, importance or {}))


@pytest.fixture
def gaps() -> Gaps:
    """Gaps of a small framework, two of them without a figure."""
    return _gaps(
        _TREE,
        {"1": 2, "2": 5, "3": 4, "4": 1, "5": 3, "6": "?"},
        {"overall": 4, "b": 3, "5": "none"},
        {"b": 3},
    )


def test_a_gap_is_required_minus_current(gaps: Gaps) -> None:
    """Gap is required minus current, signed; shortfall and surplus are kept apart."""
    found = [(gap.gap, gap.shortfall, gap.surplus) for gap in map(gaps.__getitem__, "1234")]
    assert [(2, 2, 0), (-1, 0, 1), (0, 0, 0), (2, 2, 0)] == found
    assert [1, 1, 1, 1] == [gaps[id].compared for id in "1234"]
    assert [0, 1, 1, 0] == [gaps[id].at_or_above for id in "1234"]
    assert [(4, 2), (4, 5), (4, 4), (3, 1)] == [
        (gaps[id].required, gaps[id].current) for id in "1234"
    ]
    assert (4, 4) == (gaps["1"].required_lowest, gaps["1"].required_highest)


def test_an_item_without_an_answer_or_a_requirement_has_no_gap(gaps: Gaps) -> None:
    """It has `gap` None with its reason, is not compared, and comes last."""
    unknown, unneeded = gaps["6"], gaps["5"]
    assert (None, None, None, "don't know") == (
        unknown.gap,
        unknown.shortfall,
        unknown.surplus,
        unknown.reason,
    )
    assert (4, None, 0) == (unknown.required, unknown.current, unknown.compared)
    assert (None, None, "no required level") == (unneeded.gap, unneeded.priority, unneeded.reason)
    assert (None, 3, 0) == (unneeded.required, unneeded.current, unneeded.compared)
    assert ["5", "6"] == [gap.id for gap in gaps.items[-2:]]
    assert [None, None] == [gap.rank for gap in gaps.items[-2:]]


@pytest.mark.parametrize(
    ("reason", "answer"),
    [
        ("no answer", None),
        ("no answer", Answer(comment="Later.")),
        ("don't know", "?"),
        ("not applicable", Answer(state=State.NOT_APPLICABLE, reason="no pot")),
    ],
)
def test_the_reason_is_the_state(reason: str, answer: Any) -> None:
    """Why there is no gap is what there is instead of an answer."""
    assert reason == _gaps(_TREE, {"1": answer}, {"overall": 3})["1"].reason
    assert reason == _gaps(_TREE, {"1": answer}, {})["1"].reason


def test_a_groups_shortfall_and_surplus_are_means_over_its_items(gaps: Gaps) -> None:
    """They are item-weighted means over compared items, not the gap of its means."""
    a = gaps["a"]
    assert (4 / 4, 1 / 4, 3 / 4) == (a.shortfall, a.surplus, a.gap)
    assert (3, 2) == (a.compared, a.at_or_above)
    assert (4, 4, None) == (a.required_lowest, a.required_highest, a.required)
    overall = gaps.overall
    assert (6 / 5, 1 / 5, 6 / 5 - 1 / 5) == (overall.shortfall, overall.surplus, overall.gap)
    assert (3, 4) == (overall.required_lowest, overall.required_highest)
    assert (4, 2) == (overall.compared, overall.at_or_above)
    assert ["1", "2", "3", "4", "5", "6"] == [gap.id for gap in overall.items]


def test_a_group_compares_what_has_both(gaps: Gaps) -> None:
    """An item without a required level is not compared, and the others are."""
    b = gaps["b"]
    assert (2.0, 0.0, 2.0, 1, 0) == (b.shortfall, b.surplus, b.gap, b.compared, b.at_or_above)
    assert (3, 3) == (b.required_lowest, b.required_highest)


def test_where_nothing_is_compared_there_is_no_gap() -> None:
    """A group with answers and no requirements says so."""
    gaps = _gaps(_TREE, {"1": 3, "2": 3, "4": 2, "5": 2}, {"b": 4})
    a = gaps["a"]
    assert (None, 0, "no item has both a level and a required level") == (
        a.gap,
        a.compared,
        a.reason,
    )
    assert (None, None, None, None) == (a.priority, a.rank, a.required_lowest, a.required_highest)
    assert ["b", "a", "deep"] == [gap.id for gap in gaps.areas]


def test_priority_is_importance_times_shortfall_over_the_range(gaps: Gaps) -> None:
    """Priority is exact; an area's is the weighted mean of its compared items'."""
    assert [Fraction(2, 4), 0, 0, Fraction(3 * 2, 4)] == [gaps[id].priority for id in "1234"]
    assert Fraction(2 * 2, 4) / 4 == gaps["a"].priority
    assert Fraction(3, 2) == gaps["b"].priority
    assert (1, 3, 3, 1) == tuple(gaps[id].importance for id in ("a", "b", "4", "overall"))


def test_items_and_areas_are_ranked_by_priority(gaps: Gaps) -> None:
    """By priority, then document order; ties share a rank (1,2,2,4)."""
    assert [("4", 1), ("1", 2), ("2", 3), ("3", 3), ("5", None), ("6", None)] == [
        (gap.id, gap.rank) for gap in gaps.items
    ]
    assert [("b", 1), ("a", 2), ("deep", 3)] == [(gap.id, gap.rank) for gap in gaps.areas]
    assert ["a", "deep", "b"] == [gap.id for gap in gaps.groups]
    assert gaps.overall.rank is None


def test_ties_share_a_rank() -> None:
    """Competition ranks: 1, 2, 2, 4."""
    flat = _framework(*(_item(number) for number in range(1, 6)))
    gaps = _gaps(flat, {"1": 4, "2": 3, "3": 1, "4": 3, "5": 5}, {"overall": 4})
    assert [("3", 1), ("2", 2), ("4", 2), ("1", 4), ("5", 4)] == [
        (gap.id, gap.rank) for gap in gaps.items
    ]


def test_only_areas_are_ranked_among_groups() -> None:
    """A category is no area; it has a priority and no rank."""
    tree = _framework(Group("top", children=[Group("area", children=[_item(1), _item(2)])]))
    gaps = _gaps(tree, {"1": 2, "2": 3}, {"overall": 4})
    assert (Fraction(3, 8), None) == (gaps["top"].priority, gaps["top"].rank)
    assert ["area"] == [gap.id for gap in gaps.areas]
    assert 1 == gaps["area"].rank


def test_the_items_of_a_group_have_their_ranks(gaps: Gaps) -> None:
    """A group's items are the very gaps that are found by id."""
    for group in (gaps.overall, *gaps.groups):
        assert all(each is gaps[each.id] for each in group.items)


def test_a_withheld_area_is_not_ranked_and_comes_last() -> None:
    """Its shortfall, surplus and gap are None with the reason; its items keep their own."""
    tree = _framework(
        Group("few", children=[_item(1), _item(2), _item(3)]), Group("full", children=[_item(4)])
    )
    gaps = _gaps(tree, {"1": 1, "4": 3}, {"overall": 4})
    few = gaps["few"]
    assert (None, None, None, None, None) == (
        few.shortfall,
        few.surplus,
        few.gap,
        few.priority,
        few.rank,
    )
    assert ("1 of 3 answered, 2 needed", 1, 4) == (few.reason, few.compared, few.required_lowest)
    assert ["full", "few"] == [gap.id for gap in gaps.areas]
    assert [("1", 1), ("4", 2)] == [(gap.id, gap.rank) for gap in gaps.items[:2]]


def test_over_several_scales_there_is_a_rank_and_no_shortfall() -> None:
    """Over several scales shortfall and surplus are None with a reason; priority is not."""
    tree = _framework(
        Group("mixed", children=[_item(1), _item(2, scale=_FOUR)]),
        Group("plain", children=[_item(3), _item(4)]),
    )
    gaps = _gaps(tree, {"1": 1, "2": 2, "3": 3, "4": 3}, {"plain": 4, "1": 4, "2": 3})
    mixed = gaps["mixed"]
    assert (None, None, None) == (mixed.shortfall, mixed.surplus, mixed.gap)
    assert "items of different scales" == mixed.reason == gaps.overall.reason
    assert (Fraction(3, 4) + Fraction(1, 3)) / 2 == mixed.priority
    assert (None, None) == (mixed.required_lowest, mixed.required_highest)
    assert (2, 0) == (mixed.compared, mixed.at_or_above)
    assert [("mixed", 1), ("plain", 2)] == [(gap.id, gap.rank) for gap in gaps.areas]
    assert [Fraction(3, 4), Fraction(1, 3)] == [gaps[id].priority for id in "12"]


def test_reverse_items_are_turned_with_their_required_levels() -> None:
    """A low level is the good one: required 2, answered 4, short by 2."""
    gaps = _gaps(_framework(_item(1, reverse=True), _item(2)), {"1": 4, "2": 4}, {"overall": 2})
    assert (4, 2, 2, 2, 0) == (
        gaps["1"].required,
        gaps["1"].current,
        gaps["1"].gap,
        gaps["1"].shortfall,
        gaps["1"].surplus,
    )
    assert -2 == gaps["2"].gap
    assert (2, 4) == (gaps.overall.required_lowest, gaps.overall.required_highest)


def test_gaps_of_decimal_levels_are_exact() -> None:
    """A level's distance is held exactly: an int where whole, else a Fraction."""
    tenths = Scale([Level(0.1), Level(0.3), Level(1.1), Level(1.3)])
    tree = Framework(id="f", version="1", title="F", scale=tenths, children=[_item(1), _item(2)])
    gaps = _gaps(tree, {"1": 0.1, "2": 1.3}, {"overall": 1.1})
    assert [(1, 1, 0), (-Fraction(1, 5), 0, Fraction(1, 5))] == [
        (gap.gap, gap.shortfall, gap.surplus) for gap in map(gaps.__getitem__, "12")
    ]
    assert int is type(gaps["1"].gap)
    assert (0.5, 0.1) == (gaps.overall.shortfall, gaps.overall.surplus)


def test_a_surplus_never_hides_a_need() -> None:
    """One item far above and one below: the group has both."""
    gaps = _gaps(_framework(_item(1), _item(2)), {"1": 5, "2": 2}, {"overall": 3})
    assert (0.5, 1.0, -0.5) == (gaps.overall.shortfall, gaps.overall.surplus, gaps.overall.gap)


def test_gaps_are_found_by_id(gaps: Gaps) -> None:
    """One Gap an item and one a group, in document order; an unknown id names the closest."""
    assert ["overall", "a", "1", "2", "deep", "3", "b", "4", "5", "6"] == [gap.id for gap in gaps]
    assert 10 == len(gaps)
    assert gaps["overall"] is gaps.overall
    with pytest.raises(UnknownId) as caught:
        gaps["dep"]
    error = caught.value
    assert ("item or group", "dep", "deep") == (error.kind, error.id, error.closest)
    assert "the framework f" == caught.value.where


def test_a_profile_of_another_framework_is_refused() -> None:
    """The profile is for the framework that was answered, its version and its structure."""
    scores = score(Assessment(_TREE, {}))
    for change in ({"id": "g"}, {"version": "2"}, {"children": _TREE.children[1:]}):
        with pytest.raises(Mismatch):
            find_gaps(scores, Profile(evolve(_TREE, **change)))


def test_a_translation_may_be_answered() -> None:
    """A framework of the same structure serves: its texts do not matter."""
    translated = evolve(_TREE, title="Ein Rahmen", language="de")
    gaps = find_gaps(score(Assessment(_TREE, {"1": 2})), Profile(translated, {"1": 5}))
    assert 3 == gaps["1"].gap
    assert translated is gaps.profile.framework
