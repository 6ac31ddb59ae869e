"""Areas and items as plain geometry: levels in, pictures out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import ceil

from attrs import frozen

from competency_exporters.html.shapes import (
    EDGE,
    HAVE,
    INK,
    LABEL_ROOM,
    LINE,
    NEED,
    PAPER,
    SOFT,
    WIDTH,
    Digit,
    Number,
    Picture,
    Shape,
    box,
    circles,
    disks,
    number,
    x_of,
)

__all__ = [
    "LevelMarks",
    "area_picture",
    "digits_picture",
    "highest_bar_of",
    "legend_picture",
    "track_picture",
    "uses_bars",
]

_LEFT, _SPAN, _AXIS = 28, 232, 16
_FIRST_ROW, _PITCH = 41, 9
_MOST_ROWS, _MOST_IN_ROW = 3, 6
_BAR_BASE, _BAR_LEAST, _BAR_MOST, _BAR_WIDEST = 70, 3, 24, 40
_DIGIT, _NARROWEST = 7, 14
_MOST_LABELLED, _MOST_BARS, _BINS = 11, 25, 20
_TRACK_LEFT, _TRACK_SPAN = 10, 100


@frozen
class LevelMarks:
    """How many answers one level has: at or above the required level, below it, without one."""

    level: Number
    met: int = 0
    below: int = 0
    unjudged: int = 0

    @property
    def total(self) -> int:
        """All answers at the level."""
        return self.met + self.below + self.unjudged


def _spacing(levels: Sequence[Number]) -> float:
    """The smallest distance of two levels on the axis."""
    return min(x_of(upper, levels) - x_of(lower, levels) for lower, upper in pairwise(levels))


def _in_row(levels: Sequence[Number]) -> int:
    """How many marks stand in one row under a level."""
    return min(_MOST_IN_ROW, int(_spacing(levels) // _PITCH))


def uses_bars(levels: Sequence[Number], areas: Iterable[Sequence[LevelMarks]]) -> bool:
    """Tell whether single marks would not do: over 3 rows of them, or under 2 in a row."""
    in_row = _in_row(levels)
    most = max((marks.total for area in areas for marks in area), default=0)
    return in_row < 2 or most > _MOST_ROWS * in_row


def area_picture(
    levels: Sequence[Number],
    marks: Sequence[LevelMarks],
    *,
    mean: float | None,
    required: tuple[Number, Number] | None = None,
    highest_bar: int = 0,
) -> Picture:
    """Draw an area: its axis, what is required, its mean, and one mark an answer.

    Args:
        levels: The levels of the scale, upwards.
        marks: The answers by level.
        mean: The mean; None dashes the axis.
        required: The lowest and the highest required level.
        highest_bar: The most answers that any bar stands for; 0 draws single marks.
    """
    shapes = [*_axis(levels, mean is None), *_required(levels, required)]
    if mean is not None:
        shapes.append(Shape(circles([(x_of(mean, levels), _AXIS)], 9), PAPER, 2, fill=HAVE))
    if highest_bar:
        bars, digits = _bars(levels, marks, highest_bar)
        return Picture(WIDTH, _BAR_BASE + 2, (*shapes, *bars), digits)
    answers, rows = _answers(levels, marks)
    height = _FIRST_ROW + _PITCH * rows - 4 if rows else 2 * _AXIS + 2
    return Picture(WIDTH, height, (*shapes, *answers))


def _axis(levels: Sequence[Number], dashed: bool) -> list[Shape]:
    line = f"M{_LEFT} {_AXIS}h{_SPAN}"
    labelled = levels if len(levels) <= _MOST_LABELLED else (levels[0], levels[-1])
    ticks = "".join(f"M{number(x_of(level, levels))} 11v10" for level in labelled)
    if dashed:
        return [Shape(line, EDGE, dashed=True), Shape(ticks, EDGE)]
    return [Shape(line + ticks, EDGE)]


def _required(levels: Sequence[Number], required: tuple[Number, Number] | None) -> Iterable[Shape]:
    if required is None:
        return []
    low, high = (number(x_of(level, levels)) for level in required)
    path = f"M{low} 0v32" if low == high else f"M{low} 7V1.5H{high}V7"
    return [Shape(path, INK, 3, fill="none")]


def _answers(levels: Sequence[Number], marks: Sequence[LevelMarks]) -> tuple[list[Shape], int]:
    """Place the marks in rows centred under their levels: disks, then dashes, then rings."""
    in_row = _in_row(levels)
    met: list[tuple[Number, Number]] = []
    unjudged: list[tuple[Number, Number]] = []
    below: list[tuple[Number, Number]] = []
    for level in marks:
        points = _rows_of_points(x_of(level.level, levels), level.total, in_row)
        met += points[: level.met]
        unjudged += points[level.met : level.met + level.unjudged]
        below += points[level.met + level.unjudged :]
    shapes = [Shape(disks(met), HAVE, 7, round=True)] if met else []
    if unjudged:
        dashes = "".join(f"M{number(x - 3)} {number(y)}h6" for x, y in unjudged)
        shapes.append(Shape(dashes, EDGE, 2))
    if below:
        shapes.append(Shape(circles(below, 2.8), NEED, 1.75, fill=PAPER))
    rows = max((ceil(level.total / in_row) for level in marks), default=0)
    return shapes, rows


def _rows_of_points(x: float, count: int, in_row: int) -> list[tuple[Number, Number]]:
    points: list[tuple[Number, Number]] = []
    for row in range(ceil(count / in_row)):
        here = min(in_row, count - row * in_row)
        start = x - _PITCH * (here - 1) / 2
        points += [(start + _PITCH * place, _FIRST_ROW + _PITCH * row) for place in range(here)]
    return points


def _binned(levels: Sequence[Number], marks: Sequence[LevelMarks]) -> Sequence[LevelMarks]:
    """Put the answers of many levels into equal bins, each at the level of its middle."""
    if len(levels) <= _MOST_BARS:
        return marks
    low, range_ = Fraction(levels[0]), Fraction(levels[-1]) - Fraction(levels[0])
    bins = [LevelMarks(float(low + range_ * (2 * n + 1) / (2 * _BINS))) for n in range(_BINS)]
    for each in marks:
        place = min(_BINS - 1, int((Fraction(each.level) - low) * _BINS / range_))
        bins[place] = LevelMarks(
            bins[place].level,
            bins[place].met + each.met,
            bins[place].below + each.below,
            bins[place].unjudged + each.unjudged,
        )
    return bins


def highest_bar_of(levels: Sequence[Number], areas: Iterable[Sequence[LevelMarks]]) -> int:
    """Give the most answers that any bar of these areas stands for."""
    return max(marks.total for area in areas for marks in _binned(levels, area))


def _bars(
    levels: Sequence[Number], marks: Sequence[LevelMarks], highest: int
) -> tuple[list[Shape], tuple[Digit, ...]]:
    """Draw a bar a level: the part at or above solid, over the outlined part below.

    Numbers that would run into each other are left out of all; words beside them say the same.
    """
    room = _spacing(levels) if len(levels) <= _MOST_BARS else _SPAN / _BINS
    width = min(_BAR_WIDEST, room - 2)
    labelled = _DIGIT * len(str(highest)) <= max(room, _NARROWEST)
    solid = outlined = plain = ""
    digits = []
    for each in _binned(levels, marks):
        if not each.total:
            continue
        x = x_of(each.level, levels) - width / 2
        height = max(_BAR_LEAST, _BAR_MOST * each.total / highest)
        y, part = _BAR_BASE - height, height / each.total
        if each.met:
            solid += box(x, y, width, part * each.met)
        if each.unjudged:
            plain += box(x, y + part * each.met, width, part * each.unjudged)
        if each.below:
            top = y + part * (each.met + each.unjudged)
            outlined += box(x + 0.75, top + 0.75, width - 1.5, max(0, part * each.below - 1.5))
        if labelled:
            digits.append(Digit(number(x + width / 2), round(y) - 3, str(each.total)))
    shapes = [Shape(solid, fill=HAVE)] if solid else []
    shapes += [Shape(plain, fill=EDGE)] if plain else []
    shapes += [Shape(outlined, NEED, 1.5, fill=SOFT)] if outlined else []
    return shapes, tuple(digits)


def digits_picture(
    levels: Sequence[Number], texts: Sequence[str], required: Iterable[Number] = ()
) -> Picture:
    """Draw the levels' digits over an axis: of many levels only the ends and the required.

    Args:
        levels: The levels of the scale, upwards.
        texts: What each is written as.
        required: The required levels.
    """
    if len(levels) <= _MOST_LABELLED:
        shown = list(range(len(levels)))
    else:
        shown = [0, len(levels) - 1]
        shown += [levels.index(level) for level in required]
    digits: list[Digit] = []
    taken: list[float] = []
    for index in shown:
        x = x_of(levels[index], levels)
        if len(levels) <= _MOST_LABELLED or all(abs(x - each) >= LABEL_ROOM for each in taken):
            taken.append(x)
            digits.append(Digit(number(x), 12, texts[index]))
    return Picture(WIDTH, 16, (), tuple(digits))


def track_picture(
    levels: Sequence[Number], current: Number | None, required: Number | None
) -> Picture:
    """Draw one item: its levels, the one given, the one required, and what lies between."""
    x = [x_of(level, levels, _TRACK_LEFT, _TRACK_SPAN) for level in levels]
    shown = x if len(x) <= _MOST_LABELLED else [x[0], x[-1]]
    line = f"M{_TRACK_LEFT} 12h{_TRACK_SPAN}"
    shapes = [Shape(line, LINE), Shape(disks((each, 12) for each in shown), EDGE, 3, round=True)]
    at = None if current is None else x[levels.index(current)]
    needed = None if required is None else x[levels.index(required)]
    if at is not None and needed is not None and at != needed:
        between = f"M{number(at)} 12H{number(needed)}"
        short = at < needed
        shapes.append(Shape(between, NEED if short else HAVE, 4 if short else 2))
    if needed is not None:
        shapes.append(Shape(f"M{number(needed)} 0v24", INK, 3))
    if at is not None:
        dot = disks([(at, 12)])
        shapes += [Shape(dot, PAPER, 15, round=True)] if at == needed else []
        shapes.append(Shape(dot, HAVE, 12, round=True))
    return Picture(120, 24, tuple(shapes))


_LEGEND = {
    "mean": Picture(20, 20, (Shape("M10 10h0", HAVE, 16, round=True),)),
    "required": Picture(8, 28, (Shape("M4 0v28", INK, 3),)),
    "staple": Picture(30, 12, (Shape("M2 9V2.5H28V9", INK, 3, fill="none"),)),
    "met": Picture(8, 8, (Shape("M4 4h0", HAVE, 7, round=True),)),
    "below": Picture(8, 8, (Shape(circles([(4, 4)], 2.8), NEED, 1.75, fill=PAPER),)),
    "unjudged": Picture(8, 8, (Shape("M1 4h6", EDGE, 2),)),
    "met-bar": Picture(16, 14, (Shape("M0 0h16v14h-16z", fill=HAVE),)),
    "below-bar": Picture(16, 14, (Shape("M1 1h14v12h-14z", NEED, 2, fill=SOFT),)),
    "unjudged-bar": Picture(16, 14, (Shape("M0 4h16v6h-16z", fill=EDGE),)),
    "without-bar": Picture(16, 14, (Shape("M0 7h16", EDGE, 2, dashed=True),)),
}


def legend_picture(kind: str) -> Picture:
    """Give the mark that a legend shows: `mean`, `required`, `staple`, `met` and so on."""
    return _LEGEND[kind]
