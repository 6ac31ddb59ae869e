"""Exporting: plugins are chosen, given their options, and cannot do harm."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from competency import (
    BrokenPlugin,
    ClashingPlugins,
    FileExists,
    InvalidValue,
    Report,
    UnknownPlugin,
    UnwritableFile,
    export,
    exporters,
    write,
)
from competency.exporting import choose
from competency.testing import sample_report
from conftest import Install

GROUP = "competency.exporters"
GOOD = """
from attrs import field, frozen
from attrs.validators import in_

@frozen
class Poster:
    media_type = "text/x-poster"
    suffix = ".poster"
    loud: bool = False
    copies: int = 1
    scale: float = 1.0
    theme: str = field(default="plain", validator=in_(("plain", "bold")))

    def export(self, report):
        return f"{self.loud!r} {self.copies!r} {self.scale!r} {self.theme!r}"
"""
PLAIN = """
class Poster:
    media_type, suffix = "text/plain", ".poster"

    def export(self, report):
        {}
"""


@pytest.fixture
def report() -> Report:
    """Give a report."""
    return sample_report()


@pytest.fixture
def poster(install: Install, report: Report):
    """Install an exporter called `poster` with this source, and export the report by it."""

    def run(source: str = GOOD, **options: object) -> str | bytes:
        install(
            "posters", {GROUP: {"poster": "posters:Poster"}}, {"posters": source}, version="2.1"
        )
        return export(report, "poster", options)

    return run


def broken(poster, source: str, **options: object) -> BrokenPlugin:
    """Give the error that an exporter of this source ends in."""
    with pytest.raises(BrokenPlugin) as caught:
        poster(source, **options)
    error = caught.value
    assert ("poster", "posters:Poster", "posters", "2.1") == (
        error.name,
        error.target,
        error.distribution,
        error.version,
    )
    return error


def refused(poster, source: str = GOOD, **options: object) -> InvalidValue:
    """Give the error that options which an exporter refuses end in."""
    with pytest.raises(InvalidValue) as caught:
        poster(source, **options)
    return caught.value


def test_exporters_are_listed_without_being_imported(install: Install) -> None:
    """The built-in formats and a stranger's are listed, the stranger's module is not imported."""
    install("posters", {GROUP: {"poster": "posters:Poster"}}, {"posters": "raise SystemExit"})
    listed = {plugin.name: plugin.distribution for plugin in exporters()}
    assert {"csv", "html", "json", "markdown", "md", "poster"} <= {*listed}
    assert ("posters", "competency") == (listed["poster"], listed["csv"])
    assert "posters" not in sys.modules


def test_an_unknown_format_names_the_closest(report: Report) -> None:
    """A format that nobody announces is refused, with the one that was probably meant."""
    with pytest.raises(UnknownPlugin) as caught:
        export(report, "markdwon")
    assert "no exporter is called 'markdwon'; did you mean 'markdown'?" == str(caught.value)


def test_md_is_markdown(report: Report) -> None:
    """An alias gives the same document."""
    assert export(report, "markdown") == export(report, "md")


def test_a_choice_keeps_for_many_reports(report: Report) -> None:
    """An exporter that was chosen once says its suffix, and exports any number of reports."""
    chosen = choose("csv", {"bom": "true"})
    assert ".csv" == chosen.suffix
    assert export(report, "csv", {"bom": True}) == chosen.export(report) == chosen.export(report)


def test_a_stranger_gets_the_report(poster, report: Report) -> None:
    """An exporter is given the very report."""
    source = PLAIN.format("return report.framework.title")
    assert report.framework.title == poster(source)


def test_bytes_pass_as_they_are(poster) -> None:
    """A document may be bytes, UTF-8 or not."""
    assert b"\xff" == poster(PLAIN.format("return bytes([255])"))


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("import nosuch", "ModuleNotFoundError: No module named 'nosuch'"),
        ("raise RuntimeError('no luck')", "RuntimeError: no luck"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("def (", "SyntaxError: invalid syntax (posters.py, line 1)"),
        ("", "AttributeError: module 'posters' has no attribute 'Poster'"),
    ],
)
def test_what_cannot_be_imported_is_broken(poster, source: str, cause: str) -> None:
    """An exporter whose import fails is named with its distribution, and with the cause."""
    error = broken(poster, source)
    assert ("load", cause) == (error.stage, error.cause)


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("Poster = None", "it has no media_type, no suffix, no export"),
        (
            "class Poster:\n    media_type = None\n    suffix = '.p'\n    export = print",
            "it has no media_type",
        ),
        (
            "class Poster:\n    media_type = 'a/b'\n    suffix = 1\n    export = print",
            "it has no suffix",
        ),
        ("class Poster:\n    media_type = suffix = ''\n    export = ''", "it has no export"),
        (GOOD + "\nPoster = Poster()", "it is no class"),
    ],
)
def test_what_is_no_exporter_is_refused(poster, source: str, what: str) -> None:
    """A target that is no exporter is refused when it is loaded, with what it lacks."""
    error = broken(poster, source)
    assert ("load", f"'posters:Poster' is no exporter: {what}") == (error.stage, error.cause)
    assert "tell the authors of posters" == error.remedy


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("raise KeyError('area')", "KeyError: 'area'"),
        ("raise SystemExit(0)", "SystemExit: 0"),
        (
            "return chr(0xD83D)",
            "UnicodeEncodeError: 'utf-8' codec can't encode character '\\ud83d' in position 0:"
            " surrogates not allowed",
        ),
        ("return None", "it gave a value of type NoneType, not a text or bytes"),
        ("return ['A']", "it gave a value of type list, not a text or bytes"),
    ],
)
def test_what_fails_at_export_is_broken(poster, body: str, cause: str) -> None:
    """An exporter that raises, leaves or gives no document is named with the cause."""
    error = broken(poster, PLAIN.format(body))
    assert ("export", cause) == (error.stage, error.cause)


def test_an_interrupt_is_the_users(poster) -> None:
    """Ctrl-C passes through an exporter."""
    with pytest.raises(KeyboardInterrupt):
        poster(PLAIN.format("raise KeyboardInterrupt"))


def test_what_an_exporter_prints_is_no_document(poster, capsys: pytest.CaptureFixture[str]) -> None:
    """What an exporter prints, also while it is imported and made, goes to stderr."""
    body = "print('exporting'); return 'A document.'"
    made = "\n    def __init__(self):\n        print('made')\n"
    assert "A document." == poster("print('imported')" + PLAIN.format(body) + made)
    assert ("", "imported\nmade\nexporting\n") == capsys.readouterr()


def test_an_exporter_changes_nothing_around(poster) -> None:
    """The working folder and the recursion limit are as they were."""
    before = (Path.cwd(), sys.getrecursionlimit())
    body = "import os, sys; os.chdir('/'); sys.setrecursionlimit(5000); return ''"
    assert "" == poster(PLAIN.format(body))
    assert before == (Path.cwd(), sys.getrecursionlimit())


def test_two_strangers_of_one_name_clash(install: Install, report: Report) -> None:
    """Where two distributions announce one name neither is used, and both are named."""
    for name in ("posters", "placards"):
        install(name, {GROUP: {"poster": f"{name}:Poster"}}, {name: GOOD})
    with pytest.raises(ClashingPlugins) as caught:
        export(report, "poster")
    said = "the exporter 'poster' is announced by placards 1.0 and posters 1.0"
    assert f"{said}; uninstall all but one" == str(caught.value)


def test_a_built_in_cannot_be_shadowed(install: Install, report: Report) -> None:
    """A stranger of a built-in's name is reported, and the built-in works."""
    before = export(report, "csv")
    install("posters", {GROUP: {"csv": "posters:Poster"}}, {"posters": "raise SystemExit"})
    assert before == export(report, "csv")
    faults = {plugin.distribution: plugin.fault for plugin in exporters() if plugin.name == "csv"}
    assert None is faults["competency"]
    assert "the built-in 'csv' of competency" in faults["posters"]


def test_one_broken_exporter_harms_no_other(install: Install, report: Report) -> None:
    """A distribution that is broken does not keep another format from working."""
    install("broken", {GROUP: {"broken": "nosuch:Poster"}})
    install("posters", {GROUP: {"poster": "posters:Poster"}}, {"posters": GOOD})
    assert "False 1 1.0 'plain'" == export(report, "poster")


@pytest.mark.parametrize(
    ("options", "document"),
    [
        ({}, "False 1 1.0 'plain'"),
        ({"loud": "true", "copies": "12", "scale": "2.5", "theme": "bold"}, "True 12 2.5 'bold'"),
        ({"loud": True, "copies": -3, "scale": 2, "theme": "bold"}, "True -3 2.0 'bold'"),
        ({"loud": "false", "copies": "-3", "scale": 0.1, "theme": "plain"}, "False -3 0.1 'plain'"),
        ({"loud": False, "scale": float("inf")}, "False 1 inf 'plain'"),
    ],
)
def test_options_are_values_or_texts(poster, options: dict[str, object], document: str) -> None:
    """An option may be given as its value, or as the text that a command line gives."""
    assert document == poster(**options)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("loud", "yes", "'yes' is neither true nor false; give one of them"),
        ("loud", 1, "'1' is neither true nor false; give one of them"),
        ("loud", "True", "'True' is neither true nor false; give one of them"),
        ("copies", "1.0", "'1.0' is no whole number; give one"),
        ("copies", "1_0", "'1_0' is no whole number; give one"),
        ("copies", "٣", "'٣' is no whole number; give one"),
        ("copies", "-", "'-' is no whole number; give one"),
        ("copies", "", "'' is no whole number; give one"),
        ("copies", 1.0, "'1.0' is no whole number; give one"),
        ("copies", True, "'True' is no whole number; give one"),
        ("scale", "wide", "'wide' is not a number"),
        ("scale", "nan", "'nan' is not a number"),
        ("scale", "1e5", "'1e5' is not a number"),
        ("scale", True, "'True' is not a number"),
        ("scale", None, "'None' is not a number"),
        ("theme", 1, "'1' is no text; give one"),
        ("theme", None, "'None' is no text; give one"),
    ],
)
def test_options_are_read_strictly(poster, name: str, value: object, said: str) -> None:
    """A value that is not one of the option's type is refused, and the option named."""
    error = refused(poster, **{name: value})
    assert (name, "option") == (error.field, error.kind)
    assert str(error).startswith(f"{name}: the exporter poster refuses it: {said}")


def test_options_of_other_types_are_read_strictly_too(poster) -> None:
    """An option may be of any type that can be read; what cannot be read is the user's."""
    source = GOOD.replace("loud: bool = False", "loud: list[int] = []")
    assert "[1, 2] 1 1.0 'plain'" == poster(source, loud=["1", 2])
    said = "loud: the exporter poster refuses it: While structuring list[int]"
    assert said == str(refused(poster, source, loud=["x"]))


def test_a_value_that_an_exporter_refuses_is_the_users(poster) -> None:
    """What a validator of an option says reaches the user without a word about Python."""
    said = "the exporter poster refuses its options: 'theme' must be in ('plain', 'bold')"
    assert f"{said} (got 'loud')" == str(refused(poster, theme="loud"))


def test_what_the_exporter_says_of_a_value_is_said(poster) -> None:
    """A ValueError without a text is said by its name, one of ours with its remedy."""
    checked = GOOD.replace('in_(("plain", "bold"))', "lambda *_: check()")
    silent = checked + "\ndef check():\n    raise ValueError\n"
    assert "the exporter poster refuses its options: ValueError" == str(refused(poster, silent))


def test_our_own_errors_are_said_whole(poster) -> None:
    """An InvalidValue that an exporter raises keeps its remedy."""
    ours = GOOD.replace('in_(("plain", "bold"))', "lambda *_: check()")
    ours += "\nfrom competency import InvalidValue\ndef check():\n"
    ours += "    raise InvalidValue('too loud', 'be quiet')\n"
    said = "the exporter poster refuses its options: too loud; be quiet"
    assert said == str(refused(poster, ours))


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("themes", "did you mean 'theme'?"),
        ("paper", "the options are loud, copies, scale, theme"),
    ],
)
def test_an_unknown_option_is_refused(poster, name: str, remedy: str) -> None:
    """An option that the exporter does not have is refused, with the one that was meant."""
    error = refused(poster, **{name: "a4"})
    said = f"{name}: the exporter poster has no option '{name}'; {remedy}"
    assert (said, name, "option") == (str(error), error.field, error.kind)


def test_a_plain_class_takes_no_options(poster) -> None:
    """A class that is no attrs class serves, without options."""
    error = refused(poster, PLAIN.format("return ''"), loud=True)
    assert "loud: the exporter poster has no option 'loud'; it takes none" == str(error)


def test_an_option_without_default_is_asked_for(poster) -> None:
    """An option that must be given, and is not, is named."""
    source = GOOD.replace("loud: bool = False", "paper: str")
    assert "paper: the exporter poster needs the option paper; give it" == str(
        refused(poster, source)
    )


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        (
            PLAIN.format("return ''")
            + "\n    def __init__(self):\n        raise ValueError('no')\n",
            "ValueError: no",
        ),
        (
            GOOD.replace('in_(("plain", "bold"))', "lambda *_: 1 / 0"),
            "ClassValidationError: While structuring Poster (1 sub-exception)",
        ),
        (GOOD.replace("loud: bool", "loud: complex"), "StructureHandlerNotFoundError"),
    ],
)
def test_what_fails_while_it_is_made_is_broken(poster, source: str, cause: str) -> None:
    """An exporter that cannot be made, whatever the options, is broken."""
    error = broken(poster, source, **({"loud": "1"} if "complex" in source else {}))
    assert "options" == error.stage
    assert error.cause.startswith(cause)


def test_the_suffix_decides_the_format(tmp_path: Path, report: Report) -> None:
    """Without a format the file's suffix names it, in capitals too."""
    write(report, tmp_path / "report.JSON")
    assert "competency-report" == json.loads((tmp_path / "report.JSON").read_bytes())["format"]
    write(report, str(tmp_path / "report.txt"), "md")
    assert str(export(report, "md")) == (tmp_path / "report.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["report", ".json", "report."])
def test_a_file_without_suffix_needs_a_format(tmp_path: Path, report: Report, name: str) -> None:
    """A file whose name does not say the format is refused, and nothing is written."""
    with pytest.raises(InvalidValue) as caught:
        write(report, tmp_path / name)
    assert "has no suffix that names a format; give the file a suffix" in str(caught.value)
    assert [] == [*tmp_path.iterdir()]


def test_a_file_is_kept_unless_told(tmp_path: Path, report: Report) -> None:
    """What is there already is replaced only where that is said."""
    path = tmp_path / "report.csv"
    path.write_text("Mine.")
    with pytest.raises(FileExists):
        write(report, path)
    assert "Mine." == path.read_text()
    write(report, path, overwrite=True)
    assert str(export(report, "csv")).encode() == path.read_bytes()


def test_texts_are_written_in_utf_8_and_bytes_as_they_are(
    tmp_path: Path, install: Install, report: Report
) -> None:
    """No line break and no byte is changed on the way to the file."""
    source = GOOD.replace("return", "return 'é\\r\\n😀\\n' if self.loud else bytes([255, 13]) #")
    install("posters", {GROUP: {"poster": "posters:Poster"}}, {"posters": source})
    write(report, tmp_path / "a.poster", options={"loud": True})
    write(report, tmp_path / "b.poster")
    assert "é\r\n😀\n".encode() == (tmp_path / "a.poster").read_bytes()
    assert b"\xff\r" == (tmp_path / "b.poster").read_bytes()


def test_nothing_is_written_when_the_exporter_fails(
    tmp_path: Path, install: Install, report: Report
) -> None:
    """A broken exporter leaves no file, and an old one as it was."""
    source = PLAIN.format("raise KeyError('area')")
    install("posters", {GROUP: {"poster": "posters:Poster"}}, {"posters": source})
    path = tmp_path / "out" / "a.poster"
    path.parent.mkdir()
    path.write_text("Mine.")
    with pytest.raises(BrokenPlugin):
        write(report, path, overwrite=True)
    assert [path] == [*path.parent.iterdir()]
    assert "Mine." == path.read_text()


def test_a_folder_that_is_not_there(tmp_path: Path, report: Report) -> None:
    """A file in no folder cannot be written."""
    with pytest.raises(UnwritableFile, match="there is no folder"):
        write(report, tmp_path / "absent" / "report.csv")


def test_a_report_that_a_format_cannot_hold_is_the_users(poster) -> None:
    """An exporter that refuses what is in a report is not broken."""
    body = "from competency import InvalidValue; raise InvalidValue('too long', 'shorten it', 'x')"
    error = refused(poster, PLAIN.format(body))
    expected = "the exporter poster refuses the report: too long; shorten it"
    assert (expected, "x") == (str(error), error.kind)
