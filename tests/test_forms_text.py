"""The forms `form-csv` and `form-yaml`: rendered, filled in as people do, and read back."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping
from itertools import compress
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve
from hypothesis import HealthCheck, given, settings

import hostile
from competency import (
    Assessment,
    CompetencyWarning,
    Framework,
    InvalidFile,
    Item,
    Mismatch,
    Report,
    UnknownPlugin,
    export,
    form,
    load_assessment,
    score,
)
from competency.loading import assessment_tree, level_name
from competency.reading import guard
from competency.testing import ExporterContract, sample_report, sample_reports
from competency_exporters.forms.csv import CsvFormExporter
from competency_exporters.forms.yaml import YamlFormExporter
from golden import assert_golden
from strategies import framework_and_assessment

FORMATS = ("csv", "yaml")
SAMPLE = sample_report()
SOME = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
REMARKS = ("reason", "comment", "evidence")


class TestCsvForm(ExporterContract):
    """It keeps the contract."""

    exporter = CsvFormExporter


class TestYamlForm(ExporterContract):
    """It keeps the contract."""

    exporter = YamlFormExporter


def text_of(framework: Framework, format: str, assessment: Assessment | None = None) -> str:
    """Give a form, which is a text."""
    document = form(framework, format, assessment)
    assert isinstance(document, str)
    return document


def read_back(folder: Path, format: str, text: str, framework: Framework | None) -> Assessment:
    """Save a form, and load it."""
    path = folder / f"form.{format}"
    path.write_bytes(text.encode())
    return load_assessment(path, framework)


def exported(format: str, report: Report) -> str:
    """Give a form by its exporter, which is quicker than to find it each time."""
    exporter = {"csv": CsvFormExporter, "yaml": YamlFormExporter}[format]()
    return exporter.export(report)


def as_tabled(assessment: Assessment) -> Assessment:
    """Give an assessment as a table has it: the respondent is the subject, unless it says one."""
    return evolve(assessment, subject=assessment.subject or assessment.rater)


def expected(format: str, assessment: Assessment) -> Assessment:
    """Give what comes back."""
    return as_tabled(assessment) if format == "csv" else assessment


# Rendered


def test_an_empty_csv_form() -> None:
    """It has a row an item, with its text; nothing is answered, and nobody is named."""
    assert_golden("form-empty.csv", text_of(SAMPLE.framework, "csv"))


def test_an_empty_yaml_form() -> None:
    """It has a key an item, its text above it; nothing is answered, and nobody is named."""
    assert_golden("form-empty.yaml", text_of(SAMPLE.framework, "yaml"))


def test_a_half_filled_csv_form() -> None:
    """It has the answers, and who gave them."""
    assert SAMPLE.scores is not None
    assert_golden("form.csv", text_of(SAMPLE.framework, "csv", SAMPLE.scores.assessment))


def test_a_half_filled_yaml_form() -> None:
    """It has the answers, and who gave them."""
    assert SAMPLE.scores is not None
    assert_golden("form.yaml", text_of(SAMPLE.framework, "yaml", SAMPLE.scores.assessment))


def test_a_yaml_form_of_several_scales() -> None:
    """A scale that is not the usual one stands at its items."""
    assert_golden("form-scales.yaml", text_of(sample_reports()["several scales"].framework, "yaml"))


def test_a_form_is_an_export() -> None:
    """It comes through the same door as every document."""
    assert export(Report(SAMPLE.framework), "form-csv") == form(SAMPLE.framework, "csv")
    assert SAMPLE.scores is not None
    half = form(SAMPLE.framework, "yaml", SAMPLE.scores.assessment)
    assert export(SAMPLE, "form-yaml") == half


def test_a_form_for_excel_abroad() -> None:
    """It begins with a byte order mark, and has semicolons."""
    document = form(SAMPLE.framework, "csv", options={"bom": "true", "delimiter": ";"})
    assert '\ufeff"respondent";"subject";' == str(document)[:24]
    tabs = form(SAMPLE.framework, "csv", options={"delimiter": "tab"})
    assert '"respondent"\t"subject"' == str(tabs)[:22]


@pytest.mark.parametrize("given", ["htm", "cvs", "form-csv", "", "markdown"])
def test_an_unknown_form_is_told_the_known_ones(given: str) -> None:
    """They are named as they are asked for."""
    with pytest.raises(UnknownPlugin, match=f"^no form is called '{given}'; ") as caught:
        form(SAMPLE.framework, given)
    assert set(FORMATS) <= set(caught.value.known)
    assert not any(name.startswith("form-") for name in caught.value.known)


def test_answers_of_another_framework_make_no_form() -> None:
    """They do not belong together."""
    other = evolve(SAMPLE.framework, id="x")
    with pytest.raises(Mismatch):
        form(other, "csv", Assessment(SAMPLE.framework))


def test_a_form_shows_the_texts_of_the_report() -> None:
    """Answers to the original are shown, and signed, with the texts of a translation."""
    translation = evolve(SAMPLE.framework, title="Arbeit in der Bäckerei")
    assert SAMPLE.scores is not None
    text = text_of(translation, "yaml", SAMPLE.scores.assessment)
    assert text.startswith("# Arbeit in der Bäckerei (bakery 1.0)\n")
    assert f"\ndigest: {translation.digest}\n" in text


# Filled in


def fill_csv(text: str, assessment: Assessment) -> str:
    """Fill in the empty cells of a form: whose answers they are in its first row only."""
    headings, *rows = csv.reader(io.StringIO(text, newline=""))
    date = "" if assessment.date is None else assessment.date.isoformat()
    person = [assessment.rater, assessment.subject, assessment.role, assessment.round, date]
    rows[0][:5] = [guard(cell or "") for cell in person]
    for row, item in zip(rows, assessment.framework.items, strict=True):
        answer = assessment.answer(item.id)
        cells = {name: getattr(answer, name) or "" for name in REMARKS}
        for name, cell in {**cells, "level": level_name(answer)}.items():
            assert "" == row[headings.index(name)]
            row[headings.index(name)] = guard(cell)
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([headings, *rows])
    return stream.getvalue()


def fill_yaml(text: str, assessment: Assessment) -> str:
    """Write behind the colons of a form."""
    tree = assessment_tree(assessment)
    about, items = text.split("\nanswers:\n")
    for name in ("subject", "rater", "round", "date"):
        typed = f"{name}: {in_yaml(tree[name])}" if name in tree else f"{name}:"
        about = re.sub(f"^{name}:$", lambda _, typed=typed: typed, about, flags=re.MULTILINE)
    about = about.replace("\nrole: self\n", f"\nrole: {in_yaml(assessment.role)}\n")
    ids = iter(assessment.framework.items)
    lines = []
    for line in items.split("\n"):
        is_answer = line.endswith(":") and not line.startswith("  #")
        given = tree["answers"].get(next(ids).id) if is_answer else None
        lines.append(line if given is None else f"{line} {in_yaml(given)}")
    return "\n".join([about, "answers:", *lines])


def in_yaml(value: object) -> str:
    """Type a value on one line."""
    text = json.dumps(value, ensure_ascii=False)
    return re.sub("[\u0085\u2028\u2029\ufeff]", lambda match: ascii(match[0])[1:-1], text)


FILL = {"csv": fill_csv, "yaml": fill_yaml}


@pytest.mark.parametrize("format", FORMATS)
@given(assessment=framework_and_assessment())
@SOME
def test_a_filled_form_comes_back(tmp_path: Path, format: str, assessment: Assessment) -> None:
    """Whatever is filled into an empty form is read back."""
    text = FILL[format](exported(format, Report(assessment.framework)), assessment)
    loaded = read_back(tmp_path, format, text, assessment.framework)
    assert expected(format, assessment) == loaded


@pytest.mark.parametrize("format", FORMATS)
@given(assessment=framework_and_assessment())
@SOME
def test_a_half_filled_form_comes_back(tmp_path: Path, format: str, assessment: Assessment) -> None:
    """What a form begins with is read back from it."""
    text = exported(format, Report(assessment.framework, score(assessment)))
    assert expected(format, assessment) == read_back(tmp_path, format, text, assessment.framework)


@given(assessment=framework_and_assessment())
@SOME
def test_answers_as_json_come_back(tmp_path: Path, assessment: Assessment) -> None:
    """So do those that a page saves."""
    text = json.dumps(assessment_tree(assessment))
    assert assessment == read_back(tmp_path, "json", text, assessment.framework)


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_form_is_no_answers(tmp_path: Path, format: str) -> None:
    """It is read as it is: nothing is answered, by nobody."""
    text = text_of(SAMPLE.framework, format)
    loaded = read_back(tmp_path, format, text, SAMPLE.framework)
    assert Assessment(SAMPLE.framework) == loaded
    assert 0 == score(loaded).overall.coverage


# Hostile


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_texts_come_back(tmp_path: Path, format: str) -> None:
    """Each, in every text of a framework and of its answers, is read back as it was."""
    lost = []
    for text in hostile.TEXTS:
        framework = hostile.framework_of(text)
        assessment = hostile.assessment_of(framework, text)
        document = exported(format, Report(framework, score(assessment)))
        if read_back(tmp_path, format, document, framework) != assessment:
            lost.append(text[:60])
    assert [] == lost


def shape_of_csv(text: str) -> list[int]:
    """Give how many cells each row has, as a plain reader counts them."""
    return [len(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]


def shape_of_yaml(text: str) -> object:
    """Give the tree without its leaves, as a plain reader sees it."""
    tree: Mapping[str, Any] = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    answers = [each if each is None else type(each).__name__ for each in tree["answers"].values()]
    return [*tree], answers


SHAPE = {"csv": shape_of_csv, "yaml": shape_of_yaml}


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_texts_change_no_structure(format: str) -> None:
    """A form of any texts is made of the same as one of a plain word."""
    plain, *shapes = (
        SHAPE[format](exported(format, Report(hostile.framework_of(text))))
        for text in ("plain", *hostile.TEXTS)
    )
    changed = [shape != plain for shape in shapes]
    assert [] == [text[:60] for text in compress(hostile.TEXTS, changed)]


def test_no_hostile_cell_is_run() -> None:
    """No cell of a form begins as a formula does."""
    framework = hostile.framework_of("=1+1")
    text = text_of(framework, "csv", hostile.assessment_of(framework, "=1+1"))
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert [] == [cell for cell in cells if cell[:1] in ("=", "+", "-", "@")]


# Refused


@pytest.mark.parametrize("format", FORMATS)
def test_a_form_of_another_structure_is_refused(tmp_path: Path, format: str) -> None:
    """Its items may mean something else."""
    text = text_of(SAMPLE.framework, format)
    items = [Item(item.id, item.text) for item in SAMPLE.framework.items]
    other = evolve(SAMPLE.framework, children=items)
    with pytest.raises(InvalidFile, match="this is for another structure of bakery"):
        read_back(tmp_path, format, text, other)


@pytest.mark.parametrize("format", FORMATS)
def test_a_form_of_another_framework_is_refused(tmp_path: Path, format: str) -> None:
    """It is said which one it is for."""
    text = text_of(hostile.framework_of("x"), format)
    with pytest.raises(InvalidFile, match="this is for the framework fx, not bakery"):
        read_back(tmp_path, format, text, SAMPLE.framework)


@pytest.mark.parametrize("format", FORMATS)
def test_a_form_of_other_texts_gives_a_warning(tmp_path: Path, format: str) -> None:
    """It is read all the same."""
    text = text_of(evolve(SAMPLE.framework, title="Backen"), format)
    with pytest.warns(CompetencyWarning, match="this was made for other texts of bakery"):
        loaded = read_back(tmp_path, format, text, SAMPLE.framework)
    assert {} == loaded.answers


@pytest.mark.parametrize("format", FORMATS)
def test_a_form_of_an_unknown_framework_is_refused(tmp_path: Path, format: str) -> None:
    """Where the framework is not given, it is looked up by its name."""
    with pytest.raises(InvalidFile, match=r"no framework is called 'bakery'; .*--framework"):
        read_back(tmp_path, format, text_of(SAMPLE.framework, format), None)


def test_a_json_file_cut_in_half_is_refused(tmp_path: Path) -> None:
    """As when a download breaks off: nothing of it is taken."""
    assert SAMPLE.scores is not None
    text = json.dumps(assessment_tree(SAMPLE.scores.assessment))
    with pytest.raises(InvalidFile, match=r"form\.json:1:"):
        read_back(tmp_path, "json", text[: len(text) // 2], SAMPLE.framework)
