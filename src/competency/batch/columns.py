"""Columns: which column of a table is what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from attrs import field, frozen

from competency.errors import Cell, InvalidFile, InvalidValue, Problem, closest, quoted
from competency.scoring import Plan

__all__ = ["ABOUT", "Columns", "Layout", "layout_of"]

ABOUT = ("subject", "role", "round", "date")
"""What a row may say of itself, beside its respondent."""

_RESPONDENT = "respondent"
_MOST = 1_000


def _names(names: object) -> tuple[str, ...]:
    if isinstance(names, str):
        return (names,)
    if isinstance(names, Collection) and all(isinstance(name, str) for name in names):
        return tuple(names)
    raise InvalidValue("a list of columns is due here", "name them as texts", "wrong-type", "keep")


@frozen(kw_only=True)
class Columns:
    """What is said of the columns of a table.

    Args:
        respondent: The column that names the respondent.
        keep: Columns that are no items, and are passed through.
        rename: What columns mean, by their headings: an item's id, or `respondent`, `subject`,
            `role`, `round`, `date`.
        allow_missing: Whether items may have no column.
        states: What numbers or texts stand for that are no levels: `n/a`, `?`, `unknown` or
            `missing`, as in `{99: "n/a"}`.
    """

    respondent: str = _RESPONDENT
    keep: tuple[str, ...] = field(default=(), converter=_names)
    rename: Mapping[str, str] = field(factory=dict)
    allow_missing: bool = False
    states: Mapping[object, str] = field(factory=dict)

    def meaning(self, heading: str) -> str:
        """Give what a column is: the id of an item, `respondent`, …, or its own heading."""
        if heading == self.respondent:
            return _RESPONDENT
        return self.rename.get(heading, heading)


@frozen
class Layout:
    """What is where in one table.

    Args:
        items: The headings of the items' columns, by the items' ids.
        passed: The headings of the columns that are passed through, by the names they are given.
    """

    items: Mapping[str, str]
    passed: Mapping[str, str]

    @property
    def respondent(self) -> str | None:
        """The heading of the column that names the respondent, where there is one."""
        return self.passed.get(_RESPONDENT)

    @property
    def keys(self) -> tuple[str | None, str | None, str | None]:
        """The headings of the columns that make a row one of its kind."""
        return self.respondent, self.passed.get("subject"), self.passed.get("round")


def layout_of(
    headings: Sequence[str],
    plan: Plan,
    columns: Columns,
    name: str,
    *,
    anonymous: bool = False,
    taken: Collection[str] = (),
) -> Layout:
    """Tell what is where in a table.

    Args:
        headings: The columns of the table.
        plan: The plan; its items are looked for.
        columns: What is said of them.
        name: The name of the table, for messages.
        anonymous: Whether there need be no respondents.
        taken: The columns that will stand beside those that are passed through.

    Raises:
        InvalidFile: with all that does not fit.
    """
    finder = _Finder(tuple(headings), plan, columns, name, anonymous, frozenset(taken))
    problems = [*finder.problems()][:_MOST]
    if problems:
        raise InvalidFile(tuple(problems))
    return Layout(finder.items, finder.passed)


@frozen
class _Finder:
    headings: tuple[str, ...]
    plan: Plan
    columns: Columns
    name: str
    anonymous: bool
    taken: frozenset[str]
    items: dict[str, str] = field(factory=dict)
    passed: dict[str, str] = field(factory=dict)

    def problems(self) -> Iterator[Problem]:
        known = {*self.plan.items, _RESPONDENT, *ABOUT}
        yield from self._absent(known)
        for heading in self.headings:
            meaning = self.columns.meaning(heading)
            place = self.items if meaning in self.plan.items else self.passed
            if meaning in place:
                message = f"it means {quoted(meaning)}, as {quoted(place[meaning])} does"
                yield self._problem(message, "leave one of them out", "duplicate-column", heading)
            elif meaning not in known and heading not in self.columns.keep:
                yield self._unknown(heading)
            elif place is self.passed and meaning in self.taken:
                message = "it is called as a figure that is given"
                yield self._problem(message, "rename the column", "duplicate-column", heading)
            else:
                place[meaning] = heading
        yield from self._missing()

    def _absent(self, known: Collection[str]) -> Iterator[Problem]:
        """Find what is said of columns that are not there, and meanings that there are not."""
        said = {
            **dict.fromkeys(self.columns.keep, "keep"),
            **dict.fromkeys(self.columns.rename, "rename"),
        }
        for heading, option in said.items():
            if heading not in self.headings:
                message = (
                    f"there is no column {quoted(heading)}, which --{option} ({option}=) names"
                )
                yield self._problem(message, self._nearest(heading), "no-heading")
        for heading, meaning in self.columns.rename.items():
            if meaning not in known:
                message = f"--rename (rename=) says it means {quoted(meaning)}, which is no item"
                match = closest(meaning, known)
                remedy = f"did you mean {quoted(match)}?" if match else "write an item's id"
                yield self._problem(message, remedy, "unknown-item", heading)

    def _nearest(self, heading: str) -> str:
        match = closest(heading, self.headings)
        return f"did you mean {quoted(match)}?" if match else "name a column of the table"

    def _unknown(self, heading: str) -> Problem:
        match = closest(heading, self.plan.items)
        meant = f"did you mean {quoted(match)}? Or " if match else ""
        remedy = f"{meant}name it with --keep (keep=), or say what it is with --rename (rename=)"
        message = "the column is neither an item nor named to be kept"
        return self._problem(message, remedy, "unknown-column", heading)

    def _missing(self) -> Iterator[Problem]:
        if _RESPONDENT not in self.passed and not self.anonymous:
            message = f"there is no column {quoted(self.columns.respondent)}"
            remedy = "name the respondents' column with --respondent (respondent=)"
            yield self._problem(message, remedy, "no-heading")
        if not self.columns.allow_missing:
            for id in self.plan.items:
                if id not in self.items:
                    message = f"the item {quoted(id)} has no column"
                    remedy = (
                        "add it, say which it is with --rename (rename=), or use --allow-missing "
                        "(allow_missing=True)"
                    )
                    yield self._problem(message, remedy, "missing-column")

    def _problem(self, message: str, remedy: str, kind: str, heading: str | None = None) -> Problem:
        return Problem(message, remedy, kind, Cell(self.name, None, heading))
