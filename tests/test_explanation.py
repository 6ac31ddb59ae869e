"""Explanations: what counts, what left and why, the sums, the one division."""

from __future__ import annotations

import pickle
from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from competency import (
    Answer,
    Assessment,
    Explanation,
    Framework,
    Gaps,
    Group,
    InvalidValue,
    Item,
    Level,
    Profile,
    Scale,
    Scores,
    State,
    Term,
    explain,
    find_gaps,
    score,
)

_TREE = Framework(
    id="f",
    version="1",
    title="F",
    scale=Scale.between(1, 5),
    children=[
        Group(
            "a",
            weight=3,
            children=[
                Item("1", "One.", weight=2),
                Item("2", "Two.", reverse=True),
                Group("deep", children=[Item("3", "Three."), Item("4", "Four.")]),
            ],
        ),
        Group("b", children=[Item("5", "Five."), Item("6", "Six."), Item("7", "Seven.")]),
    ],
)
_ANSWERS: dict[str, Any] = {
    "1": 4,
    "2": 1,
    "3": Answer(state=State.NOT_APPLICABLE, reason="no pot"),
    "4": 2,
    "5": 3,
    "6": "?",
}


def _scores(*options: Any) -> Scores:
    return score(Assessment(_TREE, _ANSWERS), *options)


@pytest.fixture
def gaps() -> Gaps:
    """Gaps of these answers."""
    return find_gaps(
        score(Assessment(_TREE, _ANSWERS)), Profile(_TREE, {"a": 3, "2": 2}, {"1": 2, "4": 0.5})
    )


def test_a_mean_is_explained_by_its_items() -> None:
    """Items, effective weights, what left and why, sums, the one division."""
    explanation = explain(_scores()["a"])
    assert ("a", "mean", 15 / 4) == (explanation.id, explanation.figure, explanation.value)
    assert (Term("1", 4, 2), Term("2", 5, 1), Term("4", 2, 1)) == explanation.terms
    assert (("3", "not applicable: no pot"),) == explanation.left_out
    assert (15, 4, None) == (explanation.total, explanation.weight, explanation.reason)
    assert (
        "mean of a: 3.75\n"
        "  the weighted mean of the levels\n"
        "    1: 4 × 2\n"
        "    2: 5 × 1\n"
        "    4: 2 × 1\n"
        "  sum 15 / weights 4 = 3.75\n"
        "  left out: 3, not applicable: no pot"
    ) == str(explanation)


def test_a_percent_is_explained_by_percents() -> None:
    """Each item brings its percent of the possible range."""
    explanation = explain(_scores()["a"], "percent")
    assert (Term("1", 75, 2), Term("2", 100, 1), Term("4", 25, 1)) == explanation.terms
    assert "the weighted mean of the levels' percents of the possible range" == explanation.rule
    assert 68.75 == explanation.value == explanation.added_up()


def test_thirds_are_written_as_fractions() -> None:
    """What has no end as a decimal is written as a fraction."""
    thirds = Framework(
        id="f", version="1", title="F", scale=Scale.between(0, 3), children=[Item("1", "One.")]
    )
    explanation = explain(score(Assessment(thirds, {"1": 1})).overall, "percent")
    assert "    1: 100/3 × 1\n" in str(explanation)
    assert str(explanation).endswith("sum 100/3 / weights 1 = 33.333333333333336")


def test_a_roll_up_of_areas_is_explained_by_the_areas() -> None:
    """Under `areas` the mean's terms are the areas' means, by the areas' weights."""
    scores = _scores("areas", 0.5)
    explanation = explain(scores.overall, "mean")
    assert (Term("a", 13 / 3, 3), Term("deep", 2.0, 1)) == explanation.terms
    assert (("b", "1 of 3 answered, 2 needed"),) == explanation.left_out
    assert "the mean of the areas' means by the areas' weights" == explanation.rule
    assert (3 * (13 / 3) + 2.0) / 4 == explanation.value == explanation.added_up()
    percents = explain(scores.overall, "percent")
    assert "the mean of the areas' percents by the areas' weights" == percents.rule
    assert ["a", "deep"] == [term.id for term in percents.terms]


def test_an_area_explains_the_items_that_it_holds_itself() -> None:
    """An area's own Score under `areas` is over its own items."""
    own = _scores("areas").overall.areas[0]
    assert ["1", "2"] == [term.id for term in explain(own).terms]
    assert ["1", "2", "4"] == [term.id for term in explain(_scores()["a"]).terms]


@pytest.mark.parametrize(
    ("figure", "value", "rule"),
    [
        ("median", 4, "the middle level, or half-way between the two in the middle"),
        ("minimum", 2, "the lowest level"),
        ("maximum", 5, "the highest level"),
        ("deviation", (7 / 3) ** 0.5, "the sample standard deviation of the levels"),
        ("mastery", 2, "the highest level that, with each below, 80 % are at or above"),
        ("coverage", 1.0, "the answered items over the applicable items"),
        ("answered", 3, "the items answered with a level"),
    ],
)
def test_other_figures_are_explained_by_levels(figure: str, value: Any, rule: str) -> None:
    """Only mean and percent are weighted."""
    explanation = explain(_scores()["a"], figure)
    assert (Term("1", 4), Term("2", 5), Term("4", 2)) == explanation.terms
    assert (value, rule) == (explanation.value, explanation.rule)
    assert value == explanation.added_up()
    assert " / weights " not in str(explanation)


def test_the_coverage_counts_what_left() -> None:
    """Don't know and missing stay in the coverage, not applicable leaves it."""
    explanation = explain(_scores()["b"], "coverage")
    assert (("6", "don't know"), ("7", "no answer")) == explanation.left_out
    assert 1 / 3 == explanation.value == explanation.added_up()
    assert 4 / 6 == explain(_scores().overall, "coverage").added_up()


def test_a_withheld_figure_is_explained_by_its_reason() -> None:
    """There is no figure, and the reason says why; what was answered is still told."""
    explanation = explain(_scores()["b"], "mean")
    assert (None, None) == (explanation.value, explanation.added_up())
    assert "1 of 3 answered, 2 needed" == explanation.reason
    assert (Term("5", 3),) == explanation.terms
    assert (
        "mean of b: 1 of 3 answered, 2 needed\n"
        "  the weighted mean of the levels\n"
        "    5: 3 × 1\n"
        "  left out: 6, don't know\n"
        "  left out: 7, no answer"
    ) == str(explanation)


def test_a_withheld_roll_up_lists_its_areas() -> None:
    """Under `areas` too, a withheld figure has its reason."""
    explanation = explain(_scores("areas", 1).overall, "percent")
    assert ("4 of 6 answered, 6 needed", None) == (explanation.reason, explanation.added_up())
    assert (("b", "1 of 3 answered, 3 needed"),) == explanation.left_out
    assert () == explanation.terms


def test_a_roll_up_of_several_scales_has_no_mean_to_explain() -> None:
    """Where an area has no mean, the whole has no terms of one, and a percent."""
    other = Item("9", "Nine.", scale=Scale.between(0, 1))
    tree = evolve(_TREE, children=[*_TREE.children, Group("c", children=[Item("8", "8."), other])])
    overall = score(Assessment(tree, {**_ANSWERS, "8": 5, "9": 1}), "areas").overall
    mean = explain(overall, "mean")
    assert ((), "items of different scales") == (mean.terms, mean.reason)
    assert Term("c", 100.0, 1) == explain(overall, "percent").terms[-1]


def test_an_items_gap_is_explained_by_its_levels(gaps: Gaps) -> None:
    """The required level minus the level; shortfall and surplus are its two sides."""
    for figure, value, rule in (
        ("gap", -1, "the required level minus the level"),
        ("shortfall", 0, "how far the level is below the required level"),
        ("surplus", 1, "how far the level is above the required level"),
    ):
        explanation = explain(gaps["1"], figure)
        assert (Term("required", 3), Term("current", 4, -1)) == explanation.terms
        assert (value, rule) == (explanation.value, explanation.rule)
        assert value == explanation.added_up()
    assert (Term("required", 4), Term("current", 5, -1)) == explain(gaps["2"], "gap").terms
    assert 1 == explain(gaps["4"], "shortfall").added_up()
    assert 0 == explain(gaps["4"], "surplus").added_up()


def test_an_items_priority_is_explained(gaps: Gaps) -> None:
    """Importance times shortfall over the range of the scale."""
    explanation = explain(gaps["4"], "priority")
    assert (Term("shortfall", 1, Fraction(1, 8)),) == explanation.terms
    assert Fraction(1, 8) == explanation.value == explanation.added_up()
    assert (
        "priority of 4: 0.125\n"
        "  the shortfall by its importance over the range of the scale\n"
        "    shortfall: 1 × 0.125"
    ) == str(explanation)


def test_an_item_without_a_gap_is_explained_by_its_reason(gaps: Gaps) -> None:
    """No answer, or no required level: there is nothing to add up."""
    for id, reason in (("6", "don't know"), ("5", "no required level"), ("3", "not applicable")):
        explanation = explain(gaps[id], "gap")
        assert (None, reason, ()) == (explanation.value, explanation.reason, explanation.terms)
        assert explanation.added_up() is None


def test_a_groups_gap_is_explained_by_its_items(gaps: Gaps) -> None:
    """Shortfall, surplus and priority are means of the compared items', gap their difference."""
    shortfall = explain(gaps["a"], "shortfall")
    assert (Term("1", 0, 2), Term("2", 0), Term("4", 1)) == shortfall.terms
    assert (("3", "not applicable"),) == shortfall.left_out
    assert 0.25 == shortfall.value == shortfall.added_up()
    assert "sum 1 / weights 4 = 0.25" in str(shortfall)
    assert "the weighted mean of what the compared items are short" == shortfall.rule
    surplus = explain(gaps["a"], "surplus")
    assert (Term("1", 1, 2), Term("2", 1), Term("4", 0)) == surplus.terms
    assert "the weighted mean of what the compared items are above" == surplus.rule
    gap = explain(gaps["a"], "gap")
    assert (Term("shortfall", 0.25), Term("surplus", 0.75, -1)) == gap.terms
    assert ("the shortfall minus the surplus", -0.5) == (gap.rule, gap.added_up())
    assert " / weights " not in str(gap)
    priority = explain(gaps["a"], "priority")
    assert "the weighted mean of the compared items' priorities" == priority.rule
    assert Fraction(1, 32) == priority.value == priority.added_up()
    assert "sum 0.125 / weights 4 = 0.03125" in str(priority)


def test_a_group_without_a_gap_is_explained_by_its_reason(gaps: Gaps) -> None:
    """A withheld group has neither terms of its gap nor a sum."""
    explanation = explain(gaps["b"], "gap")
    assert ("1 of 3 answered, 2 needed", ()) == (explanation.reason, explanation.terms)
    assert ["5", "6", "7"] == [id for id, _ in explanation.left_out]


def test_over_several_scales_the_priority_is_explained() -> None:
    """There is a priority where there is no shortfall."""
    tree = evolve(_TREE, children=[Item("1", "1."), Item("2", "2.", scale=Scale.between(0, 1))])
    gaps = find_gaps(score(Assessment(tree, {"1": 3, "2": 0})), Profile(tree, {"1": 4, "2": 1}))
    assert "items of different scales" == explain(gaps.overall, "shortfall").reason
    priority = explain(gaps.overall, "priority")
    assert (None, Fraction(5, 8)) == (priority.reason, priority.added_up())


def test_mastery_is_explained_at_eight_tenths() -> None:
    """Four of five at or above is enough."""
    flat = evolve(_TREE, children=[Item(str(n), "It.") for n in range(5)])
    for levels, mastered in (([1, 3, 3, 3, 5], 3), ([1, 1, 3, 3, 5], 1), ([4, 4, 4, 4, 4], 4)):
        answers = {str(n): level for n, level in enumerate(levels)}
        overall = score(Assessment(flat, answers)).overall
        assert mastered == explain(overall, "mastery").added_up() == overall.mastery(0.8)


def test_a_median_half_way_is_explained_exactly() -> None:
    """Half-way between two levels, an int where it is whole."""
    halves = Scale([Level(0.5), Level(1), Level(1.5)])
    flat = Framework(
        id="f", version="1", title="F", scale=halves, children=[Item("1", "1."), Item("2", "2.")]
    )
    whole = explain(score(Assessment(flat, {"1": 0.5, "2": 1.5})).overall, "median").added_up()
    assert (1, int) == (whole, type(whole))
    flat = evolve(_TREE, children=[Item(str(n), "It.") for n in range(5)])
    five = dict(zip("01234", (1, 2, 3, 5, 5), strict=True))
    assert 3 == explain(score(Assessment(flat, five)).overall, "median").added_up()


def test_a_median_between_two_levels_is_explained_exactly() -> None:
    """Half-way between two levels, a Fraction where it is not whole."""
    halves = Scale([Level(0.5), Level(1)])
    flat = Framework(
        id="f", version="1", title="F", scale=halves, children=[Item("1", "1."), Item("2", "2.")]
    )
    between = explain(score(Assessment(flat, {"1": 0.5, "2": 1})).overall, "median")
    assert Fraction(3, 4) == between.added_up()


@pytest.mark.parametrize(
    ("figure", "remedy"),
    [
        ("means", "did you mean 'mean'?"),
        ("gap", "there are: mean, percent, median, minimum, maximum, deviation, mastery, coverage"),
    ],
)
def test_another_figure_is_refused(figure: str, remedy: str, gaps: Gaps) -> None:
    """A figure that a score does not have is refused; the closest or all are named."""
    with pytest.raises(InvalidValue) as caught:
        explain(_scores().overall, figure)
    assert f"'{figure}' is no figure that can be explained" == caught.value.message
    assert caught.value.remedy.startswith(remedy)
    with pytest.raises(InvalidValue, match=r"there are: gap, shortfall, surplus, priority$"):
        explain(gaps.overall, "mean")
    with pytest.raises(InvalidValue, match=r"there are: gap, shortfall, surplus, priority$"):
        explain(gaps["1"], "mean")


def test_a_score_without_answers_cannot_be_explained() -> None:
    """A score that was made elsewhere does not know its answers."""
    with pytest.raises(InvalidValue, match="does not know its answers; score an assessment"):
        explain(evolve(_scores().overall, assessment=None))


def test_an_explanation_pickles(gaps: Gaps) -> None:
    """An explanation is a value like any other."""
    for explanation in (explain(_scores("areas").overall), explain(gaps["1"], "gap")):
        copy: Explanation = pickle.loads(pickle.dumps(explanation))
        assert explanation == copy
        assert explanation.added_up() == copy.added_up()
