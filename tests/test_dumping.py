"""Dumping: what is written loads back equal."""

from __future__ import annotations

import json
from typing import Any

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from competency import (
    Assessment,
    Framework,
    Item,
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
def test_a_framework_comes_back_from_yaml(framework: Framework) -> None:
    """What `dump_framework` writes loads back equal."""
    text = dump_framework(framework)
    assert framework == framework_of(read_document(text.encode(), "x.yaml"))


@given(frameworks())
def test_a_framework_comes_back_from_json(framework: Framework) -> None:
    """The tree of a framework is that of its JSON file too."""
    assert framework == framework_of(from_json(framework_tree(framework)))


@given(frameworks())
def test_the_digests_come_back_too(framework: Framework) -> None:
    """A framework that comes back traces to the same texts and structure."""
    back = framework_of(from_json(framework_tree(framework)))
    assert (framework.digest, framework.structure_digest) == (back.digest, back.structure_digest)


@given(framework_and_assessment())
def test_an_assessment_comes_back_from_yaml(assessment: Assessment) -> None:
    """What `dump_assessment` writes loads back equal."""
    document = read_document(dump_assessment(assessment).encode(), "x.yaml")
    assert assessment == assessment_of(document, lambda _: assessment.framework)


@given(framework_and_assessment())
def test_an_assessment_comes_back_from_json(assessment: Assessment) -> None:
    """The tree of an assessment is that of its JSON file too."""
    document = from_json(assessment_tree(assessment))
    assert assessment == assessment_of(document, lambda _: assessment.framework)


@given(st.data(), frameworks())
def test_a_profile_comes_back_from_yaml(data: st.DataObject, framework: Framework) -> None:
    """What `dump_profile` writes loads back equal."""
    profile = data.draw(profiles(framework))
    document = read_document(dump_profile(profile).encode(), "x.yaml")
    assert profile == profile_of(document, lambda _: framework)


@given(st.data(), frameworks())
def test_a_profile_comes_back_from_json(data: st.DataObject, framework: Framework) -> None:
    """The tree of a profile is that of its JSON file too."""
    profile = data.draw(profiles(framework))
    assert profile == profile_of(from_json(profile_tree(profile)), lambda _: framework)


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
