"""Statistics: pure functions on numbers, which know nothing of frameworks or reports.

A `Statistic` is a number with how many it is of, or the reason why there is none. `PairCounts` says
how many people gave which two numbers, ability and importance or before and after: every figure of
needs and of change is a function of it, and sums are exact, so that the order of people changes no
bit. Agreement and reliability are functions of the ratings themselves, None where there is none.
Only an interval needs SciPy, the extra `competency[stats]`.
"""

from competency.statistics.agreement import (
    acceptable_deviation,
    average_deviation,
    awg,
    icc_1,
    icc_2,
    largest_variance,
    median_deviation,
    r_star_wg,
    uniform_variance,
)
from competency.statistics.chance import ordinal_alpha, weighted_kappa
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
from competency.statistics.precision import (
    ceiling_share,
    floor_share,
    measurement_error,
    person_band,
    person_means,
    smallest_reliable_difference,
)
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
from competency.statistics.reliability import (
    alphas_if_dropped,
    complete,
    cronbach_alpha,
    item_totals,
    items_that_look_reversed,
    items_without_variance,
)
from competency.statistics.self_other import Window, johari_window, self_minus_others
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
    "Window",
    "acceptable_deviation",
    "alphas_if_dropped",
    "average_deviation",
    "awg",
    "ceiling_share",
    "complete",
    "cronbach_alpha",
    "d_av",
    "d_z",
    "deviation",
    "directions",
    "floor_share",
    "grand_means",
    "icc_1",
    "icc_2",
    "item_totals",
    "items_that_look_reversed",
    "items_without_variance",
    "johari_window",
    "largest_variance",
    "mean",
    "mean_shortfall",
    "mean_surplus",
    "measurement_error",
    "median_deviation",
    "medians_of_means",
    "modified_needs_index",
    "ordinal_alpha",
    "person_band",
    "person_means",
    "placement",
    "r_star_wg",
    "ranked_discrepancy",
    "scale_midpoint",
    "self_minus_others",
    "share_below",
    "smallest_reliable_difference",
    "standard_error",
    "tiers",
    "uniform_variance",
    "weighted_discrepancy",
    "weighted_kappa",
]
