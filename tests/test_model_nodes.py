"""Items, and the groups that hold them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from competency import Framework, Group, InvalidValue, Item, Level, Scale
from competency.model import Branch
from strategies import frameworks

_FIVE = Scale([Level(1, "low"), Level(2), Level(3), Level(4), Level(5, label="High")])
_UNEVEN = Scale([Level(0), Level(1), Level(3)])
_TREE = Group(
    "a",
    children=[
        Item("1", "One."),
        Group("b", children=[Group("c", children=[Item("2", "Two.")]), Item("3", "Three.")]),
        Group("empty"),
        Item("4", "Four."),
    ],
)


def _ids(nodes: Any) -> list[str]:
    return [node.id for node in nodes]


def test_a_group_knows_what_is_in_it_and_below_it() -> None:
    """`children` and `groups` are direct; `items` and `areas` are all at or below, in order."""
    assert ["1", "b", "empty", "4"] == _ids(_TREE.children)
    assert ["b", "empty"] == _ids(_TREE.groups)
    assert ["1", "4"] == _ids(_TREE.own_items)
    assert ["1", "2", "3", "4"] == _ids(_TREE.items)
    assert ["1", "b", "c", "2", "3", "empty", "4"] == _ids(_TREE.walk())
    assert ["a", "b", "c"] == _ids(_TREE.areas)


def test_an_area_holds_items_itself() -> None:
    """A group that holds only groups is no area, and so is an empty one."""
    outer = Group("outer", children=[Group("inner", children=[Item("1", "One.")])])
    assert ["inner"] == _ids(outer.areas)
    assert [] == _ids(Group("empty").areas)


def test_a_group_is_called_by_its_id_where_it_has_no_title() -> None:
    """A group has a title, else the id."""
    assert ("Data", "data") == (Group("data", "Data").title, Group("data").title)


@given(frameworks(words=False))
def test_a_walk_meets_each_node_once(framework: Framework) -> None:
    """Nodes come in document order: each before what it holds, and children in their order."""

    def expected(branch: Branch) -> list[str]:
        below: list[str] = []
        for node in branch.children:
            below += [node.id, *(expected(node) if isinstance(node, Group) else [])]
        return below

    assert expected(framework) == _ids(framework.walk())


def test_scales_are_in_common_where_their_values_are() -> None:
    """Over items of different scales there is none; nor over no items."""
    one, two = Scale.between(1, 5), Scale.between(0, 4)
    alike = Group("a", children=[Item("1", "One.", scale=_FIVE), Item("2", "Two.", scale=one)])
    assert _FIVE is alike.scale_in_common
    other = Group("b", children=[alike, Item("3", "Three.", scale=two)])
    assert other.scale_in_common is None
    assert Group("c").scale_in_common is None


def test_an_item_takes_the_scale_that_it_stands_in() -> None:
    """An item's own scale stays; one without gets the framework's, at any depth."""
    tree = Group("g", children=[Item("1", "One."), Item("2", "Two.", scale=_UNEVEN)])
    (group,) = Group("top", children=[tree]).on(_FIVE)
    assert isinstance(group, Group)
    assert [_FIVE, _UNEVEN] == [item.scale for item in group.items]


def test_a_level_has_one_descriptor() -> None:
    """Two names of one level are one too many."""
    message = "descriptors: two descriptors are for one level; write one for each level"
    with pytest.raises(InvalidValue) as caught:
        Item("1", "One.", scale=_FIVE, descriptors={1: "x", "low": "y"})
    assert message == str(caught.value)


def test_an_item_in_no_framework_has_no_scale() -> None:
    """An item without a scale says what to do."""
    with pytest.raises(InvalidValue, match="the item 1 has no scale; put it into a framework"):
        _ = Item("1", "One.").scale


def test_descriptors_are_held_by_value_upwards() -> None:
    """Descriptors say what a level means for this item, by level value, id or label."""
    item = Item("1", "One.", scale=_FIVE, descriptors={"High": "Best.", "low": "Worst.", 3: "So."})
    assert [(1, "Worst."), (3, "So."), (5, "Best.")] == list(item.descriptors.items())
    assert {} == Item("1", "One.").descriptors
    waiting = Item("1", "One.", descriptors=[("High", "Best."), ("low", "Worst."), ("3", "So.")])
    assert item == waiting.on(_FIVE)


@pytest.mark.parametrize(
    ("arguments", "message", "kind", "field"),
    [
        ({"id": " "}, "the text is empty", "empty", "id"),
        ({"text": None}, "a text is due here, not nothing", "wrong-type", "text"),
        ({"title": "a\nb"}, "a line break is not allowed here", "line", "title"),
        ({"weight": 0}, "a weight is above 0, not 0", "weight", "weight"),
        ({"weight": -1}, "a weight is above 0, not -1", "weight", "weight"),
        ({"weight": "heavy"}, "'heavy' is not a number", "not-a-number", "weight"),
        ({"guidance": ""}, "the text is empty", "empty", "guidance"),
        ({"references": "x"}, "a list of texts is due here, not one text", "wrong-type", None),
        ({"references": [""]}, "the text is empty", "empty", None),
        ({"tags": "x"}, "a list of texts is due here, not one text", "wrong-type", None),
        ({"tags": [1]}, "a text is due here, not int", "wrong-type", None),
        ({"descriptors": {1: ""}}, "the text is empty", "empty", None),
        ({"descriptors": {6: "x"}}, "'6' is no level of the scale", "level", None),
        ({"descriptors": {1: "x", "low": "y"}}, "two descriptors are for one level", None, None),
        ({"reverse": True, "scale": _UNEVEN}, "the item is reverse, but its scale", None, None),
    ],
)
def test_an_item_checks_itself(
    arguments: dict[str, Any], message: str, kind: str | None, field: str | None
) -> None:
    """A refusal names the field at fault."""
    with pytest.raises(InvalidValue) as caught:
        Item(**{"id": "1", "text": "One.", "scale": _FIVE} | arguments)
    assert caught.value.message.startswith(message)
    assert (kind or "invalid") == caught.value.kind
    assert (field or next(iter(arguments))) == caught.value.field


@pytest.mark.parametrize(
    ("arguments", "kind", "field"),
    [
        ({"id": "overall"}, "id", "id"),
        ({"id": "g", "title": ""}, "empty", "title"),
        ({"id": "g", "description": ""}, "empty", "description"),
        ({"id": "g", "weight": 0}, "weight", "weight"),
        ({"id": "g", "children": [Scale.between(1, 2)]}, "wrong-type", "children"),
    ],
)
def test_a_group_checks_itself(arguments: dict[str, Any], kind: str, field: str) -> None:
    """A refusal names the field at fault."""
    with pytest.raises(InvalidValue) as caught:
        Group(**arguments)
    assert (kind, field) == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize("field", ["references", "tags"])
def test_lists_of_texts_are_lists(field: str) -> None:
    """One text is no list, though it could be taken for one of letters."""
    message = f"{field}: a list of texts is due here, not one text; write a list"
    with pytest.raises(InvalidValue) as caught:
        Item("1", "One.", **{field: "x"})  # type: ignore[arg-type]
    assert message == str(caught.value)
    assert ("x", "y") == getattr(Item("1", "One.", **{field: ["x", "y"]}), field)  # type: ignore[arg-type]


def test_only_groups_and_items_are_children() -> None:
    """What else is given is named by its type."""
    message = "children: a group or an item is due here, not dict; make a Group or an Item"
    with pytest.raises(InvalidValue) as caught:
        Group("g", children=[{"id": "1"}])  # type: ignore[list-item]
    assert message == str(caught.value)


def test_weights_are_held_exactly() -> None:
    """A float weight is read as its shortest decimal."""
    assert Fraction(3, 10) == Item("1", "One.", weight=0.3).weight
    assert Fraction(1, 4) == Group("g", weight="0.25").weight  # type: ignore[arg-type]
    assert (1, 1) == (Item("1", "One.").weight, Group("g").weight)


def test_an_item_is_reverse_where_its_scale_is_even() -> None:
    """Reverse is refused where a turned level is off the scale, also once the scale is given."""
    assert Item("1", "One.", reverse=True, scale=_FIVE).reverse
    waiting = Item("1", "One.", reverse=True)
    with pytest.raises(InvalidValue) as caught:
        waiting.on(_UNEVEN)
    assert (
        "reverse: the item is reverse, but its scale turned round is another scale; "
        "use a scale that is even about its middle"
    ) == str(caught.value)
