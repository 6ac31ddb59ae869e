"""The exporter `markdown`: read as plain text, rendered, and with texts that want to be markup."""

from __future__ import annotations

import re
from typing import Any

import pytest
from attrs import evolve
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from competency import (
    Answer,
    Assessment,
    Framework,
    Group,
    Item,
    Level,
    Profile,
    Report,
    Scale,
    cohort_of,
    export,
    find_gaps,
    score,
)
from competency.testing import sample_report, sample_reports
from competency_exporters.markdown._text import prose, table, text
from golden import assert_golden
from pages import CASES
from strategies import reports

SAMPLES = sample_reports()
RENDERER = MarkdownIt("gfm-like")  # with HTML, tables, strikethrough, and links of its own making
OURS = {"text", "text_special", "softbreak", "hardbreak", "code_inline", "strong_open"}
OURS |= {"strong_close"}
LURES = [
    *[
        "\\",
        "`",
        "```",
        "~~~",
        "*",
        "**",
        "_",
        "[",
        "](",
        "]",
        "<",
        ">",
        "|",
        "~~",
        "&amp;",
        "&#65;",
    ],
    *[
        "^",
        "$",
        "=",
        "===",
        "---",
        "#",
        "-",
        "+",
        "1.",
        "2)",
        "!",
        "{",
        "}",
        "{{",
        "::",
        ":-",
        "|-|",
    ],
    *[
        "//",
        "://",
        "www.",
        "https://",
        "mailto:",
        "javascript:",
        "a@b.example",
        "example.org",
        ".рф",
    ],
    *["<b>", "<!--", "-->", "<br/>", "[^1]:", " ", "  ", "    ", "\n", "\n\n", "\t", "\u00a0"],
    *[
        "\u200b",
        "\u2028",
        "'",
        '"',
        "(",
        ")",
        "%",
        "@",
        "/",
        ".",
        ":",
        "?",
        "1",
        "a",
        "b",
        "é",
        "😀",
    ],
]
WORDS = st.one_of(
    st.lists(st.sampled_from(LURES), min_size=1, max_size=10).map("".join),
    st.text(min_size=1, max_size=20),
).filter(lambda words: words.strip() and "\x00" not in words and "\r" not in words)


def folded(words: str) -> str:
    """Give a text with its white space folded, as a reader sees it."""
    return re.sub(r"\s+", " ", words).strip()


def shown(document: str) -> list[str]:
    """Give what a reader sees of a document, block by block; nothing may be there but text."""
    seen = []
    for token in RENDERER.parse(document):
        assert token.type not in ("html_block", "fence", "code_block", "blockquote_open", "hr")
        if token.type == "inline":
            assert {child.type for child in token.children or []} <= OURS
            parts = ("\n" if "break" in child.type else child.content for child in token.children)
            seen.append(folded("".join(parts)))
    return seen


def markdown(report: Report) -> str:
    """Export a report."""
    return str(export(report, "markdown"))


def section(document: str, title: str) -> str:
    """Give what stands under a heading, up to the next one of its depth."""
    after = document.split(f"\n## {title}\n\n")[1]
    return after.split("\n\n## ")[0]


def compared(framework: Framework, answers: Any, levels: Any, rollup: str = "items") -> Report:
    """Make a report with gaps."""
    scores = score(Assessment(framework, answers), rollup)
    return Report(framework, scores, find_gaps(scores, Profile(framework, levels)))


def areas(*sizes: int, **options: Any) -> Framework:
    """Make a framework of areas A, B, … with items A1, A2, …, on a scale from 1 to 5."""
    groups = [
        Group(name, children=[Item(f"{name}{number}", "Text.") for number in range(1, size + 1)])
        for name, size in zip("ABCDEFGH", sizes, strict=False)
    ]
    options = {"scale": Scale.between(1, 5), "children": groups} | options
    return Framework(id="f", version="1", title="F", **options)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("sample", "report.md"),
        ("framework alone", "framework.md"),
        ("several scales", "scales.md"),
        ("deep groups", "deep.md"),
        ("cohort", "cohort.md"),
    ],
)
def test_the_documents_that_were_looked_at(name: str, kept: str) -> None:
    """These documents are, byte for byte, the ones that were looked at."""
    assert_golden(kept, markdown(SAMPLES[name]))


@settings(deadline=None, max_examples=300)
@given(WORDS)
@example("    indented").via("an indented text is no code")
@example("a|b\n:-").via("two lines are no table")
@example("a\n===").via("a second line is no underline")
@example("[a]: http://example.org").via("a text is no link's address")
@example("www.1").via("a number is a domain too")
def test_a_text_shows_as_itself(words: str) -> None:
    """Whatever a text holds, in whatever place, the reader sees it and it does nothing."""
    line, seen = text(words), folded(words)
    assert ["x", seen, "y"] == shown(f"x\n\n{line}\n\ny")
    assert [seen, seen] == shown(f"## {line}\n\n###### {line}")
    assert [f"{seen} x", f"C: {seen}"] == shown(f"- **{line}** x\n  - C: {line}")
    assert ["A", "B", seen, "x", "x", seen] == shown(table("AB", [(line, "x"), ("x", line)]))
    assert [seen] == [folded(" ".join(shown(prose(words))))]


@settings(deadline=None, max_examples=30)
@given(reports())
def test_a_document_holds_every_text_as_text(report: Report) -> None:
    """Nothing in any report becomes markup or a link, and no statement is lost."""
    seen = shown(markdown(report))
    for row in report.rows():
        if row.kind == "item":
            title = f"{folded(row.title)}: " if row.title else ""
            assert f"{row.id} {title}{folded(row.text)}" in seen
        assert row.comment is None or f"Comment: {folded(row.comment)}" in seen
        assert row.evidence is None or f"Evidence: {folded(row.evidence)}" in seen


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("Leadership & Vision", "Leadership & Vision"),
        ("R&D; &amp;", r"R\&D; \&amp;"),
        ("3.5 of 5, e.g. this", "3.5 of 5, e.g. this"),
        ("12:30, and/or", "12:30, and/or"),
        ("see https://example.org/a", r"see https\:\//example\.org/a"),
        ("WWW.1 a@b", r"WWW\.1 a\@b"),
        ("a_b*c", r"a\_b\*c"),
        ("1. one", r"1\. one"),
        ("1.5 one", "1.5 one"),
        ("12) twelve", r"12\) twelve"),
        ("- minus - ", r"\- minus -"),
        ("1- one", "1- one"),
        ("\\", "\\\\"),
        (" a \t\r\n\u2028 b ", "a b"),
        ("no\u00a0break", "no\u00a0break"),
    ],
)
def test_a_text_stays_readable(words: str, line: str) -> None:
    """Only what could do something is escaped, so that plain text reads well."""
    assert line == text(words)


@pytest.mark.parametrize(
    ("words", "lines"),
    [
        ("One.\nTwo.", "One.\\\nTwo."),
        ("One.\r\n \r\n\n  Two.\n", "One.\n\nTwo."),
        ("One.\n\u00a0\nTwo.", "One.\\\nTwo."),
        ("One.\u2028- Two.", "One.\\\n\\- Two."),
    ],
)
def test_paragraphs_and_lines_stay(words: str, lines: str) -> None:
    """A text of several lines keeps them."""
    assert lines == prose(words)


def test_columns_stand_in_line() -> None:
    """A table is filled up for those who read it as plain text, but not without bound."""
    rows = [("x" * 61, "1", "a long last cell"), ("y", "10", "z")]
    assert [
        "| First" + " " * 55 + " |   n | End |",
        "| " + "-" * 60 + " | --: | --- |",
        "| " + "x" * 61 + " |   1 | a long last cell |",
        "| y" + " " * 59 + " |  10 | z   |",
    ] == table(("First", "n", "End"), rows, " r").splitlines()
    assert "| a   |   b |\n| --- | --: |\n| c   |   d |" == table("ab", ["cd"], " r")


def test_the_tables_of_a_report_are_tables() -> None:
    """The tables render as tables, with a row for each area and each item below."""
    tokens = [token.type for token in RENDERER.parse(markdown(sample_report()))]
    assert (3, 3 + 3 + 1 + 3) == (tokens.count("table_open"), tokens.count("tr_open"))


def test_a_report_without_profile_says_so() -> None:
    """Without required levels there is nothing about gaps, and a sentence that says why."""
    document = markdown(SAMPLES["no profile"])
    assert "\n\nNo required levels were given: this report cannot say what is enough.\n" in document
    assert "┃" not in document
    for word in ("Compared with", "Required |", "Distance", "below the required", "Ranks", "needs"):
        assert word not in document


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        (
            {"A1": 5, "B1": 2, "C1": 5, "D1": None, "E1": 3},
            [
                "- Highest: A (mean 5.0, 1 rated), C (mean 5.0, 1 rated)",
                "- Lowest: B (mean 2.0, 1 rated)",
            ],
        ),
        ({"A1": 3, "B1": 3, "C1": 3}, []),
        ({"A1": 3}, []),
    ],
)
def test_without_profile_the_ends_are_named(answers: dict[str, int], lines: list[str]) -> None:
    """The highest and the lowest areas are named, all of a tie, where they differ."""
    report = Report(areas(1, 1, 1, 1, 1), score(Assessment(areas(1, 1, 1, 1, 1), answers)))
    found = section(markdown(report), "Areas").splitlines()
    assert lines == [line for line in found if line.startswith("- ")]


def test_without_profile_and_without_a_scored_area() -> None:
    """Where every area has too few answers there is no highest one."""
    report = Report(areas(3), score(Assessment(areas(3), {"A1": 5})))
    assert "Highest" not in markdown(report)
    assert "not shown: 1 of 3 answered, 2 needed |" in markdown(report)


def test_nobody_answered() -> None:
    """Where nothing is rated there is no table, but every item."""
    document = markdown(SAMPLES["nobody answered"])
    assert "rated yet.**\n\n0 of 8 answered · 8 no answer.\n\n## Every item" in document
    assert "|" not in document
    assert "- **3** Planning: Plans the week.\n  - No answer · needs 3 Masters\n" in document


def test_one_item() -> None:
    """One item needs no table of areas."""
    document = markdown(SAMPLES["one item"])
    assert "The one rated item is at or above the required level." in document
    assert "No rated item is below its required level." in document
    assert "|" not in document
    assert "No level given" not in document


def test_items_in_no_area() -> None:
    """Items directly in the framework are summed up, and are in no area where they are ranked."""
    items = [Item("1", "One."), Item("2", "Two.")]
    report = compared(areas(children=items), {"1": 1, "2": 3}, {"overall": 3})
    document = markdown(report)
    assert section(document, "All items").splitlines()[2].startswith("| **Overall** | `")
    assert "|    1 |     2 | 1           | 3        | –    | **1** One. |" in document
    assert "Distance" not in document


def test_a_withheld_area_is_shown_with_its_reason() -> None:
    """An area with too few answers has no mean, a dashed line, its counts and the reason."""
    found = section(markdown(sample_report()), "Areas").splitlines()[3]
    assert [
        *["Serving", "`╌╌╌╌╌╌╌╌┃╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌`", "not shown", "not shown", "2", "0 of 1"],
        "1 of 3 answered · 2 no answer; not shown: 1 of 3 answered, 2 needed",
    ] == [cell.strip() for cell in found.strip("| ").split("|")]
    said = section(markdown(sample_report()), "Distance from the required levels").splitlines()
    assert "- Serving is not ranked: 1 of 3 answered, 2 needed." == said[-1]


@pytest.mark.parametrize(
    ("answers", "levels", "line"),
    [
        ([1, 1], {"overall": 1}, "◉────────────────────────"),
        ([5, 5], {"overall": 1}, "┃───────────────────────●"),
        ([4, 5], {"overall": 4}, "──────────────────┃──●───"),
        ([2, 3], {"A1": 3, "A2": 5}, "─────────●──┃───────────┃"),
        ([2, 3], {"overall": "none"}, "─────────●───────────────"),
    ],
)
def test_a_mean_lies_in_the_possible_range(
    answers: list[int], levels: dict[str, Any], line: str
) -> None:
    """The marks lie between the lowest and the highest level, not on a bar from zero."""
    report = compared(areas(2), dict(zip(("A1", "A2"), answers, strict=True)), levels)
    assert f"| A           | `{line}` |" in markdown(report)


def test_ranks_are_shared_and_never_cut() -> None:
    """Items of one priority share a rank, and all are listed however many they are."""
    answers = {f"A{number}": 3 for number in range(2, 41)} | {"A1": 2}
    document = markdown(compared(areas(40), answers, {"overall": 4}))
    found = section(document, "Items below the required level").splitlines()[2:]
    assert ["|    1"] + ["|   =2"] * 39 == [line[:7].rstrip() for line in found]


def test_short_and_above_stand_apart() -> None:
    """A surplus on one item does not hide a need on another; none is a word."""
    answers = {"A1": 1, "A2": 5, "B1": 4, "B2": 4, "C1": 3, "C2": 3}
    document = markdown(compared(areas(2, 2, 2), answers, {"overall": 3}))
    found = section(document, "Distance from the required levels").splitlines()[2:]
    assert [
        "|    1 |   1.0 |   1.0 |      1 of 2 | A    |",
        "|   =2 |  none |   1.0 |      2 of 2 | B    |",
        "|   =2 |  none |  none |      2 of 2 | C    |",
    ] == found


def test_what_is_unknown_stands_by_its_state() -> None:
    """Items without a level are listed by state, with the reasons that were given."""
    assert section(markdown(sample_report()), "No level given").splitlines() == [
        "### Don't know: 1",
        "",
        "- **4** Orders flour in time.",
        "",
        "### No answer: 2",
        "",
        "- **7** Counts the till.",
        "- **8** Mends a quarrel.",
        "",
        "### Not applicable: 1",
        "",
        "- **5** Decorates cakes. (We sell no cakes.)",
    ]


def test_areas_stand_below_their_top_group() -> None:
    """A top group has a line of its own, and its areas are named by the path below it."""
    deep = Group("C", "Craft", children=[Group("E", children=[Item("2", "Two.")])])
    groups = [Group("T", "Top", children=[Group("M", "Mid", children=[deep])]), Group("Empty")]
    report = compared(areas(children=[*groups, Item("1", "One.")]), {"1": 1, "2": 2}, {})
    labels = [line.split(" |")[0] for line in section(markdown(report), "Areas").splitlines()[2:5]]
    assert ["| **Top**", "| Mid › Craft › E", "| **Overall**"] == [each.rstrip() for each in labels]
    assert "\n\n###### Mid › Craft" not in markdown(report)
    assert "\n\n### Empty\n\nNo items.\n" in markdown(report)


def test_below_the_sixth_depth_a_heading_says_its_path() -> None:
    """Headings end at the sixth depth; from there on they say where they stand."""
    headings = re.findall("^#.*$", markdown(SAMPLES["deep groups"]), re.MULTILINE)
    assert ["###### Depth 4", "###### Depth 1 › Depth 2 › Depth 3 › Depth 4 › Depth 5"] == headings[
        headings.index("###### Depth 4") :
    ][:2]


def test_levels_less_than_one_apart_have_two_decimals() -> None:
    """Figures over quarters have two decimals, levels and medians are as they are."""
    scale = Scale([Level(0), Level("0.25"), Level("0.5"), Level(1)])
    answers = {"A1": "0.25", "A2": 1, "A3": "0.5"}
    document = markdown(compared(areas(3, scale=scale), answers, {"A1": 1, "A2": "0.5"}))
    assert "| 0.58 |    0.5 |    0.5–1 |" in document
    assert "|    1 |  0.38 |  0.25 |      1 of 2 | A    |" in document
    assert "|    1 |  0.75 | 0.25        | 1        | A    |" in document


def test_several_scales_have_a_table_each() -> None:
    """Areas stand by scale, those that mix scales last and with a percent."""
    found = section(markdown(SAMPLES["several scales"]), "Areas")
    assert ["### Scale 1 to 5", "### Scale 0 to 1", "### Different scales together"] == re.findall(
        "^###.*$", found, re.MULTILINE
    )


def test_the_whole_may_be_withheld_over_several_scales() -> None:
    """A percent that is not shown has its reason beside it."""
    items = [Item("1", "One."), *(Item(str(n), "T.", scale=Scale.between(0, 9)) for n in (2, 3))]
    report = compared(areas(children=[Group("A", children=items)]), {"1": 4}, {})
    line = "not shown |           – | 1 of 3 answered · 2 no answer; not shown: 1 of 3 answered, "
    assert 2 == section(markdown(report), "Areas").count(f"{line}2 needed |")


def test_the_method_says_how_it_was_rolled_up() -> None:
    """The roll-up by areas names the areas that are left out, those of no group too."""
    framework = areas(
        children=[Group("A", children=[Item("1", "O."), Item("2", "T.")]), Item("3", "T.")]
    )
    by_areas = compared(framework, {"1": 2, "2": 3}, {}, "areas")
    found = section(markdown(by_areas), "How to read this report")
    assert "means and percents are those of the areas' own, by the areas' weights;" in found
    assert "Left out of the overall mean: the items outside any area.\n" in found
    assert "- Roll-up: areas\n- Minimum coverage: 50 %\n" in f"{found}\n"
    assert "Left out" not in markdown(compared(framework, {"1": 2, "2": 3, "3": 1}, {}, "areas"))
    named = compared(areas(1, 1), {"A1": 2}, {}, "areas")
    assert "Left out of the overall mean: B.\n" in markdown(named)


@pytest.mark.parametrize(
    ("name", "sentence", "count"),
    [
        ("sample", "levels as equally spaced", 1),
        ("sample", "is rated later", 0),
        ("sample", "the rated items' levels, by weight;", 1),
        ("deep groups", "the rated items' levels;", 1),
        ("several scales", "Where an item is marked reverse, its levels are turned round", 1),
        ("sample", "turned round", 0),
        ("sample", "At least 50 %", 0),
        ("sample", "at least 50 % of the applicable items", 1),
        ("several scales", "Reverse: a low level is the good one", 1),
        ("several scales", "Weight 0.5", 1),
    ],
)
def test_what_the_method_says_once(name: str, sentence: str, count: int) -> None:
    """Each thing to know is said once, and only where it matters."""
    assert count == markdown(SAMPLES[name]).count(sentence)


def test_a_translation_names_the_text_that_was_answered() -> None:
    """A report in another language traces to both texts."""
    sample = sample_report()
    report = Report(evolve(sample.framework, title="Arbeit im Backhaus"), sample.scores)
    digest = sample.framework.digest
    assert f"\n- Digest of the text that was answered: {digest}\n" in markdown(report)
    assert "\n# Arbeit im Backhaus\n" in markdown(report)
    assert f"\n- Digest: {digest}\n" in markdown(sample)
    assert "answered:" not in markdown(sample)


def test_the_whole_text_of_a_framework() -> None:
    """A framework alone is exported with all its texts, nothing is asked and nothing scored."""
    item = Item("1", "One.", scale=Scale.between(0, 100), weight=2, reverse=True, tags=["x", "y"])
    group = Group("A", weight=3, children=[item, Item("2", "Two.")])
    document = markdown(Report(areas(children=[group], licence="CC0", published="2026-05-04")))
    assert (
        "\n\nScale 1: 0 to 100.\n\n101 levels, 0 to 100.\n\nScale 2: 1 to 5.\n\n- 1\n- 2\n"
        in document
    )
    assert "\n\n### A\n\nWeight 3\n\n- **1** One.\n  - Weight 2 · Reverse: a low level" in document
    assert "is the good one\n  - Scale 1: 0 to 100\n  - Tags: x, y\n- **2** Two.\n" in document
    assert "\n- Published: 2026-05-04\n- Licence: CC0\n" in document
    assert "Notes" not in document


@pytest.mark.parametrize("name", ["sample", "framework alone", "one item"])
def test_a_document_ends_in_one_line_break(name: str) -> None:
    """No blank line is doubled, and the document ends as a text file does."""
    document = markdown(SAMPLES[name])
    assert document.endswith("\n")
    assert not document.endswith("\n\n")
    assert "\n\n\n" not in document


def test_whose_report_it_is() -> None:
    """Subject, rater, round, date and profile stand at the top where they are known."""
    document = markdown(sample_report())
    assert document.startswith(
        "Competency report\n\n# Work in a bakery\n\n- Subject: Ben\n- Rated by: Ana (manager)\n"
        "- Round: 1\n- Date: 2026-05-04\n- Compared with: Baker, first year\n\n**1 of 4 rated"
    )
    unnamed = markdown(SAMPLES["one item"])
    assert "\n\n- Rated by: self\n- Compared with: the required levels of a profile\n\n" in unnamed


def test_remarks_stand_with_their_item() -> None:
    """A comment of several lines is folded into one, a reason has its name."""
    found = section(markdown(sample_report()), "Every item")
    assert "  - Comment: The second oven is new to me. I shall ask Ana.\n" in found
    assert "- **5** Decorates cakes.\n  - Not applicable\n  - Reason: We sell no cakes.\n" in found
    assert "  - **4 Teaches** · 1 above · needs 3 Masters\n  - Evidence: Every Friday" in found


def test_an_answer_may_be_only_a_remark() -> None:
    """A comment alone leaves the item without an answer."""
    report = Report(areas(2), score(Assessment(areas(2), {"A1": 1, "A2": Answer(comment="?")})))
    assert "- **A2** Text.\n  - No answer\n  - Comment: ?\n" not in markdown(report)
    assert "- **A2** Text.\n  - No answer\n  - Comment: \\?\n" in markdown(report)


def test_every_text_of_a_cohort_is_text() -> None:
    """Also the columns that people are grouped by, and what stands in them."""
    report = SAMPLES["cohort of hostile strings"]
    seen = shown(markdown(report))
    for row in report.rows():
        assert row.kind != "item" or f"{row.id} {folded(row.title)}: {folded(row.text)}" in seen
        words = " · ".join(f"{name}: {value or 'not given'}" for name, value in row.key)
        assert folded(words) in seen
    assert "No required levels were given: this report cannot say what is enough." in seen


def test_a_cohort_over_several_scales_has_a_table_a_scale() -> None:
    """An area of several has percents; a scale of many levels has no columns for them."""
    document = markdown(CASES["cohort-several-scales"]())
    found = section(document, "Areas")
    assert [
        "### Scale 1 Level 1 to 5 Level 5",
        "### Scale 0 to 10",
        "### Different scales together",
    ] == re.findall("###.*", found)
    assert "| 2 of 2 |                 63 % | 18 % |   63 % |" in found
    assert "| 0 of 2 |                    – |    – |      – |        – |" in found
    assert "turned round" in document
    assert "the areas' weights" in document
    many = Framework(
        id="f", version="1", title="F", scale=Scale.between(0, 99), children=[Item("1", "One.")]
    )
    cohort = cohort_of([score(Assessment(many, {"1": 7}))])
    document = markdown(Report(evolve(many, title="E"), cohort=cohort))
    assert "| 1 of 1 |  7.0 |   – |      7 | **1** One. |" in document
    assert f"- Digest of the text that was answered: {many.digest}" in document


def test_a_cohort_that_answered_nothing_has_no_tables() -> None:
    """The sentence, and how it would be read."""
    document = markdown(CASES["cohort-unanswered"]())
    assert "**No item is rated yet, by 1 person.**" in document
    assert "- Compared with: the required levels of a profile" in document
    assert "|" not in document


def test_a_top_group_of_a_cohort_stands_above_its_areas() -> None:
    """It is no area itself; and each group of people has a heading."""
    document = markdown(CASES["cohort-large"]())
    lines = section(document, "Areas").splitlines()[2:]
    names = ["**Deep**", "Deeper", "Wide", "**Overall**"]
    assert names == [line.rsplit(" | ")[-1].removesuffix(" |") for line in lines]
    assert 10 == section(document, "By shop").count("### shop: Shop ")
