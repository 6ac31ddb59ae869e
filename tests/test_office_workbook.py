"""The form in a real spreadsheet: LibreOffice opens, recalculates, edits and saves it.

Needs the packages `libreoffice-calc` and `python3-uno`; no macro is run, the program is driven
from outside over a pipe.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from competency import Answer, Assessment, Framework, Report, load_framework, score, write
from competency.loading import assessment_of_workbook
from competency.testing import sample_report
from test_xlsx import HOSTILE, hostile
from workbooks import cell_of, form_of, rows_of

pytestmark = pytest.mark.office

# Run by the system's Python, which has the bridge to LibreOffice.
EDIT = """\
import os, sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

def option(name, value):
    return PropertyValue(Name=name, Value=value)

pipe, source, target, *edits = sys.argv[1:]
context = uno.getComponentContext()
create = context.ServiceManager.createInstanceWithContext
resolver = create("com.sun.star.bridge.UnoUrlResolver", context)
for _ in range(120):
    try:
        there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.5)
desktop = there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
document = desktop.loadComponentFromURL(source, "_blank", 0, (option("Hidden", True),))
for sheet, cell, text in zip(edits[::3], edits[1::3], edits[2::3]):
    document.Sheets.getByName(sheet).getCellRangeByName(cell).setString(text)
document.calculateAll()
print(document.Sheets.getByName("Form").getCellRangeByName("C1").getString())
protected = [each.isProtected() for each in document.Sheets]
offered = document.Sheets.getByName(edits[0]).getCellRangeByName(edits[1]).Validation
print(protected, offered.getFormula1(), sep="|")
document.storeToURL(target, (option("FilterName", "Calc MS Excel 2007 XML"),))
document.close(True)
sys.stdout.flush()
os._exit(0)  # the bridge sometimes crashes while it is taken down
"""


def program(*names: str) -> str:
    """Find a program; where it must be, as in CI, its absence is a failure."""
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        reason = f"{names[0]} is not there: apt-get install libreoffice-calc python3-uno"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def office(folder: Path, *arguments: str) -> list[str]:
    """Give the command that starts LibreOffice with a profile of its own."""
    profile = (folder / "profile").as_uri()
    options = ["--headless", "--norestore", f"-env:UserInstallation={profile}"]
    return [program("soffice", "libreoffice"), *options, *arguments]


def edited(data: bytes, folder: Path, *edits: str) -> tuple[bytes, list[str]]:
    """Open a form in LibreOffice, type into cells, save it; give the file and what was printed."""
    source, target, script = folder / "form.xlsx", folder / "saved.xlsx", folder / "edit.py"
    source.write_bytes(data)
    script.write_text(EDIT, encoding="utf-8")
    pipe = f"competency-{os.getpid()}"
    python = program("/usr/bin/python3")
    command = office(folder, f"--accept=pipe,name={pipe};urp;")
    server = subprocess.Popen(command, start_new_session=True)
    try:
        command = [python, str(script), pipe, source.as_uri(), target.as_uri(), *edits]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert 0 == done.returncode, done.stderr
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # it started others, all of its session
        server.wait(timeout=60)
    return target.read_bytes(), done.stdout.splitlines()


def converted(path: Path, folder: Path, format: str) -> Path:
    """Let LibreOffice save a document in a format."""
    target = folder / "converted"
    command = office(folder, "--convert-to", format, "--outdir", str(target), str(path))
    subprocess.run(command, capture_output=True, check=True, timeout=120)
    return target / f"{path.stem}.{format}"


def load(data: bytes, framework: Framework) -> Assessment:
    """Read a form."""
    return assessment_of_workbook(data, "saved.xlsx", lambda _: framework)


def test_it_is_opened_edited_saved_and_read(tmp_path: Path) -> None:
    """Answers, remarks and names that are typed come back; progress is counted anew."""
    framework = load_framework("cto")
    empty = form_of(framework)
    typed = {"1": "Excel", "2": "3", "3": "Does not apply", "4": "Don't know"}
    edits = [("Form", cell_of(empty, id, "level"), text) for id, text in typed.items()]
    edits += [("Form", cell_of(empty, "3", "reason"), "No such thing.\nNone.")]
    edits += [("Form", cell_of(empty, "1", "comment"), "=1+1"), ("About", "B12", "District 042")]
    saved, printed = edited(empty, tmp_path, *(part for edit in edits for part in edit))
    answers = {
        "1": Answer(5, comment="=1+1"),
        "2": 3,
        "3": Answer(state="not_applicable", reason="No such thing.\nNone."),
        "4": "?",
    }
    assert Assessment(framework, answers, subject="District 042") == load(saved, framework)
    locked, _, offered = printed[1].partition("|")
    assert ["4 of 63 answered", "[True, True, True]"] == [printed[0], locked]
    assert "$Scale." in offered
    assert "4 of 63 answered" == rows_of(saved, "Form")[0][2]


def test_a_form_that_it_saved_reads_equal(tmp_path: Path) -> None:
    """Other styles, other shared texts, other parts: the same answers."""
    assessment = sample_report().scores.assessment
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_of(assessment))
    saved = converted(path, tmp_path, "xlsx").read_bytes()
    assert saved != path.read_bytes()
    assert assessment == load(saved, assessment.framework)


def test_hostile_texts_survive_it(tmp_path: Path) -> None:
    """What it opens and saves is what was written.

    But for two: of a line break in two characters it keeps one, and it takes two escapes that
    share a character for one.
    """
    kept = [text for text in HOSTILE if not re.search("\r|(_x[0-9A-Fa-f]{4}){2}_", text)]
    report = hostile(kept)
    path = tmp_path / "form.xlsx"
    path.write_bytes(form_of(report.scores.assessment))
    saved = converted(path, tmp_path, "xlsx").read_bytes()
    assert report.scores.assessment == load(saved, report.framework)


@pytest.mark.parametrize("format", ["xlsx", "form-xlsx"])
def test_it_prints_both_workbooks(tmp_path: Path, format: str) -> None:
    """Each page ends in its number."""
    framework = load_framework("cto")
    report = Report(framework, scores=score(Assessment(framework, {"1": 4})))
    write(report, tmp_path / "book.xlsx", format)
    pdf = converted(tmp_path / "book.xlsx", tmp_path, "pdf")
    command = [program("pdftotext"), "-layout", str(pdf), "-"]
    text = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    pages = text.split("\f")[:-1]
    expected = [(str(at), str(len(pages))) for at in range(1, len(pages) + 1)]
    assert expected == [re.findall(r"(\d+) ?/ ?(\d+)", page)[-1] for page in pages]
