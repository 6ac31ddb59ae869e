"""Answers, and the assessments that hold them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from attrs import evolve, field, frozen
from attrs.validators import instance_of

from competency.errors import InvalidValue, Mismatch, quoted
from competency.model.framework import Framework, date_of
from competency.model.nodes import Item
from competency.model.texts import check_line, check_text, named, valid, valid_or_none
from competency.rounding import Exact

__all__ = ["NOT_APPLICABLE", "UNKNOWN", "Answer", "Assessment", "State", "Traced", "check_fits"]


class State(StrEnum):
    """The four states of an answer; they are never merged."""

    ANSWERED = "answered"
    UNKNOWN = "unknown"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"

    @property
    def words(self) -> str:
        """What people read.

        >>> State.UNKNOWN.words
        "don't know"
        """
        return _WORDS[self]


_WORDS = {
    State.ANSWERED: "answered",
    State.UNKNOWN: "don't know",
    State.MISSING: "no answer",
    State.NOT_APPLICABLE: "not applicable",
}


def _state_of(value: str) -> State:
    if value not in _WORDS:
        remedy = f"the states are {', '.join(State)}"
        raise InvalidValue(f"{quoted(value)} is no state", remedy, "answer", "state")
    return State(value)


@frozen
class Answer:
    """What one rater says about one item.

    Args:
        level: A level of the item's scale, by value, id or label; None where none is given.
        state: Answered where a level is given, else missing, unless said.
        reason: Why the item is not applicable.
        comment: A remark; a comment alone leaves the answer missing.
        evidence: What bears the answer out.

    Raises:
        InvalidValue: for a level with another state than answered, and for a reason with
            another state than not applicable.

    >>> Answer(4).state, Answer(comment="Ask again.").state
    (<State.ANSWERED: 'answered'>, <State.MISSING: 'missing'>)
    """

    level: Exact | None = None
    state: State = field(kw_only=True, converter=_state_of)
    reason: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_text))
    comment: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_text))
    evidence: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_text))

    @state.default
    def _state(self) -> State:
        return State.MISSING if self.level is None else State.ANSWERED

    def __attrs_post_init__(self) -> None:
        if (self.level is None) == (self.state is State.ANSWERED):
            message = f"an answer with the level {self.level} is not {self.state}"
            raise InvalidValue(message, "give a level or a state, not both", "answer", "state")
        if self.reason is not None and self.state is not State.NOT_APPLICABLE:
            message = "only an item that is not applicable has a reason"
            raise InvalidValue(message, "write a comment instead", "answer", "reason")

    def on(self, item: Item) -> Answer:
        """Give the answer with its level as a value of the item's scale.

        Raises:
            InvalidValue: if the scale has no such level.
        """
        if self.level is None:
            return self
        value = item.scale.level(self.level).value
        return self if value is self.level else evolve(self, level=value)


NOT_APPLICABLE = Answer(state=State.NOT_APPLICABLE)
"""The item does not apply to the subject: it leaves the figures and the coverage."""

UNKNOWN = Answer(state=State.UNKNOWN)
"""The rater does not know: it leaves the figures and stays in the coverage."""

_BY_NAME = {"n/a": NOT_APPLICABLE, "?": UNKNOWN, "unknown": UNKNOWN}


def answer_of(value: object) -> Answer:
    """Read an answer: an Answer, None for missing, `n/a`, `?`, `unknown`, or a level."""
    if isinstance(value, Answer):
        return value
    if isinstance(value, str) and value in _BY_NAME:
        return _BY_NAME[value]
    return Answer(value)  # type: ignore[arg-type]  # Answer.on refuses what is no level


class Traced(Protocol):
    """A framework, or what says which one something was made for."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def version(self) -> str:
        """Its version."""

    @property
    def structure_digest(self) -> str:
        """The digest of its structure."""


def check_fits(
    framework: Traced,
    id: str,
    version: str | None = None,
    structure: str | None = None,
) -> None:
    """Check that a thing made for a framework of this id, version and structure fits this one.

    Raises:
        Mismatch: if it does not.
    """
    if id != framework.id:
        message = f"this is for the framework {id}, not {framework.id}"
        raise Mismatch(message, "use the framework that it was made for")
    if version is not None and version != framework.version:
        message = f"this is for version {version} of {id}, not version {framework.version}"
        raise Mismatch(message, "use that version of the framework")
    if structure is not None and structure != framework.structure_digest:
        message = f"this is for another structure of {id} {framework.version}"
        raise Mismatch(message, "use the framework that it was made for")


def _date(value: object) -> datetime.date | None:
    return named("date", date_of, value)


def _mapping(answers: Mapping[str, object]) -> Mapping[str, Answer]:
    return {id: answer_of(answer) for id, answer in answers.items()}


@frozen
class Assessment:
    """One rater's answers about one subject at one time.

    Args:
        framework: The framework that is answered.
        answers: By item id, an Answer, or what `Answer` makes one of: a level by value, id or
            label, `NOT_APPLICABLE` (`"n/a"`), `UNKNOWN` (`"?"`, `"unknown"`), or None. An item
            without an answer is missing.
        subject: Whom it is about.
        rater: Who answered.
        role: How the rater stands to the subject: `self`, `manager`, `peer`, `report`, `other`,
            or a word of one's own.
        round: Which of several rounds of assessments it belongs to.
        date: When it was answered.

    Raises:
        UnknownId: for an answer to an item that the framework does not have.
        InvalidValue: for a level that is not on the item's scale.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> assessment = Assessment(framework, {"1": 4, "2": "n/a", "3": "?"})
    >>> assessment.answer("1").level, assessment.answer("4").state.value
    (4, 'missing')
    """

    framework: Framework = field(validator=instance_of(Framework))
    _answers: Mapping[str, Answer] = field(factory=dict, converter=_mapping)
    subject: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_line))
    rater: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_line))
    role: str = field(default="self", kw_only=True, validator=valid(check_line))
    round: str | None = field(default=None, kw_only=True, validator=valid_or_none(check_line))
    date: datetime.date | None = field(default=None, kw_only=True, converter=_date)

    def __attrs_post_init__(self) -> None:
        answers = {}
        for id, given in self._answers.items():
            item = self.framework.item(id)
            try:
                answer = given.on(item)
            except InvalidValue as error:
                raise InvalidValue(error.message, error.remedy, error.kind, id) from None
            if answer != _NO_ANSWER:
                answers[id] = answer
        object.__setattr__(self, "_answers", answers)

    @property
    def answers(self) -> Mapping[str, Answer]:
        """The answers by item id; an item without a level, a state or a remark is not there."""
        return MappingProxyType(self._answers)

    def answer(self, id: str) -> Answer:
        """Give the answer to an item; one that is missing where none was given.

        Raises:
            UnknownId: if the framework has no such item.
        """
        return self._answers.get(self.framework.item(id).id, _NO_ANSWER)


_NO_ANSWER = Answer()
