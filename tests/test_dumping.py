"""Dumping: what is written loads back equal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    Group,
    InvalidValue,
    Item,
    Level,
    Profile,
    Scale,
    dump_assessment,
    dump_framework,
    dump_profile,
)
from competency.loading import (
    assessment_of,
    assessment_tree,
    dump_responses,
    framework_of,
    framework_tree,
    profile_of,
    profile_tree,
    responses_of,
)
from competency.reading import read_document, read_table
from strategies import assessments, framework_and_assessment, frameworks, profiles

SCALE = Scale.between(1, 3)


def tea(**keys: Any) -> Framework:
    """Make a framework of one item."""
    children = keys.pop("children", [Item("1", "Boils.")])
    return Framework(
        id="tea",
        version="1",
        title="Tea",
        scale=keys.pop("scale", SCALE),
        children=children,
        **keys,
    )


def from_json(tree: dict[str, Any]) -> Any:
    """Send a tree through JSON."""
    return read_document(json.dumps(tree).encode(), "tree.json")


@given(frameworks())
def test_a_framework_comes_back(framework: Framework) -> None:
    """From YAML and from JSON, with its digests."""
    text = dump_framework(framework)
    assert framework == framework_of(read_document(text.encode(), "x.yaml"))
    back = framework_of(from_json(framework_tree(framework)))
    assert framework == back
    assert (framework.digest, framework.structure_digest) == (back.digest, back.structure_digest)


@given(framework_and_assessment())
def test_an_assessment_comes_back(assessment: Assessment) -> None:
    """From YAML and from JSON."""
    text = read_document(dump_assessment(assessment).encode(), "x.yaml")
    for document in (text, from_json(assessment_tree(assessment))):
        assert assessment == assessment_of(document, lambda _: assessment.framework)


@given(st.data(), frameworks())
def test_a_profile_comes_back(data: st.DataObject, framework: Framework) -> None:
    """From YAML and from JSON."""
    profile = data.draw(profiles(framework))
    text = read_document(dump_profile(profile).encode(), "x.yaml")
    for document in (text, from_json(profile_tree(profile))):
        assert profile == profile_of(document, lambda _: framework)


@given(st.data(), frameworks())
def test_responses_come_back_from_csv(data: st.DataObject, framework: Framework) -> None:
    """What `dump_responses` writes loads back equal, one assessment after the other."""
    drawn = data.draw(st.lists(assessments(framework), min_size=1, max_size=3))
    people = [
        evolve(each, rater=f"={number}", subject=each.subject or f"={number}")
        for number, each in enumerate(drawn)
    ]
    table = read_table([dump_responses(people).encode()], "x.csv", ["respondent"])
    assert people == list(responses_of(table, framework))


def test_what_a_dumped_framework_looks_like() -> None:
    """Short keys, in the order that people write, and nothing that goes without saying."""
    scale = Scale([Level(2, "well", "Very well", "D"), Level(0.5)])
    children = [
        Item("1", "Boils.", weight=0.25, reverse=True, tags=["t"], descriptors={2: "A"}),
        Item("2", "Warms.", scale=SCALE),
        Item("3", "Cools.", scale=SCALE),
        Item("4", "Pours.", scale=scale),
    ]
    expected = """\
id: tea
version: '1'
title: Tea
language: en
scale:
  order: descending
  levels:
  - value: 2
    id: well
    label: Very well
    description: D
  - value: 0.5
scales:
  scale-1:
    order: ascending
    minimum: 1
    maximum: 3
groups:
- id: pot
  title: The pot
  items:
  - id: '1'
    text: Boils.
    weight: 0.25
    reverse: true
    descriptors:
      '2': A
    tags:
    - t
  - id: '2'
    text: Warms.
    scale: scale-1
  - id: '3'
    text: Cools.
    scale: scale-1
  - id: '4'
    text: Pours.
- id: cup
"""
    groups = [Group("pot", "The pot", children=children), Group("cup")]
    assert expected == dump_framework(tea(scale=scale, children=groups, language="en"))


def test_children_of_one_kind_stand_under_its_name() -> None:
    """Mixed ones under `children`; nothing is written where there are none."""
    item = Item("1", "A")
    trees = [
        framework_tree(tea(children=children))
        for children in ([item], [Group("g", children=[item])], [item, Group("g")])
    ]
    branches = [[key for key in tree if key in ("items", "groups", "children")] for tree in trees]
    assert [["items"], ["groups"], ["children"]] == branches
    assert {"id": "g"} == trees[2]["children"][1]


@pytest.mark.parametrize(
    ("scale", "key"),
    [
        (Scale.between(0, 100), "maximum"),
        (Scale.between(-1, 1), "maximum"),
        (Scale([Level(1), Level(3)]), "levels"),
        (Scale([Level(1), Level(2, "two")]), "levels"),
        (Scale([Level(0.5), Level(1.5)]), "levels"),
        (Scale([Level(2), Level(1)]), "maximum"),
    ],
)
def test_a_plain_range_is_written_as_one(scale: Scale, key: str) -> None:
    """Any other scale lists its levels."""
    tree = framework_tree(tea(scale=scale))["scale"]
    assert ["descending" if scale.descending else "ascending", True] == [tree["order"], key in tree]
    assert scale == framework_of(from_json(framework_tree(tea(scale=scale)))).scale


def test_a_number_that_yaml_would_write_with_an_exponent_is_a_text() -> None:
    """It reads back exactly all the same."""
    children = [Item("1", "A", weight="0.00001"), Item("2", "B", weight=2), Item("3", "C")]
    first, second, third = framework_tree(tea(children=children))["items"]
    assert ("0.00001", 2, False) == (first["weight"], second["weight"], "weight" in third)


def test_what_a_dumped_assessment_looks_like() -> None:
    """It says exactly what it was made for; a plain answer is its level or state."""
    framework = tea(children=[Item(str(number), "A") for number in range(6)])
    answers = {
        "0": 3,
        "1": UNKNOWN,
        "2": NOT_APPLICABLE,
        "3": Answer(2, comment="C", evidence="E"),
        "4": Answer(comment="C"),
    }
    assessment = Assessment(framework, answers, subject="S", role="peer", date="2026-11-24")
    expected = {
        "framework": "tea",
        "version": "1",
        "structure": framework.structure_digest,
        "digest": framework.digest,
        "subject": "S",
        "role": "peer",
        "date": "2026-11-24",
        "answers": {
            "0": 3,
            "1": "?",
            "2": "n/a",
            "3": {"level": 2, "comment": "C", "evidence": "E"},
            "4": {"comment": "C"},
        },
    }
    assert expected == assessment_tree(assessment)
    assert list(expected) == list(assessment_tree(assessment))


def test_what_a_dumped_profile_looks_like() -> None:
    """The levels as they were given, and `none` for what is not required."""
    profile = Profile(tea(), {"overall": 3, "1": None}, {"1": 0.5}, title="T")
    tree = profile_tree(profile)
    assert {"overall": 3, "1": "none"} == tree["levels"]
    assert ({"1": 0.5}, "T", "tea") == (tree["importance"], tree["title"], tree["framework"])
    assert {"framework", "version", "structure", "digest"} == set(profile_tree(Profile(tea())))


def test_what_dumped_responses_look_like() -> None:
    """A row an item, all cells quoted, no cell that a spreadsheet would run."""
    framework = tea(children=[Item("1", "A"), Item("=2", "B")])
    answers = {"1": Answer(2, comment="=1+1")}
    person = Assessment(framework, answers, rater="ana", round="r", date="2026-11-24")
    header, first, second = dump_responses([person]).splitlines()
    assert header.startswith('"respondent","subject","role","round","date","item","level",')
    fitting = f'"tea","1","{framework.structure_digest}","{framework.digest}"'
    about = '"ana","","self","r","2026-11-24"'
    assert f'{about},"1","2","","\'=1+1","",{fitting}' == first
    assert f'{about},"\'=2","","","","",{fitting}' == second


def test_a_response_without_a_rater_is_refused() -> None:
    """The respondent is who answered."""
    with pytest.raises(InvalidValue) as caught:
        dump_responses([Assessment(tea())])
    expected = "an assessment without a rater is no response; name the rater"
    assert expected == str(caught.value)


def test_groups_within_one_another_come_back() -> None:
    """As deep as a file may be."""
    node: Group | Item = Item("1", "A")
    for depth in range(30):
        node = Group(f"g{depth}", children=[node])
    framework = tea(children=[node])
    assert framework == framework_of(read_document(dump_framework(framework).encode(), "x.yaml"))
