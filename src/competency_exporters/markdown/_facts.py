"""What the parts of a report ask for: a node's row, its rank in words, its track."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from competency import Framework, Gaps, Group, Item, Report, Row, Scores, display
from competency_exporters.markdown._nodes import area_words, level_words

__all__ = ["Facts", "at_or_above", "required_range", "required_words"]

_NONE = "–"


@frozen
class Facts:
    """A report with scores, and what is looked up in it."""

    report: Report
    scores: Scores

    @property
    def framework(self) -> Framework:
        """The framework whose texts are shown."""
        return self.report.framework

    @property
    def gaps(self) -> Gaps | None:
        """The gaps, where there are."""
        return self.report.gaps

    @property
    def top(self) -> Row:
        """The row of the framework."""
        return self.report.rows()[0]

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        return {row.id: row for row in self.report.rows()[1:]}

    def row(self, id: str) -> Row:
        """Give the row of a group or an item."""
        return self._rows[id]

    @cached_property
    def _ranked(self) -> Counter[tuple[str, int | None]]:
        return Counter((row.kind, row.rank) for row in self.report.rows())

    def rank(self, row: Row) -> str:
        """Say the rank of an item or an area; `=4` where several share it."""
        return f"{'=' if self._ranked[row.kind, row.rank] > 1 else ''}{row.rank}"

    def area(self, group: Group) -> str:
        """Say where a group stands; within its top group, where all have one scale."""
        return area_words(self.framework, group)

    def area_of(self, item: Item) -> str:
        """Say where an item stands."""
        holder = self.framework.parents[item.id]
        return _NONE if holder is None else self.area(holder)


def required_words(row: Row, item: Item) -> str:
    """Say the level that is required of an item."""
    return _NONE if row.required is None else level_words(item.scale.level(row.required))


def at_or_above(row: Row) -> str:
    """Say how many rated items are at or above what is required."""
    return f"{row.at_or_above} of {row.compared}" if row.compared else _NONE


def required_range(row: Row) -> str:
    """Say the required level of a group, or the lowest and the highest where they differ."""
    if row.required_lowest is None or row.required_highest is None:
        return _NONE
    ends = (display(row.required_lowest, "level"), display(row.required_highest, "level"))
    return "–".join(dict.fromkeys(ends))
