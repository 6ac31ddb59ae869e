"""The form as a workbook: filled in with a spreadsheet, it comes back as the same answers."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

import competency
from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    Group,
    InvalidFile,
    InvalidValue,
    Item,
    Level,
    MissingExtra,
    Scale,
    State,
    check_file,
    export,
    load_assessment,
)
from competency.testing import ExporterContract, sample_report
from competency_exporters.forms.workbook import XlsxFormExporter
from strategies import framework_and_assessment
from workbooks import (
    about_cell,
    cell_of,
    form_of,
    parts_of,
    put,
    rows_of,
    text_cell,
)

SCALE = Scale([Level(3, label="High"), Level(2, label="Middle"), Level(1, label="Low")])
FRAMEWORK = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=SCALE,
    children=[Group("pot", "The pot", children=[Item("1", "Boils water."), Item("2", "Pours.")])],
)
EMPTY = form_of(FRAMEWORK)
BUSY = [HealthCheck.too_slow]  # other tests may take the machine meanwhile
FORM = "xl/worksheets/sheet2.xml"


class TestXlsxFormExporter(ExporterContract):
    """It keeps the contract."""

    exporter = XlsxFormExporter


def load(data: bytes, framework: Framework = FRAMEWORK, name: str = "form.xlsx") -> Assessment:
    """Read a form as `load_assessment` does."""
    return competency.loading.assessment_of_workbook(data, name, lambda _: framework)


def refused(data: bytes, framework: Framework = FRAMEWORK) -> list[tuple[str, str]]:
    """Read a form that must be refused; give kind and place of each problem."""
    with pytest.raises(InvalidFile) as caught:
        load(data, framework)
    return [(each.kind, str(each.place)) for each in caught.value.problems]


@settings(deadline=None, max_examples=25, suppress_health_check=BUSY)
@given(framework_and_assessment())
def test_a_form_that_is_filled_in_reads_equal(assessment: Assessment) -> None:
    """Any framework, any answers: what a form is filled in with is what is read."""
    assert assessment == load(form_of(assessment), assessment.framework)


@settings(deadline=None, max_examples=15, suppress_health_check=BUSY)
@given(framework_and_assessment())
def test_an_empty_form_that_is_filled_in_by_hand_reads_equal(assessment: Assessment) -> None:
    """Levels by value, `n/a`, `?`, remarks and who answers, each typed into its cell."""
    framework = assessment.framework
    data = form_of(framework)
    rows = {cells[0]: at + 1 for at, cells in enumerate(rows_of(data, "Form")) if at > 1}
    cells = {}
    for id, answer in assessment.answers.items():
        typed = (level_name(answer), answer.reason, answer.comment, answer.evidence)
        cells.update(
            {f"{column}{rows[id]}": text for column, text in zip("CDEF", typed, strict=True)}
        )
    who = {name: getattr(assessment, name) for name in ("subject", "rater", "role", "round")}
    who["date"] = assessment.date and assessment.date.isoformat()
    about = {about_cell(data, name.capitalize()): text for name, text in who.items()}
    for sheet, written in (("Form", cells), ("About", about)):
        texts = {cell: text_cell(text) for cell, text in written.items() if text}
        data = put(data, sheet, texts) if texts else data
    assert assessment == load(data, framework)


def level_name(answer: Answer) -> str:
    """Name what an answer says as files do."""
    return competency.loading.level_name(answer)


def filled(typed: str, kind: str = "inlineStr") -> Answer:
    """Fill one answer in, read the form, and give it."""
    return load(put(EMPTY, "Form", {cell_of(EMPTY, "1", "level"): typed}, kind)).answer("1")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (text_cell("High"), Answer(3)),
        (text_cell("3"), Answer(3)),
        (text_cell("Does not apply"), NOT_APPLICABLE),
        (text_cell("n/a"), NOT_APPLICABLE),
        (text_cell("Don't know"), UNKNOWN),
        (text_cell("?"), UNKNOWN),
        (text_cell("unknown"), UNKNOWN),
        (text_cell(""), Answer()),
    ],
)
def test_an_answer_is_taken_as_it_is_written(typed: str, answer: Answer) -> None:
    """Labels, values and the words for the states, exactly."""
    assert answer == filled(typed)


@pytest.mark.parametrize("typed", ["3", "3.0", "3e0"])
def test_a_whole_number_is_a_level(typed: str) -> None:
    """A spreadsheet tells whole numbers and others apart by their values only."""
    assert Answer(3) == filled(f"<v>{typed}</v>", "n")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        (text_cell(" 3"), "inlineStr"),
        (text_cell("high"), "inlineStr"),
        (text_cell("does not apply"), "inlineStr"),
        ("<v>3.7</v>", "n"),
        ("<v>99</v>", "n"),
        ("<v>1e300</v>", "n"),
        ("<v>1</v>", "b"),
    ],
)
def test_what_is_no_level_is_refused(typed: str, kind: str) -> None:
    """Nothing is guessed, and the cell is named."""
    data = put(EMPTY, "Form", {"C4": typed}, kind)
    assert [("level", "form.xlsx, sheet Form, cell C4")] == refused(data)


def test_a_state_gives_way_to_a_level_of_its_name() -> None:
    """A level that is called as a state keeps its label; the form offers `?` for the state."""
    levels = [Level(1, label="Don't know"), Level(2, label="Does not apply")]
    framework = Framework(
        id="x", version="1", title="X", scale=Scale(levels), children=[Item("1", "One.")]
    )
    for answer in (Answer(1), Answer(2), NOT_APPLICABLE, UNKNOWN):
        assessment = Assessment(framework, {"1": answer})
        assert assessment == load(form_of(assessment), framework)


def test_the_drop_down_offers_labels_from_a_range() -> None:
    """A list of its own would end at 255 characters; long labels give way to values."""
    labels = ["x" * 200, "Plain", "'quoted", " padded"]
    levels = [Level(value, label=label) for value, label in enumerate(labels, start=1)]
    framework = Framework(
        id="x", version="1", title="X", scale=Scale(levels), children=[Item("1", "One.")]
    )
    data = form_of(framework)
    choices = [row[0] for row in rows_of(data, "Scale")[2:]]
    assert ["1", "Plain", "3", "4", "Does not apply", "Don't know"] == choices
    assert labels == [row[2] or row[0] for row in rows_of(data, "Scale")[2:6]]
    assert "<formula1>Scale!$A$3:$A$8</formula1>" in parts_of(data)[FORM].decode()


def test_each_scale_has_its_drop_down() -> None:
    """Items offer what their own scale has."""
    other = Item("2", "Two.", scale=Scale.between(0, 1))
    framework = Framework(
        id="x", version="1", title="X", scale=SCALE, children=[Item("1", "One."), other]
    )
    xml = parts_of(form_of(framework))[FORM].decode()
    assert "Scale!$A$3:$A$7" in xml
    assert "Scale!$A$11:$A$14" in xml
    titles = [row[0] for row in rows_of(form_of(framework), "Scale") if row[0].startswith("Scale")]
    assert ["Scale 1", "Scale 2"] == titles


def test_only_what_is_to_be_filled_in_is_open() -> None:
    """The sheets are locked, and their formulas are ours alone."""
    parts = parts_of(form_of(sample_report().framework))
    sheets = [parts[f"xl/worksheets/sheet{number}.xml"].decode() for number in (1, 2, 3)]
    assert [1, 1, 1] == [xml.count("<sheetProtection ") for xml in sheets]
    assert [1, 3, 0] == [xml.count("<f>") for xml in sheets]
    assert b'locked="0"' in parts["xl/styles.xml"]


def test_it_shows_what_helps_to_answer() -> None:
    """Descriptors, guidance and titles stand with their statement; progress with its area."""
    rows = [row[1:3] for row in rows_of(form_of(sample_report().scores.assessment), "Form")]
    assert ("Work in a bakery", "6 of 8 answered") == rows[0]
    assert ("Baking", "5 of 5 answered") == rows[2]
    expected = [
        ("Bakes bread.", "Teaches"),
        ("4 Teaches: From grain.", ""),
        ("1 Begins: From a mix.", ""),
    ]
    assert expected == rows[4:7]
    assert {("Any oven will do.", ""), ("Planning", "")} <= set(rows)


def test_equal_reports_make_equal_bytes() -> None:
    """No clock and no chance, in another process either."""
    assert form_of(FRAMEWORK) == EMPTY
    names = [part for part in parts_of(EMPTY) if "core.xml" in part]
    assert b"2000-01-01T00:00:00Z" in parts_of(EMPTY)[names[0]]


@pytest.mark.parametrize("field", ["comment", "evidence", "reason"])
def test_a_text_that_no_cell_holds_is_refused(field: str) -> None:
    """It is never cut; a character beyond the first 65,536 counts twice, as in a spreadsheet."""

    def answers(text: str) -> Assessment:
        return Assessment(FRAMEWORK, {"1": Answer(state=State.NOT_APPLICABLE, **{field: text})})

    for text in ("x" * 32_767, "🧭" * 16_383):
        assert answers(text) == load(form_of(answers(text)))
    for text in ("x" * 32_768, "🧭" * 16_384):
        with pytest.raises(InvalidValue, match=f"form-xlsx refuses .* the {field} of 1 has 32,768"):
            form_of(answers(text))


def test_without_xlsxwriter_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The forms of other formats are not harmed."""
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    for module in [name for name in sys.modules if "workbook" in name and "exporters" in name]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(MissingExtra, match=r'xlsxwriter.*pip install "competency\[excel\]"'):
        export(sample_report(), "form-xlsx")


def test_without_calamine_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form is there, and what reads it is not."""
    path = tmp_path / "form.xlsx"
    path.write_bytes(EMPTY)
    monkeypatch.setattr("competency.reading._workbook.calamine", None)
    with pytest.raises(MissingExtra, match=r'python-calamine.*pip install "competency\[excel\]"'):
        load_assessment(path, FRAMEWORK)


def test_reading_can_be_imported_without_calamine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything else is read without it."""
    name = "competency.reading._workbook"
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    monkeypatch.setattr(competency.reading, "_workbook", None)  # put back after the test
    monkeypatch.delitem(sys.modules, name)
    assert importlib.import_module(name).calamine is None


def test_it_is_loaded_and_checked_as_any_answers_are(tmp_path: Path) -> None:
    """By the suffix alone; the framework is looked up by its id."""
    framework = competency.load_framework("cto")
    assessment = Assessment(framework, {"1": 4, "2": UNKNOWN}, subject="District 042")
    path = tmp_path / "filled.XLSX"
    path.write_bytes(form_of(assessment))
    assert assessment == load_assessment(path)
    checked = check_file(path, framework)
    assert ("assessment", assessment, ()) == (checked.kind, checked.value, checked.warnings)


@pytest.mark.parametrize("role", ["self", "manager", "coach"])
def test_a_role_is_kept_before_anything_is_answered(role: str) -> None:
    """Who prepares a form for somebody says how they stand to the subject."""
    assessment = Assessment(FRAMEWORK, role=role, subject="Ana")
    assert assessment == load(form_of(assessment))
