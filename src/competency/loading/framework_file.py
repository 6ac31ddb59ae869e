"""Framework files: a tree becomes a Framework, with every problem at its place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from attrs import asdict, define, field, frozen

from competency.errors import InvalidValue, quoted
from competency.loading.structuring import (
    Collector,
    Day,
    Flag,
    Id,
    Language,
    Line,
    Number,
    Path,
    Text,
    Weight,
    one,
    what,
)
from competency.model import Framework, Group, Item, Level, Scale
from competency.model.texts import check_text, distinct_id
from competency.reading import Document, Limits, Tree

__all__ = ["BRANCHES", "framework_of"]

_GROUPS = ("categories", "areas", "groups")
BRANCHES = (*_GROUPS, "items", "children")
"""The keys under which groups and items stand."""

_MOST_ITEMS = Limits().items
# An item that has the first and no more than the second is made as it stands, which is fast.
_NEEDED = {"id", "text"}
_PLAIN = {*_NEEDED, "title", "weight", "guidance"}
_PLAIN_GROUP = {"id", "title", "description", "weight"}
_OF_ITEMS = {"text": "an item stands under items or children"}
_OF_GROUPS = dict.fromkeys(BRANCHES, "a group stands under categories, areas, groups or children")
_BESIDE_CHILDREN = {"scale", "scales", *BRANCHES}
_BESIDE_TEXTS = {"scale", "descriptors", "references", "tags"}


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
    references: Any = None
    tags: Any = None


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
    language: Language | None = None
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


def _given(record: Any, apart: set[str]) -> dict[str, Any]:
    """Give what a record has to say, but for some keys."""
    return {
        name: value
        for name, value in asdict(record, recurse=False).items()
        if value is not None and name not in apart
    }


@define
class _Reader:
    """Walks a framework file: cattrs makes the flat records, the model checks itself."""

    collector: Collector
    scales: dict[str, Scale | None] = field(factory=dict)
    count: int = 0

    def framework(self) -> Framework:
        collector, tree = self.collector, self.collector.root
        record = collector.record(tree, _FrameworkRecord, ())
        if not isinstance(tree, dict):
            return collector.finish(None)
        for name, value, path in collector.pairs(tree.get("scales"), ("scales",)):
            self.scales[name] = self.scale_in_place(value, path)
        scale = self.scale(tree["scale"], ("scale",), None) if "scale" in tree else None
        before = len(collector.problems)
        children = self.children(tree, (), scale)
        if not self.count and len(collector.problems) == before:
            collector.say("the framework has no item", "add one under items", "no-item", ())
        if record is None or scale is None or collector.problems:
            self.check_ids()
            return collector.finish(None)
        about = _given(record, _BESIDE_CHILDREN)
        try:
            return Framework(scale=scale, children=children, **about)
        except InvalidValue as error:
            self.check_ids()
            if not collector.problems:
                collector.add(error, ())
            return collector.finish(None)

    def children(self, tree: dict[str, Any], path: Path, scale: Scale | None) -> list[Group | Item]:
        nodes: list[Group | Item | None] = []
        for name in tree:
            if name == "items":
                nodes += self.items(tree[name], (*path, name), scale)
            elif name in BRANCHES:
                entries = self.collector.entries(tree[name], (*path, name))
                nodes += [self.node(entry, place, scale, name) for entry, place in entries]
        return [node for node in nodes if node is not None]

    def node(self, tree: Tree, path: Path, scale: Scale | None, name: str) -> Group | Item | None:
        if name == "children" and isinstance(tree, dict) and "text" in tree:
            self.count_items(1, path)
            return self.item(tree, path, scale)
        return self.group(tree, path, scale)

    def items(self, trees: Tree, path: Path, scale: Scale | None) -> list[Item | None]:
        """Make items; most are plain, and take the short way without a record or a path."""
        entries = trees if isinstance(trees, list) else []
        self.count_items(len(entries), (*path, max(_MOST_ITEMS - self.count, 0)))
        if scale is None or trees is not entries:
            placed = self.collector.entries(trees, path)
            return [self.item(tree, place, scale) for tree, place in placed]
        items: list[Item | None] = []
        for index, tree in enumerate(entries):
            if type(tree) is dict and _NEEDED <= tree.keys() <= _PLAIN:
                try:
                    items.append(Item(**tree, scale=scale))
                    continue
                except InvalidValue:
                    pass  # the record says what is wrong, and where
            items.append(self.item(tree, (*path, index), scale))
        return items

    def count_items(self, more: int, path: Path) -> None:
        """Count items; a problem at this place where they become too many."""
        before, self.count = self.count, self.count + more
        if before <= _MOST_ITEMS < self.count:
            message = f"the framework has more than {_MOST_ITEMS:,} items"
            self.collector.say(message, "split it", "too-many-items", path)

    def group(self, tree: Tree, path: Path, scale: Scale | None) -> Group | None:
        if not isinstance(tree, dict):
            self.collector.record(tree, _GroupRecord, path)
            return None
        if tree.get("scale") is not None:
            scale = self.scale(tree["scale"], (*path, "scale"), scale)
        children = self.children(tree, path, scale)
        about = {name: value for name, value in tree.items() if name not in BRANCHES}
        if _PLAIN_GROUP >= about.keys() >= {"id"}:
            try:
                return Group(children=children, **about)
            except InvalidValue:
                pass  # the record says what is wrong, and where
        record = self.collector.record(tree, _GroupRecord, path, _OF_ITEMS)
        if record is None:
            return None
        return Group(children=children, **_given(record, _BESIDE_CHILDREN))

    def item(self, tree: Tree, path: Path, scale: Scale | None) -> Item | None:
        collector = self.collector
        record = collector.record(tree, _ItemRecord, path, _OF_GROUPS)
        if not isinstance(tree, dict):
            return None
        if tree.get("scale") is not None:
            scale = self.scale(tree["scale"], (*path, "scale"), scale)
        references = collector.texts(tree.get("references"), (*path, "references"))
        tags = collector.texts(tree.get("tags"), (*path, "tags"))
        descriptors = self.descriptors(tree.get("descriptors"), (*path, "descriptors"), scale)
        if record is None or scale is None:
            return None
        texts = _given(record, _BESIDE_TEXTS)
        lists: dict[str, Any] = {"descriptors": descriptors, "references": references, "tags": tags}
        return collector.attempt(partial(Item, scale=scale, **lists, **texts), path)

    def check_ids(self) -> None:
        """Keep a problem for each id that is taken already, with the place of the other."""
        taken: dict[str, tuple[str, Path]] = {}
        for id, path in placed_ids(self.collector.root):
            other, place = taken.setdefault(distinct_id(id), (id, path))
            if place is not path:
                line = getattr(self.collector.locate((*place, "id")), "line", None)
                message = f"the id {quoted(id)} is taken by {quoted(other)} on line {line}"
                remedy = "give each node its own id"
                self.collector.say(message, remedy, "duplicate-id", (*path, "id"))

    def descriptors(self, tree: Tree, path: Path, scale: Scale | None) -> dict[object, str]:
        texts: dict[object, str] = {}
        for name, text, place in self.collector.pairs(tree, path):
            written = self.collector.attempt(partial(one, check_text, text), place)
            level = None
            if scale is not None:
                level = self.collector.attempt(partial(scale.level, name), place, key=True)
            if level is not None and level.value in texts:
                message = f"{quoted(name)} is a level that has a descriptor already"
                self.collector.say(message, "write one a level", "duplicate-key", place, key=True)
            elif level is not None and written is not None:
                texts[level.value] = written
        return texts

    def scale(self, tree: Tree, path: Path, outer: Scale | None) -> Scale | None:
        """Read a scale: the name of one, or one in place; the outer one where that fails."""
        if not isinstance(tree, str):
            return self.scale_in_place(tree, path) or outer
        if tree not in self.scales:
            remedy = self.collector.suggestions.meant(tree, self.scales) or "define it under scales"
            self.collector.say(f"no scale is called {quoted(tree)}", remedy, "no-scale", path)
        return self.scales.get(tree) or outer

    def scale_in_place(self, tree: Tree, path: Path) -> Scale | None:
        if not isinstance(tree, dict):
            message = f"a scale is due here, not {what(tree)}"
            remedy = "write its levels, or its minimum and maximum"
            self.collector.say(message, remedy, "wrong-type", path)
            return None
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
        return self.collector.attempt(partial(Scale, levels, descending), path)

    def range(self, record: _ScaleRecord, path: Path) -> tuple[Level, ...] | None:
        minimum, maximum = record.minimum, record.maximum
        if type(minimum) is not int or type(maximum) is not int:
            message = "a scale without levels has a whole minimum and a whole maximum"
            self.collector.say(message, "write both, or list the levels", "levels", path)
            return None
        scale = self.collector.attempt(partial(Scale.between, minimum, maximum), path)
        return None if scale is None else scale.levels

    def levels(self, tree: Tree, path: Path) -> list[Level] | None:
        before = len(self.collector.problems)
        records = [
            (self.collector.record(entry, _LevelRecord, place), place)
            for entry, place in self.collector.entries(tree, (*path, "levels"))
        ]
        levels = [
            self.collector.attempt(partial(Level, **_given(record, set())), place)
            for record, place in records
            if record is not None
        ]
        if len(self.collector.problems) > before:
            return None
        return [level for level in levels if level is not None]


def placed_ids(root: Tree, path: Path = ()) -> Iterator[tuple[str, Path]]:
    """Give the ids of all nodes with the paths of the nodes, in document order."""
    for name, entries in root.items() if isinstance(root, dict) else ():
        held = name in BRANCHES and isinstance(entries, list)
        for index, entry in enumerate(entries if held else ()):
            place = (*path, name, index)
            if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                yield entry["id"], place
            yield from placed_ids(entry, place)
