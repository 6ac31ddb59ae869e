"""Framework files: what is accepted, and every problem at its place with its remedy."""

from __future__ import annotations

import datetime
import json
import time
import tracemalloc
from fractions import Fraction

import pytest

from competency import Framework, Group, InvalidFile, Item, Scale
from competency.loading import framework_file, framework_of, framework_warnings, structuring
from competency.reading import read_document

HEAD = 'id: tea\nversion: "1"\ntitle: Tea\nscale: {minimum: 1, maximum: 3}\n'
ABOUT = 'id: tea\nversion: "1"\ntitle: Tea\n'
ITEM = "items: [{id: 1, text: Boils.}]\n"


def load(text: str, name: str = "tea.yaml") -> Framework:
    """Load a framework from a text."""
    return framework_of(read_document(text.encode(), name))


def problems(text: str, name: str = "tea.yaml") -> list[tuple[str, str, str]]:
    """Give the line and column, the message and the remedy of each problem."""
    with pytest.raises(InvalidFile) as caught:
        load(text, name)
    return [
        (str(problem.place).removeprefix(f"{name}:"), problem.message, problem.remedy)
        for problem in caught.value.problems
    ]


def problem(text: str) -> tuple[str, str, str]:
    """Give the only problem."""
    (only,) = problems(text)
    return only


def item(keys: str) -> Item:
    """Load one item, written in flow style."""
    return load(f"{HEAD}items:\n- {{id: 1, text: Boils., {keys}}}").item("1")


def fault(keys: str) -> tuple[str, str, str]:
    """Give what is wrong with an item; its columns count from behind `text: Boils., `."""
    place, message, remedy = problem(f"{HEAD}items:\n- {{id: 1, text: Boils., {keys}}}")
    line, column = place.split(":")
    assert line == "6"
    return str(int(column) - len("- {id: 1, text: Boils., ")), message, remedy


# What a framework may say


def test_all_that_a_framework_says_about_itself() -> None:
    """Each key reaches the field of its name."""
    framework = load(
        f"{HEAD}{ITEM}description: D\nsource: S\npublisher: P\npublished: 2026-02-28\n"
        "licence: |\n  L\n  M\nlanguage: pt-BR\nnotes: N\n"
    )
    assert ("tea", "1", "Tea") == (framework.id, framework.version, framework.title)
    assert ("D", "S", "P") == (framework.description, framework.source, framework.publisher)
    assert datetime.date(2026, 2, 28) == framework.published
    assert ("L\nM\n", "pt-BR", "N") == (framework.licence, framework.language, framework.notes)
    assert Scale.between(1, 3) == framework.scale


def test_all_that_an_item_says() -> None:
    """Each key of an item reaches the field of its name."""
    made = item(
        "title: T, weight: 0.25, reverse: true, descriptors: {1: A}, guidance: G, "
        "references: [R, S], tags: [t], scale: {minimum: 0, maximum: 2}"
    )
    expected = Item(
        "1",
        "Boils.",
        title="T",
        weight=Fraction(1, 4),
        reverse=True,
        scale=Scale.between(0, 2),
        descriptors={1: "A"},
        guidance="G",
        references=["R", "S"],
        tags=["t"],
    )
    assert expected == made


def test_all_that_a_group_says() -> None:
    """Each key of a group reaches the field of its name."""
    keys = "id: a, title: T, description: D, weight: 1.5, items: [{id: 1, text: B}]"
    framework = load(f"{HEAD}areas: [{{{keys}}}]")
    child = Item("1", "B", scale=framework.scale)
    assert (Group("a", "T", "D", 1.5, children=[child]),) == framework.children


@pytest.mark.parametrize("key", ["categories", "areas", "groups", "children"])
def test_child_groups_stand_under_any_of_these(key: str) -> None:
    """`categories`, `areas` and `groups` have one meaning, and `children` takes groups too."""
    framework = load(f"{HEAD}{key}:\n- id: a\n  {key}:\n  - {{id: b, items: [{{id: 1, text: B}}]}}")
    assert ["a", "b", "1"] == [node.id for node in framework.walk()]


def test_items_and_groups_mix_in_document_order() -> None:
    """Under `children` an item is what has a text; all keys keep the order of the file."""
    framework = load(
        f"{HEAD}items: [{{id: 1, text: A}}]\n"
        "children: [{id: 2, text: B}, {id: g, items: [{id: 3, text: C}]}, {id: 4, text: D}]\n"
        "areas: [{id: h, children: [{id: 5, text: E}], items: [{id: 6, text: F}]}]"
    )
    assert ["1", "2", "g", "3", "4", "h", "5", "6"] == [node.id for node in framework.walk()]


def test_groups_may_be_nested_as_deep_as_files_are_read() -> None:
    """30 groups within one another are what 64 levels of nesting hold; none is too deep to walk."""
    groups = "".join(
        f"{'  ' * depth}groups:\n{'  ' * depth}- id: g{depth}\n" for depth in range(30)
    )
    framework = load(f"{HEAD}{groups}{'  ' * 30}items: [{{id: 1, text: Deep.}}]")
    assert [*(f"g{depth}" for depth in range(30)), "1"] == [node.id for node in framework.walk()]


def test_texts_are_kept_as_they_were_typed() -> None:
    """`no`, `010` and `1.10` are texts where texts are due."""
    framework = load(f"{ABOUT}scale: {{minimum: 1, maximum: 3}}\nitems: [{{id: 010, text: no}}]")
    assert [("010", "no")] == [(item.id, item.text) for item in framework.items]


def test_json_has_the_same_keys() -> None:
    """A framework in JSON is read like one in YAML; a number is the text that was typed."""
    tree = {
        "id": "tea",
        "version": 1.0,
        "title": "Tea",
        "scale": {"minimum": 1, "maximum": 3},
        "items": [{"id": 1, "text": "Boils.", "weight": 1.5, "reverse": True, "title": None}],
    }
    framework = load(json.dumps(tree), "tea.json")
    assert ("1.0", Fraction(3, 2)) == (framework.version, framework.item("1").weight)
    assert (True, None) == (framework.item("1").reverse, framework.item("1").title)


def test_an_optional_key_with_nothing_behind_it_is_left_out() -> None:
    """So are empty lists of children."""
    framework = load(
        f"{HEAD}description:\nscales:\nareas: [{{id: a, title: , weight: ~, scale: , items: }}]\n"
        "items: [{id: 1, text: B, weight: , reverse: , tags: , references: ~, descriptors: ,"
        " scale: }]"
    )
    assert (None, "a", 1) == (
        framework.description,
        framework.group("a").title,
        framework.group("a").weight,
    )
    assert Item("1", "B", scale=framework.scale) == framework.item("1")


# Scales


def test_levels_are_listed_up_or_down() -> None:
    """Forms list a scale as its file does."""
    up = load(f"{ABOUT}{ITEM}scale: {{levels: [{{value: 1}}, {{value: 2}}]}}").scale
    down = load(f"{ABOUT}{ITEM}scale: {{levels: [{{value: 2}}, {{value: 1}}]}}").scale
    assert [(False, (1, 2)), (True, (1, 2))] == [
        (scale.descending, scale.values) for scale in (up, down)
    ]


@pytest.mark.parametrize(("order", "descending"), [("ascending", False), ("descending", True)])
def test_order_says_how_forms_list_a_scale(order: str, descending: bool) -> None:
    """An order that is said wins over that of the list."""
    for levels in ("levels: [{value: 1}, {value: 2}]", "minimum: 1, maximum: 2"):
        scale = load(f"{ABOUT}{ITEM}scale: {{{levels}, order: {order}}}").scale
        assert descending is scale.descending


def test_all_that_a_level_says() -> None:
    """A level has a value, exactly, and may have an id, a label and a description."""
    levels = "[{value: -0.25, id: low, label: Low, description: D}, {value: '1'}]"
    scale = load(f"{ABOUT}{ITEM}scale: {{levels: {levels}}}").scale
    low, high = scale.levels
    assert (Fraction(-1, 4), "low", "Low", "D") == (
        low.value,
        low.id,
        low.label,
        low.description,
    )
    assert (1, None, None, None) == (high.value, high.id, high.label, high.description)


def test_a_scale_is_named_or_stands_in_place() -> None:
    """The framework, a group and an item name a scale; a group's is for all below it."""
    framework = load(
        f"{ABOUT}scale: pair\n"
        "scales: {pair: {minimum: 0, maximum: 1}, share: {minimum: 0, maximum: 100}}\n"
        "items: [{id: 1, text: A}, {id: 2, text: B, scale: share}]\n"
        "areas:\n"
        "- {id: a, scale: {minimum: 2, maximum: 4}, items: [{id: 3, text: C}],"
        "   areas: [{id: b, items: [{id: 4, text: D}, {id: 5, text: E, scale: pair}]}]}"
    )
    highest = {item.id: item.scale.highest for item in framework.items}
    assert {"1": 1, "2": 100, "3": 4, "4": 4, "5": 1} == highest


def test_items_of_one_scale_hold_one_object() -> None:
    """A scale is read once, however many items have it."""
    framework = load(f"{HEAD}items: [{{id: 1, text: A}}, {{id: 2, text: B, tags: [t]}}]")
    assert framework.item("1").scale is framework.item("2").scale is framework.scale


@pytest.mark.parametrize(
    ("scale", "place", "message", "remedy"),
    [
        ("", 8, "a scale is due here, not nothing", "write its levels, or its minimum and maximum"),
        (
            "[1, 2]",
            9,
            "a scale is due here, not a list",
            "write its levels, or its minimum and maximum",
        ),
        ("five", 9, "no scale is called 'five'", "define it under scales"),
        ("{}", 9, "a scale has levels, or a minimum and a maximum", "write one of these"),
        (
            "{minimum: 1, levels: [{value: 1}, {value: 2}]}",
            9,
            "a scale has levels, or a minimum and a maximum",
            "write one of these",
        ),
        (
            "{minimum: 1}",
            9,
            "a scale without levels has a whole minimum and a whole maximum",
            "write both, or list the levels",
        ),
        (
            "{minimum: 1, maximum: 2.5}",
            9,
            "a scale without levels has a whole minimum and a whole maximum",
            "write both, or list the levels",
        ),
        (
            "{minimum: 3, maximum: 3}",
            31,
            "3 to 3 is no range of 2 to 101 levels",
            "let the maximum be 1 to 100 above the minimum",
        ),
        ("{levels: []}", 18, "the scale has 0 levels", "a scale has 2 to 101 levels"),
        ("{levels: [{value: 1}]}", 18, "the scale has 1 levels", "a scale has 2 to 101 levels"),
        ("{levels: up}", 18, "a list is due here, not a text", "begin each entry with a dash"),
        ("{levels: [1]}", 19, "a mapping is due here, not a text", "write it as {value: …}"),
        (
            "{levels: [{value: 1}, {value: 3}, {value: 2}]}",
            18,
            "the levels are out of order",
            "list them from the lowest to the highest or the other way round",
        ),
        (
            "{levels: [{value: 1, label: n/a}, {value: 2}]}",
            18,
            "a level may not be called 'n/a'",
            "choose another name",
        ),
        (
            "{levels: [{value: 1, id: '2'}, {value: 2}]}",
            18,
            "'2' could name two levels",
            "give each its own",
        ),
        (
            "{minimum: 1, maximum: 3, order: up}",
            41,
            "'up' is no order",
            "write ascending or descending",
        ),
        (
            "{levels: [{value: 2000000}, {value: 1}]}",
            27,
            "'2000000' is too large",
            "at most 1,000,000",
        ),
        (
            "{levels: [{value: 1, labels: a}, {value: 2}]}",
            30,
            "unknown key 'labels'",
            "did you mean 'label'?",
        ),
    ],
)
def test_what_is_wrong_with_a_scale(scale: str, place: int, message: str, remedy: str) -> None:
    """The place is that of the part at fault."""
    assert (f"4:{place - 1}", message, remedy) == problem(f"{ABOUT}scale: {scale}\n{ITEM}")


def test_a_level_needs_a_number() -> None:
    """Nothing, a flag, infinity and a level of two meanings are no values."""
    levels = "[{value: true}, {value: }, {value: .inf}, {value: 1_0}, {label: x}]"
    found = problems(f"{ABOUT}scale: {{levels: {levels}}}\n{ITEM}")
    assert ["'true' is not a number", "a value is due here, not nothing"] == [
        message for _, message, _ in found[:2]
    ]
    assert ["'.inf' is not a number", "'1_0' is not a number", "the key 'value' is missing"] == [
        message for _, message, _ in found[2:]
    ]


def test_a_scale_that_is_wrong_is_told_once() -> None:
    """Who names it is not told that there is none."""
    place, message, _ = problem(
        f"{HEAD}scales: {{bad: {{minimum: 2, maximum: 1}}}}\n"
        "items: [{id: 1, text: A, scale: bad}]"
    )
    assert ("5:37", "2 to 1 is no range of 2 to 101 levels") == (place, message)


def test_a_misspelt_scale_is_named() -> None:
    """The closest name under `scales` is the remedy."""
    place, message, remedy = problem(
        f"{HEAD}scales: {{share: {{minimum: 0, maximum: 9}}}}\n"
        f"areas: [{{id: a, scale: shar, {ITEM[:-1]}}}]"
    )
    assert ("6:24", "no scale is called 'shar'") == (place, message)
    assert "did you mean 'share'?" == remedy


def test_without_a_scale_everything_else_is_checked_all_the_same() -> None:
    """Which levels its descriptors name cannot be said then."""
    item = "{id: 1, text: A, weight: 0, descriptors: {9: A, 1: }}"
    expected = ["4:8", "5:34", "5:60"]
    assert expected == [place for place, _, _ in problems(f"{ABOUT}scale: five\nitems: [{item}]")]


def test_scales_are_a_mapping() -> None:
    """A list of scales has no names."""
    expected = ("5:9", "a mapping is due here, not a list", "write keys and values")
    assert expected == problem(f"{HEAD}scales: [a]\n{ITEM}")


# Items and groups


@pytest.mark.parametrize(
    ("keys", "place", "message", "remedy"),
    [
        ("weight: 0", 9, "a weight is above 0, not 0", "leave out what is not to count"),
        ("weight: -1", 9, "a weight is above 0, not -1", "leave out what is not to count"),
        (
            "weight: 1e5",
            9,
            "'1e5' is not a number",
            "write a whole number or a short decimal, such as 3 or 0.25",
        ),
        ("weight: 0.1234567", 9, "'0.1234567' has more than 6 decimal places", "round it"),
        ("weight: [1]", 9, "a value is due here, not a list", "write one"),
        ("reverse: yes", 10, "'yes' is neither true nor false", "write one of them"),
        ("title: {a: b}", 8, "a value is due here, not a mapping", "write one"),
        ('title: "a\\nb"', 8, "a line break is not allowed here", "write one line"),
        ("guidance: ''", 11, "the text is empty", "write a text, or leave it out"),
        ("tags: a", 7, "a list is due here, not a text", "begin each entry with a dash"),
        ("references: [a, ~]", 17, "a value is due here, not nothing", "write one"),
        ("tags: [[b]]", 8, "a value is due here, not a list", "write one"),
        ("tags: ['']", 8, "the text is empty", "write a text, or leave it out"),
        ("descriptors: a", 14, "a mapping is due here, not a text", "write keys and values"),
        ("descriptors: {1: [a]}", 18, "a value is due here, not a list", "write one"),
        ("descriptors: {1: }", 18, "a value is due here, not nothing", "write one"),
        (
            "descriptors: {4: a}",
            15,
            "'4' is no level of the scale",
            "the levels are 1, 2, 3",
        ),
        ("txet: a", 1, "unknown key 'txet'", "did you mean 'text'?"),
        (
            "items: []",
            1,
            "unknown key 'items'",
            "a group stands under categories, areas, groups or children",
        ),
        (
            "zzz: a",
            1,
            "unknown key 'zzz'",
            "the keys are id, text, title, weight, reverse, scale, descriptors, guidance, "
            "references, tags",
        ),
        (
            "reverse: true, scale: {levels: [{value: 1}, {value: 2}, {value: 4}]}",
            10,
            "the item is reverse, but its scale turned round is another scale",
            "use a scale that is even about its middle",
        ),
    ],
)
def test_what_is_wrong_with_an_item(keys: str, place: int, message: str, remedy: str) -> None:
    """Line and column are those of the value at fault, or of an unknown key."""
    assert (str(place), message, remedy) == fault(keys)


def test_descriptors_are_for_levels_by_value_id_or_label() -> None:
    """All three name a level, and one level has one descriptor."""
    scale = "scale: {levels: [{value: 1, id: low, label: Low}, {value: 2, label: High}]}"
    made = item(f"{scale}, descriptors: {{low: A, High: B}}")
    assert {1: "A", 2: "B"} == made.descriptors
    expected = ("'Low' is a level that has a descriptor already", "write one a level")
    place, *said = fault(f"{scale}, descriptors: {{low: A, Low: B}}")
    assert (str(len(f"{scale}, descriptors: {{low: A, ") + 1), *expected) == (place, *said)


def test_an_item_or_group_is_a_mapping() -> None:
    """The remedy shows what it takes."""
    expected = [
        ("5:9", "a mapping is due here, not a text", "write it as {id: …, text: …}"),
        ("5:12", "a mapping is due here, not a list", "write it as {id: …, text: …}"),
        ("5:17", "a mapping is due here, not nothing", "write it as {id: …, text: …}"),
        ("6:9", "a mapping is due here, not a text", "write it as {id: …}"),
        ("7:12", "a mapping is due here, not a text", "write it as {id: …}"),
    ]
    assert expected == problems(f"{HEAD}items: [a, [b], ~]\nareas: [a]\nchildren: [b]")


@pytest.mark.parametrize("key", ["categories", "areas", "groups", "items", "children"])
def test_children_are_a_list(key: str) -> None:
    """One text is no list of its letters."""
    place = f"5:{len(key) + 3}"
    expected = (place, "a list is due here, not a text", "begin each entry with a dash")
    assert expected == problem(f"{HEAD}{key}: i1")


def test_an_item_among_groups_is_told_where_it_belongs() -> None:
    """Its text is what gives it away."""
    expected = ("5:17", "unknown key 'text'", "an item stands under items or children")
    assert expected == problem(f"{HEAD}areas: [{{id: 1, text: Boils.}}]")


@pytest.mark.parametrize(
    ("id", "message"),
    [
        ("' a'", "the id ' a' begins or ends with a space"),
        ('"a\\u200b"', "the id 'a\\u200b' holds an invisible character"),
        ('"e\\u0301"', "the id 'e\u0301' is not in the Unicode normal form NFC"),
        ("overall", "'overall' names the whole framework"),
        ("''", "the text is empty"),
        ("'" + "x" * 201 + "'", "the id has 201 characters, 200 are allowed"),
        ('"a\\u202eb"', "the text holds the invisible control character U+202E"),
    ],
)
def test_an_id_that_is_refused_is_refused_everywhere(id: str, message: str) -> None:
    """Frameworks, groups and items have the same ids."""
    lines = [f"id: {id}", 'version: "1"', "title: T", "scale: {minimum: 1, maximum: 2}"]
    text = "\n".join([*lines, f"items: [{{id: {id}, text: A}}]", f"areas: [{{id: {id}}}]"])
    found = [(place, said) for place, said, _ in problems(text)]
    places = [("1:5", message), ("5:14", message), ("6:14", message)]
    assert places == [each for each in found if "taken" not in each[1]]


def test_an_id_that_is_there_twice_names_both_places() -> None:
    """Ids differ in more than case and width, over the whole file."""
    found = problems(
        f"{HEAD}areas:\n- {{id: a, items: [{{id: '1', text: x}}]}}\n"
        "- {id: A, items: [{id: １, text: y}]}"
    )
    expected = [
        ("7:8", "the id 'A' is taken by 'a' on line 6", "give each node its own id"),
        ("7:24", "the id '１' is taken by '1' on line 6", "give each node its own id"),
    ]
    assert expected == found


def test_the_framework_may_have_the_id_of_a_node() -> None:
    """Only nodes must differ from one another."""
    assert "tea" == load(f"{HEAD}items: [{{id: tea, text: A}}]").item("tea").id


# The framework as a whole


def test_what_a_framework_needs() -> None:
    """All that is missing is told at once."""
    expected = ["id", "version", "title", "scale"]
    found = problems("{}")
    assert [f"the key '{name}' is missing" for name in expected] == [each[1] for each in found[:4]]
    assert ("1:1", "the framework has no item", "add one under items") == found[4]
    assert 5 == len(found)


@pytest.mark.parametrize("children", ["", "items:", "items: []", "areas: [{id: a}]"])
def test_a_framework_without_an_item_is_refused(children: str) -> None:
    """Nothing could be rated."""
    expected = ("1:1", "the framework has no item", "add one under items")
    assert expected == problem(HEAD + children)


def test_a_framework_with_broken_items_is_not_called_empty() -> None:
    """One fault is told once."""
    expected = ("5:8", "a list is due here, not a text", "begin each entry with a dash")
    assert expected == problem(f"{HEAD}items: none")


@pytest.mark.parametrize(
    ("line", "column", "message", "remedy"),
    [
        (
            "published: 2026-1-1",
            12,
            "'2026-1-1' is no date",
            "write it as year-month-day, such as 2026-11-24",
        ),
        ("published: 2026-02-30", 12, "the date 2026-02-30 does not exist", ""),
        ("language: e!", 11, "'e!' is no language tag", "write one such as en or pt-BR"),
        ("notes: [a]", 8, "a value is due here, not a list", "write one"),
        ("publishr: a", 1, "unknown key 'publishr'", "did you mean 'publisher'?"),
    ],
)
def test_what_is_wrong_with_a_framework(line: str, column: int, message: str, remedy: str) -> None:
    """Line and column are those of the value at fault, or of an unknown key."""
    assert (f"6:{column}", message, remedy) == problem(f"{HEAD}{ITEM}{line}")


def test_a_key_that_is_needed_has_something_behind_it() -> None:
    """Nothing is no text: it does not become 'None'."""
    text = "id: tea\nversion:\ntitle: ~\nscale: {minimum: 1, maximum: 3}\nitems: [{id: 1, text: }]"
    expected = [("2:9", "a value is due here, not nothing", "write one"), ("3:8",), ("5:23",)]
    found = problems(text)
    assert expected[0] == found[0]
    assert ["2:9", "3:8", "5:23"] == [place for place, _, _ in found]


def test_sums_must_stay_exact() -> None:
    """Weights too large or too fine are refused as a whole."""
    place, message, remedy = problem(
        f"{HEAD}items: [{{id: 1, text: A, weight: 999999999}}, "
        "{id: 2, text: B, weight: 0.000001}]"
    )
    assert ("1:1", "use smaller weights, or weights with fewer decimal places") == (place, remedy)
    assert message.startswith("the weights and levels are so large or so fine")


def test_all_problems_are_told_in_document_order() -> None:
    """The scales are read first, but told where they stand."""
    found = problems(
        "items: [{id: 1, txet: A}]\nid: tea\nversion: 1\ntitle: ''\nscale: two\nscales: [a]\nfoo: b"
    )
    assert ["1:9", "1:17", "4:8", "5:8", "6:9", "7:1"] == [place for place, _, _ in found]


def test_a_message_shows_the_line_and_a_caret() -> None:
    """File, line, column, message, remedy, and what stands there."""
    with pytest.raises(InvalidFile) as caught:
        load(f"{HEAD}items:\n  - {{id: 1, lable: A}}", "rubrics/tea.yaml")
    expected = [
        "rubrics/tea.yaml:6:5: the key 'text' is missing; add it",
        "    6 |   - {id: 1, lable: A}",
        "            ^",
        "rubrics/tea.yaml:6:13: unknown key 'lable'; did you mean 'scale'?",
        "    6 |   - {id: 1, lable: A}",
        "                    ^",
    ]
    assert expected == str(caught.value).splitlines()


def test_kinds_are_for_programs() -> None:
    """Each problem has a kind that does not change with its wording."""
    with pytest.raises(InvalidFile) as caught:
        load(
            f"{ABOUT}scale: {{minimum: 1}}\nareas: a\nitems:\n- {{id: a, text: }}\n"
            "- {id: a, foo: b, scale: c, reverse: d}\n"
            "scales: {s: {order: x, minimum: 1, maximum: 2}}"
        )
    expected = ["levels", "wrong-type", "wrong-type", "missing-key", "duplicate-id"]
    found = [problem.kind for problem in caught.value.problems]
    assert [*expected, "unknown-key", "no-scale", "flag", "order"] == found


# Bounds


def test_twenty_problems_are_shown_and_a_thousand_kept() -> None:
    """Reading ends with the thousandth; all of it is quickly done."""
    text = HEAD + "items:\n" + "".join(f"- {{id: {number}, wieght: 2}}\n" for number in range(900))
    began = time.perf_counter()
    with pytest.raises(InvalidFile) as caught:
        load(text)
    shown = str(caught.value).splitlines()
    assert time.perf_counter() - began < 2
    assert (1000, "and 980 more") == (len(caught.value.problems), shown[-1])
    assert 61 == len(shown)


def test_the_closest_name_is_not_sought_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """After many comparisons the keys are listed instead."""
    monkeypatch.setattr(structuring, "_MOST_COMPARED", 10)
    text = f"{HEAD}items: [{{id: 1, text: A, wieght: 1}}, {{id: 2, text: B, tgas: []}}]"
    found = [remedy for _, _, remedy in problems(text)]
    assert ["did you mean 'weight'?", "did you mean 'tags'?"] == found
    text += "\nareas: [{id: a, wieght: 1}]"
    assert "the keys are id, title" in problems(text)[2][2]


def test_the_number_of_items_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first item too many is where it is told, once."""
    monkeypatch.setattr(framework_file, "_MOST_ITEMS", 2)
    text = f"{HEAD}items: [{{id: 1, text: A}}, {{id: 2, text: B}}"
    assert 2 == len(load(f"{text}]").items)
    found = problem(f"{text}, {{id: 3, text: C}}, {{id: 4, text: D}}]")
    assert ("5:45", "the framework has more than 2 items", "split it") == found


def test_items_are_counted_over_all_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first item too many may be the first of a later list."""
    monkeypatch.setattr(framework_file, "_MOST_ITEMS", 2)
    areas = (
        "[{id: a, items: [{id: 1, text: A}, {id: 2, text: B}]}, {id: b, items: [{id: 3, text: C}]}]"
    )
    with pytest.raises(InvalidFile) as caught:
        load(f"{HEAD}areas: {areas}")
    (told,) = caught.value.problems
    assert ("too-many-items", 5, 79) == (told.kind, told.place.line, told.place.column)


def test_the_default_bound_is_250_000_items() -> None:
    """No published framework comes near it."""
    assert 250_000 == framework_file._MOST_ITEMS


def test_memory_is_a_small_multiple_of_the_file() -> None:
    """Reading a large framework holds at most 12 times the file at its peak."""
    items = "".join(f"  - {{id: i{number}, text: {'x' * 100}}}\n" for number in range(2_000))
    data = f"{HEAD}items:\n{items}".encode()
    tracemalloc.start()
    framework_of(read_document(data, "tea.yaml"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * len(data)


ODD = [
    "a",
    "[a]",
    "{a: b}",
    "[[]]",
    "[{}]",
    "{}",
    "[]",
    "~",
    "1",
    "[~]",
    "{1: {2: 3}}",
    "[[{a: [b]}]]",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "text",
    [
        "id: ODD\nversion: ODD\ntitle: ODD\nscale: ODD\nscales: ODD\nitems: ODD",
        f"{HEAD}areas: ODD\ngroups: ODD\nchildren: ODD\npublished: ODD\nlanguage: ODD",
        f"{ABOUT}{ITEM}scale: {{levels: ODD, minimum: ODD, order: ODD}}",
        f"{ABOUT}{ITEM}scale: {{levels: [{{value: ODD, id: ODD, label: ODD}}]}}",
        f"{HEAD}areas: [{{id: ODD, title: ODD, weight: ODD, scale: ODD, items: ODD}}]",
    ],
)
def test_an_odd_tree_raises_nothing_foreign(text: str, odd: str) -> None:
    """A list, a mapping, a text or nothing in the wrong place is a problem like any other."""
    with pytest.raises(InvalidFile):
        load(text.replace("ODD", odd))


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize(
    "key",
    ["id", "text", "title", "weight", "reverse", "scale", "descriptors", "references", "tags", "x"],
)
def test_an_odd_item_raises_nothing_foreign(key: str, odd: str) -> None:
    """An item is loaded, or refused with a problem in its own line."""
    keys = {"id": "1", "text": "A", key: odd}
    text = f"{HEAD}items:\n- {{{', '.join(f'{name}: {value}' for name, value in keys.items())}}}"
    lines = {6}
    try:
        load(text)
    except InvalidFile as error:
        lines = {problem.place.line for problem in error.problems}
    assert {6} == lines


# Parts of a document, and warnings


def test_a_framework_may_stand_within_a_document() -> None:
    """The places are those of the whole file."""
    lines = [f"  {line}" for line in f"{HEAD}items: [{{id: 1, text: A}}]".splitlines()]
    document = read_document("\n".join(["parts:", *lines]).encode(), "x.yaml")
    assert "tea" == framework_of(document, ("parts",)).id
    with pytest.raises(InvalidFile) as caught:
        framework_of(document, ("parts", "id"))
    assert "x.yaml:2:7: a mapping is due here, not a text" in str(caught.value)


def warned(text: str) -> list[tuple[str, str, str]]:
    """Give the place, the kind and the message of each warning."""
    document = read_document(text.encode(), "x.yaml")
    found = framework_warnings(document, framework_of(document))
    assert {"leave it if it is meant"} >= {problem.remedy for problem in found}
    return [(str(problem.place), problem.kind, problem.message) for problem in found]


def test_what_is_worth_a_look() -> None:
    """Equal texts, empty groups, areas of one item, and ids of mixed scripts."""
    expected = [
        ("x.yaml:8:16", "equal-texts", "items 1 and 3 have one text"),
        ("x.yaml:9:33", "equal-texts", "items 1 and 4 have one text"),
        ("x.yaml:10:8", "empty-group", "the group holds nothing"),
        ("x.yaml:9:14", "one-item-area", "the area holds one item"),
        ("x.yaml:12:17", "mixed-scripts", "the id 'аb' mixes scripts"),
    ]
    text = (
        f"{HEAD}items:\n  - {{id: 1, text: A}}\n  - {{id: 2, text: B}}\n"
        "  -     {  id: 3, text: A}\nareas: [{id: x, children: [{id: 4, text: A}]},\n"
        "  {id: y, items: }, {id: z, areas: [\n"
        "  {id: w, items: [{id: 5, text: C}, {id: 6, text: D}]}]}]\n"
        "children: [{id: аb, text: E}, {id: αβ, text: F}]"
    )
    assert expected == warned(text)


def test_a_plain_framework_has_no_warning() -> None:
    """Nothing is worth a look in it."""
    assert [] == warned(f"{HEAD}items: [{{id: 1a, text: A}}, {{id: ß, text: B}}]")
