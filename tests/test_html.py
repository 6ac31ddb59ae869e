"""The exporter `html`: one page, safe, whole and the same each time."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from math import prod

import pytest

import competency
from competency import Answer, Assessment, Framework, Group, Item, Level, Profile, Report, Scale
from competency_exporters import html
from competency_exporters.html import HtmlExporter
from golden import assert_golden
from hostile import TEXTS
from hostile import report_of as report_of_hostile
from pages import CASES, cto, framework_of, items, report_of
from skeleton import Skeleton

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'; --></style></title></svg></details>",
    "{{ 7*7 }}{% raw %}&lt;&amp;&#x3c;",
    "javascript:alert(1) https://evil.example/ \u05e9\u05dc \u0645\u0631",
)


def page_of(case: str, **options: str) -> str:
    """Export a case."""
    return HtmlExporter(**options).export(CASES[case]())


def text_of(case: str) -> str:
    """Give the text of a case's page."""
    return Skeleton(page_of(case)).text


def section(page: str, anchor: str) -> str:
    """Give the text of one section of a page."""
    found = re.search(f'<section id="{anchor}">.*?</section>', page, re.DOTALL)
    assert found is not None
    return Skeleton(found[0]).text


def body_of(page: str) -> str:
    """Give the body of a page."""
    return page.partition("</head>")[2]


def style_of(page: str) -> str:
    """Give the style sheet of a page."""
    return page.partition("<style>")[2].partition("</style>")[0]


def test_the_page_of_the_example_is_the_one_that_is_kept() -> None:
    """A change of the page is seen and looked at."""
    assert_golden("report.html", HtmlExporter().export(cto()))


def test_the_page_is_small() -> None:
    """The page of 63 items has at most 80 kB; with all that explains it, at most 120."""
    bare = HtmlExporter(explanations=False, comments=False).export(cto())
    assert len(bare.encode()) <= 80_000
    assert len(page_of("cto").encode()) <= 120_000


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("theme", ["auto", "print"])
def test_each_case_is_well_formed(case: str, theme: str) -> None:
    """Elements nest, ids are unique and ours, links lead somewhere, headings skip no level."""
    page = Skeleton(page_of(case, theme=theme))
    assert page.open == []
    ids = page.all("id")
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("c-[a-z0-9]+", id) for id in ids)
    assert {each.removeprefix("#") for each in page.all("href")} <= set(ids)
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


@pytest.mark.parametrize("case", CASES)
def test_each_case_needs_nothing_else(case: str) -> None:
    """No page runs, loads or sends a thing, or has a style of its own on an element."""
    page = Skeleton(page_of(case))
    tags = {tag for tag, _ in page.elements}
    names = {name for name, _ in page.attributes}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base", "image"}
    assert not names & {"style", "src", "srcset", "action", "xlink:href"}
    assert not [name for name in names if name.startswith("on")]
    assert all(each.startswith("#") for each in page.all("href"))
    assert not re.search(r"url\(|@import|http", style_of(page_of(case)))


@pytest.mark.parametrize("case", CASES)
def test_each_case_is_the_same_twice(case: str) -> None:
    """The same report gives the same page."""
    assert page_of(case) == page_of(case)


@pytest.mark.parametrize("theme", ["auto", "light", "dark", "print"])
@pytest.mark.parametrize("case", ["cto", "framework", "remarks"])
def test_the_policy_allows_the_style_sheet_and_nothing_more(theme: str, case: str) -> None:
    """The hash in the content security policy is that of the one style sheet."""
    page = page_of(case, theme=theme)
    digest = base64.b64encode(hashlib.sha256(style_of(page).encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert policy in Skeleton(page).all("content")
    assert page.count("<style") == 1


def test_all_templates_escape() -> None:
    """Every template escapes what it prints, and none marks a text as safe."""
    environment = html._ENVIRONMENT
    assert environment.autoescape is True
    for name in environment.list_templates():
        source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
        assert not re.search(r"safe|autoescape|xmlattr|tojson", source)
        assert not re.search(r"""=[{'](?!=)""", re.sub(r"{%.*?%}|{{.*?}}", "", source))


def hostile(text: str) -> Report:
    """Make a report with one text in every field."""
    line = text.replace("\n", " ")
    item = Item(
        f"i {line}",
        text,
        title=line,
        weight=2,
        descriptors={1: text},
        guidance=text,
        references=[text],
        tags=[text],
    )
    framework = Framework(
        id=f"f {line}",
        version=line,
        title=line,
        scale=Scale([Level(1, label=f"l {line}", description=text), Level(2, label=f"h {line}")]),
        description=text,
        source=text,
        publisher=text,
        licence=text,
        notes=text,
        children=[
            Group(f"g {line}", line, text, children=[item, *items("n", 3), *items("u", 1)]),
            Group(f"k {line}", line, children=[Group(f"s {line}", line, children=items("z", 2))]),
        ],
    )
    answers = {
        item.id: Answer(1, comment=text, evidence=text),
        "n1": Answer(2, comment=text),
        "n2": 2,
        "n3": Answer(state=competency.State.NOT_APPLICABLE, reason=text),
        "z1": 1,
    }
    about = {"subject": line, "rater": line, "role": line, "round": line}
    scores = competency.score(Assessment(framework, answers, **about))
    profile = Profile(framework, {"overall": 2}, title=line)
    return Report(framework, gaps=competency.find_gaps(scores, profile))


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("alone", [False, True])
def test_no_text_changes_what_the_page_is_made_of(text: str, alone: bool) -> None:
    """A hostile text in every field leaves each element and attribute as a plain one does."""
    plain, bad = (hostile(each) for each in ("plain", text))
    if alone:
        plain, bad = Report(plain.framework), Report(bad.framework)
    expected = Skeleton(HtmlExporter(title="plain").export(plain))
    actual = Skeleton(HtmlExporter(title=text).export(bad))
    assert expected.elements == actual.elements
    assert text in "".join(actual.texts)


@pytest.mark.parametrize("text", TEXTS[::20])
def test_no_hostile_text_in_every_field_changes_what_the_page_is_made_of(text: str) -> None:
    """Nor one of 30,000 characters."""
    expected = Skeleton(HtmlExporter().export(report_of_hostile("plain"))).elements
    page = Skeleton(HtmlExporter().export(report_of_hostile(text)))
    assert expected == page.elements
    assert text in "".join(page.texts)


def said(texts: Sequence[str]) -> Skeleton:
    """Give a page of an area for each text, which says it wherever a rater can."""
    groups, answers = [], {}
    for number, text in enumerate(texts):
        rated, away = (Item(f"{number}{kind}", text) for kind in "ra")
        groups.append(Group(f"{number}", f"Area {number}", text, children=[rated, away]))
        answers[rated.id] = Answer(1 + number % 5, comment=text, evidence=text)
        answers[away.id] = Answer(state=competency.State.NOT_APPLICABLE, reason=text)
    return Skeleton(HtmlExporter().export(report_of(framework_of(*groups), answers)))


def test_no_hostile_comment_changes_what_the_page_is_made_of() -> None:
    """Some hundred texts, as comments, evidence and reasons, come back as they went in."""
    texts = [text for text in TEXTS if len(text) < 1_000]
    page = said(texts)
    assert said(["plain"] * len(texts)).elements == page.elements
    found = "".join(page.texts)
    assert [] == [text for text in texts if f"“{text}”" not in found or found.count(text) < 4]


def test_comments_and_evidence_can_be_left_out() -> None:
    """They are the rater's own words; the levels and the reasons stay."""
    page = HtmlExporter(comments=False).export(cto())
    assert "Board report 14-2026" not in page
    assert "device pilot" not in page
    assert "Purchasing is done by the county office" in page


def test_explanations_can_be_left_out() -> None:
    """Then nothing is to be opened that says how a figure was made."""
    page = HtmlExporter(explanations=False).export(cto())
    assert "How these figures are made" not in page
    assert "Mean 2.5, median 2.5; 0 of 4 at or above required" in page


def test_the_theme_decides_the_colours() -> None:
    """`auto` asks the device, `light` and `dark` do not, `print` looks as paper does."""
    dark = "#8ab8ff"
    assert "prefers-color-scheme:dark" in style_of(page_of("cto"))
    assert dark not in style_of(page_of("cto", theme="light"))
    assert dark in style_of(page_of("cto", theme="dark"))
    assert "prefers-color-scheme" not in style_of(page_of("cto", theme="dark"))
    paper = page_of("cto", theme="print")
    assert "@media print{" in style_of(paper)
    assert "@media screen and (min-width:48rem){" in style_of(paper)
    assert "@media print{" in style_of(page_of("cto"))
    assert "<use" not in paper
    assert paper.count("<details") == paper.count("<details open")


def test_another_theme_is_refused() -> None:
    """There are four themes."""
    with pytest.raises(ValueError, match="must be in"):
        HtmlExporter(theme="neon")


def test_the_options_come_through_the_door_of_all_exporters() -> None:
    """`export` finds the exporter by its name and hands it its options."""
    page = competency.export(cto(), "html", {"theme": "light", "title": "Mine & yours"})
    assert '<h1 dir="auto">Mine &amp; yours</h1>' in page
    assert page == HtmlExporter(theme="light", title="Mine & yours").export(cto())


def test_the_foot_of_printed_pages_says_what_kind_of_document_it_is() -> None:
    """It is one of our own words, never a user's."""
    assert '@bottom-left{content:"Self-assessment report"}' in style_of(page_of("cto"))
    assert '@bottom-left{content:"Assessment report"}' in style_of(page_of("remarks"))
    assert '@bottom-left{content:"Competency framework"}' in style_of(page_of("framework"))


def test_the_language_is_that_of_the_framework() -> None:
    """English, where it says none."""
    assert '<html lang="en-GB">' in page_of("rich")
    assert '<html lang="en">' in page_of("one-item")


def test_everything_is_there() -> None:
    """All 63 items, 11 areas and 4 categories, each once in the list of every item."""
    framework = cto().framework
    part = page_of("cto").partition('<section id="c-items">')[2].partition("</section>")[0]
    text = Skeleton(part).text
    assert [63, 11, 4] == [len(framework.items), len(framework.areas), len(framework.categories)]
    assert all(" ".join(item.text.split()) in text for item in framework.items)
    assert 63 == part.count('<bdi class="id">')
    assert 15 == part.count("<h3") + part.count("<h4")
    titles = [group.title for group in (*framework.areas, *framework.categories)]
    assert all(title in text for title in titles)


def test_the_header_says_whose_it_is() -> None:
    """Kicker, title, and the facts of the assessment."""
    text = text_of("cto")
    assert "Self-assessment report Self-Assessment for Chief Technology Officer" in text
    facts = "Subject District 042 Answered by Self Date 24 November 2026 Compared with District CTO"
    assert facts in text
    about = "Subject Ann Answered by Bob (manager) Round Spring"
    assert about in text_of("remarks")
    assert "Compared with A profile without a title" in text_of("one-level")


def test_the_result_comes_first() -> None:
    """One sentence, what stands out, three counts, three lists."""
    text = section(page_of("cto"), "c-result")
    assert text.startswith(
        "37 of 57 rated items are at or above the required level; 20 are below. Furthest below on "
        "average: Data Management , short by 2.5 levels over its 4 rated items. 5 of 62 applicable "
        "items have no level; 1 area has too few answers for a score. "
        "37 at or above required 20 below required 5 no level given "
        "At the required level throughout Ethics & Policies 5 of 5 rated "
    )
    assert "Item 42 , Information Technology Management 1 Need help!, needs 5: 4 short" in text
    assert "then 7 items, 2 levels short each How complete 57 of 62 applicable items rated" in text
    assert text.endswith("3 answered “don't know” 2 not answered 1 not applicable, left out")


def test_areas_say_in_words_what_they_draw() -> None:
    """Each mark, each figure, and why one is missing."""
    text = section(page_of("cto"), "c-areas")
    assert "Areas: levels given, and levels required In document order. 1 is Need help!" in text
    keys = "Mean Required Required, differs by item One answer, at or above One answer, below"
    assert keys in text
    assert "1 answer at 3, 4 at 4, 2 at 5 4.1 4 4 6 of 7" in text
    assert "1 answer at 3, 1 at 4 not shown: 2 of 5 answered, 3 needed 3 to 4 1 of 2" in text
    assert text.endswith("All items 3.7 4 3 to 5 37 of 57")


def test_distances_are_ranked_and_never_netted() -> None:
    """Both sides have their number; what is withheld comes last."""
    text = section(page_of("cto"), "c-distance")
    assert "Data Management 2.5 none" in text
    assert "Information Technology Management 0.8 0.3" in text
    assert text.endswith("Communication Systems Management not ranked: 2 of 5 answered, 3 needed")


def test_no_tie_is_cut() -> None:
    """Ten items of whole ranks stand open, the ties marked; the rest is closed."""
    page = page_of("cto")
    needs = page.partition('<section id="c-needs">')[2].partition("</section>")[0]
    shown, _, closed = needs.partition("<details>")
    assert re.findall(r"<td>(=?\d+)<", shown) == ["1", "=2", "=2", *["=4"] * 7]
    assert re.findall(r"<td>(=?\d+)<", closed) == [*["=11"] * 2, *["=13"] * 8]
    assert "10 more items, 1 level short each" in closed
    assert "Importance 1.5" in closed


def test_items_without_a_level_stand_by_state() -> None:
    """With their number and the reason."""
    text = section(page_of("cto"), "c-states")
    assert text.startswith("5 items without a level, 1 not applicable")
    heads = re.findall(r"(Don't know|Not answered|Not applicable) \((\d)\)", text)
    assert heads == [("Don't know", "3"), ("Not answered", "2"), ("Not applicable", "1")]
    assert "Business Management : “ Purchasing is done by the county office ”" in text
    assert "1 item without a level, 1 not applicable" in text_of("remarks")


def test_every_item_says_what_was_answered() -> None:
    """Level, distance, what is needed, comment, evidence, state."""
    text = section(page_of("cto"), "c-items")
    first = (
        "“Ran the district's device pilot in nine schools.” Evidence: Board report 14-2026 5 Excel"
    )
    assert f"{first} 1 above needs 4" in text
    assert "5 Describe the relationship among technology" in text
    assert "3 Intermediate 1 short needs 4" in text
    assert "Mean 4.1, median 4; 6 of 7 at or above required" in text
    assert "Not shown: 2 of 5 answered, 3 needed; 1 of 2 at or above required" in text
    assert "Not applicable “ Purchasing is done by the county office ”" in text


def test_the_method_is_told_once() -> None:
    """Equal steps, coverage, the provenance."""
    page = page_of("cto")
    text = section(page, "c-method")
    assert 1 == Skeleton(page).text.count("equally large")
    assert "at least 50 % of the applicable items" in text
    framework = cto().framework
    for trace in (framework.digest, framework.structure_digest, competency.__version__):
        assert trace in text
    assert "Roll-up items Minimum coverage 50 %" in text


def test_each_group_explains_its_figures() -> None:
    """Rule, terms, the sum and the one division, and what left and why, once."""
    text = section(page_of("cto"), "c-items")
    assert 16 == text.count("How these figures are made")
    assert (
        "Complete 80 % the answered items over the applicable items: 4 / 5 = 80 % "
        "Left out: 56 ( don't know ) Mean 2.5 the weighted mean of the levels: "
        "3 ( 53 ) + 3 ( 54 ) + 2 ( 55 ) + 2 ( 57 ) = 10; 10 / 4 = 2.5 "
        "Median 2.5 the middle level, or half-way between the two in the middle: "
        "2 answers at 2, 2 at 3 "
        "Short by 2.5 the weighted mean of what the compared items are short: "
        "2 ( 53 ) + 2 ( 54 ) + 3 ( 55 ) + 3 ( 57 ) = 10; 10 / 4 = 2.5 Above by 0.0"
    ) in text
    assert "1 ( 30 ) + 1 ( 35 ) + 0 ( each of 13 others )" in text
    assert "Mean not shown: 2 of 5 answered, 3 needed 43 " in text
    assert text.startswith("Every item Mean 3.7, median 4; 37 of 57 at or above required How")


def test_terms_say_their_weights_and_thirds_stay_exact() -> None:
    """A third has no decimal text; a weight other than 1 is told."""
    four = Item("b", "Statement b.", scale=Scale.between(1, 4), weight=2)
    report = report_of(framework_of(Item("a", "Statement a."), four), {"a": 5, "b": 2})
    text = Skeleton(HtmlExporter().export(report)).text
    assert "100 ( a ) + 100/3 × 2 ( b ) = 500/3; 500/3 / 3 = 56 %" in text


@pytest.mark.parametrize("case", ["cto", "one-level", "four-levels", "several-scales", "remarks"])
def test_what_a_group_explains_re_adds(case: str) -> None:
    """Reading the terms of a mean off the page gives the sum, and the division the mean."""
    page = Skeleton(HtmlExporter().export(CASES[case]())).text
    sums = re.findall(r"levels: ([^=:]*) = ([\d.]+); [\d.]+ / ([\d.]+) = ([\d.]+)", page)
    assert sums
    for terms, total, weight, mean in sums:
        pairs = [
            [Fraction(part) for part in re.sub(r" \(.*", "", each).split(" × ")]
            for each in terms.split(" + ")
        ]
        assert Fraction(total) == sum(prod(pair) for pair in pairs)
        assert mean == competency.display(Fraction(total) / Fraction(weight))


def test_without_a_profile_nothing_is_required() -> None:
    """No markers, no distance, no items below; the highest and the lowest areas instead."""
    page = page_of("no-profile")
    text = Skeleton(page).text
    assert "57 of 62 applicable items are rated; at least half of the ratings are 4" in text
    assert "No required levels were given: this report cannot say what is enough." in text
    assert "57 rated 5 no level given Highest areas Critical personal skills and behaviors" in text
    assert "mean 4.3 over 6 items" in text
    assert "Lowest areas Data Management mean 2.5 over 4 items" in text
    assert not re.search("c-distance|c-needs|Required|at or above required", body_of(page))
    assert "Areas: levels given In document order" in text
    assert "Mean One answer Area" in text


def test_without_answers_there_are_no_charts() -> None:
    """The sentence, how complete, and the list."""
    text = text_of("no-answers")
    assert (
        "No item is rated yet. How complete 0 of 63 applicable items rated 63 not answered" in text
    )
    assert "c-areas" not in body_of(page_of("no-answers"))
    assert "c-states" not in body_of(page_of("no-answers"))
    assert 63 == section(page_of("no-answers"), "c-items").count("No answer needs 4")


def test_a_framework_alone_shows_its_whole_text() -> None:
    """Descriptions, level descriptors, guidance, references, tags, notes, scale."""
    text = text_of("rich")
    facts = "Competency framework Tea Version 1 Publisher Tea board Published 2 January 2026"
    assert f"{facts} Licence CC0 Language en-GB Source https://tea.example" in text
    assert "1 item in 1 area. How tea is made." in text
    whole = "1 Boiling Boils water. Reverse: a low level counts as a high one · Weight 2"
    assert f"{whole} 5 Step 5 Hot. 1 Step 1 Cold. Use a kettle. ISO 3103 Tags: heat , safe" in text
    assert "Nothing yet To be written." in text
    assert "Levels: 1 Step 1 to 5 Step 5 5 Step 5 Means 5. 3 1 Step 1 Means 1." in text
    assert "Notes First line. Second line. Made from Framework tea" in text
    assert 63 == page_of("framework").count('<bdi class="id">')


def test_too_few_answers_withhold_the_result_and_keep_the_marks() -> None:
    """The sentence says how many are needed; the areas keep row and marks."""
    text = text_of("partly")
    assert "Too few answers for a result: 3 of 63 answered, 32 needed." in text
    assert "3 rated 60 no level given" in text
    assert "1 answer at 2, 1 at 5 not shown: 2 of 5 answered, 3 needed" in text


def test_one_item_has_no_table_of_areas() -> None:
    """Result, item, method."""
    page = page_of("one-item")
    assert "The one rated item is below the required level." in Skeleton(page).text
    assert "c-areas" not in body_of(page)
    assert "c-distance" not in body_of(page)
    assert "2 Level 2 2 short needs 4" in section(page, "c-items")


def test_a_large_page_closes_what_is_long() -> None:
    """15 distances and every area's items from 120 on; digits every eight rows."""
    page = page_of("large")
    assert "5 more" in section(page, "c-distance")
    assert 20 == page.partition('<section id="c-items">')[2].count("<details><summary><h3")
    assert 3 == page.count('<tr class="digits"')
    assert "Answers, at or above Answers, below" in section(page, "c-areas")
    assert 172 == int(re.findall(r"(\d+) more items", Skeleton(page).text)[0])


def test_several_scales_have_a_table_each() -> None:
    """Named by their scale; a mixed area has no mean but a percent."""
    page = page_of("several-scales")
    text = section(page, "c-areas")
    heads = re.findall("Scale 1 Level 1 to 5 Level 5|Scale 0 to 10|Several scales", text)
    assert heads == ["Scale 1 Level 1 to 5 Level 5", "Scale 0 to 10", "Several scales"]
    assert (
        "Mixed all 2 answered no mean: different scales; 50 % of the range by item 1 of 2" in text
    )
    assert (
        "Withheld 1 of 4 answered · 3 no answer not shown: 1 of 4 answered, 2 needed none" in text
    )
    assert "All items" not in text
    distances = section(page, "c-distance")
    assert "Beta 1.0 2.3" in distances
    assert "Mixed no distance in levels: items of different scales" in distances
    assert "No mean: items of different scales; 1 of 2 at or above" in section(page, "c-items")
    assert "times the importance" in section(page, "c-needs")
    assert "1 rated, nothing required" in section(page, "c-result")


def test_four_levels_of_groups_are_rows_and_paths() -> None:
    """The top group is a row, the path stands small, what follows a group is headed again."""
    page = page_of("four-levels")
    text = section(page, "c-areas")
    assert "Alpha 3.5 3.5 3 3 of 4 Beta all 4 answered" in text
    assert "Beta › Gamma Delta all 2 answered" in text
    assert ">Beta (continued)</h4>" in page
    assert 'dir="auto">Delta</h6>' in page


def test_one_level_of_groups_has_digits_every_eight_rows() -> None:
    """And no rows of groups above them."""
    page = page_of("one-level")
    assert 2 == page.count('<tr class="digits"')
    assert 1 == page.count('class="group"')


def test_items_at_the_top_are_charted_together() -> None:
    """Where there is no area, the table has one row for all items."""
    text = section(page_of("no-areas"), "c-areas")
    assert text.endswith(
        "All items 3 of 4 answered · 1 no answer 1 answer at 2, 1 at 4, 1 at 5 3.7 4 4 2 of 3"
    )
    assert "Furthest below Item 1 2 Level 2, needs 4: 2 short" in text_of("no-areas")
    assert "At the required level throughout" not in text_of("no-areas")


def test_close_levels_have_two_decimals() -> None:
    """And levels are shown as they are."""
    text = text_of("quarters")
    assert "1 answer at 0, 1 at 0.25, 1 at 0.5, 1 at 1 0.44 0.375 0.5 2 of 4" in text
    assert "One answer, nothing required" in text


def test_areas_that_are_rolled_up_say_what_is_left_out() -> None:
    """The method names the roll-up and the areas with too few answers."""
    text = text_of("by-areas")
    assert "The mean of a group is the mean of the means of its areas, by their weights." in text
    assert "Left out of the mean over all, with too few answers: Withheld." in text
    assert "Roll-up areas" in text


def tied(answers: dict[str, int], levels: dict[str, int] | None = None) -> str:
    """Give the text of the page of four areas of one item each."""
    groups = [Group(f"g{n}", f"Area {n}", children=items(f"{n}-", 1)) for n in range(1, 5)]
    report = report_of(framework_of(*groups), answers, levels)
    return Skeleton(HtmlExporter().export(report)).text


def test_where_nothing_is_below_there_is_no_such_list() -> None:
    """Nor such a section; all areas are met."""
    text = tied({"1-1": 4, "2-1": 5, "3-1": 4, "4-1": 4}, {"overall": 4})
    assert "All 4 rated items are at or above the required level." in text
    assert "Area 4 1 of 1 rated How complete 4 of 4 applicable items rated Areas" in text
    assert "Items below" not in text


def test_a_tie_that_is_too_long_to_list_is_counted() -> None:
    """The first rank, and what follows three items."""
    text = tied({"1-1": 2, "2-1": 2, "3-1": 2, "4-1": 2}, {"overall": 4})
    assert "Furthest below 4 items, 2 levels short each How complete" in text
    text = tied({"1-1": 1, "2-1": 2, "3-1": 3, "4-1": 4}, {"overall": 5})
    assert "4 Level 4, needs 5" not in text
    assert "then 1 more How complete" in text


def test_the_highest_and_lowest_areas_never_cut_a_tie() -> None:
    """A rank too long is counted, and where all are alike none stands out."""
    text = tied({"1-1": 5, "2-1": 2, "3-1": 2, "4-1": 2})
    assert "Highest areas Area 1 mean 5.0 over 1 item Lowest areas 3 areas, mean 2.0 each" in text
    assert "Highest areas" not in tied({"1-1": 3, "2-1": 3, "3-1": 3, "4-1": 3})


def test_areas_of_several_scales_are_compared_by_percent() -> None:
    """A mixed area has a percent, which is what ranks them."""
    report = CASES["several-scales"]()
    text = Skeleton(HtmlExporter().export(Report(report.framework, report.scores))).text
    assert "Lowest areas Mixed 50 % over 2 items" in text


def test_nothing_is_said_to_be_left_out_where_nothing_is() -> None:
    """A roll-up of areas that are all answered."""
    framework = framework_of(Group("g", "Area", children=items("g", 1)), *items("x", 1))
    page = HtmlExporter().export(report_of(framework, {"g1": 1, "x1": 2}, None, "areas"))
    assert "Left out" not in Skeleton(page).text
    page = HtmlExporter().export(report_of(framework, {"g1": 1}, None, "areas"))
    assert "Left out of the mean over all, with too few answers: items outside the areas." in page


def test_a_reverse_item_is_drawn_as_it_counts() -> None:
    """Its words are as it was answered; the picture has the good end to the right."""
    framework = framework_of(Item("1", "Spills.", reverse=True), *items("x", 1))
    page = HtmlExporter().export(report_of(framework, {"1": 1, "x1": 2}, {"1": 2}))
    assert "1 Level 1 1 above needs 2" in Skeleton(page).text
    assert '<path d="M110 12H85" stroke="#1f4fa3" stroke-width="2"/>' in page


def test_a_large_framework_closes_items_outside_its_groups_too() -> None:
    """Under words of our own."""
    framework = framework_of(*items("x", 120))
    page = HtmlExporter().export(report_of(framework, {"x1": 2}))
    assert '<summary><h3 dir="auto">Items outside the groups</h3></summary>' in page


@pytest.mark.parametrize("title", ["a\u202eb", "a\x00b", "\ud800", "a\nb"])
def test_a_title_that_no_group_may_have_is_refused(title: str) -> None:
    """The title is a text of ours as little as a framework's is."""
    report = Report(competency.load_framework("cto"))
    with pytest.raises(competency.InvalidValue) as caught:
        competency.export(report, "html", {"title": title})
    assert "the exporter html refuses its options: title: " in str(caught.value)


def test_a_cohort_says_who_and_what_comes_of_it() -> None:
    """How many people, how they are grouped, against what, and the counts of their answers."""
    page = page_of("cohort")
    text = Skeleton(page).text
    assert "Cohort report Work in a bakery People 6 Grouped by role Compared with Baker" in text
    assert (
        "21 of 31 ratings by 6 people are at or above the required level; 10 are below. 10 of 46 "
        "applicable answers have no level; 1 of 6 people has too few answers for a score. 21 at or "
        "above required 10 below required 5 rated, nothing required 10 no level given Areas"
    ) in text
    assert "Result Areas By role Every item How to read this" in text
    assert '@bottom-left{content:"Cohort report"}' in style_of(page)


def test_the_areas_of_a_cohort_have_their_figures_in_words() -> None:
    """Mean, deviation, median, share, how many people, what is required, every bar."""
    text = section(page_of("cohort"), "c-areas")
    assert "Mean Required Required, differs by item Answers, at or above Answers, below" in text
    assert "Area Answers Mean SD Median At or above Baking 5 of 6 people · needs 3" in text
    assert "3 answers at 1, 6 at 2, 8 at 3, 5 at 4 2.9 0.9 3.0 59 % 13 of 22" in text
    assert "All items 5 of 6 people · needs 2 to 3" in text
    assert text.endswith("8 answers at 1, 11 at 2, 10 at 3, 7 at 4 2.6 0.6 2.6 68 % 21 of 31")


def test_each_group_of_people_has_a_table() -> None:
    """Below a heading that says what they have in common."""
    page = page_of("cohort")
    text = section(page, "c-people")
    assert text.startswith("By role role: manager 1 is Begins, 4 is Teaches. Area")
    assert "Baking 3 of 4 people · needs 3" in text
    assert "role: self" in text
    assert "<details" not in body_of(page)
    plain = Report(cto().framework, cohort=competency.cohort_of([cto().scores]))
    assert "c-people" not in body_of(HtmlExporter().export(plain))


def test_the_items_of_a_cohort_have_a_table_an_area() -> None:
    """With their statements, their title where they have one, and levels as they are."""
    text = section(page_of("cohort"), "c-items")
    assert "Baking 1 is Begins, 4 is Teaches. Item Answers" in text
    assert "1 Bakes bread. 6 of 6 people · needs 3 Masters" in text
    assert "3 Planning: Plans the week. 4 of 6 people" in text
    assert "7 Counts the till. 5 of 6 people 4 answers at 1, 1 at 2 1.2 0.4 1 none" in text
    assert text.endswith("2 answers at 2, 1 at 3, 1 at 4 2.8 1.0 2.5 100 % 4 of 4")


def test_a_cohort_says_once_that_means_are_of_equal_steps() -> None:
    """And how many answers a person needs, and by which options it was made."""
    page = page_of("cohort")
    text = section(page, "c-method")
    assert 1 == Skeleton(page).text.count("equally large")
    assert "A person has a figure where at least 50 % of the items that apply to them are" in text
    assert "reverse" not in text
    assert "areas' means" not in text
    assert "Roll-up items Minimum coverage 50 % Profile Baker Made with" in text


def test_a_cohort_over_several_scales_has_a_table_a_scale() -> None:
    """An area of several has no mean but a percent, and no picture."""
    page = page_of("cohort-several-scales")
    text = section(page, "c-areas")
    assert "no mean: different scales; 63 % of the range 50 % 1 of 2" in text
    assert 3 == text.count("Area Answers Mean")
    assert "Withheld 0 of 2 people not shown: nobody has enough answers none" in text
    method = section(page, "c-method")
    assert "The levels of reverse items are turned round before they count." in method
    assert "A person's mean over a group is the mean over its areas' means" in method


def test_a_large_cohort_closes_what_is_long() -> None:
    """Groups of people from nine on, the items of an area from 120 on; many have commas."""
    page = page_of("cohort-large")
    groups = page.partition('<section id="c-people">')[2].partition("</section>")[0]
    assert 10 == groups.count("<details><summary><h3")
    items = page.partition('<section id="c-items">')[2].partition("</section>")[0]
    assert 3 == items.count("<details>")
    assert "Items outside the groups" in items
    text = Skeleton(page).text
    assert "160,420 ratings by 1,234 people; at least half of them are 2 Level 2" in text
    assert "No required levels were given: this report cannot say what is enough." in text
    assert "160,420 rated" in text
    assert "At or above" not in text


def test_the_path_of_an_area_of_a_cohort_stands_small() -> None:
    """But for a top group whose row stands above."""
    text = section(page_of("cohort-large"), "c-areas")
    assert re.search("Deep 1,234 of 1,234 people .* Deeper 1,234 of 1,234 people", text)
    framework = CASES["four-levels"]().framework
    report = Report(
        framework, cohort=competency.cohort_of([competency.score(Assessment(framework, {"b1": 1}))])
    )
    page = HtmlExporter().export(report)
    assert "Beta › Gamma Delta 0 of 1 person" in section(page, "c-areas")


def test_numbers_that_would_run_into_each_other_are_left_out() -> None:
    """Of very many answers over eleven levels the words tell how many."""
    framework = framework_of(*items("x", 1), scale=Scale.between(0, 10))
    scores = [competency.score(Assessment(framework, {"x1": 5}))] * 1_000
    page = HtmlExporter().export(Report(framework, cohort=competency.cohort_of(scores)))
    assert ">1000</text>" not in page
    assert "1000 answers at 5" in Skeleton(page).text
    page = HtmlExporter().export(Report(framework, cohort=competency.cohort_of(scores[:100])))
    assert ">100</text>" in page


def test_a_cohort_that_answered_nothing_has_no_areas() -> None:
    """Its items are there, without figures; so are those of nobody."""
    for case, said in (
        ("cohort-unanswered", "No item is rated yet, by 1 person."),
        ("cohort-of-nobody", "Nobody is in it yet."),
    ):
        text = text_of(case)
        assert said in text
        assert "1 Boiling: Boils water." in text
        assert "Areas" not in text
    assert "not shown: nobody answered" in text_of("cohort-unanswered")
    assert "not shown: nobody is in it" in text_of("cohort-of-nobody")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_cohort_changes_what_the_page_is_made_of(text: str) -> None:
    """Neither the columns that people are grouped by nor what stands in them."""

    def page(words: str) -> Skeleton:
        by = {words: lambda _: words, "other": lambda _: ""}
        scores = [hostile("plain").scores]
        cohort = competency.cohort_of(scores, by=by)
        return Skeleton(HtmlExporter().export(Report(cohort.framework, cohort=cohort)))

    assert page("plain").elements == page(text).elements
    assert f"{text}: {text} · other: not given" in "".join(page(text).texts)
