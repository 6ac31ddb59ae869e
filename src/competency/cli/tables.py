"""Tables and tracks in plain text: aligned for people, tab-separated for programs."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import click

from competency.cli.terminal import encoding
from competency.errors import printable

__all__ = ["aligned", "cut", "pad", "tab_separated", "track", "width"]

_GAP = "  "
_NARROWEST = 12
_TRACK = 20
_MARKS = ("━", "─", "◆")
_PLAIN_MARKS = ("=", "-", "+")


def width(text: str) -> int:
    """Give how many columns of a terminal a text takes.

    >>> width("abc"), width("能力"), width("e\u0301")
    (3, 4, 1)
    """
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, room: int) -> str:
    """Cut a text to so many columns, an ellipsis at its end.

    >>> cut("Strategic Planning", 10), cut("能力", 3)
    ('Strategic…', '能…')
    """
    if width(text) <= room:
        return text
    kept = sum(taken < room for taken in accumulate(map(_columns, text)))
    return text[:kept].rstrip() + "…"


def pad(text: str, room: int, *, right: bool = False) -> str:
    """Fill a text up to so many columns.

    >>> pad("5", 3, right=True), pad("能", 3)
    ('  5', '能 ')
    """
    blank = " " * (room - width(text))
    return blank + text if right else text + blank


def tab_separated(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Write a table for `cut` and `awk`: a line of headings, then one line a row.

    >>> tab_separated(("id", "text"), [("1", "a\tb")])
    'id\ttext\n1\ta\\tb\n'
    """
    lines = ("\t".join(map(printable, cells)) for cells in (headings, *rows))
    return "".join(f"{line}\n" for line in lines)


def aligned(
    columns: Mapping[str, str],
    rows: Iterable[Sequence[str]],
    colours: Mapping[str, str] | None = None,
) -> str:
    """Write a table for people, as wide as the terminal at most.

    Args:
        columns: By heading how a column stands: `<` left, `>` right, `~` left and cut to fit.
        rows: The cells, as many as there are columns; a column without any is left out.
        colours: By heading the colour of a column.
    """
    safe = [[printable(cell) for cell in row] for row in rows]
    used = [at for at in range(len(columns)) if not safe or any(row[at] for row in safe)]
    headings, stands = ([list(each)[at] for at in used] for each in (columns, columns.values()))
    table = [headings, *([row[at] for at in used] for row in safe)]
    rooms = _rooms(table, stands)
    styles = [{"fg": (colours or {}).get(heading)} for heading in headings]
    lines = [_line(headings, rooms, stands, [{"bold": True}] * len(used))]
    lines += [_line(row, rooms, stands, styles) for row in table[1:]]
    return "".join(lines)


def _line(
    cells: Sequence[str],
    rooms: Sequence[int],
    stands: Sequence[str],
    styles: Sequence[Mapping[str, Any]],
) -> str:
    texts = [
        pad(cut(cell, room), room, right=stand == ">")
        for cell, room, stand in zip(cells, rooms, stands, strict=True)
    ]
    texts[-1] = texts[-1].rstrip()
    styled = [
        click.style(text, **style) if any(style.values()) and text.strip() else text
        for text, style in zip(texts, styles, strict=True)
    ]
    return f"{_GAP.join(styled).rstrip()}\n"


def _rooms(table: Sequence[Sequence[str]], stands: Sequence[str]) -> list[int]:
    """Give each column the room of its widest cell; one that may be cut, what is left."""
    rooms = [max(map(width, column)) for column in zip(*table, strict=True)]
    left = shutil.get_terminal_size().columns - sum(rooms) - len(_GAP) * (len(rooms) - 1)
    for index, stand in enumerate(stands):
        if stand == "~" and left < 0:
            room = max(min(rooms[index], _NARROWEST), rooms[index] + left)
            left += rooms[index] - room
            rooms[index] = room
    return rooms


def track(place: float | None, marks: Collection[float] = ()) -> str:
    """Draw where a value lies between the lowest and the highest (0 to 1), and what is required.

    >>> track(0.5, [0.75])
    '━━━━━━━━━━─────◆────'
    """
    full, empty, mark = _marks()
    if place is None:
        return ""
    filled = round(place * _TRACK)
    cells = [full if index < filled else empty for index in range(_TRACK)]
    for each in marks:
        cells[min(int(each * _TRACK), _TRACK - 1)] = mark
    return "".join(cells)


def _marks() -> tuple[str, str, str]:
    try:
        "".join(_MARKS).encode(encoding())
    except UnicodeEncodeError:
        return _PLAIN_MARKS
    return _MARKS
