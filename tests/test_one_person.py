"""One person's answers from tables, and from what is no answers at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli_files import write_files
from competency import (
    Framework,
    InvalidFile,
    UnreadableFile,
    check_file,
    load_assessment,
    load_framework,
    load_responses,
)

LONG = """\
respondent,subject,role,date,item,level,comment,framework
,,,,w1,High,,
Ana,Bo,manager,2026-11-24,w2,2,Uses a bucket.,tea
,,,,l1,?,,
"""


@pytest.fixture
def tea(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Framework:
    """Give the framework, in a folder with the files."""
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return load_framework("tea.yaml")


def written(text: str, name: str = "one.csv") -> str:
    """Write a file, and give its name."""
    Path(name).write_text(text, encoding="utf-8")
    return name


def refused(text: str, framework: Framework | None = None, name: str = "one.csv") -> str:
    """Give the reason for which a file is no answers of one person."""
    with pytest.raises(InvalidFile) as caught:
        load_assessment(written(text, name), framework)
    return str(caught.value)


def test_a_long_table_says_once_whose_it_is(tea: Framework) -> None:
    """A name, a role and a date in one row are those of all rows."""
    loaded = load_assessment(written(LONG), tea)
    about = (loaded.rater, loaded.subject, loaded.role, str(loaded.date))
    assert ("Ana", "Bo", "manager", "2026-11-24") == about
    assert [3, 2, None] == [answer.level for answer in loaded.answers.values()]
    assert "Uses a bucket." == loaded.answer("w2").comment


def test_a_table_of_nobody_is_read(tea: Framework) -> None:
    """As a form is that nobody has put a name on."""
    loaded = load_assessment(written("respondent;item;level\n;w1;3\n"), tea)
    assert (None, None, "self") == (loaded.rater, loaded.subject, loaded.role)


def test_a_wide_table_of_one_row_is_read(tea: Framework) -> None:
    """Its framework is given, as it names none."""
    loaded = load_assessment(written("respondent\tw1\tw2\tw3\tl1\tl2\nAna\t3\t\t\t\t?\n"), tea)
    assert ("Ana", 3) == (loaded.subject, loaded.answer("w1").level)
    assert "does not name its framework; name it with" in refused("respondent,w1\nAna,3\n")


def test_one_person_is_what_the_responses_say(tea: Framework) -> None:
    """A long file of one is read alike in both ways."""
    text = "respondent,round,item,level\nAna,2,w1,3\nAna,2,l1,n/a\n"
    assert [load_assessment(written(text), tea)] == [*load_responses("one.csv", tea)]


def test_a_table_names_its_framework(tea: Framework) -> None:
    """It is looked up in the catalogue, as that of a document is."""
    loaded = load_assessment(written("respondent,item,level,framework\n,1,4,\n,2,5,cto\n"))
    assert load_framework("cto") == loaded.framework
    assert ["1", "2"] == [*loaded.answers]


@pytest.mark.parametrize("column", ["respondent", "subject", "round"])
def test_several_people_are_refused(tea: Framework, column: str) -> None:
    """Two names, two subjects or two rounds make a responses file."""
    headings = dict.fromkeys(["respondent", column])
    rows = "".join(f"{','.join([name] * len(headings))},w{name},3\n" for name in "12")
    text = refused(f"{','.join(headings)},item,level\n{rows}", tea)
    assert text.startswith("one.csv: this is a responses file: it has the answers of several")
    assert text.endswith("; read it with load_responses, or give the command --framework")


def test_two_wide_rows_are_refused(tea: Framework) -> None:
    """They are of two people, whatever they are called."""
    text = "respondent,w1,w2,w3,l1,l2\nAna,3,,,,\nAna,3,,,,\n"
    assert "this is a responses file" in refused(text, tea)


def test_a_table_without_rows_is_refused(tea: Framework) -> None:
    """It is not nobody's answers, but a table that was cut."""
    text = refused("respondent,item,level\n", tea)
    assert "one.csv: there is no row below the header; write a row an item" == text


def test_every_problem_of_a_table_is_told(tea: Framework) -> None:
    """With row and column, as those of responses are."""
    text = refused("respondent,role,item,level\nAna,self,w1, 3\nAna,peer,w9,3\n", tea)
    places = [line.split(": ")[1] for line in text.splitlines()]
    assert ["row 2, column 'level'", "row 3, column 'role'", "row 3, column 'item'"] == places


def test_an_unknown_framework_is_told_at_its_cell(tea: Framework) -> None:
    """The first row that names one counts."""
    text = refused("respondent,item,level,framework\n,w1,3,\n,w2,3,ctoo\n")
    assert text.startswith("one.csv: row 3, column 'framework': no framework is called 'ctoo'; ")
    assert "did you mean 'cto'?" in text


@pytest.mark.parametrize("name", ["form.html", "FORM.HTM"])
def test_a_page_is_refused(tea: Framework, name: str) -> None:
    """Its answers are in the browser; it is said how to get them out."""
    text = refused("<!doctype html>", tea, name)
    assert f"{name}: this is a page, and keeps answers only in the browser; " in text
    assert text.endswith("open it in a browser, save the answers as JSON, and give that file")
    with pytest.raises(UnreadableFile, match="there is no such file"):
        load_assessment("absent.html", tea)


def test_a_table_is_checked_as_answers(tea: Framework) -> None:
    """`check_file` takes it for an assessment."""
    checked = check_file(written(LONG, "ONE.TSV"), tea)
    assert ("ONE.TSV", "assessment", ()) == (checked.path, checked.kind, checked.warnings)
    assert load_assessment("ONE.TSV", tea) == checked.value
