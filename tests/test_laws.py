"""What holds of every score and every gap, whatever the framework and the answers."""

from __future__ import annotations

import pickle
import statistics
from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, isclose
from random import Random
from typing import Any

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from competency import (
    NOT_APPLICABLE,
    Answer,
    Assessment,
    Framework,
    Gaps,
    Group,
    Item,
    Plan,
    Profile,
    Score,
    Scores,
    explain,
    find_gaps,
    score,
)
from competency.model import Branch
from competency.scoring import FIGURES
from strategies import SHARES, assessments, framework_and_assessment, frameworks, profiles

ROLLUPS = st.sampled_from(["items", "areas"])
ANSWERED = framework_and_assessment(words=False)
ALIKE = framework_and_assessment(words=False, single_scale=True)
_SHARE = Fraction(4, 5)
_LEVELS = ("median", "minimum", "maximum")


@st.composite
def scored(draw: Callable[..., Any]) -> Scores:
    """Make the scores of any assessment, by any options."""
    return score(draw(ANSWERED), draw(ROLLUPS), draw(SHARES))


@st.composite
def compared(draw: Callable[..., Any]) -> Gaps:
    """Make the gaps of any assessment against any profile."""
    scores = draw(scored())
    return find_gaps(scores, draw(profiles(scores.assessment.framework, words=False)))


def _figures(each: Score) -> dict[str, Any]:
    figures = {name: getattr(each, name) for name in FIGURES if name != "mastery"}
    counts = ("answered", "unknown", "missing", "not_applicable", "coverage", "distribution")
    return (
        figures | {name: getattr(each, name) for name in counts} | {"mastery": each.mastery(_SHARE)}
    )


def _all_figures(scores: Scores) -> dict[str, dict[str, Any]]:
    return {each.id: _figures(each) for each in scores}


def _changed(branch: Any, change: Callable[[Item], Item | None]) -> Any:
    """Change or drop each item of a framework or a group."""
    children = []
    for node in branch.children:
        changed = _changed(node, change) if isinstance(node, Group) else change(node)
        children += [] if changed is None else [changed]
    return evolve(branch, children=children)


def _answered(scores: Scores, id: str) -> Iterator[tuple[Item, Any]]:
    """Give the answered items at or below a node, with their level as it counts."""
    assessment = scores.assessment
    for item in assessment.framework.branch(id).items:
        level = assessment.answer(item.id).level
        if level is not None:
            turned = item.scale.lowest + item.scale.highest - level
            yield item, turned if item.reverse else level


def _percent(item: Item, level: Any) -> Fraction:
    scale = item.scale
    return Fraction(100 * (level - scale.lowest)) / (scale.highest - scale.lowest)


def _close(one: float | None, other: float | None) -> bool:
    """Tell whether two figures are the same but for their last bits."""
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


@given(scored())
def test_range(scores: Scores) -> None:
    """Mean lies within the scale, percent within 0 to 100, coverage within 0 to 1."""
    for each in scores:
        assert each.percent is None or 0 <= each.percent <= 100
        assert each.coverage is None or 0 <= each.coverage <= 1
        scale = scores.assessment.framework.branch(each.id).scale_in_common
        if each.mean is not None and scale is not None:
            # The mean of decimal areas may be off by its last bit.
            close = 1e-12 if each.areas else 0
            assert float(scale.lowest) - close <= each.mean <= float(scale.highest) + close
            assert scale.lowest <= each.minimum <= each.median <= each.maximum <= scale.highest


@given(scored(), st.data())
def test_monotonicity(scores: Scores, data: st.DataObject) -> None:
    """Raising one answer never lowers the figures of the groups above a non-reverse item."""
    assessment = scores.assessment
    raisable = [
        id
        for id, answer in assessment.answers.items()
        for item in [assessment.framework.item(id)]
        if answer.level is not None and answer.level < item.scale.highest and not item.reverse
    ]
    assume(raisable)
    id = data.draw(st.sampled_from(raisable))
    levels = assessment.framework.item(id).scale.values
    higher = data.draw(
        st.sampled_from([level for level in levels if level > assessment.answers[id].level])
    )
    raised = evolve(assessment, answers={**assessment.answers, id: higher})
    after = score(raised, scores.plan.rollup, scores.plan.min_coverage)
    for one, other in zip(scores, after, strict=True):
        for figure in ("mean", "percent", *_LEVELS):
            before, now = getattr(one, figure), getattr(other, figure)
            assert (before is None) == (now is None)
            assert before is None or before <= now
        assert (
            one.percent is None
            or one.mastery(_SHARE) is None
            or (one.mastery(_SHARE) <= other.mastery(_SHARE))
        )


@given(scored(), st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_matter(scores: Scores, random: Random) -> None:
    """The same answers give the same bits, in whatever order a group's items stand."""

    def shuffled(branch: Any) -> Any:
        items = list(branch.own_items)
        random.shuffle(items)
        children = [
            shuffled(node) if isinstance(node, Group) else items.pop() for node in branch.children
        ]
        return evolve(branch, children=children)

    given = list(scores.assessment.answers.items())
    random.shuffle(given)
    other = Assessment(shuffled(scores.assessment.framework), dict(given))
    again = score(other, scores.plan.rollup, scores.plan.min_coverage)
    assert _all_figures(scores) == _all_figures(again)


@given(ANSWERED, st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter_to_items(
    assessment: Assessment, random: Random
) -> None:
    """Where items are rolled up, the order of groups changes no bit either."""

    def shuffled(branch: Any) -> Any:
        children = [shuffled(node) if isinstance(node, Group) else node for node in branch.children]
        random.shuffle(children)
        return evolve(branch, children=children)

    other = Assessment(shuffled(assessment.framework), assessment.answers)
    assert _all_figures(score(assessment)) == _all_figures(score(other))


@given(ANSWERED, ROLLUPS, SHARES, st.randoms(use_true_random=False))
def test_reversal(assessment: Assessment, rollup: str, share: Any, random: Random) -> None:
    """Reversing an item and turning its answer changes nothing."""
    flipped: set[str] = set()

    def flip(item: Item) -> Item:
        values = item.scale.values
        if [item.scale.turned(value) for value in values[::-1]] != list(values):
            return item
        if random.random() < 0.5:
            return item
        flipped.add(item.id)
        return evolve(item, reverse=not item.reverse)

    framework = _changed(assessment.framework, flip)
    answers = {
        id: framework.item(id).scale.turned(answer.level)
        if id in flipped and answer.level is not None
        else answer
        for id, answer in assessment.answers.items()
    }
    turned = score(Assessment(framework, answers), rollup, share)
    assert _all_figures(score(assessment, rollup, share)) == _all_figures(turned)


@given(ANSWERED, ROLLUPS, st.sampled_from([2, 3, 7, 100]))
def test_weights_times_a_constant(assessment: Assessment, rollup: str, times: int) -> None:
    """Item weights times a constant change no bit."""
    framework = _changed(
        assessment.framework, lambda item: evolve(item, weight=times * item.weight)
    )
    heavier = score(Assessment(framework, assessment.answers), rollup)
    assert _all_figures(score(assessment, rollup)) == _all_figures(heavier)


@given(ANSWERED, st.sampled_from([2, 3, 7, 100]))
def test_area_weights_times_a_constant(assessment: Assessment, times: int) -> None:
    """Area weights times a constant change no roll-up, but for the last bits of its sum."""

    def heavier(branch: Any) -> Any:
        children = [heavier(node) if isinstance(node, Group) else node for node in branch.children]
        weight = {} if isinstance(branch, Framework) else {"weight": times * branch.weight}
        return evolve(branch, children=children, **weight)

    framework = assessment.framework
    one = score(assessment, "areas")
    other = score(Assessment(heavier(framework), assessment.answers), "areas")
    for id in (each.id for each in one if each.id != "overall" or not framework.own_items):
        if times == 2:
            assert _figures(one[id]) == _figures(other[id])
        assert _close(one[id].percent, other[id].percent)


@given(scored())
def test_half_rule(scores: Scores) -> None:
    """Withheld exactly below `ceil(share * n)`, the share read as its shortest decimal."""
    share = Fraction(str(scores.plan.min_coverage))
    for each in scores:
        needed = max(1, ceil(share * (each.answered + each.unknown + each.missing)))
        assert needed == each.needed
        assert (each.answered < needed) == each.withheld == (each.percent is None)
        assert each.withheld == (each.reason is not None)


@given(scored())
def test_reasons(scores: Scores) -> None:
    """`score.reasons` says why a figure is None, and only that."""
    for each in scores:
        figures = _figures(each)
        absent = {figure for figure, value in figures.items() if value is None}
        assert absent == set(each.reasons)


@given(ALIKE, ROLLUPS, SHARES)
def test_not_applicable_leaves(assessment: Assessment, rollup: str, share: Any) -> None:
    """Not applicable leaves numerator, denominator and coverage: as if the item were not there."""
    answers = {id: answer for id, answer in assessment.answers.items() if answer != NOT_APPLICABLE}
    away = set(assessment.answers) - set(answers)
    assume(away and len(away) < len(assessment.framework.items))
    pruned = _changed(assessment.framework, lambda item: None if item.id in away else item)
    without = score(Assessment(pruned, answers), rollup, share)
    for each in score(assessment, rollup, share):
        one, other = _figures(each), _figures(without[each.id])
        for figure in ("mean", "percent") if rollup == "areas" else ():
            assert _close(one.pop(figure), other.pop(figure))
        if not each.applicable:  # a group that holds nothing any more has no scale
            one["distribution"] = None
        one["not_applicable"] = other["not_applicable"]
        assert one == other


@given(scored())
def test_counts_balance(scores: Scores) -> None:
    """Answered, unknown, missing and not applicable are all items; a group's are its children's."""
    framework = scores.assessment.framework
    for each in scores:
        branch = framework.branch(each.id)
        counts = (each.answered, each.unknown, each.missing, each.not_applicable)
        assert len(branch.items) == sum(counts)
        states = [scores.assessment.answer(item.id).state for item in branch.own_items]
        for name, count in zip(
            ("answered", "unknown", "missing", "not_applicable"), counts, strict=True
        ):
            below = sum(getattr(scores[group.id], name) for group in branch.groups)
            assert count == states.count(name) + below  # type: ignore[arg-type]
        if each.distribution is not None:
            assert each.answered == sum(each.distribution.values())


@given(ANSWERED, SHARES)
def test_mean_and_percent_are_correctly_rounded(assessment: Assessment, share: Any) -> None:
    """Each mean and percent is one division of exact integers, and so correctly rounded."""
    scores = score(assessment, "items", share)
    for each in scores:
        answers = list(_answered(scores, each.id))
        if each.withheld:
            continue
        weight = sum(item.weight for item, _ in answers)
        percents = sum(item.weight * _percent(item, level) for item, level in answers)
        assert float(Fraction(percents) / weight) == each.percent
        if each.mean is not None:
            total = sum(item.weight * level for item, level in answers)
            assert float(Fraction(total) / weight) == each.mean


@given(ANSWERED, SHARES)
def test_areas_are_added_in_document_order(assessment: Assessment, share: Any) -> None:
    """`areas` adds the areas' figures one by one, by their weights, and divides once."""
    framework = assessment.framework
    scores = score(assessment, "areas", share)
    for each in scores:
        total, weights = Fraction(0), Fraction(0)
        branch = framework.branch(each.id)
        areas: list[Branch] = [*branch.areas]
        areas += [branch] if branch is framework else []
        for area in areas:
            own = _own(assessment, area)
            percent = score(own, "items", share).overall.percent if own else None
            if percent is not None:
                weight = area.weight if isinstance(area, Group) else 1
                total, weights = total + Fraction(weight) * Fraction(percent), weights + weight
        if each.percent is not None:
            assert _close(float(total / weights), each.percent)


def _own(assessment: Assessment, branch: Branch) -> Assessment | None:
    """Make the assessment of the items that a group holds itself."""
    if not branch.own_items:
        return None
    framework = evolve(assessment.framework, children=branch.own_items)
    ids = {item.id for item in branch.own_items}
    return Assessment(framework, {id: a for id, a in assessment.answers.items() if id in ids})


@given(ANSWERED)
def test_order_figures_by_their_definitions(assessment: Assessment) -> None:
    """Median, extremes, deviation and mastery are what their definitions say."""
    scores = score(assessment, "items", 0)
    for each in scores:
        levels = [level for _, level in _answered(scores, each.id)]
        if each.median is None:
            continue
        assert statistics.median(map(Fraction, levels)) == each.median
        assert (min(levels), max(levels)) == (each.minimum, each.maximum)
        if len(levels) > 1:
            expected = statistics.stdev(map(Fraction, levels))
            assert _close(float(expected), each.deviation)
        for share in (Fraction(1, 5), _SHARE, 1):
            held = [
                level
                for level in each.distribution or ()
                if sum(other >= level for other in levels) >= share * len(levels)
            ]
            assert max(held) == each.mastery(share)


@given(scored())
def test_scores_pickle(scores: Scores) -> None:
    """Scores go to another process and come back the same."""
    copy = pickle.loads(pickle.dumps(scores))
    assert scores == copy
    assert _all_figures(scores) == _all_figures(copy)
    assert all(each.assessment == copy.assessment for each in copy)


@given(ANSWERED, ROLLUPS, SHARES)
def test_a_plan_pickles(assessment: Assessment, rollup: str, share: Any) -> None:
    """A plan holds integers only, pickles, and gives the same bits in another process."""
    plan = Plan(assessment.framework, rollup, share)
    copy = pickle.loads(pickle.dumps(plan))
    assert plan == copy
    tallies = copy.roll_up(copy.tally(assessment.answers))
    assert {int} == {type(number) for tally in tallies for number in tally}
    scores = score(assessment, rollup, share)
    assert [each.tally for each in scores] == [tuple(tally) for tally in tallies]
    assert [each.node for each in scores] == list(copy.nodes)


_OF_SCORES = (*FIGURES, "coverage", "answered")


@given(scored())
def test_an_explained_score_adds_up(scores: Scores) -> None:
    """Any figure can be asked for its making, and it re-adds in every bit."""
    for each in scores:
        for part in (each, *each.areas):
            for figure in _OF_SCORES:
                explanation = explain(part, figure)
                value = part.mastery(_SHARE) if figure == "mastery" else getattr(part, figure)
                assert (value, figure, part.id) == (
                    explanation.value,
                    explanation.figure,
                    explanation.id,
                )
                assert repr(value) == repr(explanation.added_up())
                assert (value is None) == (explanation.reason is not None)
                assert str(explanation)


@given(compared())
def test_an_explained_gap_adds_up(gaps: Gaps) -> None:
    """Every figure of a gap re-adds in every bit too."""
    for gap in gaps:
        for figure in ("gap", "shortfall", "surplus", "priority"):
            explanation = explain(gap, figure)
            value = getattr(gap, figure)
            assert (gap.id, figure) == (explanation.id, explanation.figure)
            assert value == explanation.value == explanation.added_up()
            assert (value is None) == (explanation.reason is not None)
            assert str(explanation)


@given(compared())
def test_shortfall_and_surplus_are_kept_apart(gaps: Gaps) -> None:
    """Neither is negative, and the gap is their difference; of an item, one of them is 0."""
    for gap in gaps:
        values = (gap.shortfall, gap.surplus, gap.gap)
        if gap.shortfall is None or gap.surplus is None:
            assert (None, None, None) == values
            assert gap.reason
            continue
        assert gap.reason is None
        assert gap.shortfall >= 0
        assert gap.surplus >= 0
        assert gap.gap == gap.shortfall - gap.surplus
        assert gap.items or 0 in values[:2]


@given(compared())
def test_a_groups_gap_is_over_its_compared_items(gaps: Gaps) -> None:
    """Shortfall and surplus of a group are the item-weighted means over its compared items."""
    for group in (gaps.overall, *gaps.groups):
        below = [gaps[item.id] for item in gaps.profile.framework.branch(group.id).items]
        assert below == list(group.items)
        assert [each.rank for each in below] == [each.rank for each in group.items]
        both = [each for each in below if each.gap is not None]
        assert (
            len(both),
            sum(each.surplus is not None and not each.shortfall for each in both),
        ) == (
            group.compared,
            group.at_or_above,
        )
        if group.shortfall is not None:
            for figure in ("shortfall", "surplus"):
                total = sum(Fraction(each.weight * getattr(each, figure)) for each in both)
                assert float(total / sum(each.weight for each in both)) == getattr(group, figure)


@given(compared())
def test_ranks(gaps: Gaps) -> None:
    """Ranked by priority, then document order; ties share a rank (1,2,2,4); the unranked last."""
    framework = gaps.profile.framework
    for ranked, nodes in ((gaps.items, framework.items), (gaps.areas, framework.areas)):
        order = {node.id: place for place, node in enumerate(nodes)}
        assert sorted(order) == sorted(gap.id for gap in ranked)
        keys = [(gap.priority is None, -(gap.priority or 0), order[gap.id]) for gap in ranked]
        assert sorted(keys) == keys
        for gap in ranked:
            above = sum(
                other.priority is not None
                and gap.priority is not None
                and other.priority > gap.priority
                for other in ranked
            )
            assert gap.rank == (None if gap.priority is None else above + 1)


@given(compared())
def test_priority(gaps: Gaps) -> None:
    """Priority is importance times shortfall over the range of the item's scale, exactly."""
    for gap in gaps.items:
        if gap.shortfall is not None:
            scale = gaps.profile.framework.item(gap.id).scale
            importance = gaps.profile.importance_of(gap.id)
            span = scale.highest - scale.lowest
            assert Fraction(importance) * Fraction(gap.shortfall) / span == gap.priority
            assert 0 <= gap.priority <= importance
    for area in gaps.areas:
        below = [each for each in area.items if each.priority is not None]
        assert (area.priority is None) == (gaps.scores[area.id].withheld or not below)
        if area.priority is not None:
            weights = [each.weight for each in below]
            total = sum(each.priority * each.weight for each in below)
            assert total / sum(weights) == area.priority


@given(compared(), st.data())
def test_a_surplus_hides_no_need(gaps: Gaps, data: st.DataObject) -> None:
    """A surplus on one item never changes a shortfall: raising what is met changes none."""
    assessment, profile = gaps.scores.assessment, gaps.profile
    met = [
        gap.id
        for gap in gaps.items
        if gap.shortfall == 0 and not assessment.framework.item(gap.id).reverse
    ]
    assume(met)
    id = data.draw(st.sampled_from(met))
    highest = assessment.framework.item(id).scale.highest
    raised = evolve(assessment, answers={**assessment.answers, id: Answer(highest)})
    plan = gaps.scores.plan
    after = find_gaps(score(raised, plan.rollup, plan.min_coverage), profile)
    for one, other in zip(gaps, after, strict=True):
        assert (one.shortfall, one.priority, one.rank) == (
            other.shortfall,
            other.priority,
            other.rank,
        )


@given(compared())
def test_turning_changes_no_gap(gaps: Gaps) -> None:
    """The required level of a reverse item is turned as its answer is."""
    assessment, profile = gaps.scores.assessment, gaps.profile
    framework = _changed(assessment.framework, lambda item: evolve(item, reverse=False))
    reverse = {item.id: item.scale for item in assessment.framework.items if item.reverse}
    answers = {
        id: reverse[id].turned(answer.level)
        if id in reverse and answer.level is not None
        else answer
        for id, answer in assessment.answers.items()
    }
    required = {item.id: profile.required_level(item.id) for item in framework.items}
    levels: dict[str, Any] = {
        id: reverse[id].turned(level) if id in reverse and level is not None else level
        for id, level in required.items()
    }
    plan = gaps.scores.plan
    scores = score(Assessment(framework, answers), plan.rollup, plan.min_coverage)
    importance = {node.id: profile.importance_of(node.id) for node in framework.walk()}
    turned = Profile(framework, levels, {**importance, "overall": profile.importance_of("overall")})
    assert list(gaps) == list(find_gaps(scores, turned))


@given(frameworks(words=False).flatmap(lambda f: st.tuples(assessments(f), assessments(f))))
def test_scoring_has_no_memory(both: tuple[Assessment, Assessment]) -> None:
    """Scores depend on the answers alone, not on what was scored before."""
    first, second = both
    before = score(first)
    score(second)
    assert before == score(first)
