"""Gaps: scores against a profile, and the order of the needs. Pure.

The rules are numbered in `docs/scoring.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial

from attrs import evolve, field, frozen

from competency.errors import UnknownId, closest
from competency.model import Assessment, Framework, Group, Item, Profile, check_fits
from competency.rounding import Exact, exact
from competency.scoring import OVERALL, SEVERAL_SCALES, Score, Scores, turned_level

__all__ = ["Gap", "Gaps", "find_gaps"]

NOT_COMPARED = "no item has both a level and a required level"


@frozen(kw_only=True)
class Gap:
    """How far an item or a group is from what is required of it.

    A gap is required minus current, so that a need is positive. Shortfall and surplus are kept
    apart: a surplus on one item never hides a need on another. Levels and required levels of
    reverse items are turned before anything else.

    Attributes:
        id: The id of the item or group, or `overall`.
        required: The required level of an item, as it counts.
        current: The level of an item, as it counts.
        shortfall: How far it is below, in levels; of a group, the weighted mean over its
            compared items.
        surplus: How far it is above, likewise.
        gap: Shortfall minus surplus.
        required_lowest: The lowest required level in it.
        required_highest: The highest required level in it.
        compared: How many of its items have a level and a required level.
        at_or_above: How many of these are at or above it.
        importance: How much it matters, by the profile.
        priority: Importance times shortfall over the range of the scale, exactly; of an area,
            the weighted mean over its compared items.
        rank: Its place among the items, or the areas, from the highest priority; ties share one.
        reason: Why the gap is None.
        weight: The weight of an item.
        span: The range of an item's scale.
        items: Of a group, the gaps of the items at or below it.
    """

    id: str
    required: Exact | None = None
    current: Exact | None = None
    shortfall: float | Fraction | None = None
    surplus: float | Fraction | None = None
    gap: float | Fraction | None = None
    required_lowest: Exact | None = None
    required_highest: Exact | None = None
    compared: int = 0
    at_or_above: int = 0
    importance: Exact = 1
    priority: Fraction | None = None
    rank: int | None = None
    reason: str | None = None
    weight: Exact = 1
    span: Exact | None = None
    items: tuple[Gap, ...] = field(default=(), eq=False, repr=False)


@frozen
class Gaps:
    """The gaps of one person against one profile: one an item and one a group, by id.

    Attributes:
        scores: Where the person stands.
        profile: What is required.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> scores = competency.score(competency.Assessment(framework, {"1": 2, "2": 5}))
    >>> gaps = find_gaps(scores, Profile(framework, {"overall": 4}))
    >>> gaps["1"].gap, gaps["2"].surplus, gaps["3"].reason, gaps.items[0].id
    (2, 1, 'no answer', '1')
    """

    scores: Scores
    profile: Profile
    _by_id: Mapping[str, Gap]

    def __getitem__(self, id: str) -> Gap:
        gap = self._by_id.get(id)
        if gap is None:
            where = f"the framework {self.profile.framework.id}"
            raise UnknownId("item or group", id, closest(id, self._by_id), where)
        return gap

    def __iter__(self) -> Iterator[Gap]:
        return iter(self._by_id.values())

    def __len__(self) -> int:
        return len(self._by_id)

    @property
    def overall(self) -> Gap:
        """The gap of the whole framework."""
        return self._by_id[OVERALL]

    @cached_property
    def items(self) -> tuple[Gap, ...]:
        """The items by rank; those without a gap last, in document order."""
        return _ranked([self._by_id[item.id] for item in self.profile.framework.items])

    @cached_property
    def areas(self) -> tuple[Gap, ...]:
        """The areas by rank; those that are withheld last, in document order."""
        return _ranked([self._by_id[area.id] for area in self.profile.framework.areas])

    @cached_property
    def groups(self) -> tuple[Gap, ...]:
        """All groups, in document order."""
        walk = self.profile.framework.walk()
        return tuple(self._by_id[node.id] for node in walk if isinstance(node, Group))


def _ranked(gaps: list[Gap]) -> tuple[Gap, ...]:
    return tuple(sorted(gaps, key=lambda gap: (gap.rank is None, gap.rank)))


def find_gaps(scores: Scores, profile: Profile) -> Gaps:
    """Compare scores with what a profile requires, and rank the needs.

    Raises:
        Mismatch: if the profile is for another framework, version or structure.
    """
    ours, theirs = scores.assessment.framework, profile.framework
    if ours is not theirs:
        check_fits(ours, theirs.id, theirs.version, theirs.structure_digest)
    items = {item.id: _item_gap(item, scores.assessment, profile) for item in theirs.items}
    _rank(items, [item.id for item in theirs.items])
    groups = {score.id: _group_gap(score, theirs, items, profile) for score in scores}
    _rank(groups, [area.id for area in theirs.areas])
    nodes = (OVERALL, *(node.id for node in theirs.walk()))
    return Gaps(scores, profile, {id: groups.get(id) or items[id] for id in nodes})


def _item_gap(item: Item, assessment: Assessment, profile: Profile) -> Gap:
    answer = assessment.answer(item.id)
    required, importance = profile.required_level(item.id), profile.importance_of(item.id)
    needed = None if required is None else turned_level(item, required)
    span = item.scale.highest - item.scale.lowest
    current = None if answer.level is None else turned_level(item, answer.level)
    gap = partial(
        Gap,
        id=item.id,
        required=needed,
        current=current,
        required_lowest=needed,
        required_highest=needed,
        importance=importance,
        weight=item.weight,
        span=span,
    )
    if current is None:
        return gap(reason=answer.state.words)
    if needed is None:
        return gap(reason="no required level")
    distance = exact(needed - current)
    shortfall = max(distance, 0)
    return gap(
        shortfall=shortfall,
        surplus=max(-distance, 0),
        gap=distance,
        compared=1,
        at_or_above=int(distance <= 0),
        priority=Fraction(importance) * shortfall / span,
    )


def _group_gap(
    score: Score, framework: Framework, items: Mapping[str, Gap], profile: Profile
) -> Gap:
    branch = framework.branch(score.id)
    below = tuple(items[item.id] for item in branch.items)
    compared = [each for each in below if each.compared]
    levels = [each.required for each in below if each.required is not None]
    alike = branch.scale_in_common is not None
    gap = partial(
        Gap,
        id=score.id,
        required_lowest=min(levels) if alike and levels else None,
        required_highest=max(levels) if alike and levels else None,
        compared=len(compared),
        at_or_above=sum(each.at_or_above for each in compared),
        importance=profile.importance_of(score.id),
        items=below,
    )
    if score.withheld:
        return gap(reason=score.reason)
    if not compared:
        return gap(reason=NOT_COMPARED)
    gap = partial(gap, priority=_mean(compared, "priority"))
    if not alike:
        return gap(reason=SEVERAL_SCALES)
    shortfall = float(_mean(compared, "shortfall"))
    surplus = float(_mean(compared, "surplus"))
    return gap(shortfall=shortfall, surplus=surplus, gap=shortfall - surplus)


def _mean(gaps: Sequence[Gap], figure: str) -> Fraction:
    """Give the weighted mean exactly; made a float, that is one division."""
    total = sum(gap.weight * getattr(gap, figure) for gap in gaps)
    return Fraction(total) / sum(gap.weight for gap in gaps)


def _rank(gaps: dict[str, Gap], ids: list[str]) -> None:
    """Rank those of these ids that have a priority: the highest first, ties alike (1, 2, 2, 4)."""
    priorities = {id: gap for id in ids if (gap := gaps[id].priority) is not None}
    ranks: dict[Fraction, int] = {}
    for rank, priority in enumerate(sorted(priorities.values(), reverse=True), 1):
        ranks.setdefault(priority, rank)
    for id, priority in priorities.items():
        gaps[id] = evolve(gaps[id], rank=ranks[priority])
