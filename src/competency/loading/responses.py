"""Responses of many people: rows become assessments one at a time, and back."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve, field, frozen

from competency.errors import (
    Cell,
    CompetencyWarning,
    InvalidFile,
    InvalidValue,
    Mismatch,
    Problem,
    UnknownId,
    did_you_mean,
    quoted,
)
from competency.model import Answer, Assessment, Framework, Scale, check_fits
from competency.model.assessment import answer_of
from competency.reading import Table, guard
from competency.rounding import number_text

__all__ = ["dump_responses", "responses_of"]

_ABOUT = ("subject", "role", "round", "date")
_FITTING = ("framework", "version", "structure", "digest")
_REMARKS = ("reason", "comment", "evidence")
_LONG = ("respondent", *_ABOUT, "item", "level", *_REMARKS, *_FITTING)
_MOST_PROBLEMS = 1000

_Cells = Mapping[str, str]


def responses_of(
    table: Table, framework: Framework, keep: Collection[str] = (), allow_missing: bool = False
) -> Iterator[Assessment]:
    """Give one assessment a respondent, in the order of the rows, in small memory.

    Raises:
        InvalidFile: at the first bad row, with the problems of all rows after it, too.
    """
    reader = _Reader(table.name, framework)
    long = {"item", "level"} <= set(table.headings)
    if long:
        reader.check_headings(table, (*_LONG, "text", *keep), ("respondent",))
        people = reader.long(table)
    else:
        ids = [item.id for item in framework.items]
        reader.check_headings(
            table, ("respondent", *_ABOUT, *ids, *keep), ("respondent",) if allow_missing else ids
        )
        people = reader.wide(table)
    for person in people:
        if person is not None and not reader.problems:
            yield person
        if len(reader.problems) >= _MOST_PROBLEMS:
            break
    reader.finish()


@frozen
class _Reader:
    name: str
    framework: Framework
    problems: list[Problem] = field(factory=list)
    seen: set[int] = field(factory=set)
    known: Mapping[str, Mapping[str, Answer]] = field(init=False)

    @known.default
    def _known(self) -> Mapping[str, Mapping[str, Answer]]:
        return _answers_by_item(self.framework)

    def say(
        self, error: InvalidValue | Mismatch, row: int | None, heading: str | None = None
    ) -> None:
        kind = error.kind if isinstance(error, InvalidValue) else "mismatch"
        cell = Cell(self.name, row, heading)
        self.problems.append(Problem(error.message, error.remedy, kind, cell))

    def finish(self) -> None:
        if self.problems:
            raise InvalidFile(tuple(self.problems))

    def check_headings(
        self, table: Table, allowed: Collection[str], required: Collection[str]
    ) -> None:
        for heading in table.headings:
            if heading not in allowed:
                meant = did_you_mean(heading, allowed)
                message = f"the column {quoted(heading)} is neither an item nor named to be kept"
                remedy = f"{meant + ' or ' if meant else ''}name it with --keep (keep=)"
                self.say(InvalidValue(message, remedy, "unknown-column"), 1, heading)
        for id in required:
            if id not in table.headings:
                message = f"the item {quoted(id)} has no column"
                remedy = "add it, or use --allow-missing (allow_missing=True)"
                self.say(InvalidValue(message, remedy, "missing-column"), 1)
        self.finish()

    def wide(self, table: Table) -> Iterator[Assessment | None]:
        ids = [heading for heading in table.headings if heading in self.known]
        for row, values in table:
            cells = dict(zip(table.headings, values, strict=True))
            answers = {id: self.answer(id, cells[id], row, id) for id in ids}
            yield self.person(cells, answers, row)

    def long(self, table: Table) -> Iterator[Assessment | None]:
        first: _Cells = {}
        answers: dict[str, Answer | None] = {}
        start = 0
        for row, values in table:
            cells = dict(zip(table.headings, values, strict=True))
            if start and _key(cells) != _key(first):
                yield self.person(first, answers, start)
                answers = {}
                start = 0
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
                message = f"{quoted(cells[name])} differs from the respondent's first row"
                error = InvalidValue(message, "write one for all rows", "differs")
                self.say(error, row, name)

    def check_fits(self, cells: _Cells, row: int) -> None:
        framework = self.framework
        try:
            check_fits(
                framework,
                cells.get("framework") or framework.id,
                cells.get("version") or None,
                cells.get("structure") or None,
            )
        except Mismatch as error:
            self.say(error, row)
        digest = cells.get("digest")
        if digest and digest != framework.digest:
            message = f"made for other texts of {framework.id} {framework.version}"
            warnings.warn(f"{self.name}: {message}", CompetencyWarning, stacklevel=2)

    def long_answer(self, cells: _Cells, answers: dict[str, Answer | None], row: int) -> None:
        id = cells["item"]
        try:
            self.framework.item(id)
        except UnknownId as error:
            self.say(InvalidValue(str(error), kind="unknown-item"), row, "item")
            return
        if id in answers:
            message = f"the item {quoted(id)} is answered twice"
            self.say(InvalidValue(message, "remove one row", "duplicate-row"), row, "item")
        answer = self.answer(id, cells["level"], row, "level") or Answer()
        remarks: dict[str, Any] = {name: cells.get(name) or None for name in _REMARKS}
        answers[id] = self.attempt(lambda: evolve(answer, **remarks), row)

    def attempt(self, make: Callable[[], Any], row: int) -> Any:
        try:
            return make()
        except InvalidValue as error:
            self.say(error, row, error.field)
            return None

    def answer(self, id: str, text: str, row: int, heading: str) -> Answer | None:
        answer = self.known[id].get(text)
        if answer is None and text:
            try:
                self.framework.item(id).scale.level(text)
            except InvalidValue as error:
                self.say(error, row, heading)
        return answer

    def person(
        self, cells: _Cells, answers: Mapping[str, Answer | None], row: int
    ) -> Assessment | None:
        if not cells["respondent"]:
            message = "the respondent has no name"
            self.say(InvalidValue(message, "write one", "empty"), row, "respondent")
            return None
        key = hash(_key(cells))
        if key in self.seen:
            message = f"the respondent {quoted(cells['respondent'])} was here before"
            remedy = "let a respondent's rows stand together, and give each person one name"
            self.say(InvalidValue(message, remedy, "duplicate-respondent"), row, "respondent")
            return None
        self.seen.add(key)
        about: dict[str, Any] = {name: cells[name] for name in _ABOUT if cells.get(name)}
        given = {id: answer for id, answer in answers.items() if answer is not None}
        respondent = cells["respondent"]
        person: Assessment | None = self.attempt(
            lambda: Assessment(self.framework, given, rater=respondent, **about), row
        )
        return person


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


def dump_responses(assessments: Iterable[Assessment]) -> str:
    """Write assessments as a long responses file, CSV; it loads back equal.

    Every item has a row, also one without an answer, so that nobody is lost.

    Raises:
        InvalidValue: for an assessment without a rater, who is the respondent.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow(_LONG)
    for assessment in assessments:
        writer.writerows([guard(cell) for cell in row] for row in _rows(assessment))
    return stream.getvalue()


def _rows(assessment: Assessment) -> Iterator[list[str]]:
    framework = assessment.framework
    if assessment.rater is None:
        raise InvalidValue("an assessment without a rater is no response", "name the rater")
    date = "" if assessment.date is None else assessment.date.isoformat()
    person = [assessment.rater, assessment.subject, assessment.role, assessment.round, date]
    fitting = [framework.id, framework.version, framework.structure_digest, framework.digest]
    for item in framework.items:
        answer = assessment.answer(item.id)
        given = [item.id, level_name(answer), answer.reason, answer.comment, answer.evidence]
        yield [cell or "" for cell in (*person, *given, *fitting)]


_STATES = {"unknown": "?", "missing": "", "not_applicable": "n/a"}


def level_name(answer: Answer) -> str:
    """Name a level, or the state that stands for one, as files do."""
    return _STATES[answer.state] if answer.level is None else number_text(answer.level)
