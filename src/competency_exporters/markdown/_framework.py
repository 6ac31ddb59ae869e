"""The framework's own document: its whole text."""

from __future__ import annotations

from collections.abc import Iterator

from competency import Framework, Group, Item, Report
from competency_exporters.markdown._nodes import (
    group_heading,
    item_words,
    level_words,
    marks,
    origin,
    range_words,
    scales,
)
from competency_exporters.markdown._text import blocks, bullet, heading, prose, text

__all__ = ["framework_document"]


def framework_document(report: Report) -> str:
    """Give a framework's whole text, readable from the top to the bottom."""
    return blocks(_parts(report.framework, report.summary.result)) + "\n"


def _parts(framework: Framework, result: str) -> Iterator[str]:
    yield "Competency framework"
    yield heading(1, text(framework.title))
    yield prose(framework.description or "")
    yield text(result)
    yield heading(2, "Scale" if len(framework.scales) == 1 else "Scales")
    yield from scales(framework)
    yield heading(2, "Statements")
    yield _entries(framework, framework.own_items)
    for node in framework.walk():
        if isinstance(node, Group):
            yield group_heading(framework, node)
            yield marks(node)
            yield prose(node.description or "")
            yield _entries(framework, node.own_items)
    if framework.notes:
        yield heading(2, "Notes")
        yield prose(framework.notes)
    yield heading(2, "Origin")
    yield "\n".join(origin(framework))


def _entries(framework: Framework, items: tuple[Item, ...]) -> str:
    return "\n".join(bullet(item_words(item), *_below(framework, item)) for item in items)


def _below(framework: Framework, item: Item) -> Iterator[str]:
    yield marks(item)
    if len(framework.scales) > 1:
        yield f"Scale {framework.scales.index(item.scale) + 1}: {range_words(item.scale)}"
    for value, words in item.descriptors.items():
        yield f"{level_words(item.scale.level(value))}: {text(words)}"
    if item.guidance:
        yield f"Guidance: {text(item.guidance)}"
    for reference in item.references:
        yield f"Reference: {text(reference)}"
    if item.tags:
        yield f"Tags: {', '.join(map(text, item.tags))}"
