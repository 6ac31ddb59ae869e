"""Scales and their levels."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from competency import InvalidValue, Level, Scale, number_text
from strategies import scales

_CTO = Scale(
    [
        Level(5, "excel", "Excel"),
        Level(4, "proficient", "Proficient"),
        Level(3),
        Level(2, label="Basic"),
        Level(1, "need-help", "Need help!"),
    ]
)
_SAMM = Scale([Level(0), Level(0.25), Level(0.5), Level(1)])


def test_a_scale_is_held_upwards_and_listed_as_it_was() -> None:
    """The scale knows its lowest and highest value and whether forms list it downwards."""
    assert (1, 2, 3, 4, 5) == _CTO.values
    assert (1, 5, True) == (_CTO.lowest, _CTO.highest, _CTO.descending)
    assert [5, 4, 3, 2, 1] == [level.value for level in _CTO.listed]
    assert (0, Fraction(1, 4), Fraction(1, 2), 1) == _SAMM.values
    assert _SAMM.levels == _SAMM.listed
    assert not _SAMM.descending


def test_the_order_of_a_form_may_be_said() -> None:
    """A scale may be written upwards and listed downwards, and the other way round."""
    down = Scale([Level(1), Level(2)], descending=True)
    assert ((1, 2), [2, 1]) == (down.values, [level.value for level in down.listed])
    up = Scale([Level(2), Level(1)], descending=False)
    assert ((1, 2), [1, 2]) == (up.values, [level.value for level in up.listed])
    assert up != down
    assert up == Scale.between(1, 2)


@given(scales())
def test_a_level_is_found_by_each_of_its_names(scale: Scale) -> None:
    """A level may be given by value, id or label, exactly as written."""
    for level in scale.levels:
        assert all(scale.level(name) is level for name in level.names)
        assert level is scale.level(level.value)
        assert level is scale.level(float(level.value))
    assert sorted(scale.values) == [level.value for level in scale.levels]
    assert scale.listed in (scale.levels, scale.levels[::-1])


@pytest.mark.parametrize("name", ["2", 2, "Basic", 2.0, Fraction(2)])
def test_two_and_its_text_are_one(name: object) -> None:
    """`2` and `"2"` are one."""
    assert 2 == _CTO.level(name).value


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("2.0", "the levels are 1, 2, 3, 4, 5"),
        ("basic", "did you mean 'Basic'?"),
        ("Exel", "did you mean 'Excel'?"),
        (" 2", "did you mean '2'?"),
        (6, "the levels are 1, 2, 3, 4, 5"),
        (True, "the levels are 1, 2, 3, 4, 5"),
        (2.5, "the levels are 1, 2, 3, 4, 5"),
    ],
)
def test_what_is_no_level_is_refused(name: object, remedy: str) -> None:
    """A level off the scale cannot exist; the message names what was meant, or what there is."""
    with pytest.raises(InvalidValue) as caught:
        _CTO.level(name)
    assert (f"'{name}' is no level of the scale", "level") == (
        caught.value.message,
        caught.value.kind,
    )
    assert remedy == caught.value.remedy


def test_a_long_scale_is_told_by_its_ends() -> None:
    """Of more than twelve levels, the message names the ends."""
    with pytest.raises(InvalidValue, match=r"'99' is no level of the scale; 0 to 12$"):
        Scale.between(0, 12).level(99)
    with pytest.raises(InvalidValue, match=r"the levels are 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"):
        Scale.between(1, 12).level(99)


def test_nothing_is_no_level() -> None:
    """None is not a number."""
    with pytest.raises(InvalidValue, match="is not a number"):
        _CTO.level(None)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "the scale has 0 levels; a scale has 2 to 101 levels"),
        ([1], "the scale has 1 levels; a scale has 2 to 101 levels"),
        (range(102), "the scale has 102 levels; a scale has 2 to 101 levels"),
        ([1, 3, 2], "the levels are out of order; list them from the lowest to the highest"),
        ([3, 1, 2], "the levels are out of order; list them from the lowest to the highest"),
        ([1, 1], "the levels are out of order; list them from the lowest to the highest"),
        ([3, 2, 2, 1], "the levels are out of order; list them from the lowest to the highest"),
    ],
)
def test_levels_are_in_order(values: Any, message: str) -> None:
    """A scale has at least two levels, listed up or down."""
    with pytest.raises(InvalidValue) as caught:
        Scale([Level(value) for value in values])
    assert str(caught.value).startswith(f"levels: {message}")
    assert ("levels", "levels") == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize("name", ["n/a", "?", "unknown", "none"])
@pytest.mark.parametrize("field", ["id", "label"])
def test_no_level_is_called_as_a_state_is(name: str, field: str) -> None:
    """A level called `n/a`, `?`, `unknown` or `none` is refused."""
    message = f"levels: a level may not be called '{name}'; choose another name"
    with pytest.raises(InvalidValue) as caught:
        Scale([Level(1), Level(2, **{field: name})])
    assert (message, "levels") == (str(caught.value), caught.value.kind)


@pytest.mark.parametrize(
    "levels",
    [
        [Level(1, label="Good"), Level(2, label="Good")],
        [Level(1, id="good"), Level(2, label="good")],
        [Level(1), Level(2, label="1")],
        [Level(0.5, id="1"), Level(1)],
    ],
)
def test_one_text_names_one_level(levels: list[Level]) -> None:
    """A framework in which one text could name two levels is refused."""
    with pytest.raises(InvalidValue) as caught:
        Scale(levels)
    name = caught.value.message.split("'")[1]
    assert all(name in level.names for level in levels)
    assert f"levels: '{name}' could name two levels; give each its own" == str(caught.value)
    assert ("levels", "levels") == (caught.value.kind, caught.value.field)


def test_a_level_may_have_one_text_for_all_its_names() -> None:
    """A level whose id and label are its value has one name."""
    scale = Scale([Level(1, "1", "1"), Level(2)])
    assert 1 == scale.level("1").value


@pytest.mark.parametrize(
    ("arguments", "kind", "field"),
    [
        ({"value": "x"}, "not-a-number", "value"),
        ({"value": 1_000_001}, "invalid", "value"),
        ({"value": -1_000_001}, "invalid", "value"),
        ({"value": 1, "id": "a "}, "id", "id"),
        ({"value": 1, "label": "a\nb"}, "line", "label"),
        ({"value": 1, "description": ""}, "empty", "description"),
    ],
)
def test_a_level_checks_itself(arguments: dict[str, Any], kind: str, field: str) -> None:
    """A refusal names the field at fault."""
    with pytest.raises(InvalidValue) as caught:
        Level(**arguments)
    assert (kind, field) == (caught.value.kind, caught.value.field)


def test_a_level_has_a_largest_value() -> None:
    """Level values lie from minus to plus a million."""
    assert (10**6, -(10**6)) == (Level(10**6).value, Level(-(10**6)).value)
    with pytest.raises(InvalidValue, match="value: '1000001' is too large; at most 1,000,000"):
        Level(1_000_001)


def test_a_level_is_called_by_its_best_name() -> None:
    """Its label, else its id, else its value."""
    assert "Basic" == Level(2, "basic", "Basic").title
    assert "basic" == Level(2, "basic").title
    assert "0.25" == Level(0.25).title
    assert ("2", "basic", "Basic") == Level(2, "basic", "Basic").names
    assert ("2",) == Level(2).names


def test_a_scale_is_made_of_levels() -> None:
    """Numbers are no levels."""
    with pytest.raises(
        InvalidValue, match="levels: a level is due here, not int; make a Level"
    ) as caught:
        Scale([Level(1), 2])  # type: ignore[list-item]
    assert ("wrong-type", "levels") == (caught.value.kind, caught.value.field)


def test_whole_levels_lie_between_two_ends() -> None:
    """A minimum and a maximum stand for whole levels without labels."""
    assert tuple(range(-1, 3)) == Scale.between(-1, 2).values
    assert 2 == len(Scale.between(0, 1).levels)
    assert 101 == len(Scale.between(0, 100).levels)
    assert not Scale.between(0, 1).descending


@pytest.mark.parametrize(("minimum", "maximum"), [(1, 1), (2, 1), (0, 101)])
def test_an_impossible_range_is_refused(minimum: int, maximum: int) -> None:
    """A scale has 2 to 101 levels."""
    message = f"maximum: {minimum} to {maximum} is no range of 2 to 101 levels; let the maximum"
    with pytest.raises(InvalidValue) as caught:
        Scale.between(minimum, maximum)
    assert str(caught.value).startswith(message)
    assert ("levels", "maximum") == (caught.value.kind, caught.value.field)


def test_figures_have_two_places_where_levels_lie_close() -> None:
    """Two decimals where levels lie less than 1 apart, else one."""
    assert 1 == Scale.between(0, 1).places == _CTO.places
    assert 2 == _SAMM.places
    assert 2 == Scale([Level(0), Level(1), Level(1.5)]).places
    assert 1 == Scale([Level(0), Level(1.5), Level(3)]).places


def test_a_level_is_said_by_value_and_label() -> None:
    """People read the value and the label."""
    assert "2 Basic" == _CTO.words(2)
    assert "3" == _CTO.words(3)
    assert "0.25" == _SAMM.words(Fraction(1, 4))
    with pytest.raises(InvalidValue):
        _CTO.words(6)


@given(scales())
def test_a_value_turned_twice_is_itself(scale: Scale) -> None:
    """A value is turned by the possible range."""
    assert scale.highest == scale.turned(scale.lowest)
    assert scale.values == tuple(scale.turned(scale.turned(value)) for value in scale.values)


def test_a_value_is_turned_by_the_possible_range() -> None:
    """Turned is lowest plus highest minus value."""
    assert 4 == _CTO.turned(2)
    assert Fraction(3, 4) == _SAMM.turned(Fraction(1, 4))
    assert -1 == Scale.between(-3, 1).turned(-1)


def test_scales_of_the_same_values_are_alike() -> None:
    """Two scales are the same where their level values are."""
    assert _CTO.is_like(_CTO)
    assert _CTO.is_like(Scale.between(1, 5))
    assert not _CTO.is_like(Scale.between(0, 4))
    assert not _CTO.is_like(Scale([Level(1), Level(2), Level(5)]))


@given(scales())
def test_each_level_has_its_text(scale: Scale) -> None:
    """The value names a level as its shortest text."""
    assert all(number_text(level.value) in level.names for level in scale.levels)
