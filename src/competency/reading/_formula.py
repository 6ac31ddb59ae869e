"""The guard that keeps spreadsheets from running a cell as a formula, and its removal.

A cell that starts with `=`, `+`, `-`, `@`, a tab or a line break (or a full-width sign of these)
is run by some spreadsheet. One apostrophe in front prevents that. Cells that have apostrophes
before such a sign get one more, so that taking one away always gives the cell back as it was.
"""

from __future__ import annotations

import re

__all__ = ["guard", "unguard"]

_LIVE = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")


def guard(cell: str) -> str:
    """Put an apostrophe before a cell that a spreadsheet might run; others stay as they are.

    >>> guard("=1+2"), guard("'=1+2"), guard("it's")
    ("'=1+2", "''=1+2", "it's")

    """
    return "'" + cell if _LIVE.match(cell) else cell


def unguard(cell: str) -> str:
    """Take the apostrophe away that `guard` put before a cell.

    >>> unguard("'=1+2"), unguard("=1+2"), unguard("'tis")
    ('=1+2', '=1+2', "'tis")

    """
    return cell[1:] if cell.startswith("'") and _LIVE.match(cell) else cell
