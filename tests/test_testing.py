"""The kit for exporter authors: the built-in exporters pass it, and bad ones hear what is wrong."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from attrs import frozen

from competency import Report
from competency.testing import ExporterContract, sample_report, sample_reports
from competency_exporters.csv import CsvExporter
from competency_exporters.html import HtmlExporter
from competency_exporters.json import JsonExporter
from competency_exporters.markdown import MarkdownExporter


class TestCsv(ExporterContract):
    """The exporter `csv` keeps the contract."""

    exporter = CsvExporter


class TestHtml(ExporterContract):
    """The exporter `html` keeps the contract."""

    exporter = HtmlExporter


class TestJson(ExporterContract):
    """The exporter `json` keeps the contract."""

    exporter = JsonExporter


class TestMarkdown(ExporterContract):
    """The exporter `markdown` keeps the contract."""

    exporter = MarkdownExporter


class Good:
    """An exporter without fault; each bad one differs from it in one thing."""

    media_type: ClassVar[str] = "text/plain"
    suffix: ClassVar[str] = ".txt"

    def export(self, _: Report) -> Any:
        """Give a document."""
        return "A document."


@frozen
class Demanding(Good):
    """An exporter with an option that has no default."""

    paper: str


class Counting(Good):
    """An exporter that remembers how often it was asked."""

    times: ClassVar[list[int]] = []

    def export(self, _: Report) -> Any:
        """Give another document each time."""
        self.times.append(1)
        return str(len(self.times))


def _fails(*_: object) -> None:
    raise KeyError("area")


def _leaves(*_: object) -> None:
    sys.exit(3)


def _prints(*_: object) -> str:
    print("Working …" + "!" * 1000)
    return "A document."


def _writes(*_: object) -> str:
    Path("report.txt").write_text("A document.", encoding="utf-8")
    return "A document."


def _changes(_: object, report: Report) -> str:
    object.__setattr__(report, "gaps", None)
    return "A document."


def like_good(**attributes: object) -> type[Any]:
    """Make an exporter called Bad that differs from the good one in these attributes."""
    return type("Bad", (Good,), attributes)


def complaint(exporter: type[Any], test: str, *arguments: object) -> str:
    """Give what the contract says against an exporter."""
    contract = type("Contract", (ExporterContract,), {"exporter": exporter})
    with pytest.raises(AssertionError) as caught:
        getattr(contract(), test)(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("attribute", "value", "example"),
    [
        ("media_type", None, "text/html"),
        ("media_type", "text/", "text/html"),
        ("suffix", None, ".html"),
        ("suffix", "txt", ".html"),
        ("suffix", ".", ".html"),
    ],
)
def test_a_fault_of_the_class_is_named(attribute: str, value: object, example: str) -> None:
    """What the class lacks is said with what was found there."""
    said = complaint(like_good(**{attribute: value}), f"test_{attribute}_is_a_text")
    assert f"Bad: {attribute} must be a text such as '{example}', not {value!r}" == said


def test_an_option_without_default_is_named() -> None:
    """An exporter that cannot be made without options hears why."""
    said = complaint(Demanding, "test_every_option_has_a_default")
    assert said.startswith("Demanding: it cannot be made without arguments (")
    assert said.endswith("'paper'); give each option a default")


@pytest.mark.parametrize(
    ("export", "said"),
    [
        (_fails, "export raised KeyError on a good report: 'area'"),
        (_leaves, "export raised SystemExit on a good report: 3"),
        (lambda *_: None, "export must give a str or bytes, not NoneType"),
        (lambda *_: "\ud83d", "export gave a text that UTF-8 cannot hold: it has a lone surrogate"),
    ],
)
def test_what_is_no_document_is_named(export: object, said: str) -> None:
    """An exporter that gives no document, or raises, hears so."""
    bad = like_good(export=export)
    assert f"Bad: {said}" == complaint(bad, "test_gives_text_or_bytes", sample_report())


def test_two_documents_of_one_report_are_named() -> None:
    """An exporter that gives something else the second time hears so."""
    said = complaint(Counting, "test_gives_the_same_twice", sample_report())
    assert "Counting: export gave two different documents of one report" == said


def test_a_changed_report_is_named() -> None:
    """An exporter that changes the report hears so."""
    said = complaint(
        like_good(export=_changes), "test_leaves_the_report_as_it_was", sample_report()
    )
    assert "Bad: export changed the report that it was given" == said


def test_printing_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    """An exporter that prints hears the beginning of what it printed."""
    said = complaint(like_good(export=_prints), "test_does_not_print", sample_report(), capfd)
    printed = "Working …" + "!" * 191
    assert f"Bad: export printed {printed!r}; return the document, and print nothing" == said


def test_writing_a_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exporter that writes a file hears which."""
    bad = like_good(export=_writes)
    said = complaint(bad, "test_writes_no_file", sample_report(), tmp_path, monkeypatch)
    remedy = "return the document, the library writes it"
    assert f"Bad: export wrote ['report.txt']; {remedy}" == said


def test_bytes_are_a_document() -> None:
    """An exporter may give bytes, whatever they are."""
    giving = like_good(export=lambda *_: b"\xff")
    contract = type("Contract", (ExporterContract,), {"exporter": giving})
    contract().test_gives_text_or_bytes(sample_report())


def test_three_lines_are_enough(tmp_path: Path) -> None:
    """A subclass in a test module is collected and runs on each report; the base is not."""
    path = tmp_path / "test_mine.py"
    path.write_text(
        "from competency.testing import ExporterContract\n"
        "from competency.testing import ExporterContract as TestBase\n"
        "class Mine:\n"
        "    media_type, suffix = 'text/plain', '.txt'\n"
        "    def export(self, report):\n"
        "        return None if report.scores is report.cohort else 'A document.'\n"
        "class TestMine(ExporterContract):\n"
        "    exporter = Mine\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 failed, 57 passed" in done.stdout
    assert "Mine: export must give a str or bytes, not NoneType" in done.stdout
    assert "test_gives_text_or_bytes[framework alone]" in done.stdout


CASES: list[tuple[str, Callable[[Report], bool]]] = [
    ("sample", lambda report: report == sample_report()),
    ("framework alone", lambda report: report.scores is None),
    ("nobody answered", lambda report: report.scores.overall.answered == 0 < len(report.gaps)),
    ("no profile", lambda report: report.gaps is None and report.scores.overall.answered > 0),
    ("hostile strings", lambda report: "<script>" in report.framework.title),
    ("non-ASCII", lambda report: not all(row.text.isascii() for row in report.rows())),
    ("several scales", lambda report: len(report.framework.scales) == 3),
    ("one item", lambda report: len(report.framework.items) == 1),
    ("deep groups", lambda report: len([*report.framework.walk()]) == 18),
    ("cohort", lambda report: report.cohort.size == 6 and len(report.cohort.groups) == 2),
    ("cohort of hostile strings", lambda report: "'=1+1" in str([*report.cohort.groups])),
]


@pytest.mark.parametrize(("name", "holds"), CASES, ids=[name for name, _ in CASES])
def test_each_report_is_what_its_name_says(name: str, holds: Callable[[Report], bool]) -> None:
    """The reports of the kit are what they are called."""
    assert holds(sample_reports()[name])


def test_the_reports_are_all_named() -> None:
    """No report of the kit is left out above."""
    assert [name for name, _ in CASES] == [*sample_reports()]


def test_the_sample_has_some_of_everything() -> None:
    """The sample has all states, remarks, a withheld area, a gap of each kind and ties."""
    rows = sample_report().rows()
    assert {"answered", "unknown", "missing", "not_applicable", None} == {row.state for row in rows}
    assert ["serving"] == [row.id for row in rows if row.kind == "group" and row.mean is None]
    assert {"1 short", "1 above", ""} == {row.gap_words for row in rows if row.kind == "item"}
    assert any(row.comment for row in rows)
    assert any(row.evidence for row in rows)
    assert any(row.reason for row in rows if row.state == "not_applicable")
