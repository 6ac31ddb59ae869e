"""Profiles: what a role requires."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from competency import Framework, Group, InvalidValue, Item, Level, Profile, Scale, UnknownId
from strategies import frameworks, profiles

_FIVE = Scale([Level(1, "low"), Level(2), Level(3), Level(4), Level(5, label="High")])
_THREE = Scale([Level(0, "low"), Level(1), Level(2, label="High")])
_TREE = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=_FIVE,
    children=[
        Group(
            "outer",
            children=[
                Item("1", "One."),
                Group("inner", children=[Item("2", "Two."), Item("3", "Three.")]),
            ],
        ),
        Group("other", children=[Item("4", "Four.")]),
        Group("empty"),
        Item("5", "Five."),
    ],
)
_MIXED = Framework(
    id="mixed",
    version="1",
    title="Mixed",
    scale=_FIVE,
    children=[
        Group("a", children=[Item("1", "One.")]),
        Group("b", children=[Item("2", "Two.", scale=_THREE)]),
    ],
)


def _required(profile: Profile) -> list[object]:
    return [profile.required_level(item.id) for item in profile.framework.items]


@pytest.mark.parametrize(
    ("expected", "levels"),
    [
        ([None] * 5, {}),
        ([4, 4, 4, 4, 4], {"overall": 4}),
        ([3, 3, 3, 4, 4], {"overall": 4, "outer": 3}),
        ([3, 2, 2, 4, 4], {"overall": 4, "outer": 3, "inner": 2}),
        ([3, 2, 5, 4, 4], {"overall": 4, "outer": 3, "inner": 2, "3": 5}),
        ([None, 2, 2, None, None], {"inner": 2}),
        ([None, None, 5, 4, 4], {"overall": 4, "outer": "none", "3": 5}),
        ([4, None, 4, 4, 4], {"overall": 4, "2": None}),
        ([None, 3, 3, 4, 4], {"overall": 4, "outer": None, "inner": 3}),
    ],
)
def test_the_most_specific_level_wins(expected: list[object], levels: dict[str, Any]) -> None:
    """A level per item, group or overall: the most specific wins; `none` requires nothing."""
    assert expected == _required(Profile(_TREE, levels))


@pytest.mark.parametrize("name", [5, "5", 5.0, "High"])
def test_a_required_level_has_many_names(name: Any) -> None:
    """A level is given by value, id or label, and held as its value."""
    profile = Profile(_TREE, {"1": name, "overall": "low"})
    assert [5, 1, 1, 1, 1] == _required(profile)
    assert {"1": 5, "overall": 1} == profile.levels


def test_one_name_may_mean_a_level_on_each_scale() -> None:
    """Over several scales a name is each item's own level."""
    profile = Profile(_MIXED, {"overall": "High"})
    assert [5, 2] == _required(profile)
    assert {"overall": "High"} == profile.levels
    assert {"overall": 2} == Profile(_MIXED, {"overall": "2"}).levels


def test_a_level_is_on_each_scale_that_it_reaches() -> None:
    """A level must be on the scale of every item that it reaches; key and item are named."""
    with pytest.raises(InvalidValue) as caught:
        Profile(_MIXED, {"1": 3, "overall": 4})
    message = "overall: '4' is no level of the scale of item '2'; the levels are 0, 1, 2"
    assert (message, "level") == (str(caught.value), caught.value.kind)
    assert "overall" == caught.value.field


@pytest.mark.parametrize(
    ("expected", "given"),
    [(4, 4), (4, "4"), (4, 4.0), ("4.0", "4.0"), ("Top", "Top"), (None, "none")],
)
def test_a_level_reaches_what_nothing_more_specific_covers(expected: object, given: Any) -> None:
    """A level that reaches no item is on no scale: it is kept as a number or a text."""
    profile = Profile(_MIXED, {"overall": given, "a": 5, "b": 0})
    assert [5, 0] == _required(profile)
    assert expected == profile.levels["overall"]
    assert type(expected) is type(profile.levels["overall"])


def test_what_is_neither_number_nor_text_is_no_level() -> None:
    """A level that reaches nothing is checked too."""
    with pytest.raises(InvalidValue, match="empty: 'True' is not a number") as caught:
        Profile(_TREE, {"empty": True})
    assert "empty" == caught.value.field


@pytest.mark.parametrize(
    ("expected", "importance"),
    [
        ({"1": 1, "2": 1, "inner": 1, "overall": 1}, {}),
        ({"1": 3, "2": 3, "inner": 3, "overall": 3}, {"overall": 3}),
        ({"1": 2, "2": 2, "inner": 2, "outer": 2, "4": 3}, {"overall": 3, "outer": 2}),
        ({"1": 2, "2": 4, "inner": 4, "outer": 2, "4": 1, "overall": 1}, {"outer": 2, "inner": 4}),
        ({"2": Fraction(1, 2), "3": 4, "inner": 4}, {"inner": 4, "2": 0.5}),
    ],
)
def test_the_most_specific_importance_wins(
    expected: dict[str, object], importance: dict[str, Any]
) -> None:
    """Importance is positive, 1 unless said; the most specific wins."""
    profile = Profile(_TREE, {}, importance)
    assert expected == {id: profile.importance_of(id) for id in expected}
    assert importance == {id: float(value) for id, value in profile.importance.items()}


@pytest.mark.parametrize(
    ("value", "kind", "message"),
    [
        (0, "weight", "an importance is above 0, not 0; leave out what is not to count"),
        (-0.5, "weight", "an importance is above 0, not -0.5; leave out what is not to count"),
        ("high", "not-a-number", "'high' is not a number; write a whole number or a short"),
    ],
)
def test_importance_is_above_0(value: Any, kind: str, message: str) -> None:
    """What does not count is left out; the key is named."""
    with pytest.raises(InvalidValue) as caught:
        Profile(_TREE, {}, {"inner": value})
    assert str(caught.value).startswith(f"inner: {message}")
    assert (kind, "inner") == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize("field", ["levels", "importance"])
def test_an_unknown_node_is_refused(field: str) -> None:
    """A level or an importance of what is not there cannot exist."""
    with pytest.raises(UnknownId) as caught:
        Profile(_TREE, **{field: {"iner": 3}})
    assert ("item or group", "inner") == (caught.value.kind, caught.value.closest)


def test_only_items_have_a_required_level() -> None:
    """A group's requirement is the range of its items'."""
    profile = Profile(_TREE, {"overall": 3})
    with pytest.raises(UnknownId):
        profile.required_level("inner")
    with pytest.raises(UnknownId):
        profile.importance_of("iner")


def test_a_profile_checks_itself() -> None:
    """A title is one line, and a framework is due."""
    with pytest.raises(InvalidValue) as caught:
        Profile(_TREE, title="a\nb")
    assert ("line", "title") == (caught.value.kind, caught.value.field)
    with pytest.raises(TypeError, match="framework"):
        Profile("tea")  # type: ignore[arg-type]
    assert "A role" == Profile(_TREE, title="A role").title


def test_a_profile_stays() -> None:
    """Mappings that change later change nothing, and cannot be set."""
    levels: dict[str, Any] = {"1": 3}
    profile = Profile(_TREE, levels, levels)
    levels["2"] = 3
    assert {"1": 3} == profile.levels == profile.importance
    for mapping in (profile.levels, profile.importance):
        with pytest.raises(TypeError):
            mapping["2"] = 3  # type: ignore[index]


@given(frameworks().flatmap(profiles))
def test_required_levels_are_on_their_scales(profile: Profile) -> None:
    """A level off the scale of an item cannot be required of it, and reading again is the same."""
    for item in profile.framework.items:
        required = profile.required_level(item.id)
        assert required is None or required in item.scale.values
        assert profile.importance_of(item.id) > 0
    again = Profile(profile.framework, profile.levels, profile.importance, title=profile.title)
    assert profile == again
