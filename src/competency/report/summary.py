"""The summary: the few plain sentences that every document begins with."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from competency.cohort import Cohort, CohortScore
from competency.gaps import Gap, Gaps
from competency.model import Framework, Group
from competency.report.rows import Row
from competency.rounding import Exact, display
from competency.scoring import Score

__all__ = ["Summary", "cohort_summary_of", "summary_of"]

_FEWEST_RATED = 3


@frozen
class Summary:
    """What a report says first, in sentences that claim no more than the answers do.

    Attributes:
        result: The result, in one sentence.
        furthest: The area that is furthest below what is required, where one stands out.
        shortfall: By how many levels, and over how many items.
        incomplete: What is not known, in one sentence; empty where all is.
        met: The areas that are at the required level throughout.
    """

    result: str
    furthest: Group | None = None
    shortfall: str = ""
    incomplete: str = ""
    met: tuple[Group, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it as plain text."""
        furthest = ""
        if self.furthest is not None:
            furthest = f"Furthest below on average: {self.furthest.title}, {self.shortfall}."
        return tuple(filter(None, (self.result, furthest, self.incomplete)))


def count(number: int, noun: str) -> str:
    """Say how many there are of a thing.

    >>> count(1, "item"), count(2, "item")
    ('1 item', '2 items')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary_of(
    framework: Framework, rows: tuple[Row, ...], overall: Score | None, gaps: Gaps | None
) -> Summary:
    """Sum a report of this framework up; its texts are shown."""
    if overall is None:
        return Summary(_size(framework))
    incomplete = _incomplete(rows, overall)
    if gaps is None or overall.withheld:
        return Summary(_rated(framework, overall), incomplete=incomplete)
    areas = [gaps[area.id] for area in framework.areas]
    furthest = _furthest(areas) if framework.scale_in_common else None
    return Summary(
        _compared(framework, overall, gaps.overall),
        None if furthest is None else framework.group(furthest.id),
        "" if furthest is None else _short(framework, furthest),
        incomplete,
        tuple(framework.group(gap.id) for gap in areas if gap.gap is not None and _is_met(gap)),
    )


def cohort_summary_of(framework: Framework, cohort: Cohort) -> Summary:
    """Sum the answers of many people up; counts are of answers, each person's and item's."""
    overall = cohort.overall
    people = "1 person" if overall.size == 1 else f"{overall.size:,} people"
    parts = []
    unrated = overall.applicable - overall.answered
    if unrated and overall.answered:
        parts.append(f"{unrated:,} of {overall.applicable:,} applicable answers have no level")
    if overall.withheld and overall.people:
        have = "has" if overall.withheld == 1 else "have"
        parts.append(f"{overall.withheld:,} of {people} {have} too few answers for a score")
    return Summary(
        _ratings(framework, overall, people),
        incomplete="; ".join(parts) + "." if parts else "",
    )


def _ratings(framework: Framework, overall: CohortScore, people: str) -> str:
    rated, met = overall.compared, overall.at_or_above
    if not overall.answered:
        return f"No item is rated yet, by {people}." if overall.size else "Nobody is in it yet."
    if rated == 1:
        return f"The one rating is {'at or above' if met else 'below'} the required level."
    if rated:
        below = rated - met
        are = "is" if below == 1 else "are"
        ratings = f"ratings by {people} are at or above the required level"
        return (
            f"{met:,} of {rated:,} {ratings}; {below:,} {are} below."
            if below
            else f"All {rated:,} {ratings}."
        )
    ratings = "1 rating" if overall.answered == 1 else f"{overall.answered:,} ratings"
    lower = _lower_median(overall)
    if lower is None:
        return f"{ratings} by {people}."
    return f"{ratings} by {people}; at least half of them are {_words(framework, lower)} or higher."


def _size(framework: Framework) -> str:
    items = count(len(framework.items), "item")
    areas = len(framework.areas)
    return f"{items} in {count(areas, 'area')}." if areas else f"{items}."


def _rated(framework: Framework, overall: Score) -> str:
    if not overall.applicable:
        return "No item applies."
    if not overall.answered:
        return "No item is rated yet."
    if overall.withheld:
        return f"Too few answers for a result: {overall.reason}."
    are = "is" if overall.answered == 1 else "are"
    items = count(overall.applicable, "applicable item")
    rated = f"{overall.answered} of {items} {are} rated"
    lower = _lower_median(overall)
    if lower is None:
        return f"{rated}."
    words = _words(framework, lower)
    return f"{rated}; at least half of the ratings are {words} or higher."


def _lower_median(overall: Score | CohortScore) -> Exact | None:
    """Give the middle answer, or the lower of the two there; there may be very many."""
    levels = overall.distribution or {}
    rank = (sum(levels.values()) + 1) // 2
    for level, times in levels.items():
        rank -= times
        if rank <= 0 < times:
            return level
    return None


def _words(framework: Framework, level: Exact) -> str:
    """Say a level; without its label where the items have several for it."""
    words = {scale.words(level) for scale in framework.scales}
    return words.pop() if len(words) == 1 else display(level, "level")


def _compared(framework: Framework, overall: Score, gap: Gap) -> str:
    rated, met = gap.compared, gap.at_or_above
    if not rated:
        return f"{_rated(framework, overall)[:-1]}; no rated item has a required level."
    below = rated - met
    if rated == 1:
        where = "below" if below else "at or above"
        return f"The one rated item is {where} the required level."
    if not below:
        return f"All {rated} rated items are at or above the required level."
    are = "is" if below == 1 else "are"
    return f"{met} of {rated} rated items are at or above the required level; {below} {are} below."


def _furthest(areas: list[Gap]) -> Gap | None:
    """Find the area that is furthest below, where it is ahead of the next by one answer."""
    ranked = sorted((area for area in areas if area.gap is not None), key=_shortfall, reverse=True)
    if not ranked or ranked[0].compared < _FEWEST_RATED:
        return None
    first, *others = ranked
    ahead = _shortfall(first) - (_shortfall(others[0]) if others else 0)
    return first if ahead * first.compared >= 1 else None


def _shortfall(gap: Gap) -> Fraction:
    """Give the shortfall of an area exactly: the float would miss being ahead by one answer."""
    compared = [item for item in gap.items if item.compared]
    total = sum(item.weight * Fraction(item.shortfall or 0) for item in compared)
    return Fraction(total) / sum(item.weight for item in compared)


def _short(framework: Framework, gap: Gap) -> str:
    shown = display(_shortfall(gap), places=framework.items[0].scale.places)
    return f"short by {shown} levels over its {gap.compared} rated items"


def _is_met(gap: Gap) -> bool:
    return gap.compared > 0 and gap.at_or_above == gap.compared


def _incomplete(rows: tuple[Row, ...], overall: Score) -> str:
    unrated = overall.applicable - overall.answered
    areas = {row.parent for row in rows if row.kind == "item"}
    withheld = sum(
        row.kind == "group" and row.id in areas and row.percent is None and row.coverage is not None
        for row in rows
    )
    parts = []
    if unrated and overall.answered:
        have = "has" if unrated == 1 else "have"
        parts.append(f"{unrated} of {count(overall.applicable, 'applicable item')} {have} no level")
    if withheld and not overall.withheld:
        have = "has" if withheld == 1 else "have"
        parts.append(f"{count(withheld, 'area')} {have} too few answers for a score")
    return "; ".join(parts) + "." if parts else ""
