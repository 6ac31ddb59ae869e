"""Framework files: a tree becomes a Framework, with every problem at its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import Any

from attrs import define, field, frozen

from competency.errors import Problem, did_you_mean, quoted
from competency.loading.structuring import (
    Collector,
    Day,
    Flag,
    Id,
    Line,
    Number,
    Path,
    Text,
    Texts,
    Weight,
)
from competency.model import Framework, Group, Item, Level, Scale
from competency.model.texts import distinct_id
from competency.reading import Document, Limits, Tree

__all__ = ["framework_of", "framework_warnings"]

_GROUPS = ("categories", "areas", "groups")
_MOST_ITEMS = Limits().items
_BRANCHES = (*_GROUPS, "items", "children")


@frozen(kw_only=True)
class _LevelRecord:
    value: Number
    id: Id | None = None
    label: Line | None = None
    description: Text | None = None


@frozen(kw_only=True)
class _ScaleRecord:
    levels: Any = None
    order: Line | None = None
    minimum: Number | None = None
    maximum: Number | None = None


@frozen(kw_only=True)
class _ItemRecord:
    id: Id
    text: Text
    title: Line | None = None
    weight: Weight | None = None
    reverse: Flag | None = None
    scale: Any = None
    descriptors: Any = None
    guidance: Text | None = None
    references: Texts | None = None
    tags: Texts | None = None


@frozen(kw_only=True)
class _GroupRecord:
    id: Id
    title: Line | None = None
    description: Text | None = None
    weight: Weight | None = None
    scale: Any = None
    categories: Any = None
    areas: Any = None
    groups: Any = None
    items: Any = None
    children: Any = None


@frozen(kw_only=True)
class _FrameworkRecord:
    id: Id
    version: Line
    title: Line
    scale: Any
    scales: Any = None
    description: Text | None = None
    source: Text | None = None
    publisher: Text | None = None
    published: Day | None = None
    licence: Text | None = None
    language: Line | None = None
    notes: Text | None = None
    categories: Any = None
    areas: Any = None
    groups: Any = None
    items: Any = None
    children: Any = None


def framework_of(document: Document, at: Path = ()) -> Framework:
    """Make a framework of a document, or of the part of it at a path.

    Raises:
        InvalidFile: with every problem of the file at its place.
    """
    return _Reader(Collector(document, at)).framework()


@define
class _Reader:
    """Walks a framework file: cattrs makes the flat records, the model checks itself."""

    collector: Collector
    scales: dict[str, Scale] = field(factory=dict)
    taken: dict[str, tuple[str, Path]] = field(factory=dict)
    count: int = 0

    def framework(self) -> Framework:
        root = self.collector.root
        record = self.collector.record(root, _FrameworkRecord, ())
        tree: dict[str, Any] = root if isinstance(root, dict) else {}
        for name, value, path in self.collector.pairs(tree.get("scales"), ("scales",)):
            scale = self.scale_in_place(value, path)
            if scale is not None:
                self.scales[name] = scale
        scale = self.scale(tree["scale"], ("scale",), None) if "scale" in tree else None
        children = self.children(tree, (), scale)
        self.collector.finish()
        assert record is not None  # noqa: S101  # finish has raised its problems
        assert scale is not None  # noqa: S101
        framework = self.collector.attempt(
            lambda: Framework(
                id=record.id,
                version=record.version,
                title=record.title,
                scale=scale,
                children=children,
                description=record.description,
                source=record.source,
                publisher=record.publisher,
                published=record.published,
                licence=record.licence,
                language=record.language,
                notes=record.notes,
            ),
            (),
        )
        self.collector.finish()
        assert framework is not None  # noqa: S101
        return framework

    def children(
        self, tree: dict[str, Any], path: Path, scale: Scale | None
    ) -> tuple[Group | Item, ...]:
        return tuple(
            node
            for name in tree
            if name in _BRANCHES
            for entry, place in self.collector.entries(tree[name], (*path, name))
            if (node := self.node(entry, place, scale, name)) is not None
        )

    def node(self, tree: Tree, path: Path, scale: Scale | None, name: str) -> Group | Item | None:
        mixed = name == "children"
        if name == "items" or (mixed and isinstance(tree, dict) and "text" in tree):
            return self.item(tree, path, scale)
        return self.group(tree, path, scale)

    def group(self, tree: Tree, path: Path, scale: Scale | None) -> Group | None:
        record = self.collector.record(tree, _GroupRecord, path)
        if not isinstance(tree, dict):
            return None
        self.take(tree.get("id"), path)
        if tree.get("scale") is not None:
            scale = self.scale(tree["scale"], (*path, "scale"), scale)
        children = self.children(tree, path, scale)
        if record is None:
            return None
        weight = 1 if record.weight is None else record.weight
        return Group(record.id, record.title, record.description, weight, children=children)

    def item(self, tree: Tree, path: Path, scale: Scale | None) -> Item | None:
        self.count += 1
        if self.count == _MOST_ITEMS + 1:
            message = f"the framework has more than {_MOST_ITEMS:,} items"
            self.collector.say(message, "split it", "too-many-items", path)
        record = self.collector.record(tree, _ItemRecord, path)
        if isinstance(tree, dict):
            self.take(tree.get("id"), path)
        if record is None:
            return None
        if record.scale is not None:
            scale = self.scale(record.scale, (*path, "scale"), scale)
        if scale is None:
            return None
        descriptors = self.descriptors(record.descriptors, (*path, "descriptors"), scale)
        return self.collector.attempt(
            lambda: Item(
                id=record.id,
                text=record.text,
                title=record.title,
                weight=1 if record.weight is None else record.weight,
                reverse=bool(record.reverse),
                scale=scale,
                descriptors=descriptors,
                guidance=record.guidance,
                references=record.references or (),
                tags=record.tags or (),
            ),
            path,
        )

    def take(self, id: Tree, path: Path) -> None:
        """Keep an id as taken; a problem where it is taken already."""
        if not isinstance(id, str):
            return
        other, place = self.taken.setdefault(distinct_id(id), (id, path))
        if place is not path:
            line = self.collector.locate((*place, "id")).line
            message = f"the id {quoted(id)} is taken by {quoted(other)} on line {line}"
            remedy = "give each node its own id"
            self.collector.say(message, remedy, "duplicate-id", (*path, "id"))

    def descriptors(self, tree: Tree, path: Path, scale: Scale) -> dict[object, str]:
        texts: dict[object, str] = {}
        for name, text, place in self.collector.pairs(tree, path):
            level = self.collector.attempt(partial(scale.level, name), place)
            if not isinstance(text, str):
                message = "a text is due here"
                self.collector.say(message, "write what the level means", "wrong-type", place)
            elif level is not None and level.value in texts:
                message = f"{quoted(name)} is a level that has a descriptor already"
                self.collector.say(message, "write one a level", "duplicate-key", place, key=True)
            elif level is not None:
                texts[level.value] = text
        return texts

    def scale(self, tree: Tree, path: Path, outer: Scale | None) -> Scale | None:
        """Read a scale: the name of one, or one in place; the outer one where that fails."""
        if not isinstance(tree, str):
            return self.scale_in_place(tree, path) or outer
        if tree not in self.scales:
            remedy = did_you_mean(tree, self.scales) or "define it under scales"
            self.collector.say(f"no scale is called {quoted(tree)}", remedy, "no-scale", path)
        return self.scales.get(tree, outer)

    def scale_in_place(self, tree: Tree, path: Path) -> Scale | None:
        record = self.collector.record(tree, _ScaleRecord, path)
        if record is None:
            return None
        if record.order not in (None, "ascending", "descending"):
            message = f"{quoted(record.order)} is no order"
            self.collector.say(message, "write ascending or descending", "order", (*path, "order"))
        by_range = record.minimum is not None or record.maximum is not None
        if by_range == (record.levels is not None):
            message = "a scale has levels, or a minimum and a maximum"
            self.collector.say(message, "write one of these", "levels", path)
            return None
        levels = self.range(record, path) if by_range else self.levels(record.levels, path)
        if levels is None:
            return None
        descending = None if record.order is None else record.order == "descending"
        return self.collector.attempt(lambda: Scale(levels, descending), path)

    def range(self, record: _ScaleRecord, path: Path) -> tuple[Level, ...] | None:
        minimum, maximum = record.minimum, record.maximum
        if type(minimum) is not int or type(maximum) is not int:
            message = "a scale without levels has a whole minimum and a whole maximum"
            self.collector.say(message, "write both, or list the levels", "levels", path)
            return None
        scale = self.collector.attempt(lambda: Scale.between(minimum, maximum), path)
        return None if scale is None else scale.levels

    def levels(self, tree: Tree, path: Path) -> tuple[Level, ...] | None:
        entries = list(self.collector.entries(tree, (*path, "levels")))
        levels = []
        for entry, place in entries:
            record = self.collector.record(entry, _LevelRecord, place)
            if record is not None:
                values = (record.value, record.id, record.label, record.description)
                level = self.collector.attempt(partial(Level, *values), place)
                levels += [] if level is None else [level]
        return tuple(levels) if levels and len(levels) == len(entries) else None


def framework_warnings(document: Document, framework: Framework) -> tuple[Problem, ...]:
    """Find what is worth a look in a framework file, with its place."""
    paths = dict(_paths(document.root))
    found = [
        *_equal_texts(framework),
        *((group.id, "empty-group", "the group holds nothing") for group in _empty(framework)),
        *((area.id, "one-item-area", "the area holds one item") for area in _single(framework)),
        *((id, "mixed-scripts", f"the id {quoted(id)} mixes scripts") for id in _mixed(paths)),
    ]
    return tuple(
        Problem(message, "leave it if it is meant", kind, document.locate((*paths[id], "id")))
        for id, kind, message in found
    )


def _paths(root: Tree) -> Iterator[tuple[str, Path]]:
    pending: list[tuple[Any, Path]] = [(root, ())]
    while pending:
        tree, path = pending.pop()
        for name in tree:
            if name in _BRANCHES:
                for index, entry in enumerate(tree[name] or ()):
                    yield entry["id"], (*path, name, index)
                    pending.append((entry, (*path, name, index)))


def _equal_texts(framework: Framework) -> Iterator[tuple[str, str, str]]:
    by_text = sorted(framework.items, key=attrgetter("text"))
    for _, equal in groupby(by_text, key=attrgetter("text")):
        first, *others = equal
        for item in others:
            yield item.id, "equal-texts", f"items {first.id} and {item.id} have one text"


def _empty(framework: Framework) -> Iterator[Group]:
    return (node for node in framework.walk() if isinstance(node, Group) and not node.children)


def _single(framework: Framework) -> Iterator[Group]:
    return (area for area in framework.areas if len(area.children) == 1)


def _mixed(ids: dict[str, Path]) -> Iterator[str]:
    for id in ids:
        scripts = {unicodedata.name(letter, "").split(" ")[0] for letter in id if letter.isalpha()}
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK"}) > 1:
            yield id
