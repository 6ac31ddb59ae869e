"""The exporter `xlsx`: the table of CSV, and a sheet by area to read."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import python_calamine as calamine
from attrs import fields

from competency import (
    Answer,
    Assessment,
    Framework,
    Group,
    InvalidValue,
    Item,
    Level,
    Report,
    Row,
    Scale,
    State,
    exporters,
    find_gaps,
    score,
    write,
)
from competency.loading import assessment_of_workbook
from competency.model import Profile
from competency.testing import ExporterContract, sample_report, sample_reports
from competency_exporters._workbook import check
from competency_exporters.xlsx import XlsxExporter
from workbooks import form_of, parts_of

SAMPLES = sample_reports()
TABLE = "xl/worksheets/sheet3.xml"
SIGNS = ["=", "+", "-", "@", "\t", "＝", "'", '"', "{=", "<", "&", "_x003D_", "http://", "mailto:"]
TAILS = ["1+1", "SUM(A1:A9)", "cmd|' /C calc'!A0", 'HYPERLINK("x")', "</t></si>", "]]>", "_x000D_"]
TAILS += ["1", "x ", "TRUE", "#REF!", "<r><t>x</t></r>", "&amp;", "A1", "2026-11-24", "x\r\ny\n"]
ODD = ["<r></r>", "<r><t>x</t></r>", "_x005F_x0041_", "_x0041_x0042_x0043_", "_x000d_x000a_", "1e5"]
ODD += [
    "שלום",
    "مرحبا",
    "e\u0301",
    "👩🏽‍💻",
    "a\u200bb",
    "\ue000",
    "\ufeffx",
    "x" * 30_000,
    "🧭" * 300,
]
ODD += [
    "<!--",
    "-->",
    "<![CDATA[x]]>",
    "<?xml?>",
    "&#x41;",
    "&#10;",
    "\\",
    "%00",
    "{{x}}",
    "${x}",
    "#NAME?",
]
HOSTILE = [*(sign + tail for sign in SIGNS for tail in TAILS), *ODD, *TAILS[1:8]]


class TestXlsx(ExporterContract):
    """It keeps the contract."""

    exporter = XlsxExporter


def sheets_of(report: Report) -> dict[str, list[list[Any]]]:
    """Export a report, and read the values of each sheet."""
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(XlsxExporter().export(report)))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


@pytest.mark.parametrize("name", [*SAMPLES])
def test_the_table_is_that_of_csv(name: str) -> None:
    """Its headings, and its values: numbers are numbers, and what is not said is empty."""
    report = SAMPLES[name]
    headings, *rows = sheets_of(report)["Table"]
    names = [each.name for each in fields(Row) if each.name != "key"]
    by = [f"by {name}" for name, _ in report.rows()[0].key or ()]
    assert [*names, *by] == headings
    expected = [
        [*(getattr(row, name) for name in names), *(text for _, text in row.key or ())]
        for row in report.rows()
    ]
    assert [["" if each is None else each for each in row] for row in expected] == rows


def areas_of(report: Report) -> list[dict[str, Any]]:
    """Give the rows of the sheet Areas by their headings."""
    headings, *rows = sheets_of(report)["Areas"]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_the_areas_are_there_to_read() -> None:
    """A heading a group with its figures, what it is about, and a row an item."""
    rows = {row["Area or statement"]: row for row in areas_of(sample_report())}
    group = rows["Baking"]
    assert ("", "3 of 4 answered · 1 don't know · 1 not applicable") == (
        group["Item"],
        group["Answer"],
    )
    assert {"What happens before the shop opens."} <= set(rows)
    item = rows["Plans the week."]
    assert ("3", "3 Masters", 4.0, 1.0) == (
        item["Item"],
        item["Answer"],
        item["Required"],
        item["Short"],
    )
    assert "We sell no cakes." == rows["Decorates cakes."]["Reason"]
    assert "Every Friday's photographs." == rows["Bakes bread."]["Evidence"]


def test_only_columns_that_say_something_are_there() -> None:
    """A framework alone has statements, a cohort people and their shares."""
    alone = sheets_of(SAMPLES["framework alone"])["Areas"][0]
    assert ["Item", "Area or statement", "Title"] == alone
    cohort = sheets_of(SAMPLES["cohort"])["Areas"]
    expected = ["Answer", "People", "Mean", "Median", "Required", "At or above"]
    assert [*alone, *expected] == cohort[0]
    assert "role: manager" in [row[1] for row in cohort]


def test_required_levels_that_differ_are_a_range() -> None:
    """One that is the same throughout is a number."""
    rows = {row["Area or statement"]: row["Required"] for row in areas_of(sample_report())}
    assert ("3 to 4", 2.0) == (rows["Baking"], rows["Serving"])


def test_means_are_shown_as_in_every_document() -> None:
    """The cell holds the whole number; its look has one decimal, or says that it is not zero."""
    levels = Scale([Level(0), Level(1)])
    items = [Item(str(at), f"Item {at}") for at in range(30)]
    framework = Framework(
        id="x", version="1", title="X", scale=levels, children=[Group("a", children=items)]
    )
    answers = {item.id: int(item.id == "0") for item in items}
    report = Report(framework, scores=score(Assessment(framework, answers)))
    assert 1 / 30 == next(
        row["Mean"] for row in areas_of(report) if row["Area or statement"] == "a"
    )
    styles = parts_of(XlsxExporter().export(report))["xl/styles.xml"].decode()
    assert 'formatCode="&quot;&lt;0.1&quot;"' in styles
    styles = parts_of(XlsxExporter().export(sample_report()))["xl/styles.xml"].decode()
    assert 'formatCode="0.0"' in styles


def test_the_summary_says_whose_it_is_and_what_of() -> None:
    """Sentences first, then who, how to read it, and where it comes from."""
    report = sample_report()
    rows = [tuple(row) for row in sheets_of(report)["Summary"]]
    assert ("", report.framework.title) == rows[0]
    assert [("", sentence) for sentence in report.summary.sentences] == rows[1:4]
    expected = {("Subject", "Ben"), ("Profile", "Baker, first year"), ("Roll-up", "items")}
    assert expected <= set(rows)
    assert ("Digest", report.framework.digest) in rows


def test_a_profile_without_a_title_is_a_profile() -> None:
    """It is said that levels are required."""
    report = SAMPLES["nobody answered"]
    assert ["Profile", "required levels without a title"] in sheets_of(report)["Summary"]


def hostile(texts: Sequence[str] = HOSTILE) -> Report:
    """Give a report with a hostile text in every field of items and answers."""
    items = [
        Item(str(at), text, title=line(text), guidance=text, descriptors={1: text})
        for at, text in enumerate(texts)
    ]
    group = Group("group", "=1+1", "=1+1", children=items)
    framework = Framework(
        id="x", version="=1", title="=1", scale=Scale.between(1, 2), children=[group], source="=1"
    )
    remarks = [{"reason": text, "comment": text, "evidence": text} for text in texts]
    answers = {
        str(at): Answer(state=State.NOT_APPLICABLE, **each) for at, each in enumerate(remarks)
    }
    given = Assessment(framework, answers, subject="=1", rater="@x", role="+1", round="-1")
    return Report(framework, gaps=find_gaps(score(given), Profile(framework, {"overall": 2})))


def line(text: str) -> str:
    """Give the text where it is a line, else one that is."""
    return text if text.strip() and not re.search("[\r\n]", text) else "=1"


def test_hostile_texts_stay_texts() -> None:
    """No formula, link or tag comes of any of them, and they come back unchanged."""
    report = hostile()
    assert len(HOSTILE) > 200
    parts = parts_of(XlsxExporter().export(report))
    assert 0 == sum(parts[name].count(b"<f") for name in parts if "worksheets" in name)
    assert not [name for name in parts if "rels" in name and b"hyperlink" in parts[name]]
    headings, *table = sheets_of(report)["Table"]
    for name in ("title", "text", "reason", "comment", "evidence"):
        found = [row[headings.index(name)] for row in table if row[0] == "item"]
        expected = [getattr(row, name) for row in report.rows() if row.kind == "item"]
        assert expected == found


def test_hostile_texts_stay_texts_in_a_form() -> None:
    """Its formulas are the three of its progress, and its answers come back unchanged."""
    report = hostile()
    assert report.scores is not None
    data = form_of(report.scores.assessment)
    parts = parts_of(data)
    assert 3 == sum(parts[name].count(b"<f>") for name in parts if "worksheets" in name)
    found = assessment_of_workbook(data, "form.xlsx", lambda _: report.framework)
    assert report.scores.assessment == found


def test_a_text_that_no_cell_holds_is_refused() -> None:
    """Two thousandths of a text would be a loss that nobody sees."""
    item = Item("1", "x" * 32_768)
    framework = Framework(
        id="x", version="1", title="X", scale=Scale.between(1, 2), children=[item]
    )
    with pytest.raises(InvalidValue, match="of 1 has 32,768 characters; a cell holds 32,767"):
        XlsxExporter().export(Report(framework))
    odd = Framework(
        id="x", version="1", title="X", scale=Scale.between(1, 2), children=[Item("1", "<r>\r</r>")]
    )
    with pytest.raises(InvalidValue, match="cannot be kept in a workbook"):
        XlsxExporter().export(Report(odd))


def test_it_is_written_by_the_suffix(tmp_path: Path) -> None:
    """As any other document; a built-in one, and the same bytes each time."""
    write(sample_report(), tmp_path / "report.xlsx")
    assert XlsxExporter().export(sample_report()) == (tmp_path / "report.xlsx").read_bytes()
    names = {plugin.name for plugin in exporters() if plugin.built_in}
    assert {"xlsx", "form-xlsx"} <= names


def test_what_xlsxwriter_does_not_do_is_noticed() -> None:
    """It says so by a number, which nobody may overlook."""
    with pytest.raises(RuntimeError, match="code -2"):
        check(-2)
