"""Reports: what belongs together, the rows, and the sentences that come first."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import asdict, evolve, fields
from hypothesis import given

from competency import (
    NOT_APPLICABLE,
    UNKNOWN,
    Answer,
    Assessment,
    Framework,
    Group,
    Item,
    Level,
    Mismatch,
    Profile,
    Report,
    Scale,
    State,
    find_gaps,
    score,
)
from competency.report import Row, Summary
from competency.report.summary import count
from strategies import reports

FIVE = Scale([Level(5, "excel", "Excel"), Level(4), Level(3, label="Fair"), Level(2), Level(1)])


def framework(children: Any, *, scale: Scale = FIVE, **keys: Any) -> Framework:
    """Make a framework."""
    about = {"id": "tea", "version": "1", "title": "Tea", "description": "About tea.", **keys}
    return Framework(scale=scale, children=children, **about)


def area(id: str, *ids: str, **keys: Any) -> Group:
    """Make an area of some items."""
    return Group(id, f"The {id}", children=[Item(each, f"Text {each}.") for each in ids], **keys)


POT_AND_CUP = framework([area("pot", "1", "2", "3"), area("cup", "4", "5", "6", "7")])


def report(
    of: Framework, answers: dict[str, Any], levels: dict[str, Any] | None = None, **options: Any
) -> Report:
    """Make a report with scores, and with gaps where levels are required."""
    scores = score(Assessment(of, answers), **options)
    if levels is None:
        return Report(of, scores=scores)
    return Report(of, gaps=find_gaps(scores, Profile(of, levels)))


def says(
    of: Framework, answers: dict[str, Any], levels: dict[str, Any] | None = None, **options: Any
) -> tuple[str, ...]:
    """Give the sentences of a report."""
    return report(of, answers, levels, **options).summary.sentences


def row(of: Report, id: str) -> dict[str, Any]:
    """Give what the row of a node says."""
    (found,) = [each for each in of.rows() if each.id == id]
    return {name: value for name, value in asdict(found).items() if value is not None}


# What belongs together


def test_gaps_bring_their_scores_along() -> None:
    """Either is enough."""
    made = report(POT_AND_CUP, {"1": 3}, {"overall": 4})
    assert made.gaps is not None
    assert made.gaps.scores is made.scores
    assert Report(POT_AND_CUP, scores=made.scores, gaps=made.gaps) == made


def test_gaps_of_other_scores_are_refused() -> None:
    """A report is about one assessment."""
    one, other = (score(Assessment(POT_AND_CUP, {"1": level})) for level in (1, 2))
    with pytest.raises(Mismatch) as caught:
        Report(POT_AND_CUP, scores=one, gaps=find_gaps(other, Profile(POT_AND_CUP)))
    assert "the gaps are of other scores; find the gaps of these scores" == str(caught.value)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "coffee"}, "this is for the framework tea, not coffee"),
        ({"version": "2"}, "this is for version 1 of tea, not version 2"),
        ({"children": [area("pot", "1")]}, "this is for another structure of tea 1"),
    ],
)
def test_scores_of_another_framework_are_refused(changes: dict[str, Any], message: str) -> None:
    """Another id, version or structure does not fit."""
    other = evolve(POT_AND_CUP, **changes)
    scores = score(Assessment(POT_AND_CUP, {"1": 3}))
    with pytest.raises(Mismatch, match=f"^{message}; "):
        Report(other, scores=scores)
    with pytest.raises(Mismatch, match=f"^{message}; "):
        Report(other, gaps=find_gaps(scores, Profile(POT_AND_CUP)))


@pytest.mark.parametrize("parts", [{"scores": 1}, {"gaps": 1}])
def test_a_part_of_another_kind_is_refused(parts: Any) -> None:
    """That is a programmer's mistake."""
    with pytest.raises(TypeError):
        Report(POT_AND_CUP, **parts)


def test_a_translation_shows_its_own_texts() -> None:
    """Rows and sentences speak its language, of the original's answers."""
    scale = Scale(
        [Level(5, "excel", "Hervorragend"), Level(4), Level(3), Level(2, label="Zwei"), Level(1)]
    )
    pot = evolve(area("pot", "1", "2", "3"), title="Die Kanne")
    children = [pot, area("cup", "4", "5", "6", "7")]
    german = framework(children, scale=scale, title="Tee", description="Über Tee.")
    scores = score(Assessment(POT_AND_CUP, dict.fromkeys("1234567", 2)))
    assert (
        "at least half of the ratings are 2 Zwei or higher."
        in Report(german, scores).summary.result
    )
    gaps = find_gaps(scores, Profile(POT_AND_CUP, {"pot": 5, "cup": 3}))
    made = Report(german, gaps=gaps)
    assert "Furthest below on average: Die Kanne, short by 3.0" in made.summary.sentences[1]
    assert ("Tee", "Über Tee.") == (made.rows()[0].title, made.rows()[0].text)
    assert "Zwei" == row(made, "1")["label"]


# Rows


def test_a_framework_alone_has_its_texts() -> None:
    """In document order, each with the id of the node that holds it."""
    inner = Group("in", children=[Item("2", "B", title="T", weight=0.5)], weight=3)
    made = Report(framework([Item("1", "A"), Group("out", description="D", children=[inner])]))
    expected = [
        {"kind": "framework", "id": "tea", "title": "Tea", "text": "About tea."},
        {"kind": "item", "id": "1", "parent": "tea", "text": "A", "weight": 1},
        {"kind": "group", "id": "out", "parent": "tea", "title": "out", "text": "D", "weight": 1},
        {"kind": "group", "id": "in", "parent": "out", "title": "in", "weight": 3},
        {
            "kind": "item",
            "id": "2",
            "parent": "in",
            "title": "T",
            "text": "B",
            "weight": Fraction(1, 2),
        },
    ]
    assert expected == [row(made, each.id) for each in made.rows()]


def test_the_row_of_an_answered_item() -> None:
    """Level, label, state, remarks, and how far it is from what is required."""
    answers = {"1": Answer(3, comment="C", evidence="E")}
    expected = {
        "kind": "item",
        "id": "1",
        "parent": "pot",
        "text": "Text 1.",
        "weight": 1,
        "level": 3,
        "label": "Fair",
        "state": "answered",
        "comment": "C",
        "evidence": "E",
    }
    assert expected == row(report(POT_AND_CUP, answers), "1")
    profile = Profile(POT_AND_CUP, {"overall": 5}, {"pot": 2})
    gaps = find_gaps(score(Assessment(POT_AND_CUP, answers)), profile)
    compared = {"required": 5, "compared": 1, "at_or_above": 0, "importance": 2}
    found = {"gap": 2, "shortfall": 2, "surplus": 0, "rank": 1}
    assert {**expected, **compared, **found} == row(Report(POT_AND_CUP, gaps=gaps), "1")


def test_the_row_of_an_item_without_a_level() -> None:
    """Its state and the reason that was given; no label."""
    reasoned = Answer(state=State.NOT_APPLICABLE, reason="R")
    made = report(POT_AND_CUP, {"1": reasoned, "2": UNKNOWN, "4": 4}, {"1": 4})
    found = row(made, "1")
    assert ("not_applicable", "R", 4, 0) == (
        found["state"],
        found["reason"],
        found["required"],
        found["compared"],
    )
    assert {"level", "label", "gap", "rank"}.isdisjoint(found)
    assert "unknown" == row(made, "2")["state"]
    assert "missing" == row(made, "3")["state"]
    assert "label" not in row(made, "4")


def test_a_reverse_item_shows_what_was_answered_and_required() -> None:
    """Only the comparison is of turned levels."""
    of = framework([Item("1", "A", reverse=True)])
    found = row(report(of, {"1": 2}, {"1": 1}), "1")
    assert (2, 1, 1) == (found["level"], found["required"], found["shortfall"])


def test_the_row_of_a_group() -> None:
    """Every figure of its score and of its gap stands in the column of its name."""
    answers = {"1": 1, "2": 2, "3": 5, "4": 4, "5": UNKNOWN, "6": NOT_APPLICABLE}
    made = report(POT_AND_CUP, answers, {"pot": 3, "3": 4, "cup": 4})
    assert made.scores is not None
    assert made.gaps is not None
    scored = ("mean", "percent", "median", "minimum", "maximum", "deviation", "answered", "unknown")
    scored += ("missing", "not_applicable", "coverage")
    compared = ("required_lowest", "required_highest", "compared", "at_or_above", "importance")
    compared += ("gap", "shortfall", "surplus", "rank")
    for id, place in (("pot", "pot"), ("tea", "overall")):
        found = next(each for each in made.rows() if each.id == id)
        of, gap = made.scores[place], made.gaps[place]
        assert [getattr(of, name) for name in scored] == [getattr(found, name) for name in scored]
        assert [getattr(gap, name) for name in compared] == [
            getattr(found, name) for name in compared
        ]
        assert of.mastery(0.8) == found.mastery
    assert (8 / 3, 2, 1, 5, 3, 4, 3, 1) == (
        *(row(made, "pot")[name] for name in ("mean", "median", "minimum", "maximum")),
        *(row(made, "pot")[name] for name in ("required_lowest", "required_highest")),
        row(made, "pot")["compared"],
        row(made, "pot")["at_or_above"],
    )
    assert "reason" not in row(made, "pot")


def test_the_row_of_a_group_says_why_figures_are_none() -> None:
    """Too few answers, several scales, or nothing to compare."""
    made = report(POT_AND_CUP, {"1": 3, "4": 3, "5": 3}, {"1": 4})
    assert "1 of 3 answered, 2 needed" == row(made, "pot")["reason"]
    assert "no item has both a level and a required level" == row(made, "cup")["reason"]
    assert "reason" not in row(report(POT_AND_CUP, {"4": 3, "5": 3}), "cup")
    several = framework([Item("1", "A"), Item("2", "B", scale=Scale.between(0, 1))])
    found = row(report(several, {"1": 3, "2": 1}, {"1": 4}), "tea")
    assert "items of different scales" == found["reason"]
    assert 75.0 == found["percent"]


@given(reports())
def test_there_is_one_row_a_node(made: Report) -> None:
    """In document order, and the same ones whenever they are asked for."""
    ids = [made.framework.id, *(node.id for node in made.framework.walk())]
    assert ids == [each.id for each in made.rows()]
    assert made.rows() is made.rows()
    assert made.summary.result.endswith(".")


def test_the_columns_stand_in_a_fixed_order() -> None:
    """Tables depend on it."""
    names = [each.name for each in fields(Row)]
    assert ["kind", "id", "parent", "title", "text", "weight", "level", "label"] == names[:8]
    assert ["rank", "comment", "evidence", "people", "withheld", "share", "key"] == names[-7:]
    assert 38 == len(names)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({"answered": 7}, "all 7 answered"),
        ({"answered": 1}, "answered"),
        ({"answered": 5, "unknown": 1}, "5 of 6 answered · 1 don't know"),
        (
            {"answered": 2, "missing": 3, "not_applicable": 1},
            "2 of 5 answered · 3 no answer · 1 not applicable",
        ),
        (
            {"answered": 0, "unknown": 1, "missing": 2},
            "0 of 3 answered · 1 don't know · 2 no answer",
        ),
        ({"answered": 1, "not_applicable": 4}, "1 of 1 answered · 4 not applicable"),
        ({}, "0 of 0 answered"),
    ],
)
def test_completeness_in_words(counts: dict[str, int], expected: str) -> None:
    """In a fixed order, without zeros."""
    assert expected == Row(kind="group", id="a", **counts).completeness  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"level": 3, "label": "Fair"}, "3 Fair"),
        ({"level": Fraction(5, 2)}, "2.5"),
        ({"level": 0}, "0"),
        ({"state": "unknown"}, "Don't know"),
        ({"state": "not_applicable"}, "Not applicable"),
        ({"state": "missing"}, "No answer"),
        ({}, "No answer"),
    ],
)
def test_an_answer_in_words(keys: dict[str, Any], expected: str) -> None:
    """A level with its label, or the state."""
    assert expected == Row(kind="item", id="1", **keys).answer_words


@pytest.mark.parametrize(
    ("gap", "shortfall", "surplus", "expected"),
    [
        (None, None, None, ""),
        (2, 2, 0, "2 short"),
        (Fraction(1, 4), Fraction(1, 4), 0, "0.25 short"),
        (0, 0, 0, "meets"),
        (-1, 0, 1, "1 above"),
    ],
)
def test_a_gap_in_words(gap: Any, shortfall: Any, surplus: Any, expected: str) -> None:
    """Short, meets or above, as exactly as it is."""
    made = Row(kind="item", id="1", gap=gap, shortfall=shortfall, surplus=surplus)
    assert expected == made.gap_words


# The first sentence


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        ([area("pot", "1", "2"), area("cup", "3")], "3 items in 2 areas."),
        ([area("pot", "1")], "1 item in 1 area."),
        ([Item("1", "A"), Item("2", "B")], "2 items."),
        (
            [Item("1", "A"), Group("x", children=[area("pot", "2"), Group("y")])],
            "2 items in 1 area.",
        ),
    ],
)
def test_a_framework_alone_is_counted(children: Any, expected: str) -> None:
    """Areas are the groups that hold items themselves."""
    made = Report(framework(children))
    assert (expected, (expected,)) == (made.summary.result, made.summary.sentences)


def test_how_many_are_at_or_above() -> None:
    """Of the compared items, and how many are below."""
    answers = {**dict.fromkeys("1234", 4), "5": 3, "6": 3, "7": 4}
    expected = "5 of 7 rated items are at or above the required level; 2 are below."
    assert expected == says(POT_AND_CUP, answers, {"overall": 4})[0]
    expected = "6 of 7 rated items are at or above the required level; 1 is below."
    assert expected == says(POT_AND_CUP, {**answers, "6": 4}, {"overall": 4})[0]
    expected = "0 of 2 rated items are at or above the required level; 2 are below."
    assert expected == says(POT_AND_CUP, answers, {"5": 4, "6": 4})[0]


def test_none_below() -> None:
    """Then all are at or above."""
    answers = dict.fromkeys("1234567", 4)
    expected = "All 7 rated items are at or above the required level."
    assert (expected,) == says(POT_AND_CUP, answers, {"overall": 4})


def test_one_rated_item() -> None:
    """It is not counted."""
    answers = dict.fromkeys("1234567", 4)
    expected = "The one rated item is at or above the required level."
    assert expected == says(POT_AND_CUP, answers, {"1": 4})[0]
    expected = "The one rated item is below the required level."
    assert expected == says(POT_AND_CUP, answers, {"1": 5})[0]


def test_nothing_required() -> None:
    """A profile may require nothing of what was rated."""
    answers = dict.fromkeys("1234567", 4)
    expected = (
        "7 of 7 applicable items are rated; at least half of the ratings are 4 or higher; "
        "no rated item has a required level."
    )
    assert (expected,) == says(POT_AND_CUP, answers, {"1": "none"})


def test_too_few_answers() -> None:
    """Withheld, whatever is required."""
    expected = "Too few answers for a result: 3 of 6 answered, 4 needed."
    answers = {"1": 4, "2": 1, "3": 1, "4": NOT_APPLICABLE}
    for levels in (None, {"overall": 4}):
        found = says(POT_AND_CUP, answers, levels, min_coverage=0.6)
        assert (expected, "3 of 6 applicable items have no level.") == found


def test_nothing_rated() -> None:
    """There is nothing else to say then."""
    assert ("No item is rated yet.",) == says(POT_AND_CUP, {})
    assert ("No item is rated yet.",) == says(POT_AND_CUP, {"1": UNKNOWN}, {"overall": 4})
    assert ("No item applies.",) == says(POT_AND_CUP, dict.fromkeys("1234567", NOT_APPLICABLE))


def test_without_a_profile_half_of_the_ratings() -> None:
    """The lower median, with its label."""
    answers = {"1": 1, "2": 3, "3": 4, "4": 5, "5": UNKNOWN}
    half = "at least half of the ratings are"
    expected = f"4 of 7 applicable items are rated; {half} 3 Fair or higher."
    assert expected == says(POT_AND_CUP, answers)[0]
    expected = f"5 of 7 applicable items are rated; {half} 4 or higher."
    assert expected == says(POT_AND_CUP, {**answers, "5": 5})[0]


def test_one_item_is_rated() -> None:
    """The sentence is right in the singular."""
    of = framework([Item("1", "A")])
    expected = "1 of 1 applicable item is rated; at least half of the ratings are 3 Fair or higher."
    assert (expected,) == says(of, {"1": 3})


def test_a_label_that_not_all_items_share_is_left_out() -> None:
    """Scales of the same values may have other words."""
    other = Scale([Level(value, label=f"Other {value}") for value in range(1, 6)])
    of = framework([Item("1", "A"), Item("2", "B", scale=other)])
    expected = "2 of 2 applicable items are rated; at least half of the ratings are 3 or higher."
    assert (expected,) == says(of, {"1": 3, "2": 3})


def test_several_scales_have_no_median() -> None:
    """What is rated is counted all the same."""
    of = framework([Item("1", "A"), Item("2", "B", scale=Scale.between(0, 1))])
    assert ("2 of 2 applicable items are rated.",) == says(of, {"1": 3, "2": 1})


# Furthest below


def furthest(pot: str, cup: str, of: Framework = POT_AND_CUP) -> str | None:
    """Give the id of the area furthest below 5, where levels of its items are these digits."""
    digits = dict(zip("1234567", pot + cup, strict=False))
    answers = {id: int(digit) for id, digit in digits.items() if digit != "-"}
    found = report(of, answers, {"overall": 5}).summary.furthest
    return None if found is None else found.id


def test_the_area_that_stands_out() -> None:
    """Its title, how many levels it is short by, and over how many items."""
    answers = {"1": 3, "2": 2, "3": 2, "4": 5, "5": 5, "6": 5, "7": 4}
    made = report(POT_AND_CUP, answers, {"overall": 5}).summary
    assert made.furthest == POT_AND_CUP.group("pot")
    assert "short by 2.7 levels over its 3 rated items" == made.shortfall
    expected = "Furthest below on average: The pot, short by 2.7 levels over its 3 rated items."
    assert expected == made.sentences[1]


def test_it_stands_out_by_one_answer_or_more() -> None:
    """One level of one of its items: exactly so much is enough, also where floats fall short."""
    assert "pot" == furthest("444", "5554")  # 1 against 1/4
    assert "pot" == furthest("554", "5555")  # 1/3 against 0
    assert None is furthest("544", "5544")  # 2/3 against 1/2
    assert "cup" == furthest("555", "5554")  # 1/4 against 0
    six = framework([area("pot", "1", "2", "3"), area("cup", "4", "5", "6")])
    assert "pot" == furthest("434", "444", six)  # 4/3 against 1
    assert "cup" == furthest("444", "433", six)  # 5/3 against 1


def test_ties_do_not_stand_out() -> None:
    """Nor does an area without a shortfall."""
    six = framework([area("pot", "1", "2", "3"), area("cup", "4", "5", "6")])
    assert None is furthest("333", "333", six)
    assert None is furthest("555", "555", six)


def test_a_single_area_is_ahead_of_none() -> None:
    """It may be short by one answer all the same."""
    assert "pot" == furthest("554", "", framework([area("pot", "1", "2", "3")]))


def test_fewer_than_three_rated_items_do_not_stand_out() -> None:
    """Nor does the next area in their place."""
    assert None is furthest("11-", "4444")
    assert "pot" == furthest("111", "4444")


def test_a_withheld_area_does_not_stand_out() -> None:
    """It is as if it was not there."""
    assert "cup" == furthest("1--", "4444")


def test_weights_count_in_what_stands_out() -> None:
    """The shortfall of an area is the weighted mean over its compared items."""
    heavy = Group("pot", children=[Item("1", "A", weight=4), Item("2", "B"), Item("3", "C")])
    of = framework([heavy, area("cup", "4", "5", "6")])
    assert "pot" == furthest("455", "555", of)  # 4/6 against 0
    assert (
        "short by 0.7 levels" in says(of, {"1": 4, **dict.fromkeys("23456", 5)}, {"overall": 5})[1]
    )


def test_items_without_a_required_level_do_not_count() -> None:
    """Neither among the rated items nor in the mean."""
    levels = {"1": 5, "2": 5, "cup": 5}
    answers = {"1": 1, "2": 1, "3": 1, "4": 4, "5": 4, "6": 4, "7": 4}
    assert None is report(POT_AND_CUP, answers, levels).summary.furthest


def test_areas_of_several_scales_are_not_compared() -> None:
    """A level of one is not a level of another."""
    other = Group(
        "cup", children=[Item(id, "A", scale=Scale.between(0, 100)) for id in ("4", "5", "6")]
    )
    of = framework([area("pot", "1", "2", "3"), other])
    answers = {**dict.fromkeys("123", 1), **dict.fromkeys("456", 1)}
    assert None is report(of, answers, {"pot": 5, "cup": 99}).summary.furthest


def test_levels_less_than_1_apart_are_shown_with_two_places() -> None:
    """As everywhere."""
    quarters = Scale([Level(value) for value in ("0", "0.25", "0.5", "1")])
    of = framework([area("pot", "1", "2", "3")], scale=quarters)
    assert "short by 0.83 levels" in says(of, {"1": 0, "2": 0, "3": 0.5}, {"overall": 1})[1]


# Met throughout, and what is not known


def test_areas_that_are_met_throughout() -> None:
    """All their compared items are at or above, and there is one."""
    answers = dict.fromkeys("1234567", 4)
    made = report(POT_AND_CUP, answers, {"pot": 4, "cup": 4, "7": 5}).summary
    assert (POT_AND_CUP.group("pot"),) == made.met
    assert () == report(POT_AND_CUP, answers, {"cup": 5}).summary.met
    withheld = {"1": 5, **dict.fromkeys("4567", 4)}
    assert (POT_AND_CUP.group("cup"),) == report(POT_AND_CUP, withheld, {"overall": 4}).summary.met


def test_what_is_not_known() -> None:
    """Items without a level, and areas that are withheld for it."""
    answers = {"1": 4, "2": UNKNOWN, "4": 4, "5": 4, "6": 4, "7": 4}
    expected = "2 of 7 applicable items have no level; 1 area has too few answers for a score."
    assert expected == says(POT_AND_CUP, answers)[-1]
    assert expected == says(POT_AND_CUP, answers, {"overall": 4})[-1]
    assert "1 of 7 applicable items has no level." == says(POT_AND_CUP, {**answers, "3": 4})[-1]


def test_an_area_without_any_answer_has_too_few() -> None:
    """An area that does not apply has not, and is not counted."""
    answers = dict.fromkeys("4567", 4)
    expected = "3 of 7 applicable items have no level; 1 area has too few answers for a score."
    assert expected == says(POT_AND_CUP, answers)[-1]
    gone = dict.fromkeys("123", NOT_APPLICABLE)
    assert 1 == len(says(POT_AND_CUP, {**answers, **gone}))


def test_several_areas_have_too_few() -> None:
    """The sentence is right in the plural; a group of groups is no area."""
    areas = [area("a", "1", "2"), area("b", "3", "4"), Group("c", children=[area("d", "5", "6")])]
    of = framework([*areas, *(Item(id, "A") for id in "789")])
    answers = {"1": 4, **dict.fromkeys("789", 4)}
    expected = "5 of 9 applicable items have no level; 2 areas have too few answers for a score."
    assert expected == says(of, answers, min_coverage=0.4)[-1]


def test_things_are_counted() -> None:
    """In the singular where there is one."""
    assert ("0 items", "1 item", "2 items") == (
        count(0, "item"),
        count(1, "item"),
        count(2, "item"),
    )


def test_the_sentences_of_a_summary() -> None:
    """What there is of them, in their order."""
    assert ("R.",) == Summary("R.").sentences
    found = Summary("R.", Group("pot", "The pot"), "short by 1", "I.").sentences
    assert ("R.", "Furthest below on average: The pot, short by 1.", "I.") == found
