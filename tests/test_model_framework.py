"""Frameworks: what is rated, and how it hangs together."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from competency import Framework, Group, InvalidValue, Item, Level, Scale, UnknownId
from strategies import frameworks

_FIVE = Scale.between(1, 5)


def _framework(*children: Group | Item, **details: Any) -> Framework:
    given = {"id": "tea", "version": "1", "title": "Tea", "scale": _FIVE, "children": children}
    return Framework(**given | details)


_TEA = _framework(
    Group("water", children=[Item("1", "Boils."), Group("hot", children=[Item("2", "Pours.")])]),
    Item("3", "Waits."),
    Group("cups"),
)


def test_a_framework_looks_its_nodes_up() -> None:
    """`item`, `group`, `branch` and `node` look one up by its id."""
    assert "Pours." == _TEA.item("2").text
    assert _TEA.children[0] is _TEA.group("water") is _TEA.branch("water") is _TEA.node("water")
    assert _TEA.item("2") is _TEA.node("2")
    assert _TEA is _TEA.node("overall") is _TEA.branch("overall")


@pytest.mark.parametrize(
    ("look_up", "kind", "id", "meant"),
    [
        ("item", "item", "33", "3"),
        ("item", "item", "water", None),
        ("group", "group", "waters", "water"),
        ("group", "group", "overall", None),
        ("branch", "group", "cup", "cups"),
        ("branch", "group", "1", None),
        ("node", "item or group", "11", "1"),
        ("node", "item or group", "waters", "water"),
        ("node", "item or group", "overal", "overall"),
    ],
)
def test_an_unknown_id_names_the_closest(
    look_up: str, kind: str, id: str, meant: str | None
) -> None:
    """Where there is none, the closest id of its kind is named."""
    with pytest.raises(UnknownId) as caught:
        getattr(_TEA, look_up)(id)
    error = caught.value
    assert (kind, id, meant) == (error.kind, error.id, error.closest)
    assert "the framework tea" == error.where


def test_a_framework_knows_its_parts() -> None:
    """`categories` are its top groups, `areas` the groups that hold items themselves."""
    assert ["water", "cups"] == [group.id for group in _TEA.categories]
    assert ["water", "hot"] == [area.id for area in _TEA.areas]
    assert ["1", "2", "3"] == [item.id for item in _TEA.items]
    assert ["3"] == [item.id for item in _TEA.own_items]
    assert {"water": None, "1": "water", "hot": "water", "2": "hot", "3": None, "cups": None} == {
        id: parent and parent.id for id, parent in _TEA.parents.items()
    }


@given(frameworks())
def test_each_node_is_in_its_parent(framework: Framework) -> None:
    """Every node has its parent, and every id finds its node."""
    for node in framework.walk():
        parent = framework.parents[node.id] or framework
        assert node in parent.children
        assert node is framework.node(node.id)
    assert len(list(framework.walk())) == len(framework.parents)


def test_scales_are_given_once_each_in_document_order() -> None:
    """The different scales of its items: equal ones once, the unused one not at all."""
    other = Scale.between(0, 3)
    items = [
        Item("1", "One.", scale=other),
        Item("2", "Two.", scale=Scale.between(0, 3)),
        Item("3", "Three.", scale=Scale([Level(0), Level(1)])),
    ]
    assert (other, Scale.between(0, 1)) == _framework(*items).scales
    assert (_FIVE,) == _TEA.scales
    assert _FIVE is _TEA.item("2").scale


def test_units_make_all_numbers_whole() -> None:
    """Weights and level values are scaled to integers by their common denominator."""
    quarters = Scale([Level(0), Level(0.25), Level(0.5), Level(1)])
    tenths = Scale([Level(0), Level(0.1), Level(0.3)])
    units = _framework(
        Group("a", weight=0.3, children=[Item("1", "One.", weight=0.5, scale=quarters)]),
        Group("b", weight=0.25, children=[Item("2", "Two.", weight=0.2, scale=tenths)]),
    ).units
    assert (10, 20, 20) == (units.weight, units.area, units.level)
    assert 60 == units.span  # the ranges are 20 and 6 twentieths
    plain = _TEA.units
    assert (1, 1, 1, 4) == (plain.weight, plain.area, plain.level, plain.span)


def test_a_framework_without_groups_has_units() -> None:
    """Where there is no group, its weights need no denominator."""
    assert 1 == _framework(Item("1", "One.")).units.area


@pytest.mark.parametrize("children", [(), (Group("a"),), (Group("a", children=[Group("b")]),)])
def test_a_framework_needs_an_item(children: tuple[Group, ...]) -> None:
    """Groups alone are no framework."""
    with pytest.raises(InvalidValue, match="the framework has no item; add one under") as caught:
        _framework(*children)
    assert ("no-item", "children") == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize(("taken", "id"), [("a", "A"), ("ﬁ", "fi"), ("1", "①"), ("water", "water")])
def test_ids_are_unique(taken: str, id: str) -> None:
    """Ids are unique among the nodes of a file after casefolded NFKC."""
    message = f"children: the id '{id}' is taken by '{taken}'; give each node its own id"
    with pytest.raises(InvalidValue) as caught:
        _framework(Group(taken, children=[Item(id, "One.")]))
    assert (message, "duplicate-id") == (str(caught.value), caught.value.kind)


@pytest.mark.parametrize(
    ("arguments", "kind", "field"),
    [
        ({"id": "overall"}, "id", "id"),
        ({"version": ""}, "empty", "version"),
        ({"title": "a\nb"}, "line", "title"),
        ({"description": ""}, "empty", "description"),
        ({"source": ""}, "empty", "source"),
        ({"publisher": ""}, "empty", "publisher"),
        ({"published": "2026-02-30"}, "date", "published"),
        ({"licence": ""}, "empty", "licence"),
        ({"language": ""}, "language", "language"),
        ({"language": "english language"}, "language", "language"),
        ({"language": "e"}, "language", "language"),
        ({"language": "en-"}, "language", "language"),
        ({"language": "en_GB"}, "language", "language"),
        ({"language": 5}, "language", "language"),
        ({"notes": ""}, "empty", "notes"),
        ({"children": ["x"]}, "wrong-type", "children"),
    ],
)
def test_a_framework_checks_itself(arguments: dict[str, Any], kind: str, field: str) -> None:
    """A refusal names the field at fault."""
    with pytest.raises(InvalidValue) as caught:
        _framework(**{"children": [Item("1", "One.")]} | arguments)
    assert (kind, field) == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize("language", ["en", "pt-BR", "zh-Hant-TW", "de-1996"])
def test_a_language_is_a_tag(language: str) -> None:
    """The language of its texts is a tag such as `en`."""
    assert language == _framework(Item("1", "One."), language=language).language
    message = f"language: '{language} ' is no language tag; write one such as en or pt-BR"
    with pytest.raises(InvalidValue) as caught:
        _framework(Item("1", "One."), language=f"{language} ")
    assert message == str(caught.value)


def test_a_date_must_exist() -> None:
    """Dates are ISO 8601 and must exist."""
    day = datetime.date(2024, 2, 29)
    item = Item("1", "One.")
    assert day == _framework(item, published="2024-02-29").published
    assert day is _framework(item, published=day).published
    with pytest.raises(InvalidValue, match="published: the date 2026-02-29 does not exist"):
        _framework(item, published="2026-02-29")
    with pytest.raises(InvalidValue, match=r"'24\.2\.2024' is no date; write it as year-month-day"):
        _framework(item, published="24.2.2024")


@pytest.mark.parametrize(
    "value",
    [
        "2024-2-29",
        "20240229",
        "2024-W09-4",
        "2024-02-29T00:00",
        20240229,
        "2024-02-29\n",
        "٢٠٢٤-٠٢-٢٩",
        datetime.datetime(2024, 2, 29),
    ],
)
def test_nothing_else_is_a_date(value: object) -> None:
    """A date has one form."""
    with pytest.raises(InvalidValue, match="is no date") as caught:
        _framework(Item("1", "One."), published=value)
    assert "date" == caught.value.kind


def test_a_scale_is_due() -> None:
    """A framework has a scale, also where each item has its own."""
    with pytest.raises(TypeError, match="scale"):
        _framework(Item("1", "One.", scale=_FIVE), scale=5)


def _weighing(weight: Any, scale: Scale) -> Framework:
    return _framework(Item("1", "One.", weight=weight), scale=scale)


_LIMIT = 2**53


def test_percents_stay_exact() -> None:
    """A framework whose worst sum of percents is not below 2^53 is refused."""
    largest = (_LIMIT - 1) // (100 * 100)
    wide = Scale.between(0, 100)
    assert _weighing(largest, wide)
    with pytest.raises(InvalidValue) as caught:
        _weighing(largest + 1, wide)
    assert ("too-large", "children") == (caught.value.kind, caught.value.field)
    assert "the weights and levels are so large or so fine" in str(caught.value)
    assert str(caught.value).endswith("use smaller weights, or weights with fewer decimal places")


@pytest.mark.parametrize("sign", [1, -1])
def test_weighted_sums_stay_exact(sign: int) -> None:
    """Levels far from 0, above or below it, count as much as their range."""
    far = Scale(sorted([Level(sign * 999_999), Level(sign * 10**6)], key=lambda each: each.value))
    largest = (_LIMIT - 1) // 10**6
    assert _weighing(largest, far)
    with pytest.raises(InvalidValue, match="so large or so fine"):
        _weighing(largest + 1, far)


def test_sums_are_below_the_limit_itself() -> None:
    """Sums are below 2^53: at it, they are refused."""
    scale = Scale([Level(2**19 - 1), Level(2**19)])
    assert _weighing(2**34 - 1, scale)
    message = "children: the weights and levels are so large or so fine that sums are not exact; "
    with pytest.raises(InvalidValue) as caught:
        _weighing(2**34, scale)
    assert str(caught.value).startswith(message)


def test_divisors_stay_exact() -> None:
    """Fine levels make a mean's divisor large."""
    fine = Scale([Level(0), Level("0.000001")])
    largest = (_LIMIT - 1) // 10**6
    assert _weighing(largest, fine)
    with pytest.raises(InvalidValue, match="so large or so fine"):
        _weighing(largest + 1, fine)


def test_the_worst_case_adds_all_items() -> None:
    """Weights add up over all items, in the weights' own units."""
    largest = (_LIMIT - 1) // 100 - 1

    def both(other: int) -> Framework:
        first = Item("1", "One.", weight=Fraction(1, 10**4))
        return _framework(
            first, Item("2", "Two.", weight=Fraction(other, 10**4)), scale=Scale.between(0, 1)
        )

    assert both(largest)
    with pytest.raises(InvalidValue, match="so large or so fine"):
        both(largest + 1)


@given(frameworks())
def test_equal_frameworks_have_one_hash(framework: Framework) -> None:
    """A framework is a value."""
    copy = Framework(
        id=framework.id,
        version=framework.version,
        title=framework.title,
        scale=framework.scale,
        children=framework.children,
    )
    assert hash(framework) == hash(copy) != hash(_TEA)
    assert (framework == copy) == (framework.digest == copy.digest)


@pytest.mark.parametrize("look", ["item", "group", "node"])
def test_an_id_that_is_no_text_is_told(look: str) -> None:
    """A number is no id, though it may look like one."""
    framework = Framework(
        id="x", version="1", title="X", scale=Scale.between(1, 3), children=[Item("1", "One.")]
    )
    with pytest.raises(InvalidValue) as caught:
        getattr(framework, look)(1)
    assert 'an id is a text, not int; write "1"' == str(caught.value)
