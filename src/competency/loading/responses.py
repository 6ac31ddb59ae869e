"""Responses of many people: the rows of a table become assessments, one at a time."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from competency.errors import (
    Cell,
    CompetencyWarning,
    InvalidFile,
    InvalidValue,
    Problem,
    quoted,
)
from competency.loading.answer_files import misfit, other_texts, read_answer
from competency.loading.structuring import Suggestions
from competency.model import Answer, Assessment, Framework, Scale
from competency.model.assessment import answer_of
from competency.model.texts import check_line, named
from competency.reading import Table

__all__ = [
    "ABOUT",
    "FORM",
    "LONG",
    "REMARKS",
    "answered_twice",
    "differs",
    "is_long",
    "nameless",
    "no_item",
    "remarked",
    "responses_of",
]

ABOUT = ("subject", "role", "round", "date")
_FITTING = ("framework", "version", "structure", "digest")
REMARKS = ("reason", "comment", "evidence")
LONG = ("respondent", *ABOUT, "item", "level", *REMARKS, *_FITTING)
"""The columns of a long file."""

FORM = (*LONG[: LONG.index("level")], "text", *LONG[LONG.index("level") :])
"""The columns of a form: the text of the item, which is not read, stands beside the level."""

_MOST_PROBLEMS = 1_000

_Cells = Mapping[str, str]
_Made = TypeVar("_Made")


def responses_of(
    table: Table,
    framework: Framework,
    keep: Collection[str] = (),
    allow_missing: bool = False,
    *,
    anonymous: bool = False,
) -> Iterator[Assessment]:
    """Give one assessment a respondent, in the order of the rows, in small memory.

    Args:
        table: A wide or a long table.
        framework: The framework that is answered.
        keep: Columns that are neither items nor known, and allowed all the same.
        allow_missing: Whether items may have no column.
        anonymous: Whether a respondent may have no name, and is then no rater.

    Raises:
        InvalidFile: at the first bad row, with the problems of all rows after it, too.
    """
    reader = _Reader(table, framework, anonymous)
    kept = {keep} if isinstance(keep, str) else set(keep)
    people = reader.long(kept) if is_long(table) else reader.wide(kept, allow_missing)
    for person in people:
        if person is not None and not reader.problems:
            yield person
        if len(reader.problems) >= _MOST_PROBLEMS:
            break
    reader.finish()


def is_long(table: Table) -> bool:
    """Tell a long table, a row an answer, from a wide one, by its headings."""
    return {"item", "level"} <= set(table.headings)


@frozen
class _Reader:
    table: Table
    framework: Framework
    anonymous: bool
    problems: list[Problem] = field(factory=list)
    seen: set[int] = field(factory=set)
    warned: list[str] = field(factory=list)
    suggestions: Suggestions = field(factory=Suggestions)
    known: Mapping[str, Mapping[str, Answer]] = field(init=False)

    @known.default
    def _known(self) -> Mapping[str, Mapping[str, Answer]]:
        return _answers_by_item(self.framework)

    def say(self, error: InvalidValue, row: int, heading: str | None = None) -> None:
        cell = Cell(self.table.name, row, heading)
        self.problems.append(Problem(error.message, error.remedy, error.kind, cell))

    def attempt(
        self, make: Callable[[], _Made], row: int, heading: str | None = None
    ) -> _Made | None:
        try:
            return make()
        except InvalidValue as error:
            self.say(error, row, heading or error.field)
            return None

    def finish(self) -> None:
        if self.problems:
            raise InvalidFile(tuple(sorted(self.problems, key=_row)))

    def check_headings(self, allowed: Collection[str], required: Collection[str]) -> None:
        headings = self.table.headings
        for heading in headings:
            if heading not in allowed:
                meant = self.suggestions.meant(heading, allowed)
                message = "the column is neither an item nor named to be kept"
                remedy = f"{meant} Or name it" if meant else "name it"
                remedy += " with --keep (keep=)"
                self.say(InvalidValue(message, remedy, "unknown-column"), 1, heading)
        for id in required:
            if id not in headings:
                message = f"the item {quoted(id)} has no column"
                remedy = "add it, or use --allow-missing (allow_missing=True)"
                self.say(InvalidValue(message, remedy, "missing-column"), 1)
        self.finish()

    def check_kind(self) -> None:
        """Refuse a long file without its level, and items that are called like other columns."""
        for heading in self.table.headings:
            if heading == "item" and heading not in self.known:
                message = "the table has a column item, but none that is called level"
                remedy = "name the columns of a long file respondent, item and level"
                self.say(InvalidValue(message, remedy, "missing-column"), 1)
            elif heading in ("respondent", *ABOUT) and heading in self.known:
                message = "this may be an item or what it says"
                remedy = "write a long file: respondent, item, level"
                self.say(InvalidValue(message, remedy, "unknown-column"), 1, heading)
        self.finish()

    def rows(self) -> Iterator[tuple[int, dict[str, str]]]:
        """Give the rows; a broken one ends the table, and what was found before is told too."""
        try:
            for row, values in self.table:
                yield row, dict(zip(self.table.headings, values, strict=True))
        except InvalidFile as error:
            self.problems.extend(error.problems)

    def wide(self, keep: Collection[str], allow_missing: bool) -> Iterator[Assessment | None]:
        self.check_kind()
        required = () if allow_missing else [*self.known]
        self.check_headings({"respondent", *ABOUT, *self.known, *keep}, required)
        ids = [heading for heading in self.table.headings if heading in self.known]
        for row, cells in self.rows():
            answers = {id: self.answer(id, cells[id], row, id) for id in ids}
            yield self.person(cells, answers, row)

    def long(self, keep: Collection[str]) -> Iterator[Assessment | None]:
        self.check_headings({*LONG, "text", *keep}, ())
        first: _Cells = {}
        answers: dict[str, Answer | None] = {}
        start = 0
        for row, cells in self.rows():
            if start and _key(cells) != _key(first):
                yield self.person(first, answers, start)
                answers, start = {}, 0
            if not start:
                first, start = cells, row
            self.check_same(first, cells, row)
            self.check_fits(cells, row)
            self.long_answer(cells, answers, row)
        if start:
            yield self.person(first, answers, start)

    def check_same(self, first: _Cells, cells: _Cells, row: int) -> None:
        for name in ("role", "date"):
            if cells.get(name) != first.get(name):
                self.say(differs(cells[name]), row, name)

    def check_fits(self, cells: _Cells, row: int) -> None:
        given = {name: cells[name] for name in _FITTING if cells.get(name)}
        found = misfit(self.framework, given)
        if found is not None:
            name, error = found
            self.say(InvalidValue(error.message, error.remedy, "mismatch"), row, name)
        elif given.get("digest", self.framework.digest) != self.framework.digest:
            self.warn_once(f"{Cell(self.table.name, row, 'digest')}: {other_texts(self.framework)}")

    def warn_once(self, message: str) -> None:
        if not self.warned:
            self.warned.append(message)
            warnings.warn(message, CompetencyWarning, stacklevel=2)

    def long_answer(self, cells: _Cells, answers: dict[str, Answer | None], row: int) -> None:
        id = cells["item"]
        if id not in self.known:
            error = no_item(id, self.framework.id, self.suggestions.meant(id, self.known))
            self.say(error, row, "item")
            return
        if id in answers:
            self.say(answered_twice(id), row, "item")
        answer = self.answer(id, cells["level"], row, "level") or Answer()
        answers[id] = self.attempt(partial(remarked, answer, cells), row)

    def answer(self, id: str, text: str, row: int, heading: str) -> Answer | None:
        answer = self.known[id].get(text)
        if answer is None:
            return self.attempt(partial(read_answer, self.framework.item(id), text), row, heading)
        return answer

    def person(
        self, cells: _Cells, answers: Mapping[str, Answer | None], row: int
    ) -> Assessment | None:
        respondent = cells["respondent"]
        if not respondent and not self.anonymous:
            self.say(nameless(), row, "respondent")
            return None
        key = hash(_key(cells))
        if key in self.seen:
            self.say(self.twice(respondent), row, "respondent")
            return None
        self.seen.add(key)
        return self.attempt(partial(self.assessment, cells, answers), row)

    def twice(self, respondent: str) -> InvalidValue:
        message = f"the respondent {quoted(respondent)} was here before"
        remedy = "give each person one name, and each round its own in a column round"
        if is_long(self.table):
            remedy = f"let the rows of a respondent stand together; {remedy}"
        return InvalidValue(message, remedy, "duplicate-respondent")

    def assessment(self, cells: _Cells, answers: Mapping[str, Answer | None]) -> Assessment:
        name = cells["respondent"]
        respondent = named("respondent", check_line, name) if name else None
        about: Any = {
            "subject": respondent,
            **{name: cells[name] for name in ABOUT if cells.get(name)},
        }
        given = {id: answer for id, answer in answers.items() if answer is not None}
        return Assessment(self.framework, given, rater=respondent, **about)


def nameless() -> InvalidValue:
    """Say that nobody is anonymous by accident."""
    return InvalidValue("the respondent has no name", "write one", "empty")


def differs(text: str) -> InvalidValue:
    """Say that a role or a date is not that of the same person's first row."""
    message = f"{quoted(text)} differs from the respondent's first row"
    return InvalidValue(message, "write one for all rows", "differs")


def no_item(id: str, framework: str, meant: str) -> InvalidValue:
    """Say that a framework has no such item, and which was meant."""
    message = f"there is no item {quoted(id)} in the framework {framework}"
    return InvalidValue(message, meant, "unknown-item")


def answered_twice(id: str) -> InvalidValue:
    """Say that a person has two rows for one item."""
    message = f"the item {quoted(id)} is answered twice"
    return InvalidValue(message, "remove one row", "duplicate-row")


def remarked(answer: Answer, cells: Mapping[str, str]) -> Answer:
    """Give an answer with the remarks of its row.

    Raises:
        InvalidValue: for a remark that may not be; its `field` is the column.
    """
    remarks: Mapping[str, Any] = {name: cells.get(name) or None for name in REMARKS}
    return evolve(answer, **remarks)


def _row(problem: Problem) -> int:
    return getattr(problem.place, "row", None) or 0


def _answers_by_item(framework: Framework) -> dict[str, dict[str, Answer]]:
    by_scale: dict[int, dict[str, Answer]] = {}
    for item in framework.items:
        if id(item.scale) not in by_scale:
            by_scale[id(item.scale)] = _answers(item.scale)
    return {item.id: by_scale[id(item.scale)] for item in framework.items}


def _answers(scale: Scale) -> dict[str, Answer]:
    levels = {name: Answer(level.value) for level in scale.levels for name in level.names}
    return {**levels, **{name: answer_of(name) for name in ("n/a", "?", "unknown")}}


def _key(cells: _Cells) -> tuple[str, str, str]:
    respondent = cells["respondent"]
    return respondent, cells.get("subject") or respondent, cells.get("round") or ""
