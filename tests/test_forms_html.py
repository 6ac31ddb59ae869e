"""The exporters `form-html` and `form-print`: pages to be filled in, safe and whole."""

from __future__ import annotations

import json
import re
import tempfile
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

import competency
import hostile
from competency import Answer, Assessment, Framework, Group, Item, Report, State
from competency.testing import ExporterContract
from competency_exporters._page import source_of
from competency_exporters.forms import html as form_html
from competency_exporters.forms.html import HtmlFormExporter
from competency_exporters.forms.print import PrintFormExporter
from golden import assert_golden
from pages import CASES, cto, framework_of, items
from skeleton import Skeleton
from strategies import framework_and_assessment

FORMS = {"form-html": HtmlFormExporter, "form-print": PrintFormExporter}
SHORT = tuple(text for text in hostile.TEXTS if len(text) < 10_000)
SINGLE = [name for name in CASES if not name.startswith("cohort")]


@cache
def form_of(case: str, format: str = "form-html") -> str:
    """Make the form of a case."""
    return FORMS[format]().export(CASES[case]())


def island_of(page: str) -> Any:
    """Give what the script is told."""
    return json.loads(page.partition('id="data">')[2].partition("</script>")[0])


def style_of(page: str) -> str:
    """Give the style sheet of a page."""
    return page.partition("<style>")[2].partition("</style>")[0]


def script_of(page: str) -> str:
    """Give the script of a page."""
    return page.rpartition("<script>")[2].partition("</script>")[0]


class TestFormHtml(ExporterContract):
    """The form keeps the rules of all exporters."""

    exporter = HtmlFormExporter


class TestFormPrint(ExporterContract):
    """The sheet does, too."""

    exporter = PrintFormExporter


@pytest.mark.parametrize("format", FORMS)
def test_the_form_is_the_one_that_is_kept(format: str) -> None:
    """A change of it is seen and looked at; the script and the styles are files of their own."""
    page = re.sub(r"sha256-[^&]+", "sha256-", form_of("rich", format))
    bare = re.sub(r"<(style|script)>.*?</\1>", r"<\1></\1>", page, flags=re.DOTALL)
    assert_golden(f"{format}.html", bare)


def test_the_form_is_small() -> None:
    """63 items, blank or half filled, take at most 110 kB."""
    blank = Report(competency.load_framework("cto"))
    sizes = [len(HtmlFormExporter().export(each).encode()) for each in (blank, cto())]
    assert max(sizes) <= 110_000


@pytest.mark.parametrize("format", FORMS)
@pytest.mark.parametrize("case", SINGLE)
def test_each_case_is_well_formed(case: str, format: str) -> None:
    """Elements nest, ids are unique and ours, labels lead somewhere, headings skip no level."""
    page = Skeleton(form_of(case, format))
    assert page.open == []
    ids = page.all("id")
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[a-z]+(-[a-z0-9]+)*", id) for id in ids)
    for name in ("list", "aria-labelledby", "aria-describedby"):
        assert set(page.all(name)) <= set(ids)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("format", FORMS)
@pytest.mark.parametrize("case", SINGLE)
def test_each_case_needs_nothing_else(case: str, format: str) -> None:
    """No form loads or sends a thing, or has a style or a handler of its own on an element."""
    page = form_of(case, format)
    names = {name for name, _ in Skeleton(page).attributes}
    tags = {tag for tag, _ in Skeleton(page).elements}
    assert not tags & {"link", "img", "iframe", "object", "base", "svg"}
    assert not names & {"style", "src", "srcset", "action", "href", "xlink:href", "formaction"}
    assert not [name for name in names if name.startswith("on")]
    assert page == FORMS[format]().export(CASES[case]())
    ours = style_of(page) + (script_of(page) if format == "form-html" else "")
    assert not re.search(r"url\(|@import|http|fetch|import\(|eval\(|innerHTML", ours)


@pytest.mark.parametrize("format", FORMS)
def test_the_policy_allows_style_and_script_and_nothing_more(format: str) -> None:
    """The hashes are those of the one style sheet and, in the form, of the one script."""
    page = form_of("remarks", format)
    style = style_of(page)
    script = f"script-src {source_of(script_of(page))}; " if format == "form-html" else ""
    policy = f"default-src 'none'; {script}style-src {source_of(style)}; base-uri 'none'; "
    assert f"{policy}form-action 'none'" in Skeleton(page).all("content")
    assert 1 == page.count("<style")
    assert page.count("<script") == (2 if script else 0)


def test_all_templates_escape() -> None:
    """Every template escapes what it prints; data for the script passes `tojson` only."""
    environment = form_html._ENVIRONMENT
    assert environment.autoescape is True
    for name in environment.list_templates():
        source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        assert not re.search(r"safe|autoescape|xmlattr", source)
        assert source.count("tojson") == (name == "form.html.jinja")
        assert not re.search(r"""=[{'](?!=)""", re.sub(r"{%.*?%}|{{.*?}}", "", source))


def test_the_script_is_small_and_readable() -> None:
    """It is written by hand, in two short files, and not pressed."""
    for name in ("answers", "form"):
        lines = form_html._source(f"script/{name}.js").splitlines()
        assert 50 < len(lines) <= 220
        assert max(map(len, lines)) <= 240


def crowd(texts: tuple[str, ...]) -> Report:
    """Make a report with one item, one group and one answer for each of many texts."""
    names = [text if text in hostile.LINES else " ".join(text.split()) for text in texts]
    children = [
        Group(
            f"g{n}",
            name,
            text,
            children=[Item(f"i{n}", text, title=name, descriptors={1: text}, guidance=text)],
        )
        for n, (name, text) in enumerate(zip(names, texts, strict=True))
    ]
    answers = {
        f"i{n}": Answer(state=State.NOT_APPLICABLE, reason=text, comment=text, evidence=text)
        for n, text in enumerate(texts)
    }
    return Report(
        framework := framework_of(*children), competency.score(Assessment(framework, answers))
    )


@pytest.mark.parametrize("format", FORMS)
def test_no_text_changes_what_a_form_is_made_of(format: str) -> None:
    """Each hostile text in each field of items, groups and answers leaves every element."""
    expected = Skeleton(FORMS[format]().export(crowd(("plain",) * len(SHORT))))
    actual = Skeleton(FORMS[format]().export(crowd(SHORT)))
    assert expected.elements == actual.elements
    found = "\n".join(actual.texts)
    assert all(text in found for text in SHORT)


@pytest.mark.parametrize("format", FORMS)
@pytest.mark.parametrize("text", [*SHORT[::40], "=" + "1" * 30_000])
def test_no_text_of_the_framework_changes_a_form(format: str, text: str) -> None:
    """A hostile title, version, id, label, name or role does not either."""
    expected = Skeleton(FORMS[format](title="plain").export(hostile.report_of("plain")))
    title = text if text in hostile.LINES else "plain"
    actual = Skeleton(FORMS[format](title=title).export(hostile.report_of(text)))
    assert expected.elements == actual.elements


def test_what_a_form_is_given_reads_back_equal(tmp_path: Path) -> None:
    """The answers beside the script have the shape of the file that the form saves."""
    report = crowd(SHORT)
    path = tmp_path / "answers.json"
    given = island_of(HtmlFormExporter().export(report))["given"]
    path.write_text(json.dumps(given), encoding="utf-8")
    assert report.scores is not None
    assert report.scores.assessment == competency.load_assessment(path, report.framework)


@given(framework_and_assessment())
@settings(deadline=None, max_examples=25)
def test_any_answers_are_given_unchanged(assessment: Assessment) -> None:
    """For any framework and answers, what the script is told is a file of these answers."""
    report = Report(assessment.framework, competency.score(assessment))
    given = island_of(HtmlFormExporter().export(report))["given"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "answers.json")
        path.write_text(json.dumps(given or _nothing(assessment.framework)), encoding="utf-8")
        assert assessment == competency.load_assessment(path, assessment.framework)


def _nothing(framework: Framework) -> dict[str, Any]:
    return {"framework": framework.id, "answers": {}}


def test_the_script_is_told_what_fits() -> None:
    """Id, version, digests; each name of a level; items in document order with their scale."""
    framework = competency.load_framework("cto")
    island = island_of(HtmlFormExporter().export(Report(framework)))
    fits = [framework.id, framework.version, framework.structure_digest, framework.digest]
    assert fits == list(island["fits"].values())
    assert [["1", "1"], ["need-help", "1"], ["Need help!", "1"]] == island["scales"][0][:3]
    assert [[item.id, 0] for item in framework.items] == island["items"]
    assert island["given"] is None
    assert "" == island["drawer"]


def test_each_half_filled_form_has_its_own_drawer() -> None:
    """So that what the browser keeps of one does not hide what another was given."""
    framework = cto().framework
    answers: list[dict[str, Any]] = [{"1": 4}, {"1": 5}, {}]
    reports = [Report(framework, competency.score(Assessment(framework, each))) for each in answers]
    drawers = [island_of(HtmlFormExporter().export(each))["drawer"] for each in reports]
    assert 3 == len(set(drawers))
    assert "" == drawers[2]


def test_levels_stand_in_the_order_of_forms() -> None:
    """As the scale lists them; two of them, or seven, side by side."""
    page = HtmlFormExporter().export(Report(competency.load_framework("cto")))
    first = page.partition("<fieldset>")[2].partition("</fieldset>")[0]
    assert ["5", "4", "3", "2", "1", "n/a", "?"] == re.findall(
        'type="radio".*?value="(.*?)"', first
    )
    assert '<div class="levels n5">' in first
    assert (
        "5 Excel 4 Proficient 3 Intermediate 2 Basic 1 Need help! Does not apply"
        in Skeleton(first).text
    )


def test_many_levels_without_words_are_typed_and_others_wrap() -> None:
    """0 to 100 is a field; 0 to 10 are radios that wrap; on the sheet both are written."""
    assert 'inputmode="numeric"' in form_of("large")
    assert 600 == form_of("large").count('type="radio"')
    assert '<div class="levels many">' in form_of("several-scales")
    assert "Level, 0 to 100" in Skeleton(form_of("large", "form-print")).text
    assert 3 == Skeleton(form_of("several-scales", "form-print")).text.count("Level, 0 to 10")


def test_levels_below_zero_can_be_typed() -> None:
    """No keypad of digits only, where a level has a sign."""
    framework = framework_of(*items("", 1), scale=competency.Scale.between(-10, 10))
    assert "inputmode" not in HtmlFormExporter().export(Report(framework)).partition("<style>")[0]
    assert 'inputmode="numeric"' not in HtmlFormExporter().export(Report(framework))


def test_descriptors_guidance_and_meanings_are_there() -> None:
    """In the form and on the sheet."""
    for format in FORMS:
        text = Skeleton(form_of("rich", format)).text
        for words in (
            "Hot.",
            "Cold.",
            "Use a kettle.",
            "Means 5.",
            "How tea is made.",
            "Nothing yet",
        ):
            assert words in text


def test_items_after_a_group_have_a_heading() -> None:
    """And those in the framework itself are the other statements."""
    text = Skeleton(form_of("four-levels")).text
    assert "Beta (continued) 0 of 1 answered" in text
    assert "Other statements" in text
    assert "Other statements" not in Skeleton(form_of("no-areas")).text
    assert form_of("four-levels").count("<h5") == 1


def test_words_of_ours_are_marked_in_a_foreign_language() -> None:
    """The page is in the language of the framework; our words are English and say so."""
    german = Framework(
        id="tee",
        version="1",
        title="Tee",
        scale=cto().framework.scale,
        language="de-AT",
        children=[Group("a", "Wasser", children=items("", 2))],
    )
    for exporter in (HtmlFormExporter(), PrintFormExporter()):
        page = exporter.export(Report(german))
        assert '<html lang="de-AT">' in page
        assert page.count(' lang="en"') > 5
    assert ' lang="en"' not in form_of("rich").replace('<html lang="en', "")


def test_the_page_says_what_to_send_and_what_to_do_without_javascript() -> None:
    """In the words that were agreed on."""
    text = Skeleton(form_of("rich")).text
    assert "Send this file; the page itself keeps answers only in this browser." in text
    assert "This form needs JavaScript, which is switched off here:" in text


def test_the_sheet_has_its_fields_and_ticks() -> None:
    """Name, role, date, id, version, digests; what was answered is ticked, remarks stand there."""
    page = form_of("remarks", "form-print")
    text = Skeleton(page).text
    assert "Name Bob Role manager Date About Ann Round Spring" in text
    framework = CASES["remarks"]().framework
    for trace in ("tea", "version 1", framework.structure_digest, framework.digest):
        assert trace in text
    assert 3 == text.count("×")
    assert "Does not apply: No pot here." in text
    assert "Comment: Ask again." in text
    assert "Evidence: A photograph." in text


def test_a_blank_sheet_has_nothing_ticked() -> None:
    """No name, no role, and 63 rows."""
    page = form_of("framework", "form-print")
    assert "Name Role Date 63 statements." in Skeleton(page).text
    assert "×" not in page
    assert 63 == page.count('<th scope="row"')


def test_the_options_come_through_the_door_of_all_exporters() -> None:
    """A heading of one's own; one that no group could have is refused."""
    for format in FORMS:
        page = competency.export(CASES["rich"](), format, {"title": "Mine & yours"})
        assert '<h1 dir="auto">Mine &amp; yours</h1>' in page
        with pytest.raises(competency.InvalidValue, match="line break"):
            competency.export(CASES["rich"](), format, {"title": "a\nb"})
