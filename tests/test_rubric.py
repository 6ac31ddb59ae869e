"""The bundled framework against the document that it was taken from, sentence by sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from attrs import frozen

import competency

_DOCUMENT = Path(__file__).parent / "data" / "cto-self-assessment.txt"
_LISTED_AREA = re.compile(r"\d+\. (.+)")
_HEADING = re.compile(r"([A-Z &]+): (.+)")
_STATEMENT = re.compile(r"(\d+)\t(.+?)\t*")
_LEVEL = re.compile(r"(.+) \((\d)\)")


@frozen
class _Section:
    """One area as the document gives it: its heading, definition, levels and statements."""

    heading: str
    definition: str
    levels: list[tuple[str, int]]
    statements: list[tuple[str, str]]


def _front_list(front: str) -> list[tuple[str, list[str]]]:
    """Read the categories and their numbered areas, which follow the title and its second line."""
    categories: list[tuple[str, list[str]]] = []
    for line in front.splitlines()[5:]:
        if area := _LISTED_AREA.fullmatch(line):
            categories[-1][1].append(area[1])
        elif line:
            categories.append((line, []))
    return categories


def _section(block: str) -> _Section:
    """Read one definition with the table below it."""
    definition, _, levels, *statements = block.rstrip("\n").split("\n")
    heading = _HEADING.fullmatch(definition)
    rows = [_STATEMENT.fullmatch(line) for line in statements]
    marks = [_LEVEL.fullmatch(cell) for cell in levels.split("\t") if cell]
    assert heading
    assert all([*rows, *marks])
    return _Section(
        heading[1],
        heading[2],
        [(mark[1], int(mark[2])) for mark in marks if mark],
        [(row[1], row[2]) for row in rows if row],
    )


def _parts() -> list[str]:
    """Cut the document before each definition; the first part is the list at the front."""
    return re.split(r"\n(?=[A-Z &]+: )", _DOCUMENT.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def listed() -> list[tuple[str, list[str]]]:
    """Give the list at the front of the document."""
    return _front_list(_parts()[0])


@pytest.fixture(scope="module")
def sections() -> list[_Section]:
    """Give the sections of the document."""
    return [_section(part) for part in _parts()[1:]]


@pytest.fixture(scope="module")
def framework() -> competency.Framework:
    """Give the bundled framework."""
    return competency.load_framework("cto")


def test_document_is_read_whole(
    listed: list[tuple[str, list[str]]], sections: list[_Section]
) -> None:
    """Every line that has text is read as a part of the list or of a section."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    with_text = sum(1 for line in text.splitlines() if line.strip())
    in_list = 2 + sum(1 + len(areas) for _, areas in listed)
    in_sections = sum(2 + len(section.statements) for section in sections)
    assert with_text == in_list + in_sections


def test_items_are_the_statements(
    sections: list[_Section], framework: competency.Framework
) -> None:
    """Each item has the number and the text of its statement, in the document's order."""
    statements = [statement for section in sections for statement in section.statements]
    assert [str(number) for number in range(1, 64)] == [item.id for item in framework.items]
    assert statements == [(item.id, item.text) for item in framework.items]


def test_areas_hold_their_statements(
    sections: list[_Section], framework: competency.Framework
) -> None:
    """Each area holds the statements of its section and no other."""
    numbers = [[number for number, _ in section.statements] for section in sections]
    assert numbers == [[item.id for item in area.items] for area in framework.areas]


def test_areas_have_their_definitions(
    sections: list[_Section], framework: competency.Framework
) -> None:
    """Each area is described by the text that follows its heading."""
    definitions = [section.definition for section in sections]
    assert definitions == [area.description for area in framework.areas]


def test_areas_are_titled_as_listed(
    listed: list[tuple[str, list[str]]], framework: competency.Framework
) -> None:
    """Each area has the name that the list at the front gives it."""
    titles = [title for _, areas in listed for title in areas]
    assert titles == [area.title for area in framework.areas]


def test_areas_with_two_names(sections: list[_Section], framework: competency.Framework) -> None:
    """Two areas are headed otherwise than listed, and no more."""
    pairs = zip(sections, framework.areas, strict=True)
    differing = {
        area.id: section.heading
        for section, area in pairs
        if section.heading.casefold() != area.title.casefold()
    }
    expected = {"ethics-policies": "ETHICS & POLICY", "personal-skills": "CORE VALUES & SKILLS"}
    assert expected == differing


def test_categories_hold_their_areas(
    listed: list[tuple[str, list[str]]], framework: competency.Framework
) -> None:
    """Each category has its listed name, but for the capitals, and the areas listed below it."""
    expected = [(title.casefold(), areas) for title, areas in listed]
    categories = framework.categories
    assert expected == [
        (category.title.casefold(), [area.title for area in category.areas])
        for category in categories
    ]
    assert not any(category.title.isupper() for category in categories)


def test_levels_are_those_of_every_table(
    sections: list[_Section], framework: competency.Framework
) -> None:
    """Every table of the document has the levels of the scale, listed from the highest down."""
    levels = [(level.label, level.value) for level in reversed(framework.scale.levels)]
    assert [levels] * 11 == [section.levels for section in sections]


def test_group_ids(framework: competency.Framework) -> None:
    """The ids of groups, which answers and profiles in the world rely on, stay as they are."""
    expected = {
        "leadership": ["leadership-vision", "strategic-planning", "ethics-policies"],
        "educational-environment": ["instructional-focus", "team-building", "stakeholder-focus"],
        "technology-resources": [
            "information-technology",
            "communication-systems",
            "business-management",
            "data-management",
        ],
        "core-values": ["personal-skills"],
    }
    areas = {group.id: [area.id for area in group.areas] for group in framework.categories}
    assert expected == areas
