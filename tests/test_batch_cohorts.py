"""Cohorts of batches are those of scores, in every bit."""

from __future__ import annotations

import polars
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch_cases import many_scales, random_people, some_profile, table_of
from competency import InvalidFile, cohort_of, load_framework, load_responses, score
from competency.batch import summarise
from strategies import assessments, frameworks, profiles

CTO = load_framework("cto")


@st.composite
def cases(draw):
    """Some people who answered one framework, and a profile."""
    framework = draw(frameworks(words=False))
    people = draw(st.lists(assessments(framework, words=False), min_size=1, max_size=5))
    return people, draw(profiles(framework, words=False))


@given(cases(), st.sampled_from(["items", "areas"]))
def test_a_batch_makes_the_cohort_of_its_scores(case, rollup):
    """What is counted in columns is what is counted person by person."""
    people, profile = case
    made = summarise(table_of(people), people[0].framework, profile=profile, rollup=rollup)
    assert cohort_of([score(person, rollup) for person in people], profile) == made


@pytest.mark.parametrize("rollup", ["items", "areas"])
def test_every_kind_of_scale_is_counted(rollup):
    """Uneven, decimal and long scales, reverse items, and weights."""
    framework = many_scales()
    people = random_people(framework, 40)
    profile = some_profile(framework)
    made = summarise(table_of(people), framework, profile=profile, rollup=rollup)
    assert cohort_of([score(person, rollup) for person in people], profile) == made


def test_people_are_grouped_by_columns():
    """Each group of people has its figures; null and empty are one group."""
    people = random_people(CTO, 12)
    roles = [["self", "", None][number % 3] for number in range(12)]
    table = table_of(people, role=roles, School=pa.array([number // 6 for number in range(12)]))
    made = summarise(table, CTO, by=["role", "School"])
    which = iter(zip(roles, [number // 6 for number in range(12)], strict=True))
    keys = {id(person): key for person, key in zip(people, which, strict=True)}
    by = {
        "role": lambda scores: keys[id(scores.assessment)][0],
        "School": lambda scores: str(keys[id(scores.assessment)][1]),
    }
    assert cohort_of(map(score, people), by=by) == made


def test_lazy_frames_are_summarised():
    """A lazy frame is collected."""
    table = table_of(random_people(CTO, 5))
    assert summarise(table, CTO) == summarise(polars.from_arrow(table).lazy(), CTO)


def test_shards_are_added_up():
    """Partial results add up to the bits of the whole."""
    table = table_of(random_people(CTO, 20))
    whole = summarise(table, CTO)
    assert whole == summarise(table.slice(13), CTO) + summarise(table.slice(0, 13), CTO)


def test_files_are_summarised():
    """Files give the cohort of their people."""
    path = "docs/examples/team.csv"
    made = summarise([path], CTO, allow_missing=True)
    assert cohort_of(map(score, load_responses(path, CTO))) == made


def test_items_without_a_column_are_missing():
    """An item that nobody could answer is missing for all."""
    made = summarise(pa.table({"1": ["3", "4"]}), CTO, allow_missing=True)
    assert (2, 0) == (made["2"].missing, made["1"].missing)


def test_who_is_there_twice_is_refused(tmp_path):
    """In files too each respondent is there once."""
    path = tmp_path / "in.csv"
    path.write_text("respondent,1\nx,3\nx,4\n")
    with pytest.raises(InvalidFile, match="this respondent was here before, in row 2"):
        summarise(path, CTO, allow_missing=True)
