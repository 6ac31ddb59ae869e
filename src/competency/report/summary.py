"""The summary: the few plain sentences that every document begins with."""

from __future__ import annotations

from attrs import frozen

from competency.gaps import Gap, Gaps
from competency.model import Group
from competency.report.rows import Row
from competency.rounding import Exact, display
from competency.scoring import Score

__all__ = ["Summary", "summary_of"]

_FEWEST_RATED = 3


@frozen
class Summary:
    """What a report says first, in sentences that claim no more than the answers do.

    Attributes:
        result: The result, in one sentence.
        furthest: The area that is furthest below what is required, where one stands out.
        shortfall: By how many levels, and over how many items.
        incomplete: What is not known, in one sentence; empty where all is.
        met: The areas that are at the required level throughout.
    """

    result: str
    furthest: Group | None = None
    shortfall: str = ""
    incomplete: str = ""
    met: tuple[Group, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it as plain text."""
        furthest = ""
        if self.furthest is not None:
            furthest = f"Furthest below on average: {self.furthest.title}, {self.shortfall}."
        return tuple(filter(None, (self.result, furthest, self.incomplete)))


def count(number: int, noun: str) -> str:
    """Say how many there are of a thing.

    >>> count(1, "item"), count(2, "item")
    ('1 item', '2 items')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary_of(rows: tuple[Row, ...], overall: Score | None, gaps: Gaps | None) -> Summary:
    """Sum a report up."""
    if overall is None:
        items = sum(row.kind == "item" for row in rows)
        return Summary(f"{count(items, 'item')} in {count(_areas(rows), 'area')}.")
    areas = [] if gaps is None else [gaps[area.id] for area in gaps.profile.framework.areas]
    incomplete = _incomplete(rows, overall)
    if gaps is None or overall.withheld:
        return Summary(_rated(overall), incomplete=incomplete)
    group = gaps.profile.framework.group
    furthest = _furthest(areas) if gaps.profile.framework.scale_in_common else None
    return Summary(
        _compared(gaps.overall, overall),
        None if furthest is None else group(furthest.id),
        "" if furthest is None else _short(furthest),
        incomplete,
        tuple(group(gap.id) for gap in areas if gap.gap is not None and _is_met(gap)),
    )


def _areas(rows: tuple[Row, ...]) -> int:
    groups = {row.id for row in rows if row.kind == "group"}
    return len(groups & {row.parent for row in rows if row.kind == "item"})


def _rated(overall: Score) -> str:
    if not overall.answered:
        return "No item is rated yet."
    if overall.withheld:
        return f"Too few answers for a result: {overall.reason}."
    rated = f"{overall.answered} of {count(overall.applicable, 'applicable item')} are rated"
    lower = _lower_median(overall)
    if lower is None or overall.assessment is None:
        return f"{rated}."
    words = overall.assessment.framework.items[0].scale.words(lower)
    return f"{rated}; at least half of the ratings are {words} or higher."


def _lower_median(overall: Score) -> Exact | None:
    levels = overall.distribution or {}
    each = [level for level, times in levels.items() for _ in range(times)]
    return each[(len(each) - 1) // 2] if each else None


def _compared(gap: Gap, overall: Score) -> str:
    rated, met = gap.compared, gap.at_or_above
    if not rated:
        return f"{_rated(overall)[:-1]}; no rated item has a required level."
    below = rated - met
    if rated == 1:
        where = "below" if below else "at or above"
        return f"The one rated item is {where} the required level."
    if not below:
        return f"All {rated} rated items are at or above the required level."
    are = "is" if below == 1 else "are"
    return f"{met} of {rated} rated items are at or above the required level; {below} {are} below."


def _furthest(areas: list[Gap]) -> Gap | None:
    """Find the area that is furthest below, where it is ahead of the next by one answer."""
    ranked = sorted((gap for gap in areas if gap.shortfall), key=lambda gap: -(gap.shortfall or 0))
    if not ranked or ranked[0].compared < _FEWEST_RATED:
        return None
    first = ranked[0]
    second = ranked[1].shortfall if len(ranked) > 1 else 0
    ahead = (first.shortfall or 0) - (second or 0)
    return first if ahead * first.compared >= 1 else None


def _short(gap: Gap) -> str:
    return f"short by {display(gap.shortfall or 0)} levels over its {gap.compared} rated items"


def _is_met(gap: Gap) -> bool:
    return gap.compared > 0 and gap.at_or_above == gap.compared


def _incomplete(rows: tuple[Row, ...], overall: Score) -> str:
    unrated = overall.applicable - overall.answered
    parents = {row.parent for row in rows if row.kind == "item"}
    withheld = sum(
        row.kind == "group" and row.id in parents and row.percent is None and bool(row.coverage)
        for row in rows
    )
    parts = []
    if unrated and overall.answered:
        have = "has" if unrated == 1 else "have"
        parts.append(f"{unrated} of {count(overall.applicable, 'applicable item')} {have} no level")
    if withheld and not overall.withheld:
        have = "has" if withheld == 1 else "have"
        parts.append(f"{count(withheld, 'area')} {have} too few answers for a score")
    return "; ".join(parts) + "." if parts else ""
