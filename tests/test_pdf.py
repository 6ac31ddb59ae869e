"""The exporters `pdf` and `form-pdf`: what they ask WeasyPrint for, and what it makes of it."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import competency
from competency import Assessment, Framework, Item, MissingExtra, Report, Scale
from competency.testing import sample_report, sample_reports
from hostile import LINES
from pages import cto

MODULE = "competency_exporters.pdf"


class Recorder:
    """Stands in for WeasyPrint: notes what it is asked for."""

    def __init__(self) -> None:
        self.page = self.size = ""
        self.fetch: Any = None
        self.variant = ""

    def HTML(self, string: str, url_fetcher: Any) -> Recorder:  # noqa: N802
        """Take a page."""
        self.page, self.fetch = string, url_fetcher
        return self

    def CSS(self, string: str, url_fetcher: Any) -> str:  # noqa: N802
        """Take a style sheet, which may fetch as little as the page may."""
        assert url_fetcher is not None
        return string

    def write_pdf(self, stylesheets: list[str], pdf_variant: str) -> bytes:
        """Give a file that is none."""
        (self.size,), self.variant = stylesheets, pdf_variant
        return b"%PDF"


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Let the module be imported anew, and forget it afterwards."""
    kept = sys.modules.pop(MODULE, None)
    yield monkeypatch
    sys.modules.pop(MODULE, None)
    if kept is not None:
        sys.modules[MODULE] = kept


@pytest.fixture
def recorder(fresh: pytest.MonkeyPatch) -> Recorder:
    """Let WeasyPrint be one that only notes what it is asked for."""
    recorder = Recorder()
    fresh.setitem(sys.modules, "weasyprint", recorder)  # type: ignore[arg-type]
    return recorder


def test_a_report_is_the_page_that_html_prints(recorder: Recorder) -> None:
    """The page is that of the theme `print`; the tags are asked for."""
    assert b"%PDF" == competency.export(sample_report(), "pdf")
    assert competency.export(sample_report(), "html", {"theme": "print"}) == recorder.page
    assert ("@page{size:a4}", "pdf/ua-1") == (recorder.size, recorder.variant)


def test_the_options_are_those_of_the_page(recorder: Recorder) -> None:
    """Title, explanations and comments go to the page, the size to the paper."""
    told = {"title": "Mine", "explanations": False, "comments": False}
    competency.export(sample_report(), "pdf", {"size": "letter", **told})
    page = competency.export(sample_report(), "html", {"theme": "print", **told})
    assert (page, "@page{size:letter}") == (recorder.page, recorder.size)


@pytest.mark.parametrize("option", [{"size": "a3"}, {"title": "a\nb"}])
def test_options_that_cannot_be_are_refused(recorder: Recorder, option: dict[str, str]) -> None:
    """There are two sizes, and a title is one line."""
    with pytest.raises(competency.InvalidValue, match="the exporter pdf refuses its options"):
        competency.export(sample_report(), "pdf", option)


def test_nothing_is_ever_fetched(recorder: Recorder) -> None:
    """Neither from a network nor from a file."""
    competency.export(sample_report(), "pdf")
    with pytest.raises(ValueError, match="may not read file:///etc/passwd"):
        recorder.fetch("file:///etc/passwd")


def test_a_form_is_the_sheet_that_form_print_makes(
    recorder: Recorder, fresh: pytest.MonkeyPatch
) -> None:
    """The sheet is asked for by the name of its format."""
    module = importlib.import_module(MODULE)
    asked = []
    fresh.setattr(module, "export", lambda *call: asked.append(call) or "<p>The sheet")
    report = sample_report()
    assert b"%PDF" == competency.export(report, "form-pdf", {"size": "letter"})
    assert [(report, "form-print", {})] == asked
    assert ("<p>The sheet", "@page{size:letter}") == (recorder.page, recorder.size)


def test_without_weasyprint_it_says_what_to_install(fresh: pytest.MonkeyPatch) -> None:
    """The extra that brings it."""
    fresh.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtra) as caught:
        importlib.import_module(MODULE)
    assert ("weasyprint", "pdf") == (caught.value.library, caught.value.extra)
    with pytest.raises(MissingExtra, match=r'pip install "competency\[pdf\]"'):
        competency.export(sample_report(), "pdf")


def test_without_pango_it_says_what_to_install(fresh: pytest.MonkeyPatch) -> None:
    """WeasyPrint is there, but not the libraries of the system that it needs."""

    def find_spec(name: str, *_: object) -> None:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")

    fresh.delitem(sys.modules, "weasyprint", raising=False)
    fresh.setattr(sys, "meta_path", [SimpleNamespace(find_spec=find_spec), *sys.meta_path])
    with pytest.raises(competency.BrokenPlugin, match="apt-get install libpango") as caught:
        competency.export(sample_report(), "pdf")
    assert "Pango, a library of the system" in caught.value.cause


def run(*words: str) -> str:
    """Run a program of poppler-utils; where it is not, skip, but fail in CI."""
    if shutil.which(words[0]) is None:
        missing = f"no {words[0]} on PATH (apt-get install poppler-utils)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout


def written(folder: Path, report: Report, format: str = "pdf", **options: str) -> str:
    """Write a document with the real WeasyPrint; give its path."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no weasyprint: {error}")
    competency.write(report, folder / "report.pdf", format, options)
    return str(folder / "report.pdf")


def squeezed(text: str) -> str:
    """Leave white space out, which a line break may have taken the place of."""
    return "".join(text.split())


def text_of(path: str) -> str:
    """Give the text of a file in the order it is drawn, without white space."""
    return squeezed(run("pdftotext", "-raw", path, "-"))


@pytest.mark.office
def test_the_file_has_tags_title_and_language(tmp_path: Path) -> None:
    """What those need who hear it."""
    path = written(tmp_path, cto())
    about = run("pdfinfo", path)
    assert "Tagged:          yes" in about
    assert f"Title:           {cto().framework.title}: Self-assessment report" in about
    assert "Page size:       595.276 x 841.89 pts (A4)" in about
    tags = {line.split()[0].rstrip(":") for line in run("pdfinfo", "-struct", path).splitlines()}
    assert {"Document", "H1", "H2", "H3", "H4", "Table", "TR", "TH", "TD", "L", "LI", "P"} <= tags
    pypdf = importlib.import_module("pypdf")
    assert "en" == pypdf.PdfReader(path).trailer["/Root"]["/Lang"]


@pytest.mark.office
def test_every_statement_is_in_the_file(tmp_path: Path) -> None:
    """And each comment, each figure's making, and the words for what is drawn."""
    text = text_of(written(tmp_path, cto(), size="letter"))
    report = cto()
    assert [] == [item.id for item in report.framework.items if squeezed(item.text) not in text]
    said = [row.comment for row in report.rows() if row.comment]
    assert all(squeezed(each) in text for each in said)
    assert 16 == text.count("Howthesefiguresaremade")
    assert "3(53)+3(54)+2(55)+2(57)=10;10/4=2.5" in text


@pytest.mark.office
@pytest.mark.parametrize("name", [name for name in sample_reports() if "cohort of" not in name])
def test_every_kind_of_report_becomes_a_file(tmp_path: Path, name: str, capfd: Any) -> None:
    """Cohorts, several scales, hostile strings; nothing goes to the terminal."""
    path = written(tmp_path, sample_reports()[name])
    assert "Tagged:          yes" in run("pdfinfo", path)
    assert ("", "") == capfd.readouterr()


@pytest.mark.office
def test_hostile_texts_come_back_as_text(tmp_path: Path) -> None:
    """A PDF shows what was written: no markup of a text is anything but text."""
    plain = [text for text in LINES if text.isascii() and text.isprintable() and len(text) < 100]
    items = [Item(f"i{number}", text) for number, text in enumerate(plain)]
    scale = Scale.between(1, 5)
    framework = Framework(id="h", version="1", title="Hostile", scale=scale, children=items)
    answers = {
        f"i{number}": competency.Answer(3, comment=text) for number, text in enumerate(plain)
    }
    report = Report(framework, competency.score(Assessment(framework, answers)))
    text = text_of(written(tmp_path, report, explanations="false"))
    assert [] == [each for each in plain if squeezed(each) not in text]
    assert [] == [each for each in plain if f"“{squeezed(each)}”" not in text]


@pytest.mark.office
def test_one_report_gives_one_file(tmp_path: Path) -> None:
    """Byte for byte: there is no clock and no chance in it."""
    first = Path(written(tmp_path, sample_report())).read_bytes()
    assert first == competency.export(sample_report(), "pdf")


@pytest.mark.office
def test_the_sheet_becomes_a_file(tmp_path: Path) -> None:
    """The statements of the form are in it, on pages of either size."""
    report = Report(competency.load_framework("cto"))
    path = written(tmp_path, report, "form-pdf", size="letter")
    text = text_of(path)
    assert [] == [item.id for item in report.framework.items if squeezed(item.text) not in text]
    assert "(letter)" in run("pdfinfo", path)
