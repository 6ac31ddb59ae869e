"""Statistics: pure functions on numbers, which know nothing of frameworks or reports.

Each gives a `Statistic`: a number with how many it is of, or the reason why there is none. Sums
are exact, so that the order of people changes no bit.
"""

from competency.statistics.statistic import Statistic

__all__ = ["Statistic"]
