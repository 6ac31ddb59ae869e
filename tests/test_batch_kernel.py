"""Batch figures are those of `score` and `find_gaps`, in every bit."""

from __future__ import annotations

import pickle

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_cases import (
    EVERY_FIGURE,
    expected,
    many_scales,
    random_people,
    some_profile,
    table_of,
)
from competency import Framework, InvalidValue, Item, Plan, Scale, load_framework
from competency.batch import arrow_block, score_frame, scorer_of
from strategies import SHARES, assessments, frameworks, profiles

CTO = load_framework("cto")


@st.composite
def cases(draw):
    """Some people who answered one framework, and a profile."""
    framework = draw(frameworks(words=False))
    people = draw(st.lists(assessments(framework, words=False), min_size=1, max_size=4))
    return people, draw(profiles(framework, words=False))


def assert_same(people, profile, rollup, share, figures):
    """Check each cell: the value and the type."""
    table = score_frame(
        table_of(people),
        people[0].framework,
        figures=figures,
        profile=profile,
        rollup=rollup,
        min_coverage=share,
    )
    for person, row in zip(people, table.to_pylist(), strict=True):
        assert expected(person, profile, rollup, share, table.column_names) == row


@given(cases(), st.sampled_from(["items", "areas"]), SHARES)
def test_batch_is_scalar_in_every_bit(case, rollup, share):
    """A batch gives what one assessment after the other gives."""
    people, profile = case
    assert_same(people, profile, rollup, share, [*EVERY_FIGURE, "mastery:0"])


@pytest.mark.parametrize("rollup", ["items", "areas"])
@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_every_kind_of_scale_is_scored(rollup, share):
    """Uneven, decimal, negative and long scales, reverse items, weights, and empty groups."""
    framework = many_scales()
    people = random_people(framework, 60)
    assert_same(people, some_profile(framework), rollup, share, [*EVERY_FIGURE, "mastery:0"])


@pytest.mark.parametrize("lowest", [-1, 0, 1, 3])
def test_integers_are_scored_as_texts(lowest):
    """Columns of one byte an answer take a way of their own, to the same bits."""
    scale = Scale.between(lowest, lowest + 4)
    items = [Item(str(number), "Does it.", weight=number % 3 + 1) for number in range(7)]
    framework = Framework(id="f", version="1", title="F", scale=scale, children=items)
    rows = [[lowest + (row * item) % 5 for item in range(7)] for row in range(20)]
    table = pa.table({str(number): [row[number] for row in rows] for number in range(7)})
    texts = table.cast(pa.schema([(name, pa.string()) for name in table.column_names]))
    small = table.cast(pa.schema([(name, pa.int8()) for name in table.column_names]))
    assert score_frame(texts, framework) == score_frame(small, framework)


def test_sums_do_not_wrap():
    """Sums over many items of a long scale are added up in wider integers."""
    items = [Item(str(number), "Does it.", weight=1000) for number in range(300)]
    framework = Framework(
        id="f", version="1", title="F", scale=Scale.between(0, 100), children=items
    )
    table = pa.table({str(number): pa.array([100, None], pa.int8()) for number in range(300)})
    rows = score_frame(table, framework).to_pylist()
    assert [
        {"overall.mean": 100.0, "overall.percent": 100.0, "overall.answered": 300},
        {"overall.mean": None, "overall.percent": None, "overall.answered": 0},
    ] == rows


def test_rows_are_cut_into_blocks(monkeypatch):
    """A large table is scored block by block, its rows in order, nulls in their places."""
    people = random_people(CTO, 50)
    whole = score_frame(table_of(people), CTO)
    monkeypatch.setattr(arrow_block, "ROWS", 7)
    assert whole == score_frame(table_of(people), CTO).combine_chunks()


def test_no_rows_give_no_rows():
    """A table without rows has its columns all the same."""
    empty = score_frame(table_of(random_people(CTO, 1)).slice(1), CTO)
    assert (0, 48) == empty.shape


def test_a_scorer_pickles():
    """A scorer goes to the workers of a cluster."""
    scorer = pickle.loads(pickle.dumps(scorer_of(CTO, figures=["median"])))
    assert scorer_of(CTO, figures=["median"]).schema == scorer.schema


def test_a_plan_serves_as_its_framework():
    """What a plan says of roll-up and coverage holds."""
    table = table_of(random_people(CTO, 5))
    plan = Plan(CTO, "areas", 0.2)
    assert score_frame(table, CTO, rollup="areas", min_coverage=0.2) == score_frame(table, plan)


def test_counts_of_many_items_are_wider():
    """A count above 255 has a wider type; levels that are whole stay whole."""
    items = [Item(str(number), "Does it.") for number in range(256)]
    scale = Scale.between(1, 3)
    framework = Framework(id="f", version="1", title="F", scale=scale, children=items)
    schema = scorer_of(framework, figures=["answered", "minimum", "mean"]).schema
    assert [pa.int32(), pa.int32(), pa.float64()] == schema.types
    decimals = scorer_of(many_scales(), figures=["minimum"]).schema
    assert pa.float64() == decimals.field("group-2.minimum").type


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"figures": ["meen"]}, "there is no figure 'meen'; did you mean 'mean'?"),
        ({"figures": ["zzz"]}, "there is no figure 'zzz'; there are mean, percent, answered"),
        ({"figures": ["mastery"]}, "there is no figure 'mastery'; name its share"),
        ({"figures": ["mastery:2"]}, "'2' is no share; give one from 0 to 1"),
        ({"figures": ["mastery:SHARE"]}, "'SHARE' is not a number"),
        ({"figures": ["gap"]}, "'gap' needs a profile; give one (--profile, profile=)"),
        ({"figures": ["mean", "mean"]}, "'mean' is asked for twice; name it once"),
        ({"rollup": "sums"}, "'sums' is no roll-up"),
        ({"colour": "red"}, "there is no option 'colour'; there are rollup"),
        ({"keep": 3}, "a list of columns is due here"),
        ({"states": {1: "n/a"}}, "'1' is an answer already; map only what is no level"),
        ({"states": {99: "gone"}}, "'gone', for '99', is no state; use n/a"),
        ({"states": {99: 3}}, "'3', for '99', is no state"),
        ({"profile": some_profile(CTO), "profile_by": ("role", {})}, "one profile for all"),
    ],
)
def test_what_is_asked_for_is_checked(options, message):
    """An option that does not fit is refused before anything is read."""
    with pytest.raises(InvalidValue) as caught:
        scorer_of(CTO, **options)
    assert message in str(caught.value)


def test_a_plan_has_its_own_options():
    """Beside a plan, another roll-up or coverage is refused; what is no plan, too."""
    for plan, options in ((Plan(CTO), {"rollup": "areas"}), (Plan(CTO), {"min_coverage": 1})):
        with pytest.raises(InvalidValue, match="the plan has its own roll-up"):
            scorer_of(plan, **options)
    with pytest.raises(InvalidValue, match="a Framework or a Plan is due here, not str"):
        scorer_of("cto")
