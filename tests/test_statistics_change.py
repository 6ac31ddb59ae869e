"""Change of worked numbers, and its laws.

`paired_change_expected` and `rci_expected` were made in R 4.2.2. `sleep` is R's data set of that
name; `prepost` is own data; `rci_jt1991_table2` are the 30 couples of Table 2 of Jacobson and Truax
(1991), as the repository JT-RCI has them; `sem_area_bands` is own data.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competency.errors import InvalidValue
from competency.statistics import (
    Directions,
    PairCounts,
    ReliableChange,
    d_av,
    d_z,
    deviation,
    directions,
    mean,
    standard_error,
)

_FOLDER = Path(__file__).parent / "data" / "vectors"
_ROUNDS = st.lists(st.tuples(*[st.one_of(st.none(), st.integers(0, 4))] * 2), max_size=12)

People = list[tuple[int | None, int | None]]


def _json(name: str) -> Any:
    return json.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _rounds(name: str) -> tuple[list[float], list[float]]:
    with (_FOLDER / f"{name}_input.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [float(row["pre"]) for row in rows], [float(row["post"]) for row in rows]


def _pairs(people: People, shift: int = 0) -> PairCounts:
    shifted = [[None if each is None else each + shift for each in person] for person in people]
    return PairCounts.of([each[0] for each in shifted], [each[1] for each in shifted])


def _like(number: float) -> Any:
    return pytest.approx(number, rel=1e-10)


@pytest.mark.parametrize("name", ["sleep", "prepost"])
def test_the_change_is_as_worked(name: str) -> None:
    """The mean change with its deviation and interval, and both standardised changes."""
    pairs, expected = PairCounts.of(*_rounds(name)), _json("paired_change_expected.json")[name]
    change = mean(pairs.differences, 0.95)
    found = {
        "n": pairs.n,
        "mean_change": change.value,
        "sd_change": deviation(pairs.differences).value,
        "d_z": d_z(pairs).value,
        "d_av_rms": d_av(pairs).value,
    }
    assert found == {name: _like(expected[name]) for name in found}
    assert [change.low, change.high] == [_like(each) for each in expected["ci95"]]


def test_the_standardised_change_is_that_of_the_paired_test() -> None:
    """The mean change over its standard error is t, and d_z is t over the root of n."""
    pairs, expected = PairCounts.of(*_rounds("sleep")), _json("paired_change_expected.json")
    error = standard_error(pairs.differences).value
    t = (mean(pairs.differences).value or 0) / (error or 1)
    assert t == _like(expected["sleep"]["t"])
    assert d_z(pairs).value == _like(t / pairs.n**0.5)


def test_the_reliable_change_of_one_person_is_as_worked() -> None:
    """From 32.5 to 47.5, with a deviation of 7.5 and a reliability of .80."""
    expected = _json("rci_expected.json")["published_worked_example"]
    rule = ReliableChange(expected["s1"], expected["rxx"], "the example")
    found = rule.index(expected["x1"], expected["x2"])
    assert (rule.error, rule.difference_error) == (_like(expected["SE"]), _like(expected["Sdiff"]))
    assert (found.value, found.n) == (_like(expected["RC"]), 1)


@pytest.mark.parametrize("reliability", [0.8, 0.88, 0.96])
def test_the_reliable_changes_of_many_are_as_worked(reliability: float) -> None:
    """Who changed reliably depends on the reliability: three of them, on the same couples."""
    expected = _json("rci_expected.json")[f"table2_r{reliability}"]
    before, after = _rounds("rci_jt1991_table2")
    pairs = PairCounts.of(before, after)
    spread = deviation(pairs.first).value or 0
    rule = ReliableChange(spread, reliability, "the authors")
    indices = [rule.index(*each).value for each in zip(before, after, strict=True)]
    assert spread == _like(expected["sd_pre"])
    assert indices == [_like(each) for each in expected["rci"]]
    assert rule.smallest == _like(expected["min_reliable_change"])
    assert rule.directions(pairs) == Directions(
        expected["improved"], expected["unchanged"], expected["deteriorated"]
    )


@pytest.mark.parametrize("area", ["A", "B", "C"])
def test_the_smallest_reliable_change_of_an_area_is_as_worked(area: str) -> None:
    """It is 1.96 times the error of a difference, in scale points."""
    expected = _json("sem_area_bands.json")["areas"][area]
    spread = expected["sem_mean"] / (1 - expected["alpha"]) ** 0.5
    rule = ReliableChange(spread, expected["alpha"], "alpha of the 60")
    assert rule.error == _like(expected["sem_mean"])
    assert rule.smallest == _like(expected["smallest_reliable_change"])


def test_a_change_must_be_beyond_the_smallest_reliable_one() -> None:
    """Just as much is not beyond it."""
    rule = ReliableChange(50, 0.98, "the manual")  # an error of a difference of 10
    pairs = PairCounts.of([0, 0, 30, 30], [19.6, 19.7, 10.4, 10.3])
    assert rule.smallest == 19.6
    assert rule.directions(pairs) == Directions(up=1, same=2, down=1)


@pytest.mark.parametrize(
    ("spread", "reliability", "reason"),
    [(0, 0.8, "no variance"), (1e-200, 0.8, "no variance"), (1.5, 1, "no error of measurement")],
)
def test_without_an_error_there_is_no_reliable_change(
    spread: float, reliability: float, reason: str
) -> None:
    """The reason is given in words, and nobody is called changed."""
    rule = ReliableChange(spread, reliability, "the manual")
    assert (rule.reason, rule.index(1, 5).reason) == (reason, reason)
    assert rule.directions(PairCounts.of([1], [5])) is None
    assert rule.smallest == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((-1, 0.8, "a manual"), "a standard deviation is below 0"),
        ((1, 1.01, "a manual"), "a reliability is not between 0 and 1"),
        ((1, -0.2, "a manual"), "where it is negative, look at the items"),
        ((1, float("nan"), "a manual"), "'nan' is not a number"),
        ((1, 0.8, " "), "nothing says where the reliability is from"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(arguments: Any, said: str) -> None:
    """The source is required, as the reliability is."""
    with pytest.raises(InvalidValue, match=said):
        ReliableChange(*arguments)


@pytest.mark.parametrize(
    ("before", "after", "reasons"),
    [
        ([], [], ("0 people, 2 needed", "0 people, 2 needed")),
        ([1], [4], ("1 person, 2 needed", "1 person, 2 needed")),
        ([2, 2], [3, 3], ("no variance", "no variance")),
        ([1, 2], [2, 3], ("no variance", None)),
        ([None, 2], [3, None], ("0 people, 2 needed", "0 people, 2 needed")),
    ],
)
def test_a_standardised_change_says_why_it_is_none(
    before: list[int | None], after: list[int | None], reasons: tuple[str | None, ...]
) -> None:
    """Nobody, one person, all alike, no overlap between the rounds."""
    pairs = PairCounts.of(before, after)
    assert (d_z(pairs).reason, d_av(pairs).reason) == reasons


def _figures(pairs: PairCounts) -> list[Any]:
    rule = ReliableChange(1, 0.8, "the manual")
    found = [figure(pairs) for figure in (d_z, d_av, directions, rule.directions)]
    return [*found, mean(pairs.differences, 0.95)]


@given(_ROUNDS, st.integers(-9, 9))
def test_another_origin_changes_no_change(people: People, shift: int) -> None:
    """All of them are about differences."""
    assert _figures(_pairs(people)) == _figures(_pairs(people, shift))


@given(_ROUNDS, st.randoms())
def test_the_order_of_people_changes_no_bit(people: People, random: Any) -> None:
    """Nor does a person who was lost or gained between the rounds."""
    mixed = random.sample([*people, (None, None), (3, None), (None, 3)], len(people) + 3)
    assert _figures(_pairs(mixed)) == _figures(_pairs(people))


@given(_ROUNDS)
def test_everybody_goes_somewhere(people: People) -> None:
    """Up, same and down come to the people; turned round in time, up is down."""
    there, back = _pairs(people), _pairs([(after, before) for before, after in people])
    found = directions(there)
    assert found.n == there.n
    assert directions(back) == Directions(found.down, found.same, found.up)
