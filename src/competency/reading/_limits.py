"""What a file may hold at most, and the shape that it is read into."""

from __future__ import annotations

from typing import Any

from attrs import frozen

__all__ = ["Limits", "Tree"]

Tree = dict[str, Any] | list[Any] | str | None
"""Dicts and lists of scalars: a scalar is the text that was typed, or `None` for a null."""

_MEBI = 1024 * 1024


@frozen
class Limits:
    """Upper bounds that no honest file meets; a file beyond one of them is refused.

    The defaults are at least three times what the largest of 1,358 published files needs.

    Attributes:
        bytes: size of a document; an eighth of it where PyYAML has no libyaml, as it is slow then.
        values: keys, texts, lists and mappings of a document, each alias counted by what it holds.
        characters: characters of all its keys and texts, aliases counted likewise.
        depth: mappings and lists within one another.
        text: characters of one key or text.
        items: items of a framework; counted where frameworks are loaded.
        cell: characters of one cell of a table.
        row: characters of one row of a table.

    >>> Limits(depth=8).text
    65536

    """

    bytes: int = 32 * _MEBI
    values: int = 2_000_000
    characters: int = 64 * _MEBI
    depth: int = 64
    text: int = 65_536
    items: int = 250_000
    cell: int = 65_536
    row: int = 4 * _MEBI
