"""Shapes: what pictures are made of; the one module that writes SVG.

Every mark is a path, and a row of marks is one: disks are strokes of no length with round caps,
rings are circles. Colours are those of the light page; the style sheet turns them for dark pages
and forced colours.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from attrs import frozen
from markupsafe import Markup, escape

__all__ = [
    "EDGE",
    "HAVE",
    "INK",
    "LABEL_ROOM",
    "LINE",
    "NEED",
    "PAPER",
    "SOFT",
    "WIDTH",
    "Digit",
    "Number",
    "Picture",
    "Shape",
    "box",
    "circles",
    "disks",
    "number",
    "x_of",
]

PAPER, INK, EDGE, LINE = "#fff", "#16202b", "#6b7885", "#cfd6dd"
HAVE, NEED, SOFT = "#1f4fa3", "#a8480f", "#fbe9dc"

WIDTH = 288
"""The width of the pictures of areas and distances, at every width of the page."""

LABEL_ROOM = 24
"""How far apart the middles of two digits are at least."""

Number = int | float | Fraction


@frozen
class Shape:
    """One path: stroked, or filled.

    Attributes:
        path: The path's data.
        stroke: The colour of the stroke; none where empty.
        width: The width of the stroke.
        fill: The colour of the area; none where empty.
        round: Whether the ends are round, as those of disks.
        dashed: Whether the line is dashed: no score.
        unstretched: Whether the stroke keeps its width where the picture is stretched.
    """

    path: str
    stroke: str = ""
    width: float = 1
    fill: str = ""
    round: bool = False
    dashed: bool = False
    unstretched: bool = False

    def __html__(self) -> str:
        """Write it; a template prints it as it is, since no user's text is in it."""
        parts = [f'<path d="{self.path}"']
        parts += [f' fill="{self.fill}"'] if self.fill else []
        parts += [f' stroke="{self.stroke}"'] if self.stroke else []
        parts += [f' stroke-width="{self.width:g}"'] if self.width != 1 else []
        parts += [' stroke-linecap="round"'] if self.round else []
        parts += [' stroke-dasharray="3 4"'] if self.dashed else []
        parts += [' vector-effect="non-scaling-stroke"'] if self.unstretched else []
        return "".join((*parts, "/>"))


@frozen
class Digit:
    """A number in a picture, centred."""

    x: str
    y: int
    text: str

    def __html__(self) -> str:
        """Write it."""
        return f'<text x="{self.x}" y="{self.y}">{escape(self.text)}</text>'


@frozen
class Picture:
    """A drawing of a size in CSS pixels."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    digits: tuple[Digit, ...] = ()

    @property
    def marks(self) -> Markup:
        """What is drawn, without its frame."""
        return Markup("").join(self.shapes)

    def __html__(self) -> str:
        """Write it, hidden from those who hear the page: words beside it say the same."""
        width, height = self.width, self.height
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        return f'<svg {size} aria-hidden="true">{self.marks}{self._digits}</svg>'

    @property
    def _digits(self) -> Markup:
        if not self.digits:
            return Markup("")
        group = Markup('<g fill="#52606d" font-size="12" text-anchor="middle">{}</g>')
        return group.format(Markup("").join(self.digits))


def number(value: Number) -> str:
    """Write a coordinate: one decimal at most.

    >>> number(86.0), number(28.25), number(0.04)
    ('86', '28.2', '0')
    """
    return f"{float(value):.1f}".removesuffix(".0")


def disks(points: Iterable[tuple[Number, Number]]) -> str:
    """Draw disks: strokes of no length, as wide as the stroke."""
    return "".join(f"M{number(x)} {number(y)}h0" for x, y in points)


def circles(points: Iterable[tuple[Number, Number]], radius: float) -> str:
    """Draw circles, each as one arc that all but closes."""
    arc = f"a{number(radius)} {number(radius)} 0 1 1-.1 0z"
    return "".join(f"M{number(x)} {number(y - radius)}{arc}" for x, y in points)


def box(x: Number, y: Number, width: Number, height: Number) -> str:
    """Draw a rectangle."""
    return f"M{number(x)} {number(y)}h{number(width)}v{number(height)}h-{number(width)}z"


def x_of(value: Number, levels: Sequence[Number], left: int = 28, span: int = 232) -> float:
    """Place a value on the axis from the lowest to the highest level.

    >>> x_of(1, (1, 2, 3, 4, 5)), x_of(3, (1, 2, 3, 4, 5)), x_of(5, (1, 2, 3, 4, 5))
    (28.0, 144.0, 260.0)
    """
    return float(left + span * (value - levels[0]) / (levels[-1] - levels[0]))
