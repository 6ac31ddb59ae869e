"""The areas: levels given and required, and how far they are from each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import cast

from attrs import evolve, frozen

from competency import Gap, Scale, Score, display, number_text
from competency_exporters.html.bars import (
    Ticks,
    distance_picture,
    distance_ticks,
    distance_unit,
)
from competency_exporters.html.drawing import (
    LevelMarks,
    area_picture,
    digits_picture,
    highest_bar_of,
    legend_picture,
    uses_bars,
)
from competency_exporters.html.opening import Key
from competency_exporters.html.outline import (
    GroupEntry,
    Outline,
    required_words,
    scale_words,
    whole_ranks,
)
from competency_exporters.html.shapes import Number, Picture

__all__ = ["AreaTable", "DistanceTable", "answers_words", "area_tables", "distance_tables"]
__all__ += ["ends_words", "keys_of"]

_DIGITS_EVERY = 8
_DISTANCES = 15
_SEVERAL = "Several scales"


@frozen
class AreaRow:
    """One area, or a group of areas, in the table.

    Attributes:
        anchor: Where its items stand; empty where it is no link.
        title: Its title.
        path: The groups that hold it, but for the one whose row stands above.
        completeness: How completely it is answered.
        picture: Its picture.
        answers: What the picture shows, in words.
        mean: Its mean, as it is shown.
        median: Its median.
        reason: Why there is neither.
        required: What is required.
        met: How many are at or above it.
    """

    anchor: str
    title: str
    path: tuple[str, ...] = ()
    completeness: str = ""
    picture: Picture | None = None
    answers: str = ""
    mean: str = ""
    median: str = ""
    reason: str = ""
    required: str = ""
    met: str = ""


@frozen
class AreaBlock:
    """Rows below the digits of the axis; those of one top group below its row."""

    heading: AreaRow | None
    digits: Picture | None
    rows: tuple[AreaRow, ...]


@frozen
class AreaTable:
    """The areas on one scale."""

    title: str
    caption: str
    keys: tuple[Key, ...]
    blocks: tuple[AreaBlock, ...]
    total: AreaRow | None


@frozen
class DistanceRow:
    """How far one area is from what is required."""

    anchor: str
    title: str
    picture: Picture | None = None
    short: str = ""
    above: str = ""
    reason: str = ""


@frozen
class DistanceTable:
    """The distances of the areas on one scale: the first ones, and those that are closed."""

    title: str
    ticks: Picture | None
    rows: tuple[DistanceRow, ...]
    more: tuple[DistanceRow, ...]


def area_tables(outline: Outline) -> tuple[AreaTable, ...]:
    """Prepare one table of areas a scale; none where nothing is answered."""
    if outline.top.score is None or not outline.top.score.answered:
        return ()
    return tuple(_area_table(outline, scale) for scale in outline.scales)


def _title(outline: Outline, scale: Scale | None) -> str:
    if len(outline.scales) == 1 and scale is not None:
        return ""
    return _SEVERAL if scale is None else f"Scale {scale_words(scale)}"


def _area_table(outline: Outline, scale: Scale | None) -> AreaTable:
    entries = outline.on(scale)
    pictures = _pictures(entries, scale)
    rows = {
        entry.anchor: evolve(_area_row(entry, scale), picture=pictures.get(entry.anchor))
        for entry in entries
    }
    alike = scale is not None and outline.report.framework.scale_in_common is not None
    total = alike and len(entries) > 1
    return AreaTable(
        _title(outline, scale),
        ends_words(scale),
        () if scale is None else _area_keys(outline, entries, scale),
        tuple(_blocks(entries, rows, scale)),
        evolve(_area_row(outline.top, scale), anchor="", completeness="") if total else None,
    )


def ends_words(scale: Scale | None) -> str:
    """Say what the ends of a table's scale are."""
    if scale is None:
        return "Where the items of an area have different scales there is no mean."
    ends = (scale.levels[0], scale.levels[-1])
    named = ", ".join(f"{number_text(end.value)} is {end.label}" for end in ends if end.label)
    return f"{named or f'The levels are {scale_words(scale)}'}."


def level_marks(entry: GroupEntry) -> tuple[LevelMarks, ...]:
    """Tell how many answers each level has, and how they stand to what is required."""
    distribution = cast(Score, entry.score).distribution or {}
    if entry.gap is None:
        return tuple(LevelMarks(level, times) for level, times in distribution.items() if times)
    return tuple(
        _judged(level, [gap for gap in entry.gap.items if gap.current == level])
        for level, times in distribution.items()
        if times
    )


def _judged(level: Number, gaps: Sequence[Gap]) -> LevelMarks:
    met = sum(gap.at_or_above for gap in gaps)
    compared = sum(gap.compared for gap in gaps)
    return LevelMarks(level, met, compared - met, len(gaps) - compared)


def _pictures(entries: Sequence[GroupEntry], scale: Scale | None) -> dict[str, Picture]:
    """Draw all areas of a table in one way: single marks, or bars."""
    if scale is None:
        return {}
    marks = {entry.anchor: level_marks(entry) for entry in entries}
    bars = uses_bars(scale.values, marks.values())
    highest = highest_bar_of(scale.values, marks.values()) if bars else 0
    return {
        entry.anchor: area_picture(
            scale.values,
            marks[entry.anchor],
            mean=entry.row.mean,
            required=_required(entry),
            highest_bar=highest,
        )
        for entry in entries
    }


def _required(entry: GroupEntry) -> tuple[Number, Number] | None:
    low, high = entry.row.required_lowest, entry.row.required_highest
    return None if low is None or high is None else (low, high)


def _area_keys(outline: Outline, entries: Sequence[GroupEntry], scale: Scale) -> tuple[Key, ...]:
    areas = [level_marks(entry) for entry in entries]
    return keys_of(
        areas,
        [found for entry in entries if (found := _required(entry))],
        has_mean=any(entry.row.mean is not None for entry in entries),
        judged=outline.report.gaps is not None,
        bars=uses_bars(scale.values, areas),
    )


def keys_of(
    areas: Sequence[Sequence[LevelMarks]],
    required: Sequence[tuple[Number, Number]],
    *,
    has_mean: bool,
    judged: bool,
    bars: bool,
) -> tuple[Key, ...]:
    """Explain the marks that are there, and no others."""
    marks = [mark for area in areas for mark in area]
    one, bar = ("Answers", "-bar") if bars else ("One answer", "")
    keys = [
        ("mean", "Mean", has_mean),
        ("required", "Required", any(low == high for low, high in required)),
        ("staple", "Required, differs by item", any(low != high for low, high in required)),
        (f"met{bar}", f"{one}, at or above" if judged else one, any(mark.met for mark in marks)),
        (f"below{bar}", f"{one}, below", any(mark.below for mark in marks)),
        (f"unjudged{bar}", f"{one}, nothing required", any(mark.unjudged for mark in marks)),
    ]
    return tuple(Key(legend_picture(kind), words) for kind, words, there in keys if there)


def _area_row(entry: GroupEntry, scale: Scale | None) -> AreaRow:
    row, score = entry.row, cast(Score, entry.score)
    its = entry.node.scale_in_common
    known = row.mean is not None and its is not None and (scale is None or its.is_like(scale))
    return AreaRow(
        anchor=entry.anchor,
        title=entry.title,
        path=tuple(holder.title for holder in entry.holders[1:]),
        completeness=row.completeness,
        answers="" if scale is None else answers_words(score.distribution),
        mean=display(row.mean, places=its.places) if known and its and row.mean is not None else "",
        median=display(row.median, "median") if known and row.median is not None else "",
        reason="" if known else _reason(score, its),
        required=required_words(entry),
        met=f"{row.at_or_above} of {row.compared}" if row.compared else "",
    )


def _reason(score: Score, scale: Scale | None) -> str:
    if score.withheld or scale is not None:
        return f"not shown: {score.reasons.get('mean', 'another scale')}"
    percent = (
        "" if score.percent is None else f"; {display(score.percent, 'percent')} % of the range"
    )
    return f"no mean: different scales{percent}"


def answers_words(distribution: Mapping[int | Fraction, int] | None) -> str:
    """Say what the marks show: `1 answer at 3, 4 at 4`."""
    levels = (distribution or {}).items()
    parts = [f"{times} at {number_text(level)}" for level, times in levels if times]
    if not parts:
        return "no answers"
    number, _, rest = parts[0].partition(" ")
    parts[0] = f"{number} {'answer' if number == '1' else 'answers'} {rest}"
    return ", ".join(parts)


def _blocks(
    entries: Sequence[GroupEntry], rows: dict[str, AreaRow], scale: Scale | None
) -> Iterable[AreaBlock]:
    """Put the areas of one top group below its row; those without one in runs of eight."""
    for heading, found in groupby(entries, key=lambda entry: _heading(entry, rows)):
        run = list(found)
        if heading is not None:
            digits = _digits([heading, *run], scale)
            heading_row = evolve(_area_row(heading, scale), anchor="", completeness="")
            yield AreaBlock(heading_row, digits, tuple(rows[each.anchor] for each in run))
            continue
        for start in range(0, len(run), _DIGITS_EVERY):
            part = run[start : start + _DIGITS_EVERY]
            yield AreaBlock(
                None, _digits(part, scale), tuple(_with_path(each, rows) for each in part)
            )


def _heading(entry: GroupEntry, rows: dict[str, AreaRow]) -> GroupEntry | None:
    """The top group of an area, unless it is an area in the table itself."""
    top = entry.holders[0] if entry.holders else None
    return None if top is None or top.anchor in rows else top


def _with_path(entry: GroupEntry, rows: dict[str, AreaRow]) -> AreaRow:
    return evolve(rows[entry.anchor], path=tuple(holder.title for holder in entry.holders))


def _digits(entries: Sequence[GroupEntry], scale: Scale | None) -> Picture | None:
    if scale is None:
        return None
    required = sorted({end for entry in entries for end in _required(entry) or ()})
    texts = [number_text(value) for value in scale.values]
    return digits_picture(scale.values, texts, required)


def distance_tables(outline: Outline) -> tuple[DistanceTable, ...]:
    """Prepare one table of distances a scale; none where nothing is compared."""
    if outline.report.gaps is None:
        return ()
    if all(entry.row.shortfall is None for entry in outline.charted):
        return ()
    return tuple(_distance_table(outline, scale) for scale in outline.scales)


def _distance_table(outline: Outline, scale: Scale | None) -> DistanceTable:
    on_scale = {entry.anchor for entry in outline.on(scale)}
    entries = [entry for entry in outline.areas_by_need if entry.anchor in on_scale]
    known = [entry for entry in entries if entry.row.shortfall is not None]
    ticks = distance_unit(
        [entry.row.shortfall or 0 for entry in known], [entry.row.surplus or 0 for entry in known]
    )
    places = 1 if scale is None else scale.places
    rows = tuple(_distance_row(entry, ticks, places) for entry in entries)
    ranks = [entry.row.rank for entry in entries]
    shown = len(rows) if len(rows) <= _DISTANCES else whole_ranks(ranks, _DISTANCES)
    return DistanceTable(
        _title(outline, scale), distance_ticks(ticks) if known else None, rows[:shown], rows[shown:]
    )


def _distance_row(entry: GroupEntry, ticks: Ticks, places: int) -> DistanceRow:
    row = entry.row
    if row.shortfall is None or row.surplus is None:
        ranked = "no distance in levels" if row.rank else "not ranked"
        return DistanceRow(entry.anchor, entry.title, reason=f"{ranked}: {row.reason}")
    return DistanceRow(
        entry.anchor,
        entry.title,
        distance_picture(ticks, row.shortfall, row.surplus),
        display(row.shortfall, places=places) if row.shortfall else "none",
        display(row.surplus, places=places) if row.surplus else "none",
    )
