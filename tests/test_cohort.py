"""Cohorts: the figures of many people, what they hold, and the laws by which they add up."""

from __future__ import annotations

import pickle
import statistics
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from functools import reduce
from math import sqrt
from operator import add
from pathlib import Path
from random import Random
from typing import Any

import pytest
from attrs import evolve, frozen
from hypothesis import given, settings
from hypothesis import strategies as st

from competency import (
    Assessment,
    Cohort,
    CohortScore,
    Framework,
    Group,
    InvalidFile,
    InvalidValue,
    Item,
    Mismatch,
    Profile,
    Report,
    Scale,
    Scores,
    UnknownId,
    cohort_of,
    dump_report,
    dump_rows,
    export,
    find_gaps,
    load_report,
    load_rows,
    score,
)
from competency.cohort import cohort_scores
from strategies import SHARES, assessments, frameworks, profiles

FIVE = Scale.between(1, 5)
BY = {"role": lambda scores: scores.assessment.role}


def tea(*children: Group | Item, **keys: Any) -> Framework:
    """Make a framework."""
    return Framework(
        **{"id": "tea", "version": "1", "title": "Tea", "scale": FIVE, **keys}, children=children
    )


POT = tea(
    Group(
        "pot",
        children=[Item("1", "Warms."), Item("2", "Pours."), Item("3", "Spills.", reverse=True)],
    ),
    Group("cup", children=[Item("4", "Washes.")]),
)


def people(framework: Framework, *rows: str, **options: Any) -> list[Scores]:
    """Score people whose answers are one character an item; `-` is none, `n` not applicable."""
    states = {"-": None, "n": "n/a"}
    answers = [
        {item.id: states.get(each, each) for item, each in zip(framework.items, row, strict=True)}
        for row in rows
    ]
    return [score(Assessment(framework, each), **options) for each in answers]


def pot(*rows: str, levels: dict[str, Any] | None = None, **options: Any) -> Cohort:
    """Make a cohort of people who answered the four items of the framework above."""
    profile = None if levels is None else Profile(POT, levels)
    return cohort_of(people(POT, *rows, **options), profile)


def figures(of: CohortScore) -> tuple[Any, ...]:
    """Give how many people there are, and the figures over them."""
    return of.people, of.withheld, of.mean, of.deviation, of.median, of.percent


def states(of: CohortScore) -> tuple[int, ...]:
    """Give the counts of answers."""
    return of.answered, of.unknown, of.missing, of.not_applicable


# What the figures are


def test_an_item_is_over_the_people_who_answered_it() -> None:
    """Their levels have a mean, a deviation, a median and a distribution."""
    item = pot("1---", "4---", "5---", "2---", "----", "n---", "?---")["1"]
    assert (4, 3, 3.0, sqrt(10 / 3), 3, 50.0) == figures(item)
    assert (4, 1, 1, 1) == states(item)
    assert {1: 1, 2: 1, 3: 0, 4: 1, 5: 1} == item.distribution
    assert (7, 4 / 6, None, {"share": "no answer has a required level"}) == (
        item.size,
        item.coverage,
        item.share,
        item.reasons,
    )


def test_the_median_of_an_item_is_a_level_or_half_way_between_two() -> None:
    """Exactly, as that of a Score is."""
    assert Fraction(7, 2) == pot("3---", "4---")["1"].median
    median = pot("3---", "4---", "4---")["1"].median
    assert (4, int) == (median, type(median))


def test_a_reverse_item_counts_as_it_is_turned() -> None:
    """So does its required level."""
    item = pot("--1-", "--4-", "--5-", levels={"3": 2})["3"]
    assert {1: 1, 2: 1, 3: 0, 4: 0, 5: 1} == item.distribution
    assert (8 / 3, 3, 1, 1 / 3) == (item.mean, item.compared, item.at_or_above, item.share)


def test_a_group_is_over_the_means_of_its_people() -> None:
    """Each person counts once; those with too few answers are counted apart."""
    group = pot("333-", "5---", "4-2-", "224-")["pot"]
    assert (3, 1, 3.0, 1.0, 3.0, 50.0) == figures(group)
    assert {3.0: 1, 4.0: 1, 2.0: 1} == group.means
    assert {50.0: 1, 75.0: 1, 25.0: 1} == group.percents


def test_the_counts_of_a_group_are_of_all_answers() -> None:
    """Also of those of people who have no figure."""
    group = pot("2?1-", "5---", "n11-", levels={"pot": 3, "2": "none"})["pot"]
    assert (5, 1, 2, 1) == states(group)
    assert {1: 1, 2: 1, 3: 0, 4: 0, 5: 3} == group.distribution
    assert (4, 3, 0.75, 5 / 8) == (group.compared, group.at_or_above, group.share, group.coverage)


def test_the_median_of_a_group_may_lie_between_two_people() -> None:
    """It is a float, as their means are."""
    median = pot("115-", "----", "224-")["pot"].median
    assert (1.5, float) == (median, type(median))
    assert float is type(pot("224-")["pot"].median)


def test_over_several_scales_there_are_percents_only() -> None:
    """Their mean, their deviation and their median."""
    several = tea(Item("1", "A"), Item("2", "B", scale=Scale.between(0, 2)))
    overall = cohort_of(people(several, "12", "51", "3-"), Profile(several, {"1": 3})).overall
    assert (3, 0, None, None, None, 175 / 3) == figures(overall)
    assert (sqrt(625 / 3), 50.0) == (overall.percent_deviation, overall.percent_median)
    assert (None, 3, 2, (5, 0, 1, 0)) == (
        overall.distribution,
        overall.compared,
        overall.at_or_above,
        states(overall),
    )
    said = "items of different scales"
    assert dict.fromkeys(("mean", "deviation", "median", "distribution"), said) == overall.reasons
    item = cohort_of(people(several, "12", "51"))["2"]
    assert (75.0, 75.0, sqrt(1250)) == (item.percent, item.percent_median, item.percent_deviation)


@pytest.mark.parametrize(
    ("rows", "id", "figure", "reason"),
    [
        (["5---"], "1", "deviation", "one person has no deviation"),
        (["5---"], "2", "mean", "nobody answered"),
        (["5---", "5---"], "pot", "percent", "nobody has enough answers"),
        (["n---"], "1", "coverage", "it applies to nobody"),
        (["n---"], "1", "median", "it applies to nobody"),
        (["5555"], "1", "share", "no answer has a required level"),
    ],
)
def test_a_figure_that_is_none_has_its_reason(
    rows: list[str], id: str, figure: str, reason: str
) -> None:
    """By its name, as those of a Score have."""
    of = pot(*rows)[id]
    assert (None, reason) == (getattr(of, figure), of.reasons[figure])


def test_a_group_without_items_has_no_figures() -> None:
    """Nor any counts; nobody has more."""
    empty = tea(Item("1", "A"), Group("none"))
    of = cohort_of(people(empty, "3"))["none"]
    assert (0, 1, None, None, None, None) == figures(of)
    assert {"no items"} == {of.reasons[name] for name in ("mean", "distribution", "coverage")}
    nobody = Cohort(empty)
    assert {"nobody is in it"} == {
        of.reasons[name] for of in nobody for name in ("mean", "percent", "coverage")
    }
    assert (0, 0, 3) == (nobody.size, nobody.overall.people, len(nobody))


# What holds of every cohort


@frozen
class Crowd:
    """Some people by the same options, and what is required of them."""

    scores: list[Scores]
    profile: Profile | None

    @property
    def cohort(self) -> Cohort:
        """Their cohort, by role."""
        return cohort_of(self.scores, self.profile, by=BY)

    def part(self, start: int, end: int | None = None) -> Cohort:
        """The cohort of some of them; of nobody too."""
        if self.scores[start:end]:
            return cohort_of(self.scores[start:end], self.profile, by=BY)
        return evolve(self.cohort, groups={})


@st.composite
def crowds(draw: Callable[..., Any], **options: Any) -> Crowd:
    """Make people of any framework, options and profile."""
    framework = draw(frameworks(words=False, **options))
    given = draw(st.lists(assessments(framework, words=False), min_size=1, max_size=5))
    roles = st.sampled_from(["self", "peer", "manager"])
    rollup, share = draw(st.sampled_from(["items", "areas"])), draw(SHARES)
    scores = [score(evolve(each, role=draw(roles)), rollup, share) for each in given]
    return Crowd(scores, draw(st.none() | profiles(framework, words=False)))


def _spread(numbers: list[Any]) -> tuple[float | None, float | None, float | None]:
    """Give mean, deviation and median as the standard library has them, exactly."""
    exactly = [Fraction(each) for each in numbers]
    if not exactly:
        return None, None, None
    deviation = sqrt(float(statistics.variance(exactly))) if len(exactly) > 1 else None
    return float(statistics.mean(exactly)), deviation, float(statistics.median(exactly))


@given(crowds())
def test_group_figures_are_those_of_the_people_s_figures(crowd: Crowd) -> None:
    """Computed exactly of the very floats of their scores, and rounded once."""
    cohort = crowd.cohort
    for id in (each.id for each in crowd.scores[0]):
        means = [each[id].mean for each in crowd.scores if each[id].mean is not None]
        percents = [each[id].percent for each in crowd.scores if each[id].percent is not None]
        of = cohort[id]
        assert (Counter(means), Counter(percents)) == (of.means, of.percents)
        assert _spread(means) == (of.mean, of.deviation, of.median)
        assert _spread(percents) == (of.percent, of.percent_deviation, of.percent_median)
        assert (len(percents), len(crowd.scores)) == (of.people, of.size)


@given(crowds())
def test_item_figures_are_those_of_the_levels(crowd: Crowd) -> None:
    """As they count: turned where the item is reverse."""
    cohort = crowd.cohort
    for item in crowd.scores[0].assessment.framework.items:
        given = [each.assessment.answer(item.id).level for each in crowd.scores]
        levels = [level for level in given if level is not None]
        turned = [item.scale.turned(level) if item.reverse else level for level in levels]
        low, high = item.scale.lowest, item.scale.highest
        percents = [Fraction(100 * (level - low)) / (high - low) for level in turned]
        of = cohort[item.id]
        assert _spread(turned) == (
            of.mean,
            of.deviation,
            None if of.median is None else float(of.median),
        )
        assert _spread(percents) == (of.percent, of.percent_deviation, of.percent_median)
        assert Counter(turned) == Counter(of.distribution)
        assert len(turned) == of.people


@given(crowds())
def test_counts_are_the_sums_of_the_people_s_counts(crowd: Crowd) -> None:
    """Answers by state and level, and those compared with what is required."""
    cohort = crowd.cohort
    names = ("answered", "unknown", "missing", "not_applicable", "applicable")
    for id in (each.id for each in crowd.scores[0]):
        of, theirs = cohort[id], [each[id] for each in crowd.scores]
        for name in names:
            assert sum(getattr(each, name) for each in theirs) == getattr(of, name)
        if of.distribution is not None:
            found = (Counter(dict(each.distribution)) for each in theirs)
            assert reduce(add, found) == Counter(dict(of.distribution))
    profile = crowd.profile or Profile(crowd.scores[0].assessment.framework)
    gaps = [find_gaps(each, profile) for each in crowd.scores]
    for of in cohort:
        assert sum(each[of.id].compared for each in gaps) == of.compared
        assert sum(each[of.id].at_or_above for each in gaps) == of.at_or_above


@given(crowds())
def test_what_is_required_is_what_the_gaps_say(crowd: Crowd) -> None:
    """The lowest and the highest level, as they count."""
    cohort, profile = crowd.cohort, crowd.profile
    gaps = None if profile is None else find_gaps(crowd.scores[0], profile)
    for of in cohort:
        gap = None if gaps is None else gaps[of.id]
        ends = None if gap is None else (gap.required_lowest, gap.required_highest)
        assert (None if ends == (None, None) else ends) == cohort.required(of.id)


def bits(cohort: Cohort) -> list[Any]:
    """Give every figure of a cohort, in every bit."""
    return [repr(row) for row in Report(cohort.framework, cohort=cohort).rows()]


@given(crowds(), st.integers(0, 5), st.integers(0, 5))
def test_cohorts_add_up_to_the_cohort_of_all(crowd: Crowd, first: int, second: int) -> None:
    """Adding is commutative and associative, nobody changes nothing, and no bit is lost."""
    one, two, three = (
        crowd.part(0, first),
        crowd.part(first, first + second),
        crowd.part(first + second),
    )
    whole = crowd.cohort
    assert whole == (one + two) + three == one + (two + three) == three + (two + one)
    assert bits(whole) == bits(three + (one + two))
    assert whole == whole + evolve(whole, groups={}) == evolve(whole, groups={}) + whole


@given(crowds(), st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(crowd: Crowd, random: Random) -> None:
    """Nor does it to any document."""
    shuffled = list(crowd.scores)
    random.shuffle(shuffled)
    again = cohort_of(shuffled, crowd.profile, by=BY)
    assert crowd.cohort == again
    framework = crowd.cohort.framework
    one, other = (dump_report(Report(framework, cohort=each)) for each in (crowd.cohort, again))
    assert one == other


@given(crowds())
def test_groups_of_people_make_the_whole(crowd: Crowd) -> None:
    """Each is the cohort of its people, and all of them together are everyone."""
    cohort = crowd.cohort
    roles = {each.assessment.role for each in crowd.scores}
    assert sorted((role,) for role in roles) == [*cohort.groups]
    for role in roles:
        own = [each for each in crowd.scores if each.assessment.role == role]
        assert cohort_of(own, crowd.profile).everyone == cohort.groups[role,]
    assert cohort_of(crowd.scores, crowd.profile).everyone == cohort.everyone


@given(crowds())
def test_a_cohort_pickles(crowd: Crowd) -> None:
    """So that a cluster may send it."""
    assert crowd.cohort == pickle.loads(pickle.dumps(crowd.cohort))


@settings(deadline=None, max_examples=30)
@given(crowds())
def test_any_cohort_comes_back(tmp_path_factory: pytest.TempPathFactory, crowd: Crowd) -> None:
    """From JSON as a report, from CSV as its rows."""
    folder, cohort = tmp_path_factory.getbasetemp(), crowd.cohort
    for each in (cohort, cohort_of(crowd.scores, crowd.profile), evolve(cohort, groups={})):
        report = Report(each.framework, cohort=each)
        (folder / "cohort.json").write_bytes(dump_report(report).encode())
        (folder / "cohort.csv").write_bytes(dump_rows(report.rows()).encode())
        assert report == load_report(folder / "cohort.json")
        assert report.rows() == load_rows(folder / "cohort.csv")


# What fits together


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"framework": evolve(POT, version="2")}, "this is for version 2 of tea, not version 1"),
        ({"rollup": "areas"}, "the cohorts differ in their roll-up"),
        ({"min_coverage": 1}, "the cohorts differ in their minimum coverage"),
        ({"profile": Profile(POT, {"1": 3})}, "the cohorts differ in what is required"),
        ({"by": ("role",)}, "the cohorts differ in the columns that they are grouped by"),
    ],
)
def test_cohorts_that_differ_are_not_added_up(changes: dict[str, Any], message: str) -> None:
    """Their figures would mean nothing."""
    with pytest.raises(Mismatch, match=f"^{message}; "):
        Cohort(POT) + Cohort(**{"framework": POT, **changes})


def test_only_cohorts_are_added_up() -> None:
    """Anything else is a programmer's mistake, and so are figures of other nodes."""
    with pytest.raises(TypeError):
        Cohort(POT) + 1  # type: ignore[operator]
    cohort = pot("1111")
    with pytest.raises(Mismatch, match="'1' and '2' are of other items; add figures of one node"):
        cohort["1"] + cohort["2"]


def test_scores_that_differ_are_not_put_together() -> None:
    """Other options, other frameworks, and a profile for another one."""
    one, other = people(POT, "1111"), people(tea(Item("1", "A")), "1")
    with pytest.raises(Mismatch, match=r"^the scores were made by other options; score all people"):
        cohort_of([*one, *people(POT, "1111", rollup="areas")])
    with pytest.raises(Mismatch, match=r"^the scores were made by other options; score all people"):
        cohort_of([*one, *people(POT, "1111", min_coverage=0.6)])
    with pytest.raises(Mismatch, match=r"^this is for another structure of tea 1; "):
        cohort_of([*one, *other])
    with pytest.raises(Mismatch, match=r"^this is for another structure of tea 1; "):
        cohort_of(one, Profile(other[0].assessment.framework))


def test_answers_to_a_translation_count_alike() -> None:
    """They have the structure of the original; the first one's texts are kept."""
    german = evolve(POT, title="Tee")
    mixed = cohort_of([*people(POT, "1111"), *people(german, "3333")], Profile(german, {"1": 2}))
    assert (2, 2.0, 1, "Tea") == (
        mixed.size,
        mixed["1"].mean,
        mixed["1"].at_or_above,
        mixed.framework.title,
    )
    assert mixed == cohort_of(people(POT, "1111"), mixed.profile) + cohort_of(
        people(german, "3333"), mixed.profile
    )


def test_the_options_are_those_of_the_scores() -> None:
    """They are held, and decide whose figures there are."""
    cohort = pot("5---", rollup="areas", min_coverage=0.3)
    assert ("areas", Fraction(3, 10), 1) == (
        cohort.rollup,
        cohort.min_coverage,
        cohort["pot"].people,
    )


# What is refused


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"rollup": "all"}, "rollup: 'all' is no roll-up; use items or areas"),
        ({"min_coverage": 2}, "min_coverage: '2' is no share; give one from 0 to 1"),
        ({"by": ("",)}, "by: the text is empty; write a text, or leave it out"),
        ({"by": ("a", "A")}, "by: two columns have one name; rename one of them"),
        ({"by": ("a",), "groups": {(): {}}}, "groups: 0 texts for 1 columns; give one a column"),
        ({"by": ("a",), "groups": {("x\ny",): {}}}, "a: a line break is not allowed here"),
        ({"by": ("a",), "groups": {("\u202e",): {}}}, "a: the text holds the invisible control"),
        ({"by": ("a",), "groups": {(1,): {}}}, "a: a text is due here, not int; write a text"),
    ],
)
def test_other_options_and_texts_are_refused(keys: dict[str, Any], message: str) -> None:
    """A report that shows them is as safe as any."""
    with pytest.raises(InvalidValue) as caught:
        Cohort(POT, **keys)
    assert str(caught.value).startswith(message)


def test_a_cohort_of_no_scores_is_refused() -> None:
    """Whose framework would it be?"""
    with pytest.raises(InvalidValue) as caught:
        cohort_of([])
    assert "there are no scores; give those of at least one person" == str(caught.value)


def test_a_person_without_a_text_has_an_empty_one() -> None:
    """Groups stand in the order of their texts."""
    rows = people(POT, "1111", "2222")
    rows[0] = score(evolve(rows[0].assessment, subject="B"))
    by = {"whom": lambda scores: scores.assessment.subject}
    assert [("",), ("B",)] == [*cohort_of(rows, by=by).groups]


def test_an_unknown_id_names_the_closest() -> None:
    """Of items and groups."""
    with pytest.raises(UnknownId) as caught:
        pot("1111")["pott"]
    said = "there is no item or group 'pott' in the framework tea; did you mean 'pot'?"
    assert said == str(caught.value)
    with pytest.raises(UnknownId):
        pot("1111").required("pott")


KNOWN = {"answers": {"1": [0, 1, 0, 0, 0, 1, 0, 0]}, "means": {}, "percents": {}}


@pytest.mark.parametrize(
    ("name", "counts", "id"),
    [
        ("answers", {"1": [0, 0, 0, 1, 0, 0, 0, 0]}, "1"),
        ("answers", {"1": [0, 3, 0, -1, 0, 0, 0, 0]}, "1"),
        ("answers", {"1": [-1, 3, 0, 0, 0, 0, 0, 0]}, "1"),
        ("percents", {"pot": {50.0: 3}}, "pot"),
        ("percents", {"pot": {50.0: 1}}, "pot"),
        ("means", {"overall": {3.0: 1}}, "overall"),
        ("means", {"cup": {3.0: 1, 2.0: -1}}, "cup"),
    ],
)
def test_counts_that_are_not_of_as_many_people_are_refused(
    name: str, counts: dict[str, Any], id: str
) -> None:
    """Whoever counts in another way hears where it went wrong."""
    assert 1 == cohort_scores(POT, None, 2, **KNOWN)["1"].people
    with pytest.raises(InvalidValue) as caught:
        cohort_scores(POT, None, 2, **{**KNOWN, name: counts})
    said = f"{id}: the counts of '{id}' are not those of 2 people; count each person once"
    assert said == str(caught.value)


# Reports


def test_a_report_is_about_one_person_or_about_many() -> None:
    """Not about both, and not about people who answered something else."""
    (one,) = people(POT, "1111")
    with pytest.raises(Mismatch) as caught:
        Report(POT, scores=one, cohort=pot("1111"))
    remedy = "make a report of the scores and one of the cohort"
    said = f"a report is about one person or about many, not about both; {remedy}"
    assert said == str(caught.value)
    with pytest.raises(Mismatch, match=r"^this is for the framework tea, not coffee; "):
        Report(evolve(POT, id="coffee"), cohort=pot("1111"))
    with pytest.raises(TypeError):
        Report(POT, cohort=one)  # type: ignore[arg-type]


def test_the_rows_of_a_cohort() -> None:
    """One a node, with the figures in the columns of their names, and what is required."""
    levels = {"pot": 3, "3": 1, "cup": "none"}
    report = Report(POT, cohort=pot("2244", "4422", levels=levels))
    top, group, first, _, reverse, *_ = report.rows()
    assert ["tea", "pot", "1", "2", "3", "cup", "4"] == [row.id for row in report.rows()]
    assert ("framework", 2, 0, 3.0, None) == (top.kind, top.people, top.withheld, top.mean, top.key)
    assert (3, 5, 6, 2, 1 / 3) == (
        group.required_lowest,
        group.required_highest,
        group.compared,
        group.at_or_above,
        group.share,
    )
    assert (3, None, 3, 1) == (
        first.required,
        first.required_lowest,
        first.median,
        first.importance,
    )
    assert (1, 3, 2) == (reverse.required, reverse.median, reverse.compared)


def test_the_rows_of_groups_of_people_have_their_key() -> None:
    """Each node comes once for each of them; without a profile nothing is compared."""
    rows = Report(POT, cohort=cohort_of(people(POT, "1111", "2222"), by=BY)).rows()
    assert {(("role", "self"),)} == {row.key for row in rows}
    assert {(None, None, None)} == {(row.share, row.compared, row.importance) for row in rows}
    assert '"by role"' in dump_rows(rows).splitlines()[0]


def test_a_translation_shows_its_own_texts() -> None:
    """Of the original's answers; JSON keeps both."""
    report = Report(evolve(POT, title="Tee"), cohort=pot("1111"))
    assert ("Tee", 1.0) == (report.rows()[0].title, report.rows()[2].mean)
    assert 2 == dump_report(report).count('"title": "Te')


@pytest.mark.parametrize(
    ("rows", "levels", "sentences"),
    [
        (["----"], None, ["No item is rated yet, by 1 person."]),
        (["3333"], None, ["4 ratings by 1 person; at least half of them are 3 or higher."]),
        (
            ["3---", "1111"],
            None,
            [
                "5 ratings by 2 people; at least half of them are 1 or higher.",
                "3 of 8 applicable answers have no level; 1 of 2 people has too few answers for a"
                " score.",
            ],
        ),
        (
            ["1111", "4424"],
            {"overall": 4},
            ["5 of 8 ratings by 2 people are at or above the required level; 3 are below."],
        ),
        (
            ["1111", "4444"],
            {"1": 4},
            ["1 of 2 ratings by 2 people are at or above the required level; 1 is below."],
        ),
        (["4444"], {"1": 4}, ["The one rating is at or above the required level."]),
        (["3333"], {"1": 4}, ["The one rating is below the required level."]),
        (
            ["4444", "5555"],
            {"1": 4},
            ["All 2 ratings by 2 people are at or above the required level."],
        ),
        (
            ["1---", "2---", "3333"],
            None,
            [
                "6 ratings by 3 people; at least half of them are 3 or higher.",
                "6 of 12 applicable answers have no level; 2 of 3 people have too few answers for"
                " a score.",
            ],
        ),
    ],
)
def test_the_sentences_of_a_cohort(
    rows: list[str], levels: dict[str, Any] | None, sentences: list[str]
) -> None:
    """They count answers, and say how many people gave them."""
    report = Report(POT, cohort=pot(*rows, levels=levels))
    assert sentences == [*report.summary.sentences]


def test_the_sentences_without_one_scale_and_without_people() -> None:
    """There is no middle answer over several scales."""
    several = tea(Item("1", "A"), Item("2", "B", scale=Scale.between(0, 2)))
    cohort = cohort_of(people(several, "1-"))
    assert "1 rating by 1 person." == Report(several, cohort=cohort).summary.result
    assert "Nobody is in it yet." == Report(several, cohort=Cohort(several)).summary.result


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"mean": 2.5', '"mean": 2.4', "the figures of the cohort are not those of its counts"),
        ('"size": 2', '"size": 3', "the counts of '1' are not those of 3 people"),
        ('"size": 2', '"size": "x"', "this is no whole report: invalid literal for int()"),
        ("     1.0,\n", "     1e999,\n", "this is no whole report: a figure is too large"),
        ('"by": []', '"by": ["a"]', "this is no whole report: groups: 0 texts for 1 columns"),
        ('"id": "cup"', '"id": "mug"', "this is no whole report: 'cup'"),
    ],
)
def test_other_figures_are_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A document whose counts do not make its figures is no cohort's."""
    text, path = dump_report(Report(POT, cohort=pot("1151", "4---"))), tmp_path / "report.json"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InvalidFile) as caught:
        load_report(path)
    assert said in str(caught.value)


def test_a_document_from_before_cohorts_is_read(tmp_path: Path) -> None:
    """It has no such key."""
    (one,) = people(POT, "1111")
    report, path = Report(POT, one), tmp_path / "report.json"
    path.write_text(dump_report(report).replace(' "cohort": null,\n', ""), encoding="utf-8")
    assert report == load_report(path)


def test_groups_of_groups_have_no_line_of_their_own():
    """In Markdown the top groups and the areas are told, and not what lies between."""
    area = Group("area", "Area", children=[Item("1", "Does it.")])
    top = Group("top", "Top", children=[Group("between", "Between", children=[area])])
    framework = Framework(
        id="deep", version="1", title="Deep", scale=Scale.between(1, 5), children=[top]
    )
    cohort = cohort_of([score(Assessment(framework, {"1": 3}))])
    text = export(Report(framework, cohort=cohort), "markdown")
    table = text.partition("## Areas")[2].partition("## Every item")[0]
    labels = [line.split("|")[-2].strip() for line in table.splitlines() if "|" in line][2:]
    assert ["**Top**", "Between › Area", "**Overall**"] == labels
