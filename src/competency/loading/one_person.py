"""One person's answers from a table, as in a form that was filled in with a spreadsheet.

Whose answers they are needs to stand in one row only: empty cells of those columns count as
filled with what stands in the others. A form without a name is nobody's, and may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from competency.errors import Cell, InvalidFile, InvalidValue, Problem
from competency.loading.answer_files import FindFramework, framework_named
from competency.loading.responses import ABOUT, is_long, responses_of
from competency.model import Assessment, Framework
from competency.reading import Table

__all__ = ["assessment_of_table", "holds_several"]

_KEY = ("respondent", "subject", "round")


def holds_several(table: Table) -> bool:
    """Tell whether a table has answers of several people, or of one about several or in rounds.

    It is read until that is known.

    Raises:
        InvalidFile: at a broken row before that.
    """
    if not is_long(table):
        return len([*islice(table, 2)]) > 1
    key = [(at, name) for at, name in enumerate(table.headings) if name in _KEY]
    first: dict[str, str] = {}
    for _, cells in table:
        if any(cells[at] and first.setdefault(name, cells[at]) != cells[at] for at, name in key):
            return True
    return False


def assessment_of_table(table: Table, find: FindFramework) -> Assessment:
    """Make an assessment of a table that holds one person's answers.

    Args:
        table: A long table, which may name its framework, or a wide one of one row.
        find: Gives the framework of an id; of none, too, where it is known anyhow.

    Raises:
        InvalidFile: with every problem of the table at its place, or if several people answered.
    """
    rows = [*table]
    if not rows:
        raise _refused(table, "there is no row below the header", "write a row an item", "empty")
    if holds_several(Table(table.name, table.headings, iter(rows))):
        message = "this is a responses file: it has the answers of several people, or of rounds"
        remedy = "read it with load_responses, or give the command --framework"
        raise _refused(table, message, remedy, "responses")
    framework = _framework(table, rows, find)
    filled = Table(table.name, table.headings, _filled(table.headings, rows))
    (assessment,) = responses_of(filled, framework, anonymous=True)
    return assessment


def _refused(table: Table, message: str, remedy: str, kind: str) -> InvalidFile:
    return InvalidFile((Problem(message, remedy, kind, Cell(table.name)),))


def _framework(
    table: Table, rows: Iterable[tuple[int, list[str]]], find: FindFramework
) -> Framework:
    """Find the framework that the first row names which names one."""
    at = {name: place for place, name in enumerate(table.headings)}.get("framework")
    named = ((row, cells[at]) for row, cells in rows if at is not None and cells[at])
    row, id = next(named, (None, ""))
    try:
        return framework_named(find, id)
    except InvalidValue as error:
        place = Cell(table.name, row, "framework" if row else None)
        raise InvalidFile((Problem(error.message, error.remedy, error.kind, place),)) from None


def _filled(
    headings: tuple[str, ...], rows: list[tuple[int, list[str]]]
) -> Iterator[tuple[int, list[str]]]:
    """Fill the empty cells that say whose answers they are; what is said twice stays."""
    firsts = {
        at: next((cells[at] for _, cells in rows if cells[at]), "")
        for at, name in enumerate(headings)
        if name in ("respondent", *ABOUT)
    }
    for row, cells in rows:
        yield row, [cell or firsts.get(at, "") for at, cell in enumerate(cells)]
