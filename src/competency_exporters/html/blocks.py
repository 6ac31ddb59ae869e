"""The blocks: every item below the headings of its groups, and how their figures were made."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from competency import Scale, display
from competency_exporters.html.items import ItemView, Tracks, view_of
from competency_exporters.html.outline import GroupEntry, Outline
from competency_exporters.html.sums import Sum

__all__ = ["Block", "blocks_of", "whole_of"]

_CLOSED_FROM = 120
_DEEPEST = 6
_SHORT_ID = 4

_Sums = Mapping[str, tuple[Sum, ...]]


@frozen
class Block:
    """A heading with what stands below it until the next.

    Attributes:
        anchor: The heading's id in the page; empty where it has none.
        title: The heading; empty where there is none.
        depth: The heading's level.
        figures: The figures of a group, in words.
        sums: How they were made; none where that is not to be told.
        description: What it is about.
        items: Its items.
        is_closed: Whether they stand in a part to be opened.
        wide_ids: Whether an id is too long to stand beside its text.
    """

    anchor: str = ""
    title: str = ""
    depth: int = 3
    figures: str = ""
    sums: tuple[Sum, ...] = ()
    description: str = ""
    items: list[ItemView] = field(factory=list)
    is_closed: bool = False

    @property
    def wide_ids(self) -> bool:
        """Whether an id is too long to stand beside its text."""
        return any(len(item.node.id) > _SHORT_ID for item in self.items)


def whole_of(outline: Outline, sums: _Sums) -> Block:
    """Prepare the figures of all items together; nothing where there is no more than one."""
    top = outline.top
    if not top.row.answered or len(outline.items) == 1:
        return Block()
    return Block(figures=_figures(top), sums=sums.get(top.anchor, ()))


def blocks_of(outline: Outline, tracks: Tracks, sums: _Sums) -> tuple[Block, ...]:
    """Prepare every item below the headings of its groups, in document order."""
    closed = len(outline.items) >= _CLOSED_FROM
    blocks: list[Block] = []
    holder: GroupEntry | None = None
    for entry in outline.nodes:
        if isinstance(entry, GroupEntry):
            holder = entry
            blocks.append(_heading(entry, sums.get(entry.anchor, ()), closed))
            continue
        above = entry.holders[-1] if entry.holders else None
        if not blocks or above is not holder:
            blocks.append(_continued(above, closed))
            holder = above
        blocks[-1].items.append(view_of(entry, tracks))
    return tuple(blocks)


def _heading(entry: GroupEntry, sums: tuple[Sum, ...], closed: bool) -> Block:
    row = entry.row
    return Block(
        entry.anchor,
        entry.title,
        min(3 + len(entry.holders), _DEEPEST),
        _figures(entry) if entry.node.items and row.answered is not None else "",
        sums,
        row.text or "",
        is_closed=closed and bool(entry.node.own_items),
    )


def _continued(above: GroupEntry | None, closed: bool) -> Block:
    """Head the items that follow a group inside of theirs."""
    if above is None:
        return Block(title="Items outside the groups" if closed else "", is_closed=closed)
    depth = min(3 + len(above.holders), _DEEPEST)
    return Block(title=f"{above.title} (continued)", depth=depth, is_closed=closed)


def _figures(entry: GroupEntry) -> str:
    row = entry.row
    scale: Scale | None = entry.node.scale_in_common
    parts = []
    if row.mean is not None and scale is not None:
        parts.append(f"Mean {display(row.mean, places=scale.places)}")
    if row.median is not None:
        parts[-1:] = [", ".join((*parts[-1:], f"median {display(row.median, 'median')}"))]
    if not parts:
        parts = [f"{'No mean' if row.percent is not None else 'Not shown'}: {row.reason}"]
    if row.compared:
        parts.append(f"{row.at_or_above} of {row.compared} at or above required")
    return "; ".join(parts)
