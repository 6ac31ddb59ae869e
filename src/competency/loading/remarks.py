"""What is worth a look in a framework file, though it is valid."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from competency.errors import Problem, quoted
from competency.loading.framework_file import placed_ids
from competency.loading.structuring import Path
from competency.model import Framework, Group
from competency.reading import Document

__all__ = ["framework_warnings"]


def framework_warnings(document: Document, framework: Framework) -> tuple[Problem, ...]:
    """Find what is worth a look in a framework file, with its place."""
    paths = dict(placed_ids(document.root))
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
