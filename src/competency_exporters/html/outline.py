"""The outline: each node of a report with all that the report says of it, and its anchor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from attrs import frozen

from competency import Framework, Gap, Group, Item, Report, Row, Scale, Score, number_text

__all__ = ["GroupEntry", "ItemEntry", "Outline", "required_words", "scale_words", "whole_ranks"]


@frozen
class GroupEntry:
    """The framework or a group.

    Attributes:
        anchor: Its id in the page: by its place in the document, never by its own id.
        node: It.
        row: What the report says of it.
        holders: The groups that hold it, from the top.
        score: Its score.
        gap: Its gap.
    """

    anchor: str
    node: Framework | Group
    row: Row
    holders: tuple[GroupEntry, ...] = ()
    score: Score | None = None
    gap: Gap | None = None

    @property
    def title(self) -> str:
        """Its title; the framework stands for all items."""
        return self.node.title if isinstance(self.node, Group) else "All items"


@frozen
class ItemEntry:
    """An item; see `GroupEntry`."""

    anchor: str
    node: Item
    row: Row
    holders: tuple[GroupEntry, ...] = ()
    gap: Gap | None = None

    @property
    def area(self) -> str:
        """The title of the group that holds it; empty where none does."""
        return self.holders[-1].title if self.holders else ""


@frozen
class Outline:
    """A report as its nodes, in document order.

    Attributes:
        report: The report.
        top: The framework.
        nodes: Its groups and items.
    """

    report: Report
    top: GroupEntry
    nodes: tuple[GroupEntry | ItemEntry, ...]

    @classmethod
    def of(cls, report: Report) -> Outline:
        """Outline a report."""
        framework, scores, gaps = report.framework, report.scores, report.gaps
        first, *rows = report.rows()
        overall = None if scores is None else scores.overall
        top = GroupEntry(
            "c-items", framework, first, (), overall, None if gaps is None else gaps.overall
        )
        groups: dict[str, GroupEntry] = {}
        nodes: list[GroupEntry | ItemEntry] = []
        for index, (node, row) in enumerate(zip(framework.walk(), rows, strict=True), 1):
            parent = framework.parents[node.id]
            holder = None if parent is None else groups[parent.id]
            holders = () if holder is None else (*holder.holders, holder)
            gap = None if gaps is None else gaps[node.id]
            if isinstance(node, Item):
                nodes.append(ItemEntry(f"c-{index}", node, row, holders, gap))
                continue
            score = None if scores is None else scores[node.id]
            groups[node.id] = GroupEntry(f"c-{index}", node, row, holders, score, gap)
            nodes.append(groups[node.id])
        return cls(report, top, tuple(nodes))

    @cached_property
    def items(self) -> tuple[ItemEntry, ...]:
        """The items."""
        return tuple(entry for entry in self.nodes if isinstance(entry, ItemEntry))

    @cached_property
    def areas(self) -> tuple[GroupEntry, ...]:
        """The groups that hold items themselves."""
        return tuple(
            entry for entry in self.nodes if isinstance(entry, GroupEntry) and _area(entry)
        )

    @cached_property
    def charted(self) -> tuple[GroupEntry, ...]:
        """What the pictures of areas show: the areas; all items where there is no area."""
        if self.areas:
            return self.areas
        return (self.top,) if len(self.items) > 1 else ()

    @cached_property
    def scales(self) -> tuple[Scale | None, ...]:
        """The different scales of what is charted, None for areas of several, which come last."""
        found: dict[object, Scale | None] = {}
        for entry in self.charted:
            scale = entry.node.scale_in_common
            found.setdefault(scale and scale.values, scale)
        return tuple(sorted(found.values(), key=lambda scale: scale is None))

    def on(self, scale: Scale | None) -> tuple[GroupEntry, ...]:
        """What is charted on a scale."""
        return tuple(entry for entry in self.charted if _alike(entry.node.scale_in_common, scale))

    @cached_property
    def by_need(self) -> tuple[ItemEntry, ...]:
        """The items below their required level, by rank."""
        return tuple(entry for entry in _ranked(self.items) if entry.row.shortfall)

    @cached_property
    def areas_by_need(self) -> tuple[GroupEntry, ...]:
        """What is charted by rank; what has none comes last."""
        return _ranked(self.charted)

    @cached_property
    def is_weighted(self) -> bool:
        """Whether priority is more than the shortfall: by importance, or by scales' ranges."""
        importances = {entry.row.importance for entry in self.items}
        return len(importances) > 1 or self.report.framework.scale_in_common is None


_Entry = TypeVar("_Entry", GroupEntry, ItemEntry)


def _area(entry: GroupEntry) -> bool:
    return bool(entry.node.own_items)


def _alike(first: Scale | None, second: Scale | None) -> bool:
    return first is second or (first is not None and second is not None and first.is_like(second))


def _ranked(entries: Iterable[_Entry]) -> tuple[_Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: (entry.row.rank is None, entry.row.rank or 0)))


def whole_ranks(ranks: Sequence[object], about: int) -> int:
    """Tell how many to show of what is ranked, so that no tie is cut.

    >>> whole_ranks([1, 2, 2, 4, 4, 4], 4), whole_ranks([1, 1, 1, 4], 2)
    (3, 3)
    """
    ends = [end for end in range(1, len(ranks)) if ranks[end] != ranks[end - 1]]
    ends.append(len(ranks))
    return max((end for end in ends if end <= about), default=ends[0])


def scale_words(scale: Scale) -> str:
    """Name a scale by its ends.

    >>> scale_words(Scale.between(0, 100))
    '0 to 100'
    """
    return f"{scale.words(scale.lowest)} to {scale.words(scale.highest)}"


def required_words(entry: GroupEntry) -> str:
    """Say what is required in a group: `4`, `3 to 4`, `none`; by item over several scales."""
    low, high = entry.row.required_lowest, entry.row.required_highest
    if low is None or high is None:
        return "by item" if entry.row.compared else "none"
    return number_text(low) if low == high else f"{number_text(low)} to {number_text(high)}"
