"""Assessment and profile files: trees become values; every problem keeps its place."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal

from attrs import evolve, frozen

from competency.errors import (
    CompetencyWarning,
    InvalidFile,
    InvalidValue,
    Mismatch,
    UnknownId,
    UnknownPlugin,
)
from competency.loading.structuring import Collector, Day, Id, Line, Path, Text
from competency.model import Answer, Assessment, Framework, Profile, State, check_fits
from competency.model.assessment import answer_of
from competency.model.profile import read_importance
from competency.reading import Document, Tree
from competency.rounding import Exact

__all__ = ["Kind", "assessment_of", "kind_of", "profile_of"]

Kind = Literal["framework", "assessment", "profile"]
FindFramework = Callable[[str], Framework]

_MOST_PROBLEMS = 1000


@frozen(kw_only=True)
class _AssessmentRecord:
    framework: Id
    version: Line | None = None
    structure: Line | None = None
    digest: Line | None = None
    subject: Line | None = None
    rater: Line | None = None
    role: Line | None = None
    round: Line | None = None
    date: Day | None = None
    answers: Any


@frozen(kw_only=True)
class _AnswerRecord:
    level: Line | None = None
    reason: Text | None = None
    comment: Text | None = None
    evidence: Text | None = None


@frozen(kw_only=True)
class _ProfileRecord:
    framework: Id
    version: Line | None = None
    structure: Line | None = None
    digest: Line | None = None
    title: Line | None = None
    default: Line | None = None
    levels: Any = None
    importance: Any = None


def kind_of(document: Document) -> Kind:
    """Tell by its keys what a document is."""
    keys = set(document.root) if isinstance(document.root, dict) else set()
    if "framework" not in keys:
        return "framework"
    return "profile" if keys & {"default", "levels", "importance"} else "assessment"


def _framework(
    collector: Collector, record: _AssessmentRecord | _ProfileRecord, find: FindFramework
) -> Framework | None:
    """Find the framework that a file names, and check that the file fits it."""
    try:
        framework = find(record.framework)
    except UnknownPlugin as error:
        remedy = f"{error}; or give the framework's file"
        collector.say("the framework is not there", remedy, "no-framework", ("framework",))
        return None
    for name in ("framework", "version", "structure"):
        given = {"version": None, "structure": None, name: getattr(record, name)}
        try:
            check_fits(framework, record.framework, given["version"], given["structure"])
        except Mismatch as error:
            collector.say(error.message, error.remedy, "mismatch", (name,))
            return None
    if record.digest not in (None, framework.digest):
        message = f"this was made for other texts of {framework.id} {framework.version}"
        place = collector.locate(("digest",))
        warnings.warn(f"{place}: {message}", CompetencyWarning, stacklevel=4)
    return framework


def assessment_of(document: Document, find: FindFramework, at: Path = ()) -> Assessment:
    """Make an assessment of a document, or of the part of it at a path.

    Args:
        document: The document.
        find: Gives the framework of an id.
        at: Where in the document it stands.

    Raises:
        InvalidFile: with every problem of the file at its place.
    """
    collector = Collector(document, at)
    record = collector.record(collector.root, _AssessmentRecord, ())
    framework = None if record is None else _framework(collector, record, find)
    if record is None or framework is None:
        raise InvalidFile(tuple(collector.problems))
    answers = {}
    for id, tree, path in collector.pairs(record.answers, ("answers",)):
        answer = _answer(collector, framework, id, tree, path)
        if answer is not None:
            answers[id] = answer
    collector.finish()
    return Assessment(
        framework,
        answers,
        subject=record.subject,
        rater=record.rater,
        role=record.role or "self",
        round=record.round,
        date=record.date,
    )


def _answer(
    collector: Collector, framework: Framework, id: str, tree: Tree, path: Path
) -> Answer | None:
    try:
        item = framework.item(id)
    except UnknownId as error:
        collector.say(str(error), "", "unknown-item", path, key=True)
        return None
    if isinstance(tree, dict):
        record = collector.record(tree, _AnswerRecord, path)
        if record is None:
            return None
        answer = collector.attempt(lambda: _answer_of(record), path)
        place: Path = (*path, "level")
    else:
        if isinstance(tree, list):
            collector.say("one answer is due here, not a list", "", "wrong-type", path)
            return None
        answer, place = answer_of(tree), path
    return None if answer is None else collector.attempt(lambda: answer.on(item), place)


def _answer_of(record: _AnswerRecord) -> Answer:
    answer = answer_of(record.level)
    if record.reason is not None and answer.state is not State.NOT_APPLICABLE:
        message = "only an item that is not applicable has a reason"
        raise InvalidValue(message, "write a comment instead", "answer", "reason")
    return evolve(answer, reason=record.reason, comment=record.comment, evidence=record.evidence)


def profile_of(document: Document, find: FindFramework, at: Path = ()) -> Profile:
    """Make a profile of a document, or of the part of it at a path.

    Args:
        document: The document.
        find: Gives the framework of an id.
        at: Where in the document it stands.

    Raises:
        InvalidFile: with every problem of the file at its place.
    """
    collector = Collector(document, at)
    record = collector.record(collector.root, _ProfileRecord, ())
    framework = None if record is None else _framework(collector, record, find)
    if record is None or framework is None:
        raise InvalidFile(tuple(collector.problems))
    levels = _by_node(collector, framework, record.levels, "levels")
    importance = {}
    for id, value in _by_node(collector, framework, record.importance, "importance").items():
        number = collector.attempt(partial(read_importance, value), ("importance", id))
        importance.update({} if number is None else {id: number})
    places: dict[str, Path] = {id: ("levels", id) for id in levels}
    if record.default is not None:
        if "overall" in levels:
            message = "default and levels: overall are the same thing"
            collector.say(message, "write one of them", "duplicate-key", ("default",), key=True)
        levels["overall"] = record.default
        places["overall"] = ("default",)
    checked = _checked(collector, framework, levels, places)
    collector.finish()
    return Profile(framework, checked, importance, title=record.title)


def _by_node(
    collector: Collector, framework: Framework, tree: Tree, name: str
) -> dict[str, str | None]:
    given: dict[str, str | None] = {}
    for id, value, path in collector.pairs(tree, (name,)):
        try:
            framework.node(id)
        except UnknownId as error:
            collector.say(str(error), "", "unknown-node", path, key=True)
            continue
        if isinstance(value, str):
            given[id] = value
        else:
            collector.say("a value is due here", "write one", "wrong-type", path)
    return given


def _checked(
    collector: Collector,
    framework: Framework,
    levels: Mapping[str, Exact | str | None],
    places: Mapping[str, Path],
) -> Mapping[str, Exact | str | None]:
    """Keep a problem for each level that is refused, requiring nothing in its place."""
    checked = dict(levels)
    while len(collector.problems) < _MOST_PROBLEMS:
        try:
            Profile(framework, checked)
        except InvalidValue as error:
            id = error.field or "overall"
            collector.add(error, places[id])
            checked[id] = None
        else:
            break
    return checked
