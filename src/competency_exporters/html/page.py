"""The page: a report made into the values that the templates print, and nothing to decide."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from competency import Cohort, Framework, Report
from competency_exporters.html.areas import AreaTable, DistanceTable, area_tables, distance_tables
from competency_exporters.html.blocks import Block, blocks_of, whole_of
from competency_exporters.html.cohort import People, people_of
from competency_exporters.html.items import (
    NeedTable,
    StateList,
    Track,
    Tracks,
    needs_of,
    states_of,
    states_title,
)
from competency_exporters.html.method import Method, cohort_method_of, method_of
from competency_exporters.html.opening import (
    Fact,
    Opening,
    cohort_opening_of,
    facts_of,
    kicker_of,
    opening_of,
)
from competency_exporters.html.outline import Outline
from competency_exporters.html.sums import sums_of

__all__ = ["Link", "Page", "page_of"]


@frozen
class Link:
    """A section of the page."""

    anchor: str
    title: str


@frozen
class Page:
    """All that the page shows, in order."""

    language: str
    title: str
    kicker: str
    framework: Framework
    facts: tuple[Fact, ...]
    links: tuple[Link, ...]
    opening: Opening
    is_compared: bool
    areas: tuple[AreaTable, ...]
    distances: tuple[DistanceTable, ...]
    distances_caption: str
    needs: NeedTable | None
    states: tuple[StateList, ...]
    states_title: str
    is_scored: bool
    shows_remarks: bool
    whole: Block
    blocks: tuple[Block, ...]
    method: Method
    tracks: tuple[Track, ...]
    opened: bool
    people: People | None = None


def page_of(
    report: Report,
    title: str = "",
    *,
    for_paper: bool = False,
    explained: bool = True,
    shows_remarks: bool = True,
) -> Page:
    """Prepare the page of a report.

    Args:
        report: The report.
        title: Its heading; the framework's title, unless given.
        for_paper: Whether all parts are open, and each picture stands where it is seen.
        explained: Whether each group says how its figures were made.
        shows_remarks: Whether comments and evidence stand with their items.
    """
    if report.cohort is not None:
        return _cohort_page(report, report.cohort, title, for_paper)
    outline, tracks = Outline.of(report), Tracks(inline=for_paper)
    areas, distances = area_tables(outline), distance_tables(outline)
    needs, states = needs_of(outline, tracks), states_of(outline, tracks)
    sums = sums_of(outline) if explained else {}
    return Page(
        language=report.framework.language or "en",
        title=title or report.framework.title,
        kicker=kicker_of(report),
        framework=report.framework,
        facts=facts_of(report),
        links=_links(report, areas, distances, needs, states),
        opening=opening_of(outline),
        is_compared=report.gaps is not None,
        areas=areas,
        distances=distances,
        distances_caption=" ".join(_distances_caption(outline)),
        needs=needs,
        states=states,
        states_title=states_title(states, outline),
        is_scored=report.scores is not None,
        shows_remarks=shows_remarks,
        whole=whole_of(outline, sums),
        blocks=blocks_of(outline, tracks, sums),
        method=method_of(outline),
        tracks=tracks.drawn,
        opened=for_paper,
    )


def _cohort_page(report: Report, cohort: Cohort, title: str, for_paper: bool) -> Page:
    people = people_of(report, cohort)
    links = (
        ("c-result", "Result", True),
        ("c-areas", "Areas", people.areas),
        ("c-people", people.by, people.groups),
        ("c-items", "Every item", True),
        ("c-method", "How to read this", True),
    )
    return Page(
        language=report.framework.language or "en",
        title=title or report.framework.title,
        kicker=kicker_of(report),
        framework=report.framework,
        facts=facts_of(report),
        links=tuple(Link(anchor, words) for anchor, words, there in links if there),
        opening=cohort_opening_of(report, cohort),
        is_compared=cohort.profile is not None,
        areas=(),
        distances=(),
        distances_caption="",
        needs=None,
        states=(),
        states_title="",
        is_scored=True,
        shows_remarks=False,
        whole=Block(),
        blocks=(),
        method=cohort_method_of(report, cohort),
        tracks=(),
        opened=for_paper,
        people=people,
    )


def _links(
    report: Report, areas: object, distances: object, needs: object, states: object
) -> tuple[Link, ...]:
    """Name the sections that are there."""
    links = [
        ("c-result", "Result" if report.scores else "Overview", True),
        ("c-areas", "Areas", areas),
        ("c-distance", "Distance to required", distances),
        ("c-needs", "Items below", needs),
        ("c-states", "No level given", states),
        ("c-items", "Every item", True),
        ("c-method", "How to read this" if report.scores else "Scale and origin", True),
    ]
    return tuple(Link(anchor, words) for anchor, words, there in links if there)


def _distances_caption(outline: Outline) -> Iterable[str]:
    yield "Mean over the rated items of an area, in levels;"
    if outline.is_weighted:
        yield "by priority: the shortfall as a share of the scale, times the importance."
    else:
        yield "largest shortfall first."
    yield (
        "Levels short and levels above are counted apart: being above on one item does not make "
        "up for another."
    )
