"""Responses of many people: wide and long tables, read one person at a time."""

from __future__ import annotations

import datetime
import tracemalloc
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    CompetencyWarning,
    Framework,
    InvalidFile,
    Item,
    Level,
    Scale,
    State,
)
from competency.loading import responses, responses_of
from competency.reading import read_table

SCALE = Scale([Level(3, "well", "Very well"), Level(2), Level(1, label="Not yet!")])
TEA = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=SCALE,
    children=[Item("1", "A."), Item("2", "B.", scale=Scale.between(0, 1)), Item("3", "C.")],
)


def people(text: str, framework: Framework = TEA, **options: Any) -> Iterator[Assessment]:
    """Read a table of responses."""
    table = read_table([text.encode()], "r.csv", ["respondent"])
    return responses_of(table, framework, **options)


def person(rater: str, answers: dict[str, Any], **about: Any) -> Assessment:
    """Make the assessment that a row or rows of a table are to become."""
    return Assessment(TEA, answers, rater=rater, **{"subject": rater, **about})


def problems(text: str, framework: Framework = TEA, **options: Any) -> list[tuple[str, str, str]]:
    """Give the cell, the message and the remedy of each problem."""
    with pytest.raises(InvalidFile) as caught:
        list(people(text, framework, **options))
    return [
        (str(problem.place).removeprefix("r.csv: "), problem.message, problem.remedy)
        for problem in caught.value.problems
    ]


# Wide


def test_a_wide_table_has_a_row_a_person_and_a_column_an_item() -> None:
    """The respondent is the rater, and the subject too."""
    expected = [
        person("ana", {"1": 3, "2": 0, "3": 1}),
        person("ben", {"1": NOT_APPLICABLE, "2": UNKNOWN, "3": UNKNOWN}),
        person("cem", {}),
        person("dan", {"1": 3, "2": 1, "3": 2}),
    ]
    rows = "ana,well,0,Not yet!\nben,n/a,?,unknown\ncem,,,\ndan,Very well,1,2\n"
    assert expected == list(people(f"respondent,1,2,3\n{rows}"))


def test_columns_stand_in_any_order() -> None:
    """And say more about who answered."""
    expected = person(
        "ana",
        {"1": 3, "2": 0, "3": 1},
        subject="ben",
        role="peer",
        round="r2",
        date=datetime.date(2026, 11, 24),
    )
    text = "3,date,2,role,respondent,round,1,subject\n1,2026-11-24,0,peer,ana,r2,3,ben\n"
    assert [expected] == list(people(text))


def test_what_is_left_empty_about_a_person_is_as_if_without_the_column() -> None:
    """The role is `self` then, and the subject the respondent."""
    text = "respondent,subject,role,round,date,1,2,3\nana,,,,,3,,\n"
    assert [person("ana", {"1": 3})] == list(people(text))


def test_respondents_are_texts() -> None:
    """Whatever else they look like; the guard against formulas is removed."""
    names = ["0012", "NA", "1e5", "=cmd", "true", "a, b"]
    rows = "".join(f'"{name}",,,\n' for name in names)
    assert names == [each.rater for each in people(f"respondent,1,2,3\n{rows}")]
    assert ["=cmd"] == [each.rater for each in people("respondent,1,2,3\n'=cmd,,,\n")]


def test_a_table_without_rows_has_no_people() -> None:
    """That is no error."""
    assert [] == list(people("respondent,1,2,3\n"))
    assert [] == list(people("respondent,item,level\n"))


@pytest.mark.parametrize("level", ["99", "3.7", "1_0", "true", " 3", "3 ", "3.0", "1e0", "none"])
def test_what_is_no_level_is_told_with_row_and_column(level: str) -> None:
    """Rows count as a spreadsheet shows them: the header is row 1."""
    ((cell, message, remedy),) = problems(f"respondent,1,2,3\nana,3,0,1\nben,3,0,{level}\n")
    assert ("row 3, column '3'", f"'{level}' is no level of the scale") == (cell, message)
    assert remedy in ("the levels are 1, 2, 3", "did you mean '3'?")


def test_a_level_is_of_the_scale_of_its_item() -> None:
    """Each column has its own levels; a state in other letters is told."""
    expected = [
        ("row 2, column '1'", "'0' is no level of the scale", "the levels are 1, 2, 3"),
        ("row 2, column '2'", "'3' is no level of the scale", "the levels are 0, 1"),
        ("row 2, column '3'", "'N/A' is no level of the scale", "did you mean 'n/a'?"),
    ]
    assert expected == problems("respondent,1,2,3\nana,0,3,N/A\n")


def test_an_item_without_a_column_is_an_error_unless_allowed() -> None:
    """The option that allows it is named."""
    text = "respondent,1,2\nana,3,1\n"
    remedy = "add it, or use --allow-missing (allow_missing=True)"
    assert [("row 1", "the item '3' has no column", remedy)] == problems(text)
    assert [person("ana", {"1": 3, "2": 1})] == list(people(text, allow_missing=True))


def test_a_column_that_is_not_known_is_an_error_unless_kept() -> None:
    """The option that keeps it is named, and the column that was probably meant."""
    text = "respondent,1,2,3,dept,Subject\nana,3,1,2,x,y\n"
    message = "the column is neither an item nor named to be kept"
    expected = [
        ("row 1, column 'dept'", message, "name it with --keep (keep=)"),
        (
            "row 1, column 'Subject'",
            message,
            "did you mean 'subject'? Or name it with --keep (keep=)",
        ),
    ]
    assert expected == problems(text)
    assert [expected[1]] == problems(text, keep=["dept"])
    expected_person = person("ana", {"1": 3, "2": 1, "3": 2})
    assert [expected_person] == list(people(text, keep=("dept", "Subject")))


def test_one_column_may_be_kept_by_its_name_alone() -> None:
    """A text is one column, not its letters."""
    text = "respondent,1,2,3,dept\nana,3,,,x\n"
    assert [person("ana", {"1": 3})] == list(people(text, keep="dept"))


def test_all_that_is_wrong_with_the_header_is_told_at_once() -> None:
    """Unknown columns and missing ones."""
    assert ["row 1, column 'x'", "row 1", "row 1"] == [
        cell for cell, _, _ in problems("respondent,1,x\n")
    ]


def test_an_item_that_is_called_like_a_column_needs_a_long_table() -> None:
    """In a wide one it could be either."""
    children = [Item("role", "A."), Item("respondent", "B.")]
    odd = Framework(id="odd", version="1", title="O", scale=SCALE, children=children)
    message = "this may be an item or what it says"
    remedy = "write a long file: respondent, item, level"
    expected = [(f"row 1, column '{name}'", message, remedy) for name in ("respondent", "role")]
    assert expected == problems("respondent,role\nana,3\n", odd)
    (only,) = people("respondent,item,level\nana,role,3\nana,respondent,2\n", odd)
    assert {"role": Answer(3), "respondent": Answer(2)} == only.answers


def test_items_called_item_and_level_have_columns_too() -> None:
    """One of them alone does not make a table long."""
    children = [Item("item", "A."), Item("x", "B.")]
    odd = Framework(id="odd", version="1", title="O", scale=SCALE, children=children)
    (only,) = people("respondent,item,x\nana,3,1\n", odd)
    assert {"item": Answer(3), "x": Answer(1)} == only.answers


# Respondents


def test_respondent_subject_and_round_make_a_row_one_of_its_kind() -> None:
    """The same person may be there again with another subject or round."""
    text = "respondent,subject,round,1,2,3\nana,,,3,,\nana,ben,,3,,\nana,,2,3,,\nben,ana,,3,,\n"
    expected = [
        ("ana", "ana", None),
        ("ana", "ben", None),
        ("ana", "ana", "2"),
        ("ben", "ana", None),
    ]
    assert expected == [(each.rater, each.subject, each.round) for each in people(text)]


def test_a_respondent_who_is_there_twice_is_refused() -> None:
    """Also where one of the rows leaves the subject out."""
    text = "respondent,subject,1,2,3\nana,,3,,\nben,,3,,\nana,ana,2,,\n"
    remedy = "give each person one name, and each round its own in a column round"
    expected = ("row 4, column 'respondent'", "the respondent 'ana' was here before", remedy)
    assert [expected] == problems(text)


@pytest.mark.parametrize("table", ["respondent,1,2,3\n,3,1,2\n", "respondent,item,level\n,1,3\n"])
def test_a_respondent_has_a_name(table: str) -> None:
    """Nobody is anonymous by accident."""
    expected = ("row 2, column 'respondent'", "the respondent has no name", "write one")
    assert [expected] == problems(table)


@pytest.mark.parametrize(
    ("row", "column", "message"),
    [
        ("ana,,,,2026-02-30", "date", "the date 2026-02-30 does not exist"),
        ("ana,,,,24.11.2026", "date", "'24.11.2026' is no date"),
        ('"a\nb",,,,', "respondent", "a line break is not allowed here"),
        ("ana\u202e,,,,", "respondent", "the text holds the invisible control character U+202E"),
        ("  ,,,,", "respondent", "the text is empty"),
        ("ana, ,,,", "subject", "the text is empty"),
        ('ana,,"a\nb",,', "role", "a line break is not allowed here"),
        ('ana,,,"a\nb",', "round", "a line break is not allowed here"),
    ],
)
def test_what_is_wrong_about_a_person(row: str, column: str, message: str) -> None:
    """Row and column are those of the cell."""
    ((cell, said, _),) = problems(f"respondent,subject,role,round,date,1,2,3\n{row},3,1,2\n")
    assert (f"row 2, column '{column}'", message) == (cell, said)


# Long


def test_a_long_table_has_a_row_an_answer() -> None:
    """A respondent's rows stand together; an empty level is missing."""
    text = "respondent,item,level\nana,1,3\nana,2,n/a\nana,3,\nben,3,?\ncem,1,\n"
    expected = [
        person("ana", {"1": 3, "2": NOT_APPLICABLE}),
        person("ben", {"3": UNKNOWN}),
        person("cem", {}),
    ]
    assert expected == list(people(text))


def test_a_long_table_says_more_of_an_answer() -> None:
    """Reason, comment and evidence; `text` and what is kept is not read."""
    text = (
        "text,comment,level,item,respondent,reason,evidence,x,subject,role,round,date\n"
        "A.,C,n/a,1,ana,R,,9,ben,peer,r1,2026-11-24\nB.,C,,2,ana,,E,9,ben,peer,r1,2026-11-24\n"
    )
    answers = {
        "1": Answer(state=State.NOT_APPLICABLE, reason="R", comment="C"),
        "2": Answer(comment="C", evidence="E"),
    }
    date = datetime.date(2026, 11, 24)
    expected = person("ana", answers, subject="ben", role="peer", round="r1", date=date)
    assert [expected] == list(people(text, keep=["x"]))


def test_another_subject_or_round_begins_another_assessment() -> None:
    """Even of the same respondent."""
    text = "respondent,subject,round,item,level\nana,,,1,3\nana,ben,,1,2\nana,ben,2,1,1\n"
    expected = [("ana", None, 3), ("ben", None, 2), ("ben", "2", 1)]
    found = [(each.subject, each.round, each.answer("1").level) for each in people(text)]
    assert expected == found


def test_rows_that_do_not_stand_together_are_refused() -> None:
    """Nobody's answers are split in silence."""
    text = "respondent,item,level\nana,1,3\nben,1,3\nana,2,1\n"
    remedy = (
        "let the rows of a respondent stand together; give each person one name, "
        "and each round its own in a column round"
    )
    expected = ("row 4, column 'respondent'", "the respondent 'ana' was here before", remedy)
    assert [expected] == problems(text)


def test_what_is_wrong_with_a_long_table() -> None:
    """All of it is told, in the order of the rows."""
    text = (
        "respondent,item,level,role,date,reason,comment\n"
        "ana,1,3,peer,2026-02-30,,\n"
        "ana,1,2,peer,2026-02-30,,\n"
        "ana,4,2,self,2026-02-28,,\n"
        "ana,2,9,peer,2026-02-30,,\n"
        "ana,3,3,peer,2026-02-30,R,\n"
        'ana,,3,peer,2026-02-30,,"a\u202eb"\n'
    )
    expected = [
        ("row 2, column 'date'", "the date 2026-02-30 does not exist", ""),
        ("row 3, column 'item'", "the item '1' is answered twice", "remove one row"),
        (
            "row 4, column 'role'",
            "'self' differs from the respondent's first row",
            "write one for all rows",
        ),
        (
            "row 4, column 'date'",
            "'2026-02-28' differs from the respondent's first row",
            "write one for all rows",
        ),
        ("row 4, column 'item'", "there is no item '4' in the framework tea", ""),
        ("row 5, column 'level'", "'9' is no level of the scale", "the levels are 0, 1"),
        (
            "row 6, column 'reason'",
            "only an item that is not applicable has a reason",
            "write a comment instead",
        ),
        ("row 7, column 'item'", "there is no item '' in the framework tea", ""),
    ]
    assert expected == problems(text)


def test_a_remark_that_is_refused_names_its_column() -> None:
    """Also a blank one, which is neither there nor empty."""
    text = 'respondent,item,level,comment,evidence\nana,1,3,"a\u202eb",\nana,2,1,, \n'
    expected = [
        ("row 2, column 'comment'", "the text holds the invisible control character U+202E"),
        ("row 3, column 'evidence'", "the text is empty"),
    ]
    assert expected == [each[:2] for each in problems(text)]


def test_an_unknown_item_names_the_closest() -> None:
    """As everywhere."""
    children = [Item("brewing", "A.")]
    framework = Framework(id="f", version="1", title="F", scale=SCALE, children=children)
    message = "there is no item 'brewin' in the framework f"
    expected = ("row 2, column 'item'", message, "did you mean 'brewing'?")
    assert [expected] == problems("respondent,item,level\nana,brewin,3\n", framework)


def test_a_long_table_needs_its_level() -> None:
    """Otherwise it would be taken for a wide one without its items."""
    message = "the table has a column item, but none that is called level"
    remedy = "name the columns of a long file respondent, item and level"
    assert [("row 1", message, remedy)] == problems("respondent,item,lvl\nana,1,3\n")


def test_an_unknown_column_of_a_long_table() -> None:
    """Is an error unless it is kept; items may be absent."""
    ((cell, _, remedy),) = problems("respondent,item,level,coment\nana,1,3,x\n")
    assert "row 1, column 'coment'" == cell
    assert "did you mean 'comment'? Or name it with --keep (keep=)" == remedy


@pytest.mark.parametrize(
    ("column", "value", "message", "remedy"),
    [
        (
            "framework",
            "coffee",
            "this is for the framework coffee, not tea",
            "use the framework that it was made for",
        ),
        (
            "version",
            "2",
            "this is for version 2 of tea, not version 1",
            "use that version of the framework",
        ),
        (
            "structure",
            "abc",
            "this is for another structure of tea 1",
            "use the framework that it was made for",
        ),
    ],
)
def test_rows_that_do_not_fit_are_refused(
    column: str, value: str, message: str, remedy: str
) -> None:
    """Each row says what it was made for; an empty cell says nothing."""
    text = f"respondent,item,level,{column}\nana,1,3,\nana,2,1,{value}\n"
    assert [(f"row 3, column '{column}'", message, remedy)] == problems(text)


def test_rows_that_fit_are_silent() -> None:
    """They name the framework exactly."""
    fitting = f"tea,1,{TEA.structure_digest},{TEA.digest}"
    text = f"respondent,item,level,framework,version,structure,digest\nana,1,3,{fitting}\n"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert [person("ana", {"1": 3})] == list(people(text))


def test_other_texts_give_one_warning_a_table() -> None:
    """Not one a row."""
    text = "respondent,item,level,digest\nana,1,3,\nana,2,1,abc\nben,1,3,abc\n"
    message = r"^r\.csv: row 3, column 'digest': this was made for other texts of tea 1$"
    with pytest.warns(CompetencyWarning, match=message) as caught:
        assert 2 == len(list(people(text)))
    assert 1 == len(caught)


# One at a time


def test_people_before_the_first_bad_row_are_given() -> None:
    """None after it is."""
    stream = people("respondent,1,2,3\nana,3,,\nben,9,,\ncem,3,,\n")
    assert "ana" == next(stream).rater
    with pytest.raises(InvalidFile):
        next(stream)


def test_a_broken_row_does_not_hide_what_was_wrong_before_it() -> None:
    """The table ends there, with all that was found."""
    found = problems("respondent,1,2,3\nana,9,,\nben,3\ncem,9,,\n")
    assert ["row 2, column '1'", "row 3, column '2'"] == [cell for cell, _, _ in found]


def test_problems_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many the table is read no further; 20 are shown."""
    monkeypatch.setattr(responses, "_MOST_PROBLEMS", 30)
    rows = "".join(f"p{number},9,1,3\n" for number in range(100))
    with pytest.raises(InvalidFile) as caught:
        list(people(f"respondent,1,2,3\n{rows}"))
    assert 30 == len(caught.value.problems)
    assert (21, "and 10 more") == (len(str(caught.value).splitlines()), str(caught.value)[-11:])


def test_a_thousand_problems_are_kept() -> None:
    """That is the bound."""
    rows = "".join(f"p{number},9,1,3\n" for number in range(1100))
    assert 1000 == len(problems(f"respondent,1,2,3\n{rows}"))


def test_memory_does_not_grow_with_the_rows() -> None:
    """Only a hash of each respondent is kept."""

    def rows() -> Iterator[bytes]:
        yield b"respondent,1,2,3\n"
        for number in range(4_000):
            yield f"person-{number},3,1,2\n".encode()

    table = read_table(rows(), "r.csv", ["respondent"])
    tracemalloc.start()
    assert 4_000 == sum(1 for _ in responses_of(table, TEA))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1_000_000
