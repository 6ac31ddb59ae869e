"""Assessment and profile files: trees become values; every problem keeps its place."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Literal

from attrs import evolve, frozen

from competency.errors import (
    CompetencyWarning,
    InvalidValue,
    Mismatch,
    UnknownPlugin,
    did_you_mean,
    quoted,
)
from competency.loading.structuring import Collector, Day, Id, Line, Path, Placed, Text, one
from competency.model import Answer, Assessment, Framework, Item, Profile, State, check_fits
from competency.model.assessment import Traced, answer_of
from competency.model.profile import read_importance
from competency.reading import Document, Tree

__all__ = [
    "FindFramework",
    "Kind",
    "assessment_of",
    "framework_named",
    "kind_of",
    "misfit",
    "other_texts",
    "profile_of",
    "read_answer",
]

Kind = Literal["framework", "assessment", "profile"]
FindFramework = Callable[[str], Framework]

_STATES = ("n/a", "unknown", "?")


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
    level: Any = None
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
    if "framework" not in keys and keys & {"id", "scale"}:
        return "framework"
    if keys & {"default", "levels", "importance"}:
        return "profile"
    return "assessment" if keys & {"framework", "answers"} else "framework"


def _framework(collector: Collector, tree: Tree, find: FindFramework) -> Framework | None:
    """Find the framework that a file names, and check that the file fits it."""
    if not isinstance(tree, dict) or not isinstance(tree.get("framework"), str):
        return None
    framework = collector.attempt(partial(framework_named, find, tree["framework"]), ("framework",))
    if framework is None:
        return None
    given = {name: text for name, text in tree.items() if isinstance(text, str)}
    found = misfit(framework, given)
    if found is not None:
        name, mismatch = found
        collector.say(mismatch.message, mismatch.remedy, "mismatch", (name,))
        return None
    if given.get("digest", framework.digest) != framework.digest:
        message = f"{collector.locate(('digest',))}: {other_texts(framework)}"
        warnings.warn(message, CompetencyWarning, stacklevel=4)
    return framework


def framework_named(find: FindFramework, id: str) -> Framework:
    """Find the framework that a file names, by its id.

    Raises:
        InvalidValue: if there is none of this id, or the file names none.
    """
    try:
        return find(id)
    except UnknownPlugin as error:
        message = f"no framework is called {quoted(error.name)}"
        meant = did_you_mean(error.name, error.known) or f"there are: {', '.join(error.known)}"
        remedy = f"{meant} (or give the framework's file: --framework FILE)"
        if not id:
            message = "the file does not name its framework"
            remedy = "name it with --framework (framework=), such as --framework cto"
        raise InvalidValue(message, remedy, "no-framework") from None


def misfit(framework: Traced, given: Mapping[str, str]) -> tuple[str, Mismatch] | None:
    """Find which of the given `framework`, `version` and `structure` is not this framework's."""
    fitting = {"framework": framework.id, "version": None, "structure": None}
    for name in (name for name in fitting if name in given):
        id, version, structure = {**fitting, name: given[name]}.values()
        try:
            check_fits(framework, str(id), version, structure)
        except Mismatch as error:
            return name, error
    return None


def other_texts(framework: Traced) -> str:
    """Say that answers or levels were given to other texts of the framework."""
    return f"this was made for other texts of {framework.id} {framework.version}"


def assessment_of(document: Placed, find: FindFramework, at: Path = ()) -> Assessment:
    """Make an assessment of a document, or of the part of it at a path.

    Args:
        document: The document.
        find: Gives the framework of an id.
        at: Where in the document it stands.

    Raises:
        InvalidFile: with every problem of the file at its place.
    """
    collector = Collector(document, at)
    tree = collector.root
    record = collector.record(tree, _AssessmentRecord, ())
    framework = _framework(collector, tree, find)
    if framework is None or not isinstance(tree, dict):
        return collector.finish(None)
    answers = dict(_answers(collector, framework, tree.get("answers")))
    if record is None:
        return collector.finish(None)
    return collector.finish(
        Assessment(
            framework,
            answers,
            subject=record.subject,
            rater=record.rater,
            role=record.role or "self",
            round=record.round,
            date=record.date,
        )
    )


def _answers(
    collector: Collector, framework: Framework, tree: Tree
) -> Iterator[tuple[str, Answer]]:
    items = {item.id: item for item in framework.items}
    for id, given, path in collector.pairs(tree, ("answers",)):
        if id not in items:
            message = f"there is no item {quoted(id)} in the framework {framework.id}"
            remedy = collector.suggestions.meant(id, items)
            collector.say(message, remedy, "unknown-item", path, key=True)
            continue
        answer = _answer(collector, items[id], given, path)
        if answer is not None:
            yield id, answer


def _answer(collector: Collector, item: Item, tree: Tree, path: Path) -> Answer | None:
    if not isinstance(tree, dict):
        return collector.attempt(partial(read_answer, item, tree), path)
    record = collector.record(tree, _AnswerRecord, path)
    answer = collector.attempt(partial(read_answer, item, tree.get("level")), (*path, "level"))
    if record is None or answer is None:
        return None
    return collector.attempt(partial(_remarked, answer, record), path)


def read_answer(item: Item, tree: Tree) -> Answer:
    """Read the answer to an item: a level, a state, or nothing, which is missing.

    Raises:
        InvalidValue: if it is none of them.
    """
    if tree is None or tree == "":
        return Answer()
    answer = answer_of(one(str, tree))
    try:
        return answer.on(item)
    except InvalidValue as error:
        state = next((each for each in _STATES if each == str(tree).strip().lower()), None)
        remedy = f"did you mean {quoted(state)}?" if state else error.remedy
        raise InvalidValue(error.message, remedy, error.kind) from None


def _remarked(answer: Answer, record: _AnswerRecord) -> Answer:
    if record.reason is not None and answer.state is not State.NOT_APPLICABLE:
        message = "only an item that is not applicable has a reason"
        raise InvalidValue(message, "write level: n/a, or a comment instead", "answer", "reason")
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
    tree = collector.root
    record = collector.record(tree, _ProfileRecord, ())
    framework = _framework(collector, tree, find)
    if framework is None or not isinstance(tree, dict):
        return collector.finish(None)
    levels = dict(_by_node(collector, framework, tree.get("levels"), "levels"))
    weights = dict(_by_node(collector, framework, tree.get("importance"), "importance"))
    importance = {
        id: collector.attempt(partial(read_importance, text), ("importance", id))
        for id, text in weights.items()
    }
    places: dict[str, Path] = {id: ("levels", id) for id in levels}
    default = tree.get("default")
    if isinstance(default, str):
        if "overall" in levels:
            message = "default and levels: overall are the same thing"
            collector.say(message, "write one of them", "duplicate-key", ("default",), key=True)
        levels["overall"], places["overall"] = default, ("default",)
    _check_levels(collector, framework, levels, places)
    if record is None or collector.problems:
        return collector.finish(None)
    return collector.finish(Profile(framework, levels, importance, title=record.title))


def _by_node(
    collector: Collector, framework: Framework, tree: Tree, name: str
) -> Iterator[tuple[str, str]]:
    nodes = dict.fromkeys([*(node.id for node in framework.walk()), "overall"])
    for id, given, path in collector.pairs(tree, (name,)):
        if id not in nodes:
            message = f"there is no item or group {quoted(id)} in the framework {framework.id}"
            remedy = collector.suggestions.meant(id, nodes)
            collector.say(message, remedy, "unknown-node", path, key=True)
            continue
        text = collector.attempt(partial(one, str, given), path)
        if text is not None:
            yield id, text


def _check_levels(
    collector: Collector,
    framework: Framework,
    levels: Mapping[str, str],
    places: Mapping[str, Path],
) -> None:
    """Keep a problem for each level that is not on the scale of an item that it reaches."""
    empty = Profile(framework)
    for id, items in empty._reached(levels).items():
        collector.attempt(partial(empty._level, id, levels[id], items), places[id])
