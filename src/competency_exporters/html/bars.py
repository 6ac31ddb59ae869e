"""Bars as plain geometry: the result, and the distances of areas."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from attrs import frozen

from competency_exporters.html.shapes import (
    EDGE,
    HAVE,
    INK,
    LABEL_ROOM,
    LINE,
    NEED,
    SOFT,
    WIDTH,
    Digit,
    Number,
    Picture,
    Shape,
    box,
    number,
)

__all__ = ["Ticks", "distance_picture", "distance_ticks", "distance_unit", "result_picture"]

_WORD_ROOM = 60


@frozen
class Ticks:
    """Where a distance has its zero, how wide one level is, and where the grid lines stand."""

    zero: float
    unit: float
    step: int
    left: int
    right: int


def distance_unit(shortfalls: Iterable[Number], surpluses: Iterable[Number]) -> Ticks:
    """Share the width between the largest shortfall and the largest surplus.

    >>> ticks = distance_unit([2.5, 0], [0.5])
    >>> ticks.zero, ticks.unit
    (216.0, 72.0)
    """
    left = max(0, *(ceil(each) for each in shortfalls), 0)
    right = max(1, *(ceil(each) for each in surpluses), 1)
    unit = WIDTH / (left + right)
    step = next(each for each in _steps() if each * unit >= 2 * LABEL_ROOM or each >= right)
    return Ticks(left * unit, unit, step, left, right)


def _steps() -> Iterable[int]:
    scale = 1
    while True:
        yield from (scale, 2 * scale, 5 * scale)
        scale *= 10


def distance_ticks(ticks: Ticks) -> Picture:
    """Draw the head of the distances: the levels short to the left, above to the right."""
    numbers = [-each for each in range(ticks.step, ticks.left + 1, ticks.step)]
    numbers += range(ticks.step, ticks.right + 1, ticks.step)
    digits = [
        Digit(number(min(max(ticks.zero + each * ticks.unit, 6), WIDTH - 6)), 12, str(abs(each)))
        for each in numbers
    ]
    word, half = ("required", 26) if ticks.step * ticks.unit >= _WORD_ROOM else ("0", 6)
    zero = min(max(ticks.zero, half), WIDTH - half)
    return Picture(WIDTH, 16, (), (Digit(number(zero), 12, word), *digits))


def distance_picture(ticks: Ticks, shortfall: Number, surplus: Number) -> Picture:
    """Draw how far an area is short, to the left, and above, to the right; never netted."""
    grid = range(-ticks.left, ticks.right + 1, ticks.step)
    lines = "".join(
        f"M{number(min(max(ticks.zero + each * ticks.unit, 0.5), WIDTH - 0.5))} 0v24"
        for each in grid
        if each
    )
    shapes = [Shape(lines, LINE)]
    if shortfall:
        width = max(1, float(shortfall) * ticks.unit)
        shapes.append(Shape(box(ticks.zero - width, 5, width, 14), fill=NEED))
    if surplus:
        width = max(1, float(surplus) * ticks.unit)
        shapes.append(Shape(box(ticks.zero, 5, width, 14), fill=HAVE))
    return Picture(WIDTH, 24, (*shapes, Shape(f"M{number(max(ticks.zero, 1))} 0v24", INK, 2)))


def result_picture(met: int, below: int, unjudged: int, without: int) -> Picture:
    """Draw all applicable items as one bar: solid, outlined, thin, dashed."""
    counts = [count for count in (met, below, unjudged, without) if count]
    total = sum(counts)
    room = 1000 - 5 * (len(counts) - 1)
    shapes: list[Shape] = []
    x = 0.0
    for kind, count in enumerate((met, below, unjudged, without)):
        if count:
            width = room * count / total
            shapes.append(_part(kind, x, width))
            x += width + 5
    return Picture(1000, 28, tuple(shapes))


def _part(kind: int, x: float, width: float) -> Shape:
    if kind == 0:
        return Shape(box(x, 0, width, 28), fill=HAVE)
    if kind == 1:
        return Shape(box(x + 1, 1, max(width - 2, 1), 26), NEED, 2, fill=SOFT, unstretched=True)
    if kind == 2:
        return Shape(box(x, 11, width, 6), fill=EDGE)
    return Shape(f"M{number(x)} 14h{number(width)}", EDGE, 2, dashed=True, unstretched=True)
