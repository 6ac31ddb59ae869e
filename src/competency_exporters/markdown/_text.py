r"""Text into Markdown: what people wrote stays text, whatever it holds.

All that is not our own passes through `text`; nothing else escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["blocks", "bullet", "heading", "prose", "table", "text"]

_SPACE = re.compile("[ \t\n\r\u2028\u2029]+")
_LINE = re.compile("\r\n|[\n\r\u2028\u2029]")
_PARAGRAPH = re.compile(r"(?:\r\n|[\n\r\u2028\u2029])[ \t]*(?:\r\n|[\n\r\u2028\u2029])\s*")
_ACTIVE = re.compile(
    r"[\\`*_\[\]<>|~^$=#{}@]"  # marks something up wherever it stands
    r"|&(?=[#A-Za-z])"  # begins an entity
    r"|/(?=/)|(?<=[A-Za-z]):(?=\S)"  # begins an address, as the next line does
    r"|(?<=[Ww]{3})\.|(?<=\S)\.(?=[^\W\d_]{2})"
)
_AT_START = re.compile(r"^([0-9]{0,9})([.)](?=\s|$)|(?<![0-9])[-+:!?])")
_DEEPEST = 6
_NARROWEST, _WIDEST = 3, 60


def text(value: str) -> str:
    r"""Give a foreign text as one line of Markdown that shows it and does nothing else.

    White space and line breaks become single spaces.

    >>> text("1. *Plan* & do:\nsee www.example.org")
    '1\\. \\*Plan\\* & do: see www\\.example\\.org'
    """
    line = _ACTIVE.sub(r"\\\g<0>", _SPACE.sub(" ", value).strip())
    return _AT_START.sub(r"\1\\\2", line)


def prose(value: str) -> str:
    r"""Give a foreign text of several lines; its paragraphs and line breaks stay.

    >>> prose("One.\nTwo.\n\n# Three")
    'One.\\\nTwo.\n\n\\# Three'
    """
    paragraphs = (_LINE.split(part) for part in _PARAGRAPH.split(value.strip()))
    return "\n\n".join("\\\n".join(filter(None, map(text, lines))) for lines in paragraphs)


def heading(depth: int, title: str) -> str:
    """Give a heading; there are six depths."""
    return f"{'#' * min(depth, _DEEPEST)} {title}"


def bullet(line: str, *below: str) -> str:
    """Give an entry of a list, with entries below it."""
    return "\n".join((f"- {line}", *(f"  - {each}" for each in below if each)))


def blocks(parts: Iterable[str]) -> str:
    """Put what is not empty together, with a blank line between."""
    return "\n\n".join(filter(None, parts))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: str = "") -> str:
    """Give a table whose columns stand in line also where nobody renders it.

    Args:
        headings: One a column.
        rows: The cells, Markdown already; the last column is not filled up.
        right: One character a column: `r` for columns of numbers.

    >>> print(table(["Area", "Mean"], [["One", "3.5"]], " r"))
    | Area | Mean |
    | ---- | ---: |
    | One  |  3.5 |
    """
    cells = [tuple(headings), *map(tuple, rows)]
    sides = right.ljust(len(headings))
    columns = [*zip(*cells, strict=True)]
    if sides[-1] != "r":
        columns[-1] = (headings[-1],)
    widths = [max(_NARROWEST, *(min(len(cell), _WIDEST) for cell in each)) for each in columns]
    rule = (
        "-" * (width - 1) + (":" if side == "r" else "-")
        for width, side in zip(widths, sides, strict=True)
    )
    lines = [_filled(line, widths, sides) for line in cells]
    return "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))


def _filled(line: Sequence[str], widths: Sequence[int], sides: str) -> list[str]:
    return [
        cell.rjust(width) if side == "r" else cell.ljust(width)
        for cell, width, side in zip(line, widths, sides, strict=True)
    ]
