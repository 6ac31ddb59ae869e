"""`report`: documents printed and written, or refused."""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable
from pathlib import Path

import pytest

import competency
from cli_files import PEOPLE, WITH, output, refusal, run, write_files

Install = Callable[..., Path]
EXPORTERS = "competency.exporters"
PROFILE = ("--profile", "role.yaml")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files."""
    folder = tmp_path / "here"
    folder.mkdir()
    write_files(folder)
    monkeypatch.chdir(folder)


def _count_names() -> set[str]:
    return {path.name for path in Path().iterdir()}


# report


def test_a_report_is_printed_as_it_would_be_written() -> None:
    """In a pipe go the very bytes of the document."""
    result = run("report", "ana.yaml", *WITH, *PROFILE, "--format", "csv")
    framework = competency.load_framework("tea.yaml")
    scores = competency.score(competency.load_assessment("ana.yaml", framework))
    gaps = competency.find_gaps(scores, competency.load_profile("role.yaml", framework))
    document = competency.export(competency.Report(framework, scores, gaps), "csv")
    assert isinstance(document, str)
    assert document.encode() == result.stdout_bytes
    assert b"\r\n" in result.stdout_bytes


def test_a_report_is_markdown_unless_said() -> None:
    """Without a file and a format it is Markdown."""
    assert output("report", *WITH, "--format", "markdown") == output("report", *WITH)
    assert "Boils it." in output("report", *WITH)


@pytest.mark.parametrize("suffix", ["csv", "json", "html", "md", "markdown", "CSV"])
def test_the_suffix_of_a_file_is_its_format(suffix: str) -> None:
    """A document of a framework, written under its format's suffix, is what is printed."""
    assert "" == output("report", *WITH, "-o", f"tea.{suffix}")
    printed = run("report", *WITH, "--format", suffix.lower()).stdout_bytes
    assert printed == Path(f"tea.{suffix}").read_bytes()


def test_a_named_format_comes_before_the_suffix() -> None:
    """What is said is done."""
    output("report", "ana.yaml", *WITH, "--format", "json", "--output", "tea.txt")
    scores = competency.load_report("tea.txt").scores
    assert scores is not None
    assert "Ana" == scores.assessment.subject


def test_an_existing_file_is_kept_unless_forced() -> None:
    """`--force` replaces it."""
    Path("tea.csv").write_text("mine", encoding="utf-8")
    text = refusal("report", *WITH, "-o", "tea.csv")
    assert text.startswith("error: tea.csv: it is there already; choose another name")
    assert "mine" == Path("tea.csv").read_text(encoding="utf-8")
    assert "" == output("report", *WITH, "-o", "tea.csv", "--force")
    assert Path("tea.csv").read_text(encoding="utf-8").startswith('"kind"')


def test_options_reach_the_exporter() -> None:
    """They are given as texts and become what the option is."""
    options = ("--option", "bom=true", "--option", "delimiter=;")
    assert run("report", *WITH, "--format", "csv", *options).stdout_bytes.startswith(
        '\ufeff"kind";"id"'.encode()
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--option", "bom"), "'bom' is no pair; write NAME=VALUE"),
        (("--option", "=1"), "'=1' is no pair"),
        (("--option", "bom=true", "--option", "bom=false"), "'bom' is given twice; give it once"),
        (("--option", "bum=true"), "the exporter csv has no option 'bum'; did you mean 'bom'?"),
        (("--option", "bom=1=2"), "'1=2' is neither true nor false; give one of them"),
    ],
)
def test_options_that_are_none_are_refused(options: tuple[str, ...], message: str) -> None:
    """Whether in their form, their name or their value."""
    assert message in refusal("report", *WITH, "--format", "csv", *options)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Error: Give ANSWERS, or --framework for the framework's own document."),
        ((*WITH, *PROFILE), "Error: --profile needs ANSWERS to compare with."),
        ((*WITH, "--format", "cvs"), "error: no exporter is called 'cvs'; did you mean 'csv'?"),
        ((*WITH, "-o", "tea"), "error: 'tea' has no suffix that names a format; give the file"),
        ((*WITH, "-o", "none/tea.csv"), "error: none/tea.csv: there is no folder 'none'; make"),
        (("all.csv", *WITH), "error: a responses file gives one document a person; name a folder"),
        (("all.csv", *WITH, "-o", "x.csv"), "name a folder instead of 'x.csv', and give --format"),
    ],
)
def test_a_report_that_cannot_be_is_refused(arguments: tuple[str, ...], message: str) -> None:
    """Nothing is printed and nothing written."""
    before = _count_names()
    assert message in refusal("report", *arguments)
    assert before == _count_names()


def test_responses_become_one_document_a_person() -> None:
    """Names are made of the respondent, the subject and the round, and a digest of these."""
    assert "" == output("report", "all.csv", *WITH, "--format", "csv", "-o", "out")
    starts = {"ana-": "Ana", "bo-ana-2-": "Bo\nAna\n2", "cy-": "Cy"}
    digests = [hashlib.sha256(name.encode()).hexdigest()[:8] for name in starts.values()]
    names = [f"{start}{digest}.csv" for start, digest in zip(starts, digests, strict=True)]
    assert names == sorted(path.name for path in Path("out").iterdir())
    assert '"w1"' in Path("out", names[0]).read_text(encoding="utf-8")


def test_the_names_of_documents_are_inert_and_differ() -> None:
    """Whatever people are called, each gets a plain name of their own."""
    people = ["../../x", "É", "能力", "能", "a" * 200, "A", "a", "CON", ".x", "-rf"]
    rows = "".join(f"{name},1,1,1,1,1\n" for name in people)
    Path("all.csv").write_text(f"respondent,w1,w2,w3,l1,l2\n{rows}", encoding="utf-8")
    output("report", "all.csv", *WITH, "--format", "csv", "-o", "out.d")
    names = [path.name for path in Path("out.d").iterdir()]
    assert len(people) == len(names)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") for name in names)
    assert max(map(len, names)) <= 100
    assert {"e", "a"} <= {name.partition("-")[0] for name in names}
    assert 2 == sum(len(name) == len("12345678.csv") for name in names)


def test_names_with_equal_digests_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two people whose digests begin alike still get two names."""

    class Alike:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def hexdigest(self) -> str:
            return "0" * 8 + self.data.hex()

    reporting = importlib.import_module("competency.cli.reporting")
    monkeypatch.setattr(reporting.hashlib, "sha256", Alike)
    text = "respondent,w1,w2,w3,l1,l2\n能,1,1,1,1,1\n力,1,1,1,1,1\n"
    Path("all.csv").write_text(text, encoding="utf-8")
    monkeypatch.setattr(competency.Framework, "digest", "0")
    monkeypatch.setattr(competency.Framework, "structure_digest", "0")
    output("report", "all.csv", *WITH, "--format", "csv", "-o", "out")
    assert {"00000000.csv", "00000000e.csv"} == {path.name for path in Path("out").iterdir()}


def test_a_folder_that_holds_files_is_kept_unless_forced() -> None:
    """With `--force` each document is written into it."""
    options = ("report", "all.csv", *WITH, "--format", "csv", "-o", "out")
    output(*options)
    Path("out/mine").write_text("mine", encoding="utf-8")
    assert "error: out: it is there already" in refusal(*options)
    assert "" == output(*options, "--force")
    assert 4 == len(list(Path("out").iterdir()))


def test_a_bad_row_leaves_no_folder() -> None:
    """All documents are written or none."""
    Path("all.csv").write_text(PEOPLE + "Di,,,9,9,9,9,9\n", encoding="utf-8")
    before = _count_names()
    text = refusal("report", "all.csv", *WITH, "--format", "csv", "-o", "out")
    assert "all.csv: row 5, column 'w1': '9' is no level of the scale" in text
    assert "error: 5 problems; nothing was done\n" in text
    assert before == _count_names()


PLUGIN = """
class Bytes:
    media_type, suffix = "image/x", ".x"
    def export(self, report):
        return b"\\x00\\xff"

class Broken:
    media_type, suffix = "image/x", ".x"
    def export(self, report):
        raise ValueError("n\\x1bo")
"""


@pytest.fixture
def _plugins(install: Install) -> None:
    targets = {"raw": "shapes:Bytes", "broken": "shapes:Broken"}
    install("shapes", {EXPORTERS: targets}, {"shapes": PLUGIN})


@pytest.mark.usefixtures("_plugins")
def test_bytes_go_into_a_pipe_raw() -> None:
    """A document of bytes is not touched."""
    assert b"\x00\xff" == run("report", *WITH, "--format", "raw").stdout_bytes


@pytest.mark.usefixtures("_plugins")
def test_a_plugin_names_its_suffix() -> None:
    """Documents of many people end in the exporter's suffix, not the format's name."""
    output("report", "all.csv", *WITH, "--format", "raw", "-o", "out")
    assert {".x"} == {path.suffix for path in Path("out").iterdir()}


@pytest.mark.usefixtures("_plugins")
def test_a_broken_plugin_is_named() -> None:
    """Its distribution and its cause are told, with nothing of a terminal's escapes."""
    text = refusal("report", *WITH, "--format", "broken")
    assert "error: plugin 'broken' (shapes:Broken) from shapes 1.0 failed" in text
    assert "ValueError: n\\x1bo" in text
