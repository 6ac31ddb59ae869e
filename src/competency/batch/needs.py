"""Needs: how far the levels of a column are from what a profile requires of the item."""

from __future__ import annotations

from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from competency.batch.blocks import Column
from competency.model import Profile
from competency.scoring import turned_level

__all__ = ["Need", "needs_of"]


@frozen
class Need:
    """What a profile requires of one item.

    Args:
        shortfall: By the place of a level, how far it is below what is required, in level units.
        surplus: How far it is above, likewise.
    """

    shortfall: tuple[int, ...]
    surplus: tuple[int, ...]

    def distances(self, column: Column) -> tuple[NDArray[Any], NDArray[Any]]:
        """Give the shortfalls and the surpluses of a column; 0 where there is no level."""
        return self._look_up(self.shortfall, column), self._look_up(self.surplus, column)

    def _look_up(self, distances: tuple[int, ...], column: Column) -> NDArray[Any]:
        # Answers are checked at the end of a batch: places are kept within the table until then.
        table = np.array(distances, np.min_scalar_type(max(distances)))
        return np.take(table, column.place, mode="clip") * column.answered


def needs_of(profile: Profile) -> dict[str, Need]:
    """Give what a profile requires, by the ids of the items of which it requires something."""
    unit = profile.framework.units.level
    needs = {}
    for item in profile.framework.items:
        required = profile.required_level(item.id)
        if required is not None:
            needed = turned_level(item, required)
            gaps = [int((needed - turned_level(item, level)) * unit) for level in item.scale.values]
            needs[item.id] = Need(
                tuple(max(gap, 0) for gap in gaps), tuple(max(-gap, 0) for gap in gaps)
            )
    return needs
