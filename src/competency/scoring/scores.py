"""Scores: a few integers a node, and every figure a property of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from itertools import compress
from math import sqrt
from operator import mul

from attrs import field, frozen

from competency.errors import UnknownId, closest
from competency.model import Assessment
from competency.rounding import Exact
from competency.scoring.plan import (
    ANSWERED,
    COUNTS,
    NOT_APPLICABLE,
    OVERALL,
    POINTS,
    UNKNOWN,
    WEIGHT,
    WEIGHTED_SUM,
    Plan,
    PlannedNode,
    PlannedScale,
    share_of,
)

__all__ = ["FIGURES", "SEVERAL_SCALES", "Score", "Scores"]

FIGURES = ("mean", "percent", "median", "minimum", "maximum", "deviation", "mastery")
"""The figures that are withheld below the minimum coverage."""

SEVERAL_SCALES = "items of different scales"
NO_ITEMS = "no items"

_OF_ONE_SCALE = tuple(figure for figure in (*FIGURES, "distribution") if figure != "percent")


@frozen
class Score:
    """The score of a group or of the framework, over the items at or below it.

    It holds integers, and every figure is a property of them. A figure that cannot be given is
    None, never 0, and `reasons` says why. Levels of reverse items are turned before anything
    else. Only the mean and the percent are weighted; counts count items.

    Attributes:
        node: What the plan knows of the node.
        tally: The counts, sums and histogram; see `competency.scoring.plan`.
        needed: How many answers its figures need: the minimum coverage of the items that apply.
        areas: Where areas are rolled up, the scores of the items that each area holds itself.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> answers = {"53": 4, "54": 5, "55": 2, "56": "n/a"}
    >>> score = competency.score(competency.Assessment(framework, answers))["data-management"]
    >>> score.mean, score.median, score.answered, score.missing, score.coverage
    (3.6666666666666665, 4, 3, 1, 0.75)
    """

    node: PlannedNode
    tally: tuple[int, ...]
    areas: tuple[Score, ...] = ()
    assessment: Assessment | None = field(default=None, eq=False, repr=False)
    needed: int = field(init=False, eq=False, repr=False)

    @needed.default
    def _needed(self) -> int:
        return self.node.needed(self.node.size - self.tally[NOT_APPLICABLE])

    @property
    def id(self) -> str:
        """The id of the group, or `overall`."""
        return self.node.id

    @property
    def answered(self) -> int:
        """How many items are answered with a level."""
        return self.tally[ANSWERED]

    @property
    def unknown(self) -> int:
        """How many items are answered with don't know."""
        return self.tally[UNKNOWN]

    @property
    def not_applicable(self) -> int:
        """How many items are said not to apply."""
        return self.tally[NOT_APPLICABLE]

    @property
    def missing(self) -> int:
        """How many items have no answer."""
        tally = self.tally
        return self.node.size - tally[ANSWERED] - tally[UNKNOWN] - tally[NOT_APPLICABLE]

    @property
    def applicable(self) -> int:
        """How many items apply: all but those said not to."""
        return self.node.size - self.tally[NOT_APPLICABLE]

    @property
    def coverage(self) -> float | None:
        """The share of the applicable items that are answered; None where none applies."""
        applicable = self.applicable
        return self.tally[ANSWERED] / applicable if applicable else None

    @property
    def withheld(self) -> bool:
        """Whether too few items are answered for the figures to be given."""
        return self.tally[ANSWERED] < self.needed

    @property
    def mean(self) -> float | None:
        """The weighted mean of the answered items' levels; with `areas`, of the areas' means."""
        node, tally = self.node, self.tally
        if tally[ANSWERED] < self.needed or node.scale is None:
            return None
        if node.areas:
            return self._mean_of_areas("mean")
        return tally[WEIGHTED_SUM] / (tally[WEIGHT] * node.units.level)

    @property
    def percent(self) -> float | None:
        """Where the mean lies in the possible range: 0 at the lowest level, 100 at the highest.

        Over several scales it is the weighted mean of the items' percents. It is the percent of
        the maximum possible (POMP) of Cohen, Cohen, Aiken and West (1999).
        """
        node, tally = self.node, self.tally
        if tally[ANSWERED] < self.needed:
            return None
        if node.areas:
            return self._mean_of_areas("percent")
        return 100 * tally[POINTS] / (tally[WEIGHT] * node.units.span)

    def _mean_of_areas(self, figure: str) -> float:
        """Add up one by one, in document order, and divide once.

        The areas hold all items below: where the node has enough answers, one of them has.
        """
        total, weight = 0.0, 0
        for area in self.scored_areas:
            total += area.node.weight * getattr(area, figure)
            weight += area.node.weight
        return total / weight

    @property
    def scored_areas(self) -> tuple[Score, ...]:
        """Of its areas, those that count in it: all that are not withheld."""
        return tuple(area for area in self.areas if not area.withheld)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The ids of the areas that do not count in it, since they are withheld."""
        return tuple(area.id for area in self.areas if area.withheld)

    @property
    def distribution(self) -> Mapping[Exact, int] | None:
        """How many answers each level of the scale has, upwards; None over several scales."""
        scale = self.node.scale
        if scale is None:
            return None
        return dict(zip(scale.levels, self.tally[COUNTS:], strict=True))

    @property
    def median(self) -> Exact | None:
        """The middle answer, or half-way between the two in the middle."""
        scale, answered = self.node.scale, self.tally[ANSWERED]
        if scale is None or answered < self.needed:
            return None
        lower = self._level_of(scale, answered + 1 >> 1)
        upper = lower if answered & 1 else self._level_of(scale, (answered >> 1) + 1)
        return lower if lower is upper else _half_way(lower, upper)

    def _level_of(self, scale: PlannedScale, rank: int) -> Exact:
        """The level of the answer with this rank, the lowest answer having the rank 1."""
        place = COUNTS - 1
        while rank > 0:
            place += 1
            rank -= self.tally[place]
        return scale.levels[place - COUNTS]

    @property
    def minimum(self) -> Exact | None:
        """The lowest answer."""
        scale = self.node.scale
        if scale is None or self.tally[ANSWERED] < self.needed:
            return None
        return next(compress(scale.levels, self.tally[COUNTS:]))

    @property
    def maximum(self) -> Exact | None:
        """The highest answer."""
        scale = self.node.scale
        if scale is None or self.tally[ANSWERED] < self.needed:
            return None
        return next(compress(reversed(scale.levels), reversed(self.tally)))

    @property
    def deviation(self) -> float | None:
        """The sample standard deviation of the answers; None where there is one answer."""
        scale, count = self.node.scale, self.tally[ANSWERED]
        if scale is None or count < self.needed or count == 1:
            return None
        histogram = self.tally[COUNTS:]
        total = sum(map(mul, histogram, scale.values))
        squares = sum(map(mul, histogram, scale.squares))
        unit = self.node.units.level
        return sqrt((count * squares - total * total) / (count * (count - 1) * unit * unit))

    def mastery(self, share: float | Fraction) -> Exact | None:
        """The highest level that, with each below it, this share of the answers is at or above.

        Raises:
            InvalidValue: if the share is not between 0 and 1.
        """
        numerator, denominator = share_of(share, "share")
        scale, answered = self.node.scale, self.tally[ANSWERED]
        if scale is None or answered < self.needed:
            return None
        # The level of the answer that is the last needed one, counted from the highest.
        needed = -(-numerator * answered // denominator)
        return self._level_of(scale, answered - needed + 1) if needed else scale.levels[-1]

    @property
    def reason(self) -> str | None:
        """Why all figures are withheld; None where they are not."""
        if not self.withheld:
            return None
        if self.applicable:
            return f"{self.answered} of {self.applicable} answered, {self.needed} needed"
        return "no items apply" if self.node.size else NO_ITEMS

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why each figure that is None is None, by its name.

        >>> import competency
        >>> framework = competency.load_framework("cto")
        >>> scores = competency.score(competency.Assessment(framework, {"53": 4, "54": 5}))
        >>> scores["data-management"].reasons["mean"]
        '2 of 5 answered, 3 needed'
        """
        reason, reasons = self.reason, dict[str, str]()
        if self.node.scale is None:
            reasons = dict.fromkeys(_OF_ONE_SCALE, SEVERAL_SCALES if self.node.size else NO_ITEMS)
        elif self.answered == 1:
            reasons["deviation"] = "one answer has no deviation"
        if reason is not None:
            reasons.update(dict.fromkeys(FIGURES, reason))
            if not self.applicable:
                reasons["coverage"] = reason
        return reasons


def _half_way(lower: Exact, upper: Exact) -> Exact:
    total = lower + upper
    return Fraction(total) / 2 if total % 2 else int(total // 2)


@frozen
class Scores:
    """The scores of one assessment: one a group, and one for the framework, by id.

    Attributes:
        assessment: What was scored.
        plan: How it was scored.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> scores = competency.score(competency.Assessment(framework, {"58": 5, "60": 4, "61": 3}))
    >>> scores["personal-skills"].mean, scores.overall.reason
    (4.0, '3 of 63 answered, 32 needed')
    """

    assessment: Assessment
    plan: Plan
    _by_id: dict[str, Score]

    def __getitem__(self, id: str) -> Score:
        score = self._by_id.get(id)
        if score is None:
            where = f"the framework {self.assessment.framework.id}"
            raise UnknownId("group", id, closest(id, self._by_id), where)
        return score

    def __iter__(self) -> Iterator[Score]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def overall(self) -> Score:
        """The score of the whole framework."""
        return self._by_id[OVERALL]

    @cached_property
    def areas(self) -> tuple[Score, ...]:
        """The scores of the areas, in document order."""
        return tuple(self._by_id[area.id] for area in self.assessment.framework.areas)

    @property
    def weakest(self) -> Score | None:
        """The area with the lowest percent, the first of several; None where none has one."""
        areas = [area for area in self.areas if area.percent is not None]
        return min(areas, key=lambda area: area.percent or 0.0, default=None)
