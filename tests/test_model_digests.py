"""Digests: what traces a result, and what decides whether answers fit."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve
from hypothesis import given

from competency import Framework, Group, Item, Level, Scale
from strategies import frameworks

_SCALE = Scale([Level(1, "low", "Low", "Poor."), Level(2, "größer", "größer"), Level(3)])
_ITEM = Item("1", "One.", "First", descriptors={1: "Not."}, references=["R"], tags=["t"])
_GROUP = Group("a", "Area", "About.", children=[_ITEM, Item("2", "Two.")])
_FRAMEWORK = Framework(
    id="f", version="1", title="F", scale=_SCALE, children=[_GROUP, Group("b"), Item("3", "Three.")]
)


def _with_item(**changes: Any) -> Framework:
    item = evolve(_ITEM, **changes)
    group = evolve(_GROUP, children=[item, *_GROUP.children[1:]])
    return evolve(_FRAMEWORK, children=[group, *_FRAMEWORK.children[1:]])


def _with_group(**changes: Any) -> Framework:
    return evolve(_FRAMEWORK, children=[evolve(_GROUP, **changes), *_FRAMEWORK.children[1:]])


def _with_scale(*levels: Level, **options: Any) -> Framework:
    changed = Scale([*levels, *_SCALE.levels[len(levels) :]], **options)
    return Framework(
        id="f",
        version="1",
        title="F",
        scale=changed,
        children=[_GROUP, Group("b"), Item("3", "Three.")],
    )


_TEXTS = {
    "title": lambda: evolve(_FRAMEWORK, title="G"),
    "description": lambda: evolve(_FRAMEWORK, description="x"),
    "source": lambda: evolve(_FRAMEWORK, source="x"),
    "publisher": lambda: evolve(_FRAMEWORK, publisher="x"),
    "published": lambda: evolve(_FRAMEWORK, published=datetime.date(2026, 1, 1)),
    "licence": lambda: evolve(_FRAMEWORK, licence="x"),
    "language": lambda: evolve(_FRAMEWORK, language="de"),
    "notes": lambda: evolve(_FRAMEWORK, notes="x"),
    "id": lambda: evolve(_FRAMEWORK, id="g"),
    "version": lambda: evolve(_FRAMEWORK, version="2"),
    "a group's title": lambda: _with_group(title="x"),
    "a group's description": lambda: _with_group(description="x"),
    "an item's text": lambda: _with_item(text="x"),
    "an item's title": lambda: _with_item(title="x"),
    "descriptors": lambda: _with_item(descriptors={1: "x"}),
    "another descriptor": lambda: _with_item(descriptors={2: "Not."}),
    "guidance": lambda: _with_item(guidance="x"),
    "references": lambda: _with_item(references=["x"]),
    "tags": lambda: _with_item(tags=["x"]),
    "tags and references": lambda: _with_item(references=["t"], tags=["R"]),
    "a label": lambda: _with_scale(Level(1, "low", "x", "Poor.")),
    "a level's description": lambda: _with_scale(Level(1, "low", "Low", "x")),
    "the order of the form": lambda: _with_scale(descending=True),
    "an item's own labels": lambda: _with_item(
        scale=Scale([Level(1, "low", "x", "Poor."), *_SCALE.levels[1:]])
    ),
}
_STRUCTURES = {
    "an item's id": lambda: _with_item(id="x"),
    "an item's weight": lambda: _with_item(weight=2),
    "reverse": lambda: _with_item(reverse=True),
    "an item's scale": lambda: _with_item(scale=Scale.between(1, 3)),
    "an item's levels": lambda: _with_item(scale=Scale.between(1, 4), descriptors={}),
    "a group's id": lambda: _with_group(id="x"),
    "a group's weight": lambda: _with_group(weight=2),
    "order": lambda: _with_group(children=_GROUP.children[::-1]),
    "an item less": lambda: _with_group(children=_GROUP.children[:1]),
    "hierarchy": lambda: evolve(
        _FRAMEWORK,
        children=[evolve(_GROUP, children=[]), *_GROUP.children, Group("b"), Item("3", "Three.")],
    ),
    "an empty group": lambda: evolve(_FRAMEWORK, children=[_GROUP, Item("3", "Three.")]),
    "a level's id": lambda: _with_scale(Level(1, "x", "Low", "Poor.")),
    "a level's value": lambda: _with_scale(Level(1, "low", "Low", "Poor."), Level(1.5)),
}


@pytest.mark.parametrize("change", _TEXTS.values(), ids=_TEXTS)
def test_a_text_changes_the_digest_only(change: Callable[[], Framework]) -> None:
    """A translation has the structure of the original, and another digest."""
    changed = change()
    assert _FRAMEWORK.structure_digest == changed.structure_digest
    assert _FRAMEWORK.digest != changed.digest


@pytest.mark.parametrize("change", _STRUCTURES.values(), ids=_STRUCTURES)
def test_structure_changes_both_digests(change: Callable[[], Framework]) -> None:
    """Ids, hierarchy, order, levels, weights, reverse and scales decide what mixes."""
    changed = change()
    assert _FRAMEWORK.structure_digest != changed.structure_digest
    assert _FRAMEWORK.digest != changed.digest


def test_all_changes_have_their_own_digest() -> None:
    """No two contents share a digest."""
    changed = [change().digest for change in (*_TEXTS.values(), *_STRUCTURES.values())]
    assert len(changed) == len(set(changed))


def test_a_scale_of_ones_own_that_is_the_frameworks_changes_nothing() -> None:
    """An item that names the scale it would have anyway is the same item."""
    assert _FRAMEWORK == _with_item(scale=_SCALE)
    assert _FRAMEWORK.digest == _with_item(scale=_SCALE).digest


def test_digests_stay_as_they_are() -> None:
    """A digest written into a file last year is compared with one of today."""
    digest = "8a742dc7a0677c35c9739c583b31f9e19d92b3983454d50e951eeb3cf269f984"
    structure = "cd553a49c7ae0d4a68f7c8ee2f08c7e34e6cfb051061c40989a0c1f998578c1e"
    assert digest == _FRAMEWORK.digest
    assert structure == _FRAMEWORK.structure_digest


@given(frameworks())
def test_digests_are_of_the_content(framework: Framework) -> None:
    """Equal frameworks have equal digests, which are SHA-256 in hexadecimal."""
    copy = evolve(framework, title=framework.title)
    assert copy is not framework
    assert (copy.digest, copy.structure_digest) == (framework.digest, framework.structure_digest)
    assert {64} == {len(copy.digest), len(copy.structure_digest)}
    assert int(copy.digest, 16) != int(copy.structure_digest, 16)
