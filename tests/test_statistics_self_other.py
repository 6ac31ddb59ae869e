"""Self and others: worked numbers, and what is not called a blind spot.

`self_other` is own data, computed in Python and in R 4.2.2.
"""

from __future__ import annotations

import pytest

from competency.errors import InvalidValue
from competency.statistics.self_other import Window, johari_window, self_minus_others
from worked import close, lines


@pytest.mark.parametrize("row", lines("self_other_expected.csv"), ids=lambda row: row["person"])
def test_twelve_people(row):
    """Their difference, whether it may be reported, and their window at a minimum of 0."""
    own, others, n = float(row["self"]), float(row["others"]), int(row["n_others"])
    found = self_minus_others(own, [others] * n, needed=1)
    assert (close(float(row["diff"])), n) == (found.value, found.n)
    reported = self_minus_others(own, [others] * n)
    assert (row["reportable_min3"] == "True") is (reported.value is not None)
    window = johari_window(own, others, cut=3.5, minimum_difference=0)
    assert row["johari_cut3.5"].replace("_", " ") == window.value


@pytest.mark.parametrize(
    ("own", "others", "minimum", "expected"),
    [
        (4, 3, 1, Window.BLIND_SPOT),
        (3, 4, 1, Window.HIDDEN_STRENGTH),
        (3.5, 3.4, 0.1, Window.BLIND_SPOT),
        (3.5, 3.4, 0.2, Window.UNDECIDED),
        (3.4, 3.5, 0.2, Window.UNDECIDED),
        (5, 3.5, 1, Window.KNOWN_STRENGTH),
        (1, 3.4, 1, Window.KNOWN_NEED),
    ],
)
def test_a_minimum_difference(own, others, minimum, expected):
    """On either side of the cut, but less than the minimum apart, nothing is decided."""
    assert expected is johari_window(own, others, cut=3.5, minimum_difference=minimum)


@pytest.mark.parametrize(
    ("own", "others", "n", "reason"),
    [
        (None, [3, 4, 5], 3, "no self-rating"),
        (3, [], 0, "0 other raters, 3 needed"),
        (3, [4, None, None], 1, "1 other rater, 3 needed"),
    ],
)
def test_no_difference(own, others, n, reason):
    """Without a self-rating or enough others there is none, and it is said why."""
    found = self_minus_others(own, others)
    assert (None, n, reason) == (found.value, found.n, found.reason)


def test_the_order_of_raters_and_the_origin():
    """Others come in any order; from another origin the difference is the same."""
    expected = self_minus_others(4.5, [0.1, 0.2, 0.3, 4])
    assert expected == self_minus_others(4.5, [4, 0.3, None, 0.1, 0.2])
    assert expected == self_minus_others(3.5, [-0.9, -0.8, -0.7, 3])


def test_wrong_calls():
    """No others cannot be enough, and a minimum is not below 0."""
    with pytest.raises(InvalidValue, match="a difference from nobody is none"):
        self_minus_others(3, [3], needed=0)
    with pytest.raises(InvalidValue, match="the minimum difference is below 0"):
        johari_window(3, 3, cut=3, minimum_difference=-1)
