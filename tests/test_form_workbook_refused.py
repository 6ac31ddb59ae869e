"""Forms in workbooks that are refused: every problem at its cell, and nothing guessed."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest

from competency import (
    Answer,
    Assessment,
    CompetencyWarning,
    Framework,
    Group,
    InvalidFile,
    Item,
    Level,
    Problem,
    Scale,
    SheetCell,
    load_assessment,
)
from competency.errors import UnknownPlugin
from competency.loading import assessment_of_workbook
from workbooks import changed, form_of, parts_of, put, text_cell

SCALE = Scale([Level(3, label="High"), Level(2, label="Middle"), Level(1, label="Low")])
ITEMS = [Item("1", "Boils\r\nwater."), Item("2", "Pours.", guidance="Slowly."), Item("3", "Waits.")]


def tea(**changes: object) -> Framework:
    """Give a framework."""
    children = [Group("pot", "The pot", children=ITEMS)]
    given = {"id": "tea", "version": "1", "title": "Tea", "scale": SCALE, "children": children}
    return Framework(**{**given, **changes})


FRAMEWORK = tea()
FORM = form_of(FRAMEWORK)  # its items stand in the rows 4, 5 and 7
ABOUT_XML, FORM_XML = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


def load(data: bytes, framework: Framework = FRAMEWORK) -> Assessment:
    """Read a form as `load_assessment` does."""
    return assessment_of_workbook(data, "form.xlsx", lambda _: framework)


def problems(data: bytes, framework: Framework = FRAMEWORK) -> tuple[Problem, ...]:
    """Read a form that must be refused; give what is wrong with it."""
    with pytest.raises(InvalidFile) as caught:
        load(data, framework)
    return caught.value.problems


def refused(data: bytes, framework: Framework = FRAMEWORK) -> list[tuple[str, str]]:
    """Read a form that must be refused; give the kind and the cell of each problem."""
    return [
        (each.kind, str(each.place).removeprefix("form.xlsx").removeprefix(", sheet "))
        for each in problems(data, framework)
    ]


def without_row(xml: str, number: int) -> str:
    """Take what stands in a row away."""
    return re.sub(f'<row r="{number}".*?</row>', "", xml, count=1, flags=re.DOTALL)


def test_a_problem_names_sheet_and_cell_cause_and_remedy() -> None:
    """One line a problem, for the person who filled the form in."""
    (problem,) = problems(put(FORM, "Form", {"C5": text_cell("Hihg")}))
    expected = (
        "form.xlsx, sheet Form, cell C5: 'Hihg' is no level of the scale; did you mean 'High'?"
    )
    assert expected == str(problem)
    assert SheetCell("form.xlsx", "Form", "C5") == problem.place


def test_every_problem_is_told_at_once_in_the_order_of_the_cells() -> None:
    """Who answers, levels, formulas, merged cells, and rows without an item."""
    data = put(FORM, "About", {"B16": text_cell("24.11.2026")})
    data = put(data, "Form", {"C7": "<f>1+1</f><v>2</v>"}, "n")
    data = put(data, "Form", {"C5": text_cell("4"), "D4": text_cell("Why.")})
    data = changed(
        data,
        FORM_XML,
        lambda xml: xml.replace(
            "<conditionalFormatting",
            '<mergeCells><mergeCell ref="E4:F5"/></mergeCells><conditionalFormatting',
            1,
        ),
    )
    expected = [
        ("date", "About, cell B16"),
        ("answer", "Form, cell D4"),
        ("merged", "Form, cell E4"),
        ("level", "Form, cell C5"),
        ("formula", "Form, cell C7"),
    ]
    assert expected == refused(data)


@pytest.mark.parametrize("cell", ["A4", "B4", "C4", "D4", "E4", "F4"])
@pytest.mark.parametrize(
    "inside",
    [
        "<f>A1</f>",
        "<f>A1</f><v>3</v>",
        '<f t="shared" si="0"/><v>3</v>',
        '<f t="array" ref="A4:F4">A1</f><v>3</v>',
    ],
)
def test_a_formula_is_refused_whatever_it_shows(cell: str, inside: str) -> None:
    """Its value may be old, and is not what the person chose."""
    found = refused(put(FORM, "Form", {cell: inside}, "n"))
    assert ("formula", f"Form, cell {cell}") in found


def test_what_an_array_formula_fills_is_refused() -> None:
    """Its other cells hold values, and no formula of their own."""
    data = put(FORM, "Form", {"E4": '<f t="array" ref="E4:E7">A1:A4</f><v>1</v>'}, "n")
    found = refused(put(data, "Form", {"E7": "<v>3</v>"}, "n"))
    assert [("formula", f"Form, cell E{row}") for row in (4, 5, 7)] == found


def test_an_error_is_no_empty_cell() -> None:
    """`#N/A` is not a missing answer."""
    data = put(FORM, "Form", {"C4": "<v>#N/A</v>"}, "e")
    assert [("error", "Form, cell C4")] == refused(data)


def test_formulas_beside_no_item_harm_nothing() -> None:
    """The progress of an area is one."""
    assert '<c r="C3" s=' in parts_of(FORM)[FORM_XML].decode()
    data = put(FORM, "Form", {"C3": "<f>1+1</f><v>2</v>"}, "n")
    assert Assessment(FRAMEWORK) == load(data)


@pytest.mark.parametrize("title", ["About", "Form"])
def test_a_sheet_that_is_gone_is_named(title: str) -> None:
    """Renamed is gone; those that are there are named."""
    data = changed(FORM, "xl/workbook.xml", lambda xml: xml.replace(f'name="{title}"', 'name="X"'))
    (problem,) = problems(data)
    assert "missing-sheet" == problem.kind
    assert f"there is no sheet {title}; the sheets are '" in problem.message


@pytest.mark.parametrize(
    "heading", ["Item", "Statement", "Answer", "Reason", "Comment", "Evidence"]
)
def test_a_column_that_is_gone_is_named(heading: str) -> None:
    """What stood in it is lost, so that nothing is read."""
    cell = f"{'ABCDEF'['ISARCE'.index(heading[0])]}2"
    (problem,) = problems(put(FORM, "Form", {cell: text_cell("Mine")}))
    assert ("missing-column", f"the column {heading} is missing") == (problem.kind, problem.message)


def test_a_sheet_without_headings_lacks_them_all() -> None:
    """An empty sheet of the right name is no form."""
    data = changed(FORM, FORM_XML, lambda xml: re.sub("<row.*</row>", "", xml, flags=re.DOTALL))
    assert [("missing-column", "Form, cell A1")] * 6 == refused(data)


def test_a_heading_that_is_there_twice_is_refused() -> None:
    """Which of the two columns counts would be a guess."""
    (problem,) = problems(put(FORM, "Form", {"B1": text_cell("x"), "E2": text_cell("Reason")}))[:1]
    assert "the column Reason is there twice" == problem.message


@pytest.mark.parametrize("label", ["Subject", "Role", "Digest", "Framework"])
def test_a_label_that_is_gone_is_named(label: str) -> None:
    """On the sheet About each label stands for its row."""
    row = {"Subject": 12, "Role": 14, "Framework": 22, "Digest": 25}[label]
    found = problems(put(FORM, "About", {f"A{row}": text_cell("Mine")}))
    assert f"the row {label} is missing" in [each.message for each in found]


def test_a_label_that_is_there_twice_is_refused() -> None:
    """Which of the two rows counts would be a guess."""
    data = put(FORM, "About", {"A13": text_cell("Subject")})
    assert [("missing-row", "About"), ("duplicate-row", "About, cell B13")] == refused(data)


def test_a_form_names_its_framework() -> None:
    """Without it nothing can be told; with a wrong one, which there are."""
    assert [("missing-key", "About, cell B22")] == refused(put(FORM, "About", {"B22": ""}))

    def find(id: str) -> Framework:
        raise UnknownPlugin("competency.frameworks", id, ("tea",))

    with pytest.raises(InvalidFile, match="no framework is called 'tea'; did you mean 'tea'"):
        assessment_of_workbook(FORM, "form.xlsx", find)


def test_rows_of_items_are_all_there_once() -> None:
    """An unknown item, one that is there twice, and one that is gone."""
    data = put(FORM, "Form", {"A5": text_cell("1"), "A7": text_cell("33")})
    expected = [
        ("missing-row", "Form"),
        ("missing-row", "Form"),
        ("duplicate-row", "Form, cell A5"),
        ("other-text", "Form, cell B5"),
        ("unknown-item", "Form, cell A7"),
    ]
    assert expected == refused(data)
    data = changed(FORM, FORM_XML, lambda xml: without_row(xml, 5))
    assert ["the item '2' has no row"] == [each.message for each in problems(data)]


def test_what_stands_beside_no_item_is_refused() -> None:
    """It would be lost."""
    data = put(FORM, "Form", {"A5": "", "C5": text_cell("High"), "E5": text_cell("Well.")})
    expected = [
        ("missing-row", "Form"),
        ("stray", "Form, cell C5"),
        ("stray", "Form, cell E5"),
    ]
    assert expected == refused(data)


def test_a_statement_that_was_edited_is_refused() -> None:
    """The answer is to another statement; line breaks may have been written anew."""
    (problem,) = problems(put(FORM, "Form", {"B5": text_cell("Spills.")}))
    assert ("other-text", "form.xlsx, sheet Form, cell B5") == (problem.kind, str(problem.place))
    assert "it is 'Pours.'" in problem.remedy
    data = put(FORM, "Form", {"B4": text_cell("Boils\nwater."), "C4": text_cell("Low")})
    assert Answer(1) == load(data).answer("1")


def test_other_texts_are_worth_a_warning() -> None:
    """A translation has the structure of the original, and other statements."""
    other = tea(title="Tee")
    given = Assessment(other, {"1": 2})
    with pytest.warns(CompetencyWarning, match="About, cell B25: this was made for other texts"):
        assert given.answers == load(form_of(given)).answers


@pytest.mark.parametrize(
    ("changes", "row", "said"),
    [
        ({"id": "coffee"}, 22, "this is for the framework tea, not coffee"),
        ({"version": "2"}, 23, "this is for version 1 of tea, not version 2"),
        ({"children": ITEMS}, 24, "this is for another structure of tea 1"),
    ],
)
def test_the_form_of_another_framework_is_refused(
    changes: dict[str, object], row: int, said: str
) -> None:
    """Its id, its version or its structure is another."""
    framework = tea(**changes)
    found = [each for each in problems(FORM, framework) if each.kind == "mismatch"]
    assert [(said, f"form.xlsx, sheet About, cell B{row}")] == [
        (each.message, str(each.place)) for each in found
    ]


def test_a_workbook_that_is_named_csv_says_what_it_is(tmp_path: Path) -> None:
    """And so does a text that is named as a workbook."""
    for name in ("form.csv", "form.yaml"):
        (tmp_path / name).write_bytes(FORM)
        with pytest.raises(InvalidFile, match=r"a zip file \(XLSX\?\)"):
            load_assessment(tmp_path / name, FRAMEWORK)
    (tmp_path / "form.xlsx").write_text("respondent,item,level\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match=r"no workbook.*name the file \.yaml, \.json or \.csv"):
        load_assessment(tmp_path / "form.xlsx", FRAMEWORK)


def test_a_form_that_was_written_by_hand_may_keep_silent() -> None:
    """Version, structure and digest may be empty, as in any file; the statements are compared."""
    data = put(FORM, "About", {f"B{row}": "" for row in (23, 24, 25)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Assessment(FRAMEWORK) == load(data)
    assert [("other-text", "Form, cell B7")] == refused(put(data, "Form", {"B7": text_cell("x")}))
