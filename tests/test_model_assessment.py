"""Answers, and the assessments that hold them."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given

from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    InvalidValue,
    Item,
    Level,
    Mismatch,
    Scale,
    State,
    UnknownId,
)
from competency.model import check_fits
from strategies import framework_and_assessment

_SCALE = Scale([Level(0, "no", "Not yet"), Level(0.5, label="Partly"), Level(1, "yes")])
_TEA = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=_SCALE,
    children=[Item("1", "Boils."), Item("2", "Pours."), Item("3", "Waits.")],
)


def test_there_are_four_states() -> None:
    """A level, not applicable, don't know, missing: four states, never merged."""
    answers = [Answer(4), NOT_APPLICABLE, UNKNOWN, Answer()]
    assert ["answered", "not_applicable", "unknown", "missing"] == [str(a.state) for a in answers]
    assert 4 == len(set(answers)) == len(State)


def test_states_have_words() -> None:
    """What people read."""
    words = ["answered", "don't know", "no answer", "not applicable"]
    states = [State.ANSWERED, State.UNKNOWN, State.MISSING, State.NOT_APPLICABLE]
    assert words == [state.words for state in states]


def test_a_comment_alone_is_missing() -> None:
    """No answer, or a comment alone, is missing; with a level it is answered."""
    assert State.MISSING is Answer(comment="Ask again.").state
    assert State.ANSWERED is Answer(0, comment="Never.", evidence="The log.").state


@pytest.mark.parametrize("state", list(State))
def test_a_state_may_be_given_by_name(state: State) -> None:
    """A state given by its name is that state."""
    level = 1 if state is State.ANSWERED else None
    assert state is Answer(level, state=state.value).state  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "message", "field"),
    [
        ({"state": "maybe"}, "'maybe' is no state; the states are answered, unknown, ", "state"),
        ({"state": None}, "'None' is no state", "state"),
        (
            {"level": 1, "state": State.UNKNOWN},
            "an answer with the level 1 is not unknown",
            "state",
        ),
        (
            {"level": 0, "state": State.MISSING},
            "an answer with the level 0 is not missing",
            "state",
        ),
        (
            {"state": State.ANSWERED},
            "an answer with the level None is not answered; give a level or a state, not both",
            "state",
        ),
        ({"level": 1, "reason": "x"}, "only an item that is not applicable has a reason", "reason"),
        ({"reason": "x"}, "only an item that is not applicable has a reason", "reason"),
        (
            {"state": State.UNKNOWN, "reason": "x"},
            "only an item that is not applicable has a reason; write a comment instead",
            "reason",
        ),
    ],
)
def test_an_answer_does_not_contradict_itself(
    arguments: dict[str, Any], message: str, field: str
) -> None:
    """A level or a state, and a reason only for what is not applicable."""
    with pytest.raises(InvalidValue) as caught:
        Answer(**arguments)
    assert str(caught.value).startswith(f"{field}: {message}")
    assert ("answer", field) == (caught.value.kind, caught.value.field)


@pytest.mark.parametrize("field", ["reason", "comment", "evidence"])
def test_the_texts_of_an_answer_are_texts(field: str) -> None:
    """An empty remark is left out."""
    with pytest.raises(InvalidValue) as caught:
        Answer(state=State.NOT_APPLICABLE, **{field: ""})
    assert ("empty", field) == (caught.value.kind, caught.value.field)
    assert "x" == getattr(Answer(state=State.NOT_APPLICABLE, **{field: "x"}), field)


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        (Answer(Fraction(1, 2)), 0.5),
        (Answer(Fraction(1, 2)), "0.5"),
        (Answer(Fraction(1, 2)), "Partly"),
        (Answer(0), "no"),
        (Answer(0), "Not yet"),
        (Answer(1), Answer("yes")),  # type: ignore[arg-type]
        (Answer(1, comment="Well."), Answer(1.0, comment="Well.")),  # type: ignore[arg-type]
        (NOT_APPLICABLE, "n/a"),
        (UNKNOWN, "?"),
        (UNKNOWN, "unknown"),
        (UNKNOWN, UNKNOWN),
        (Answer(), None),
    ],
)
def test_an_answer_is_given_in_many_ways(expected: Answer, given: object) -> None:
    """A level is given by value, id or label; the states have their words."""
    answer = Assessment(_TEA, {"1": given}).answer("1")  # type: ignore[dict-item]
    assert expected == answer
    assert expected.level is None or type(expected.level) is type(answer.level)


@pytest.mark.parametrize("value", [2, "Yes", "N/A", "", True, "1.0", [], Answer(2)])
def test_a_level_off_the_scale_is_refused(value: object) -> None:
    """A level off the scale cannot exist; the item is named."""
    with pytest.raises(InvalidValue) as caught:
        Assessment(_TEA, {"1": 1, "2": value})  # type: ignore[dict-item]
    shown = "[]" if value == [] else 2 if isinstance(value, Answer) else value
    assert caught.value.message.startswith(f"'{shown}' is no")
    assert "2" == caught.value.field
    assert caught.value.kind in ("level", "not-a-number")
    assert caught.value.remedy


def test_an_answer_to_an_unknown_item_is_refused() -> None:
    """An answer to an unknown item cannot exist; the closest is named."""
    with pytest.raises(UnknownId) as caught:
        Assessment(_TEA, {"22": 1})
    assert ("item", "22", "2") == (caught.value.kind, caught.value.id, caught.value.closest)
    with pytest.raises(UnknownId):
        Assessment(_TEA).answer("4")


def test_what_says_nothing_is_not_kept() -> None:
    """An item without a level, a state or a remark is not among the answers."""
    remark = Answer(comment="Later.")
    assessment = Assessment(_TEA, {"1": None, "2": remark, "3": Answer()})
    assert {"2": remark} == assessment.answers
    assert Answer() == assessment.answer("1")
    assert remark is assessment.answer("2")
    assert assessment == Assessment(_TEA, {"2": remark})


def test_the_answers_of_an_assessment_stay() -> None:
    """A mapping that changes later changes nothing, and the answers cannot be set."""
    given: dict[str, Any] = {"1": 1}
    assessment = Assessment(_TEA, given)
    given["2"] = 1
    assert {"1": Answer(1)} == assessment.answers
    with pytest.raises(TypeError):
        assessment.answers["2"] = Answer(1)  # type: ignore[index]


def test_an_assessment_says_whose_it_is() -> None:
    """One rater's answers about one subject at one time."""
    details = {"subject": "a", "rater": "b", "role": "peer", "round": "c", "date": "2026-11-24"}
    assessment = Assessment(_TEA, **details)  # type: ignore[arg-type]
    assert ["a", "b", "peer", "c"] == [
        assessment.subject,
        assessment.rater,
        assessment.role,
        assessment.round,
    ]
    assert datetime.date(2026, 11, 24) == assessment.date
    assert "self" == Assessment(_TEA).role


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("subject", "", "empty"),
        ("rater", "a\nb", "line"),
        ("role", None, "wrong-type"),
        ("round", 1, "wrong-type"),
        ("date", "2026-13-01", "date"),
        ("date", "today", "date"),
    ],
)
def test_an_assessment_checks_itself(field: str, value: object, kind: str) -> None:
    """A refusal names the field at fault."""
    with pytest.raises(InvalidValue) as caught:
        Assessment(_TEA, **{field: value})  # type: ignore[arg-type]
    assert (kind, field) == (caught.value.kind, caught.value.field)


def test_an_assessment_is_of_a_framework() -> None:
    """An id is no framework."""
    with pytest.raises(TypeError, match="framework"):
        Assessment("tea")  # type: ignore[arg-type]


@given(framework_and_assessment())
def test_levels_are_held_as_values_of_the_scale(assessment: Assessment) -> None:
    """Whatever a level was given by, its value on the item's scale is held."""
    for id, answer in assessment.answers.items():
        scale = assessment.framework.item(id).scale
        assert (answer.state is State.ANSWERED) == (answer.level in scale.values)
        assert answer != Answer()
    assert assessment == Assessment(
        assessment.framework,
        assessment.answers,
        subject=assessment.subject,
        rater=assessment.rater,
        role=assessment.role,
        round=assessment.round,
        date=assessment.date,
    )


def test_what_is_made_for_a_framework_fits_it() -> None:
    """The same id is enough; version and structure are compared where they are known."""
    check_fits(_TEA, "tea")
    check_fits(_TEA, "tea", "1")
    check_fits(_TEA, "tea", "1", _TEA.structure_digest)
    check_fits(_TEA, "tea", structure=_TEA.structure_digest)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("coffee",), "this is for the framework coffee, not tea; use the framework that it was"),
        (("tea", "2"), "this is for version 2 of tea, not version 1; use that version of the"),
        (("tea", "1", "x"), "this is for another structure of tea 1; use the framework that it"),
    ],
)
def test_what_is_made_for_another_does_not(arguments: tuple[str, ...], message: str) -> None:
    """Another framework, version or structure is refused."""
    with pytest.raises(Mismatch) as caught:
        check_fits(_TEA, *arguments)
    assert str(caught.value).startswith(message)
