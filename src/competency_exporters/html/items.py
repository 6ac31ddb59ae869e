"""The items: one as the page shows it, those below what is required, those without a level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import frozen

from competency import Item, Row, number_text
from competency_exporters.html.drawing import track_picture
from competency_exporters.html.opening import count, short_each
from competency_exporters.html.outline import ItemEntry, Outline, whole_ranks
from competency_exporters.html.shapes import Picture

__all__ = ["ItemView", "NeedTable", "StateList", "Track", "Tracks", "needs_of", "states_of"]
__all__ += ["states_title", "view_of"]

_ABOUT = 10
_STATES = (
    ("unknown", "Don't know"),
    ("missing", "Not answered"),
    ("not_applicable", "Not applicable"),
)


@frozen
class Track:
    """One picture of an item, drawn once and used by all items that look like it."""

    anchor: str
    picture: Picture
    inline: bool

    def __html__(self) -> str:
        """Write it, or name the drawing that is used."""
        if self.inline:
            return self.picture.__html__()
        return f'<svg aria-hidden="true"><use href="#{self.anchor}"/></svg>'


class Tracks:
    """Gathers the pictures of items, so that each is in the page once.

    Not every program that prints pages knows `use`: `inline` draws each where it is seen.
    """

    def __init__(self, *, inline: bool) -> None:
        self._inline = inline
        self._found: dict[object, Track] = {}

    def of(self, entry: ItemEntry) -> Track:
        """Give the picture of an item."""
        gap, scale = entry.gap, entry.node.scale
        level = entry.row.level
        if level is not None and entry.node.reverse:
            level = scale.turned(level)
        key = (scale.values, level, gap and gap.required)
        if key not in self._found:
            picture = track_picture(scale.values, level, None if gap is None else gap.required)
            self._found[key] = Track(f"c-t{len(self._found)}", picture, self._inline)
        return self._found[key]

    @property
    def drawn(self) -> tuple[Track, ...]:
        """The pictures that are used."""
        return () if self._inline else tuple(self._found.values())


@frozen
class ItemView:
    """An item as the page shows it.

    Attributes:
        anchor: Its id in the page, or the one that a link to it names.
        node: It.
        area: The group that holds it.
        rank: Its place, with `=` where it is shared.
        track: Its picture.
        answer: What it was answered with.
        is_rated: Whether that is a level.
        gap: How far that is from what is required.
        is_short: Whether it is below.
        needs: What is required.
        reason: Why it is not applicable.
        comment: What the rater remarked.
        evidence: What bears the answer out.
        facts: What else is to be known: its weight, its importance, whether it is reverse.
    """

    anchor: str
    node: Item
    area: str = ""
    rank: str = ""
    track: Track | None = None
    answer: str = ""
    is_rated: bool = False
    gap: str = ""
    is_short: bool = False
    needs: str = ""
    reason: str = ""
    comment: str = ""
    evidence: str = ""
    facts: tuple[str, ...] = ()


@frozen
class NeedTable:
    """The items below what is required: the first whole ranks, and those that are closed."""

    title: str
    caption: str
    rows: tuple[ItemView, ...]
    more: tuple[ItemView, ...]
    more_title: str


@frozen
class StateList:
    """The items of one state."""

    title: str
    items: tuple[ItemView, ...]


def view_of(entry: ItemEntry, tracks: Tracks, rank: str = "") -> ItemView:
    """Prepare an item; one that is ranked says in full what is required and how it matters."""
    row, node = entry.row, entry.node
    facts = (*_facts(node), *(_importance(row) if rank else ()))
    if row.state is None:
        return ItemView(entry.anchor, node, facts=facts)
    words = node.scale.words if rank else number_text
    return ItemView(
        entry.anchor,
        node,
        entry.area,
        rank,
        tracks.of(entry),
        row.answer_words,
        row.level is not None,
        row.gap_words,
        bool(row.shortfall),
        "" if row.required is None else f"needs {words(row.required)}",
        row.reason or "",
        row.comment or "",
        row.evidence or "",
        facts,
    )


def _facts(node: Item) -> Iterable[str]:
    if node.reverse:
        yield "Reverse: a low level counts as a high one"
    if node.weight != 1:
        yield f"Weight {number_text(node.weight)}"


def _importance(row: Row) -> Iterable[str]:
    if row.importance not in (None, 1):
        yield f"Importance {number_text(row.importance)}"


def needs_of(outline: Outline, tracks: Tracks) -> NeedTable | None:
    """Prepare the items below their required level, by rank."""
    needs = outline.by_need
    if not needs:
        return None
    ranks = [entry.row.rank for entry in needs]
    views = tuple(view_of(entry, tracks, _rank(entry.row.rank, ranks)) for entry in needs)
    shown = whole_ranks(ranks, _ABOUT)
    more = [entry.row for entry in needs[shown:]]
    alike = len({row.shortfall for row in more}) == 1
    return NeedTable(
        f"{count(len(needs), 'item')} below the required level",
        _order(outline, ranks),
        views[:shown],
        views[shown:],
        f"{len(more)} more {'item' if len(more) == 1 else 'items'}"
        + (f", {short_each(more)}" if alike else ""),
    )


def _rank(rank: object, ranks: Sequence[object]) -> str:
    return f"={rank}" if ranks.count(rank) > 1 else f"{rank}"


def _order(outline: Outline, ranks: Sequence[object]) -> str:
    order = "Largest shortfall first"
    if outline.is_weighted:
        order = "By priority: the shortfall as a share of the scale, times the importance"
    if len(set(ranks)) == len(ranks):
        return f"{order}."
    return f"{order}; “=” marks a shared rank, which is in document order, not in order of need."


def states_of(outline: Outline, tracks: Tracks) -> tuple[StateList, ...]:
    """Prepare the items without a level, by state; none where no item has one."""
    if outline.top.score is None or not outline.top.score.answered:
        return ()
    lists = []
    for state, title in _STATES:
        found = [entry for entry in outline.items if entry.row.state == state]
        if found:
            views = tuple(view_of(entry, tracks) for entry in found)
            lists.append(StateList(f"{title} ({len(found)})", views))
    return tuple(lists)


def states_title(lists: Sequence[StateList], outline: Outline) -> str:
    """Say how many items have no level, and how many are not applicable."""
    away = outline.top.row.not_applicable or 0
    without = sum(len(each.items) for each in lists) - away
    parts = [f"{count(without, 'item')} without a level"] if without else []
    if away:
        parts.append(f"{away if without else count(away, 'item')} not applicable")
    return ", ".join(parts)
