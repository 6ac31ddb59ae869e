"""The guard against formulas loses nothing and leaves nothing live."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from competency.reading import guard, unguard

LIVE = "=+-@\t\r\n＝＋－＠"
CELLS = st.text(st.sampled_from(LIVE + "'a1 ")) | st.text()


@given(CELLS)
@example("''=x")
def test_guard_is_undone_by_unguard(cell: str) -> None:
    """Whatever a cell holds, taking the guard away gives it back."""
    assert cell == unguard(guard(cell))


@given(CELLS, CELLS)
def test_guard_is_one_to_one(one: str, other: str) -> None:
    """Two cells that differ still differ when guarded."""
    assert (one == other) == (guard(one) == guard(other))


@given(CELLS)
def test_nothing_guarded_is_live(cell: str) -> None:
    """No guarded cell starts with a sign that a spreadsheet runs."""
    assert not guard(cell).startswith(tuple(LIVE))


@pytest.mark.parametrize("sign", LIVE)
def test_guard_is_one_apostrophe(sign: str) -> None:
    """Each live sign gets exactly one apostrophe in front, also behind apostrophes."""
    assert ("'" + sign + "1", "''" + sign) == (guard(sign + "1"), guard("'" + sign))


@pytest.mark.parametrize("cell", ["", "'", "it's", "'tis", "a=b", " =1", "''"])
def test_harmless_cells_stay_as_they_are(cell: str) -> None:
    """Cells that no spreadsheet runs are changed in neither direction."""
    assert (cell, cell) == (guard(cell), unguard(cell))


def test_unguarded_live_cells_are_read_as_they_are() -> None:
    """A file that someone else wrote without guards is read unchanged."""
    assert "=1+2" == unguard("=1+2")
