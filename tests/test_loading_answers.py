"""Assessment and profile files: what is accepted, and every problem at its place."""

from __future__ import annotations

import datetime
import time
import warnings
from fractions import Fraction
from typing import Any

import pytest

from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    CompetencyWarning,
    Framework,
    Group,
    InvalidFile,
    Item,
    Level,
    Profile,
    Scale,
    State,
    UnknownPlugin,
)
from competency.loading import assessment_of, kind_of, profile_of
from competency.reading import read_document

SCALE = Scale([Level(3, "well", "Very well"), Level(2), Level(1, label="Not yet!")])
TEA = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=SCALE,
    children=[
        Item("1", "Boils."),
        Group(
            "pot", children=[Item("2", "Warms.", scale=Scale.between(0, 1)), Item("3", "Pours.")]
        ),
    ],
)
LEVELS = "the levels are 1, 2, 3"


def find(id: str) -> Framework:
    """Give the framework whatever it is called."""
    return TEA


def assess(text: str, name: str = "a.yaml") -> Assessment:
    """Load an assessment from a text."""
    return assessment_of(read_document(text.encode(), name), find)


def answers(text: str) -> dict[str, Answer]:
    """Load the answers of an assessment."""
    return dict(assess(f"framework: tea\nanswers:\n{text}").answers)


def require(text: str) -> Profile:
    """Load a profile from a text."""
    return profile_of(read_document(f"framework: tea\n{text}".encode(), "p.yaml"), find)


def said(error: InvalidFile) -> list[tuple[str, str, str]]:
    """Give the line and column, the message and the remedy of each problem."""
    return [
        (str(problem.place).partition(":")[2], problem.message, problem.remedy)
        for problem in error.problems
    ]


def problems(text: str) -> list[tuple[str, str, str]]:
    """Give the problems of an assessment, or of its answers where it says no more."""
    with pytest.raises(InvalidFile) as caught:
        assess(text)
    return said(caught.value)


def fault(answer: str) -> tuple[str, str, str]:
    """Give what is wrong with the answer to item 1; its columns count from 1."""
    ((place, message, remedy),) = problems(f"framework: tea\nanswers:\n  1: {answer}")
    line, column = place.split(":")
    assert line == "3"
    return str(int(column) - len("  1: ")), message, remedy


def profile_problems(text: str) -> list[tuple[str, str, str]]:
    """Give the problems of a profile."""
    with pytest.raises(InvalidFile) as caught:
        require(text)
    return said(caught.value)


# Assessments


def test_all_that_an_assessment_says_about_itself() -> None:
    """Each key reaches the field of its name."""
    assessment = assess(
        f'framework: tea\nversion: "1"\nstructure: {TEA.structure_digest}\ndigest: {TEA.digest}\n'
        "subject: S\nrater: R\nrole: coach\nround: 2\ndate: 2026-11-24\nanswers: {1: 2}"
    )
    expected = Assessment(
        TEA,
        {"1": 2},
        subject="S",
        rater="R",
        role="coach",
        round="2",
        date=datetime.date(2026, 11, 24),
    )
    assert expected == assessment


def test_what_an_assessment_leaves_out() -> None:
    """Nothing but the framework and the answers is needed, and answers may be empty."""
    assert Assessment(TEA, role="self") == assess("framework: tea\nrole:\ndate: ~\nanswers:")


@pytest.mark.parametrize("level", ["3", "'3'", '"3"', "well", "Very well"])
def test_a_level_is_given_by_value_id_or_label(level: str) -> None:
    """A number and its text are one."""
    assert {"1": Answer(3)} == answers(f"  1: {level}")
    assert {"1": Answer(3)} == answers(f"  1: {{level: {level}}}")


def test_a_number_in_json_is_the_text_that_was_typed() -> None:
    """`2` is a level there, `2.0` is none."""
    assert {"1": Answer(2)} == assess('{"framework": "tea", "answers": {"1": 2}}', "a.json").answers
    with pytest.raises(InvalidFile, match=r"'2\.0' is no level"):
        assess('{"framework": "tea", "answers": {"1": 2.0}}', "a.json")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("n/a", NOT_APPLICABLE),
        ("{level: n/a}", NOT_APPLICABLE),
        ("{level: n/a, reason: R}", Answer(state=State.NOT_APPLICABLE, reason="R")),
        ("unknown", UNKNOWN),
        ('"?"', UNKNOWN),
        ("{level: '?', comment: C}", Answer(state=State.UNKNOWN, comment="C")),
        ("{level: 2, comment: C, evidence: E}", Answer(2, comment="C", evidence="E")),
        ("{comment: C}", Answer(comment="C")),
        ("{level: , evidence: E}", Answer(evidence="E")),
    ],
)
def test_the_states_of_an_answer(text: str, expected: Answer) -> None:
    """Answered, not applicable, don't know, and missing, which a comment alone is too."""
    assert {"1": expected} == answers(f"  1: {text}")


@pytest.mark.parametrize("text", ["", "~", "null", '""', "{}", "{level: }", "{level: ''}"])
def test_an_answer_left_empty_is_missing(text: str) -> None:
    """As in a form half filled."""
    assert {} == answers(f"  1: {text}")


@pytest.mark.parametrize(
    "level",
    ["2.0", "' 2'", "'2 '", "1_0", "1e5", "true", "99", "2.5", "+2", "WELL", "none", "02", "２"],
)
def test_whatever_is_no_level_is_refused(level: str) -> None:
    """With its place; nothing is coerced."""
    place, message, remedy = fault(level)
    assert ("1", f"'{level.strip(chr(39))}' is no level of the scale") == (place, message)
    assert remedy in (LEVELS, "did you mean '2'?", "did you mean 'well'?")


@pytest.mark.parametrize(
    ("answer", "place", "message", "remedy"),
    [
        ("99", 1, "'99' is no level of the scale", LEVELS),
        ("N/A", 1, "'N/A' is no level of the scale", "did you mean 'n/a'?"),
        ("Unknown", 1, "'Unknown' is no level of the scale", "did you mean 'unknown'?"),
        ("' ?'", 1, "' ?' is no level of the scale", "did you mean '?'?"),
        ("wel", 1, "'wel' is no level of the scale", "did you mean 'well'?"),
        ("{level: 9}", 9, "'9' is no level of the scale", LEVELS),
        ("{level: [3]}", 9, "a value is due here, not a list", "write one"),
        ("[3]", 1, "a value is due here, not a list", "write one"),
        ("{lvl: 3}", 2, "unknown key 'lvl'", "did you mean 'level'?"),
        (
            "{level: 3, reason: R}",
            20,
            "only an item that is not applicable has a reason",
            "write level: n/a, or a comment instead",
        ),
        (
            "{reason: R}",
            10,
            "only an item that is not applicable has a reason",
            "write level: n/a, or a comment instead",
        ),
        ("{level: 3, comment: ''}", 21, "the text is empty", "write a text, or leave it out"),
        ("{level: 3, evidence: {}}", 22, "a value is due here, not a mapping", "write one"),
    ],
)
def test_what_is_wrong_with_an_answer(answer: str, place: int, message: str, remedy: str) -> None:
    """The place is that of the value or key at fault."""
    assert (str(place), message, remedy) == fault(answer)


def test_the_level_is_of_the_scale_of_its_item() -> None:
    """Another item's scale is another."""
    expected = ("3:6", "'3' is no level of the scale", "the levels are 0, 1")
    assert [expected] == problems("framework: tea\nanswers:\n  2: 3")


def test_an_unknown_item_names_the_closest() -> None:
    """Also a group is no item."""
    expected = [
        ("3:3", "there is no item 'pot' in the framework tea", ""),
        ("4:3", "there is no item ' 1' in the framework tea", "did you mean '1'?"),
    ]
    assert expected == problems("framework: tea\nanswers:\n  pot: 3\n  ' 1': 3")


def test_all_problems_of_an_assessment_are_told_at_once() -> None:
    """What it says about itself and its answers, in document order."""
    found = problems(
        "date: 2026-02-30\nanswers: {1: 9, 9: 1}\nsubjct: a\nround: [1]\n"
        "role: ''\nframework: tea\nrater: \"a\\nb\""
    )
    expected = ["1:7", "2:14", "2:17", "3:1", "4:8", "5:7", "7:8"]
    assert expected == [place for place, _, _ in found]
    assert "did you mean 'subject'?" == found[3][2]


def test_a_level_and_the_record_are_checked_both() -> None:
    """A wrong key does not hide a wrong level."""
    found = problems("framework: tea\nanswers: {1: {level: 9, foo: 1}}")
    assert ["'9' is no level of the scale", "unknown key 'foo'"] == [each[1] for each in found]


@pytest.mark.parametrize("text", ["[]", "x", "[1]"])
def test_answers_are_a_mapping(text: str) -> None:
    """By item id."""
    kind = "a text" if text == "x" else "a list"
    expected = ("2:10", f"a mapping is due here, not {kind}", "write keys and values")
    assert [expected] == problems(f"framework: tea\nanswers: {text}")


def test_what_an_assessment_needs() -> None:
    """The framework and the answers; without the former no answer can be judged."""
    assert [("1:1", "the key 'answers' is missing", "add it")] == problems("framework: tea")
    expected = [("1:1", "the key 'framework' is missing", "add it")]
    assert expected == problems("answers: {1: 99}")
    expected = [("1:12", "a value is due here, not a list", "write one")]
    assert expected == problems("framework: [a]\nanswers: {1: 99}")


def test_an_assessment_may_stand_within_a_document() -> None:
    """The places are those of the whole file."""
    document = read_document(b"a:\n  framework: tea\n  answers: {1: 9}\nb: c", "x.yaml")
    with pytest.raises(InvalidFile, match=r"^x\.yaml:3:16: '9' is no level"):
        assessment_of(document, find, ("a",))
    with pytest.raises(InvalidFile, match=r"^x\.yaml:4:4: a mapping is due here, not a text"):
        assessment_of(document, find, ("b",))


# Fitting


@pytest.mark.parametrize(
    ("line", "place", "message", "remedy"),
    [
        (
            "version: 2",
            "3:10",
            "this is for version 2 of tea, not version 1",
            "use that version of the framework",
        ),
        (
            "structure: abc",
            "3:12",
            "this is for another structure of tea 1",
            "use the framework that it was made for",
        ),
    ],
)
def test_what_does_not_fit_is_refused(line: str, place: str, message: str, remedy: str) -> None:
    """And then no answer or level is judged."""
    expected = [(place, message, remedy)]
    assert expected == problems(f"framework: tea\nanswers: {{1: 99}}\n{line}")
    assert [("2" + place[1:], message, remedy)] == profile_problems(f"{line}\ndefault: 99")


def test_another_framework_is_refused() -> None:
    """Even where it is given explicitly."""
    message = "this is for the framework coffee, not tea"
    expected = ("1:12", message, "use the framework that it was made for")
    assert [expected] == problems("framework: coffee\nanswers: {1: 99}")


def test_other_texts_give_a_warning() -> None:
    """The answers stand, with a word about it."""
    message = r"^a\.yaml:2:9: this was made for other texts of tea 1$"
    with pytest.warns(CompetencyWarning, match=message):
        assert {"1": Answer(2)} == assess("framework: tea\ndigest: abc\nanswers: {1: 2}").answers
    with pytest.warns(CompetencyWarning, match=r"^p\.yaml:2:9: this was made for other texts"):
        require("digest: abc")


def test_the_same_texts_give_none() -> None:
    """What fits is silent."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitting = f"version: 1\ndigest: {TEA.digest}\nstructure: {TEA.structure_digest}"
        assert Profile(TEA, {"overall": "none"}) == require(f"{fitting}\ndefault: none")


def test_a_framework_that_is_not_there_is_a_problem_of_the_file() -> None:
    """It names those that are."""

    def missing(id: str) -> Framework:
        raise UnknownPlugin("competency.frameworks", id, ("tea", "cto"))

    document = read_document(b"framework: tee\nanswers: {1: 2}\nfoo: a", "a.yaml")
    with pytest.raises(InvalidFile) as caught:
        assessment_of(document, missing)
    found = said(caught.value)
    assert "1:12" == found[0][0]
    assert "no framework is called 'tee'" == found[0][1]
    expected = "did you mean 'tea'? (or give the framework's file: --framework FILE)"
    assert expected == found[0][2]
    assert ["no-framework", "unknown-key"] == [each.kind for each in caught.value.problems]


# Profiles


def test_all_that_a_profile_says() -> None:
    """Each key reaches the field of its name; the default is what is required overall."""
    profile = require(
        "title: T\ndefault: 1\nlevels: {pot: none, 3: well, '1': Not yet!}\n"
        "importance: {pot: 2, 1: 0.5, overall: 3}"
    )
    levels = {"pot": "none", "3": 3, "1": 1, "overall": 1}
    expected = Profile(TEA, levels, {"pot": 2, "1": Fraction(1, 2), "overall": 3}, title="T")
    assert expected == profile
    assert [1, None, 3] == [profile.required_level(id) for id in "123"]
    assert [Fraction(1, 2), 2, 2] == [profile.importance_of(id) for id in "123"]


def test_an_empty_profile_requires_nothing() -> None:
    """Keys left empty are left out."""
    assert Profile(TEA) == require("default:\nlevels:\nimportance: ~")


def test_overall_among_the_levels_is_the_default() -> None:
    """They are two names for one thing, and only one of them is used."""
    assert require("default: 1") == require("levels: {overall: 1}")
    expected = [("2:1", "default and levels: overall are the same thing", "write one of them")]
    assert expected == profile_problems("default: 1\nlevels: {overall: 1}")


def test_a_level_must_be_on_the_scale_of_every_item_that_it_reaches() -> None:
    """It reaches those that nothing more specific covers."""
    levels = "the levels are 0, 1"
    expected = [("2:10", "'2' is no level of the scale of item '2'", levels)]
    assert expected == profile_problems("default: 2")
    assert 2 == require("default: 2\nlevels: {pot: 1}").required_level("1")
    assert None is require("default: 2\nlevels: {2: none}").required_level("2")
    expected = [("2:15", "'3' is no level of the scale of item '2'", levels)]
    assert expected == profile_problems("levels: {pot: 3}")
    assert 3 == require("levels: {pot: 3, 2: 0}").required_level("3")


def test_every_level_that_is_refused_is_told() -> None:
    """One does not hide another, nor does it let the next one reach further."""
    found = profile_problems("default: 9\nlevels: {pot: 5, 3: 5.0, 2: x}\nimportance: {1: 0, 2: y}")
    expected = [
        ("2:10", "'9' is no level of the scale of item '1'", LEVELS),
        ("3:21", "'5.0' is no level of the scale of item '3'", LEVELS),
        ("3:29", "'x' is no level of the scale of item '2'", "the levels are 0, 1"),
        ("4:17", "an importance is above 0, not 0", "leave out what is not to count"),
        (
            "4:23",
            "'y' is not a number",
            "write a whole number or a short decimal, such as 3 or 0.25",
        ),
    ]
    assert expected == [each for each in found if "'5'" not in each[1]]


def test_an_unknown_node_names_the_closest() -> None:
    """Items, groups and `overall` are known."""
    expected = [
        ("2:10", "there is no item or group 'pott' in the framework tea", "did you mean 'pot'?"),
        ("3:14", "there is no item or group 'x' in the framework tea", ""),
        (
            "3:20",
            "there is no item or group 'overal' in the framework tea",
            "did you mean 'overall'?",
        ),
    ]
    assert expected == profile_problems("levels: {pott: 1}\nimportance: {x: 1, overal: 2}")


def test_what_is_wrong_with_a_profile() -> None:
    """All of it is told at once."""
    expected = [
        ("2:9", "a mapping is due here, not a list", "write keys and values"),
        ("3:17", "a value is due here, not nothing", "write one"),
        ("4:8", "the text is empty", "write a text, or leave it out"),
        ("5:1", "unknown key 'defalt'", "did you mean 'default'?"),
        ("6:10", "a value is due here, not a list", "write one"),
    ]
    assert expected == profile_problems(
        "levels: [a]\nimportance: {1: }\ntitle: ''\ndefalt: 3\ndefault: [1]"
    )


def test_a_profile_may_stand_within_a_document() -> None:
    """The places are those of the whole file."""
    document = read_document(b"a:\n  framework: tea\n  default: 9", "x.yaml")
    with pytest.raises(InvalidFile, match=r"^x\.yaml:3:12: '9' is no level"):
        profile_of(document, find, ("a",))
    with pytest.raises(InvalidFile, match=r"^x\.yaml:3:12: a mapping is due here"):
        profile_of(document, find, ("a", "default"))


# Kinds, odd trees, and many problems


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("framework: tea\nanswers:", "assessment"),
        ("framework: tea", "assessment"),
        ("framewrk: tea\nanswers:", "assessment"),
        ("framework: tea\ndefault: 3", "profile"),
        ("framework: tea\nlevels: {}", "profile"),
        ("importance: {}", "profile"),
        ("id: tea\nlevels: []", "framework"),
        ("scale: {}\nanswers: {}", "framework"),
        ("{}", "framework"),
    ],
)
def test_a_file_is_told_by_its_keys(text: str, expected: str) -> None:
    """Also one with a mistake in it."""
    assert expected == kind_of(read_document(text.encode(), "x.yaml"))


ODD = ["a", "[a]", "{a: b}", "[[]]", "[{}]", "{}", "[]", "~", "1", "{1: {2: 3}}", "{1: [{}]}"]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("key", ["framework", "answers", "role", "version", "structure", "levels"])
@pytest.mark.parametrize("of", [assessment_of, profile_of])
def test_an_odd_tree_raises_nothing_foreign(of: Any, key: str, odd: str) -> None:
    """A list, a mapping, a text or nothing in the wrong place is a problem like any other."""
    lines = {"framework": "tea", "answers": "{1: 2}", key: odd}
    text = "\n".join(f"{name}: {value}" for name, value in lines.items())
    made: Any = None
    try:
        made = of(read_document(text.encode(), "x.yaml"), find)
    except InvalidFile as error:
        made = error.problems
    assert made


def test_the_closest_ids_are_not_sought_for_ever() -> None:
    """To compare a thousand ids with a thousand others would take many seconds."""
    children = [Item(f"item-{number}", "A") for number in range(1000)]
    large = Framework(id="tea", version="1", title="T", scale=SCALE, children=children)
    lines = "".join(f"  iten-{number}: 9\n" for number in range(1000))
    document = read_document(f"framework: tea\nlevels:\n{lines}".encode(), "p.yaml")
    began = time.perf_counter()
    with pytest.raises(InvalidFile) as caught:
        profile_of(document, lambda _: large)
    assert "and 980 more" == str(caught.value).splitlines()[-1]
    assert time.perf_counter() - began < 4
