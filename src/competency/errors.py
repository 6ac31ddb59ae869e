"""What the library raises on purpose; every error keeps the objects it is about.

A subclass exists only where a caller would act differently. Types and attributes are the
interface; wording is not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from itertools import islice
from typing import Protocol

from attrs import define, frozen

__all__ = [
    "BrokenPlugin",
    "Cell",
    "ClashingPlugins",
    "CompetencyError",
    "CompetencyWarning",
    "FileExists",
    "InvalidFile",
    "InvalidValue",
    "Mismatch",
    "MissingExtra",
    "Place",
    "Problem",
    "SheetCell",
    "UnknownId",
    "UnknownPlugin",
    "UnreadableFile",
    "UnwritableFile",
]

_SHOWN = 20
_QUOTED = 60
_COMPARED = 20_000
_UNPRINTABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff\ufff9-\uffff]"
)


def printable(text: str) -> str:
    r"""Make a text safe to print: controls and invisible characters appear as escapes.

    >>> printable("a\x1b[31m")
    'a\\x1b[31m'
    """
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)


def quoted(value: object) -> str:
    """Quote a foreign value for a message: printable, on one line, at most 60 characters.

    >>> quoted("lable")
    "'lable'"
    """
    text = value if isinstance(value, str) else repr(value)
    return f"'{printable(text if len(text) <= _QUOTED else text[: _QUOTED - 1] + '…')}'"


def closest(name: str, names: Iterable[str]) -> str | None:
    """Give the one of `names` that `name` was probably meant to be.

    A name in another case is meant where no other is close. Of very many names only the first
    20,000 are looked at, since each look takes long.

    >>> closest("LABLE", ["label", "value"])
    'label'
    """
    looked_at = list(islice(names, _COMPARED))
    matches = difflib.get_close_matches(name, looked_at, n=1)
    if matches:
        return matches[0]
    spelled = {each.casefold(): each for each in reversed(looked_at)}
    matches = difflib.get_close_matches(name.casefold(), spelled, n=1)
    return spelled[matches[0]] if matches else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Say which of `names` was probably meant, or nothing.

    >>> did_you_mean("lable", ["label", "value"])
    "did you mean 'label'?"
    """
    match = closest(name, names)
    return f"did you mean {quoted(match)}?" if match else ""


@frozen
class Place:
    """A place in a text file; line and column count from 1."""

    file: str
    line: int | None = None
    column: int | None = None
    excerpt: str = ""

    def __str__(self) -> str:
        parts = (self.file, self.line, self.column)
        return printable(":".join(str(part) for part in parts if part is not None))

    def caret(self) -> str:
        """Draw the line with a caret below the column; empty where there is no line."""
        if not self.excerpt or self.line is None or self.column is None:
            return ""
        start = max(0, self.column - 1 - _QUOTED)
        before, after = self.excerpt[start : self.column - 1], self.excerpt[self.column - 1 :]
        before, after = printable(before), printable(after[:_QUOTED])
        margin = f"{self.line:>5} | "
        return f"{margin}{before}{after}\n{' ' * (len(margin) + len(before))}^"


@frozen
class Cell:
    """A place in a table; rows count as a spreadsheet shows them, the header being row 1."""

    file: str
    row: int | None = None
    heading: str | None = None

    def __str__(self) -> str:
        row = "" if self.row is None else f": row {self.row}"
        heading = "" if self.heading is None else f", column {quoted(self.heading)}"
        return printable(self.file) + row + heading

    def caret(self) -> str:
        """Give nothing: a cell is named, not drawn."""
        return ""


@frozen
class SheetCell:
    """A place in a workbook, as a spreadsheet names it: a sheet, and a cell such as `D12`."""

    file: str
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        sheet = "" if self.sheet is None else f", sheet {self.sheet}"
        cell = "" if self.cell is None else f", cell {self.cell}"
        return printable(f"{self.file}{sheet}{cell}")

    def caret(self) -> str:
        """Give nothing: a cell is named, not drawn."""
        return ""


class _Drawable(Protocol):
    def caret(self) -> str: ...


@frozen
class Problem:
    """One thing that is wrong in a file: what, where, and what to do about it."""

    message: str
    remedy: str = ""
    kind: str = "invalid"
    place: Place | Cell | SheetCell | None = None

    def __str__(self) -> str:
        place = "" if self.place is None else f"{self.place}: "
        remedy = f"; {self.remedy}" if self.remedy else ""
        caret = "" if self.place is None else self.place.caret()
        return f"{place}{self.message}{remedy}" + (f"\n{caret}" if caret else "")


class CompetencyWarning(UserWarning):
    """Something worth a look that does not stop the work."""


class CompetencyError(Exception):
    """The base of everything that the library raises on purpose."""


@define
class InvalidValue(CompetencyError, ValueError):
    """A value breaks a rule; `field` names the field or key at fault, where there is one."""

    message: str
    remedy: str = ""
    kind: str = "invalid"
    field: str | None = None

    def __str__(self) -> str:
        field = "" if self.field is None else f"{self.field}: "
        return f"{field}{self.message}" + (f"; {self.remedy}" if self.remedy else "")


@define
class InvalidFile(CompetencyError, ValueError):
    """A file is refused; `problems` holds all that is wrong with it, in document order."""

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        shown = [str(problem) for problem in self.problems[:_SHOWN]]
        more = len(self.problems) - len(shown)
        return "\n".join([*shown, f"and {more} more"] if more else shown)


@define
class _FileError(CompetencyError, OSError):
    path: str
    cause: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{printable(self.path)}: {self.cause}{remedy}"


class UnreadableFile(_FileError):
    """A file cannot be read: absent, not a regular file, too large, or not permitted."""


class UnwritableFile(_FileError):
    """A file cannot be written; what stood there before is untouched."""


class FileExists(UnwritableFile):
    """The file to be written is there already, and may not be replaced."""


@define
class UnknownId(CompetencyError, LookupError):
    """Nothing of this kind has this id; `closest` is the id that was probably meant."""

    kind: str
    id: str
    closest: str | None = None
    where: str = ""

    def __str__(self) -> str:
        where = f" in {self.where}" if self.where else ""
        meant = f"; did you mean {quoted(self.closest)}?" if self.closest else ""
        return f"there is no {self.kind} {quoted(self.id)}{where}{meant}"


@define
class Mismatch(CompetencyError, ValueError):
    """Two values do not belong together: other frameworks, versions, structures or answers."""

    message: str
    remedy: str = ""

    def __str__(self) -> str:
        return self.message + (f"; {self.remedy}" if self.remedy else "")


@define
class MissingExtra(CompetencyError, ImportError):
    """A library is not installed that a part of this one needs; `extra` names what brings it."""

    part: str
    library: str
    extra: str

    def __str__(self) -> str:
        remedy = f'install it with: pip install "competency[{self.extra}]"'
        return f"{self.part} needs {self.library}, which is not installed; {remedy}"


@define
class UnknownPlugin(CompetencyError, LookupError):
    """No installed distribution announces this name in the entry-point group."""

    group: str
    name: str
    known: tuple[str, ...] = ()

    def __str__(self) -> str:
        kind = self.group.rpartition(".")[2].removesuffix("s")
        meant = did_you_mean(self.name, self.known) or f"there are: {', '.join(self.known)}"
        return f"no {kind} is called {quoted(self.name)}; {meant}"


@define
class BrokenPlugin(CompetencyError):
    """A plugin failed; named are its distribution, version and entry point.

    `stage` is "load" (importing or checking it), "options" (its own constructor) or "export"
    (running it). The exception that it raised, where it raised one, is the `__cause__`.
    """

    name: str
    target: str
    distribution: str
    version: str
    stage: str
    cause: str
    remedy: str = ""

    def __str__(self) -> str:
        origin = f"{quoted(self.name)} ({self.target}) from {self.distribution} {self.version}"
        what = {"load": "did not load", "options": "refused its options"}.get(self.stage, "failed")
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"plugin {origin} {what}: {printable(self.cause)}{remedy}"


@define
class ClashingPlugins(CompetencyError):
    """Two distributions announce one name; neither is used."""

    group: str
    name: str
    distributions: tuple[str, ...]

    def __str__(self) -> str:
        kind = self.group.rpartition(".")[2].removesuffix("s")
        both = " and ".join(self.distributions)
        return f"the {kind} {quoted(self.name)} is announced by {both}; uninstall all but one"
