"""Statistics: pure functions on numbers, which know nothing of frameworks or reports.

A `Statistic` is a number with how many it is of, or the reason why there is none. `PairCounts` says
how many people gave which two numbers, ability and importance or before and after: every figure of
needs and of change is a function of it, and sums are exact, so that the order of people changes no
bit. Only an interval needs SciPy, the extra `competency[stats]`.
"""

from competency.statistics.change import Directions, ReliableChange, d_av, d_z, directions
from competency.statistics.counts import Counts, deviation, mean, standard_error
from competency.statistics.needs import (
    SCALE_ORIGIN,
    RankedDiscrepancy,
    mean_shortfall,
    mean_surplus,
    modified_needs_index,
    ranked_discrepancy,
    share_below,
    weighted_discrepancy,
)
from competency.statistics.pairs import PairCounts
from competency.statistics.quadrants import (
    Crosshairs,
    Placement,
    Quadrant,
    grand_means,
    medians_of_means,
    placement,
    scale_midpoint,
)
from competency.statistics.ranking import tiers
from competency.statistics.statistic import Statistic

__all__ = [
    "SCALE_ORIGIN",
    "Counts",
    "Crosshairs",
    "Directions",
    "PairCounts",
    "Placement",
    "Quadrant",
    "RankedDiscrepancy",
    "ReliableChange",
    "Statistic",
    "d_av",
    "d_z",
    "deviation",
    "directions",
    "grand_means",
    "mean",
    "mean_shortfall",
    "mean_surplus",
    "medians_of_means",
    "modified_needs_index",
    "placement",
    "ranked_discrepancy",
    "scale_midpoint",
    "share_below",
    "standard_error",
    "tiers",
    "weighted_discrepancy",
]
