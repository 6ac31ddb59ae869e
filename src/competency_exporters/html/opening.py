"""The opening of a page: whose it is, the result, how sure it is, what stands out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby

from attrs import frozen

from competency import Assessment, Cohort, CohortScore, Report, Row, State, display
from competency_exporters.html.bars import result_picture
from competency_exporters.html.drawing import legend_picture
from competency_exporters.html.outline import GroupEntry, ItemEntry, Outline, whole_ranks
from competency_exporters.html.shapes import Picture

__all__ = ["Fact", "Key", "Opening", "ShortList", "cohort_opening_of", "facts_of", "kicker_of"]
__all__ += ["opening_of"]

_FEW = 3
_UNTITLED = "A profile without a title"
_NOTHING_REQUIRED = "No required levels were given: this report cannot say what is enough."
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
_ROLES = {"self": "Self", "manager": "Manager", "peer": "Peer", "report": "Direct report"}


@frozen
class Fact:
    """A thing and what it is, for a description list."""

    name: str
    text: str


@frozen
class Key:
    """A mark, how many there are, and what it means."""

    picture: Picture
    words: str
    count: int | None = None
    kind: str = ""


@frozen
class ListEntry:
    """One line of a short list: what it is about, linked, and a caption."""

    anchor: str
    text: str
    after: str = ""
    caption: str = ""


@frozen
class ShortList:
    """One of the lists below the result."""

    title: str
    entries: tuple[ListEntry, ...] = ()
    lines: tuple[str, ...] = ()


@frozen
class Opening:
    """What the page says first."""

    result: str
    furthest: GroupEntry | None = None
    shortfall: str = ""
    sentences: tuple[str, ...] = ()
    bar: Picture | None = None
    keys: tuple[Key, ...] = ()
    lists: tuple[ShortList, ...] = ()


def count(number: int, noun: str, plural: str = "") -> str:
    """Say how many there are of a thing.

    >>> count(1, "item"), count(2, "item"), count(1_000, "person", "people")
    ('1 item', '2 items', '1,000 people')
    """
    return f"{number} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def date_words(date: datetime.date) -> str:
    """Write a date in words, the same on every machine.

    >>> date_words(datetime.date(2026, 11, 24))
    '24 November 2026'
    """
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def kicker_of(report: Report) -> str:
    """Say what kind of document it is; these words also stand at the foot of printed pages."""
    if report.cohort is not None:
        return "Cohort report"
    if report.scores is None:
        return "Competency framework"
    own = report.scores.assessment.role == "self"
    return "Self-assessment report" if own else "Assessment report"


def facts_of(report: Report) -> tuple[Fact, ...]:
    """Say whose report it is and against what; of a framework alone, where it comes from."""
    if report.cohort is not None:
        return _cohort_facts(report.cohort)
    if report.scores is None:
        return _framework_facts(report)
    assessment = report.scores.assessment
    facts = [
        ("Subject", assessment.subject),
        ("Answered by", _rater(assessment)),
        ("Round", assessment.round),
        ("Date", assessment.date and date_words(assessment.date)),
    ]
    if report.gaps is not None:
        facts.append(("Compared with", report.gaps.profile.title or _UNTITLED))
    return tuple(Fact(name, text) for name, text in facts if text)


def _cohort_facts(cohort: Cohort) -> tuple[Fact, ...]:
    profile = cohort.profile
    facts = [
        ("People", f"{cohort.size:,}"),
        ("Grouped by", ", ".join(cohort.by)),
        ("Compared with", profile and (profile.title or _UNTITLED)),
    ]
    return tuple(Fact(name, text) for name, text in facts if text)


def _framework_facts(report: Report) -> tuple[Fact, ...]:
    framework = report.framework
    facts = [
        ("Version", framework.version),
        ("Publisher", framework.publisher),
        ("Published", framework.published and date_words(framework.published)),
        ("Licence", framework.licence),
        ("Language", framework.language),
        ("Source", framework.source),
    ]
    return tuple(Fact(name, text) for name, text in facts if text)


def _rater(assessment: Assessment) -> str:
    role = _ROLES.get(assessment.role, assessment.role)
    return f"{assessment.rater} ({role.lower()})" if assessment.rater else role


def opening_of(outline: Outline) -> Opening:
    """Prepare the result, its bar and the lists."""
    summary, top = outline.report.summary, outline.top
    if top.score is None:
        return Opening(summary.result)
    compared = outline.report.gaps is not None and not top.score.withheld
    sentences = [summary.incomplete] if summary.incomplete else []
    if outline.report.gaps is None:
        sentences.append(_NOTHING_REQUIRED)
    counts = _compared(top.row) if compared else _rated(top.row)
    return Opening(
        summary.result,
        _furthest_area(outline),
        summary.shortfall,
        tuple(sentences),
        result_picture(*(number for number, _ in counts)) if top.score.answered else None,
        _keys(counts) if top.score.answered else (),
        (*(_against(outline) if compared else _without(outline)), _completeness(top.row)),
    )


def cohort_opening_of(report: Report, cohort: Cohort) -> Opening:
    """Prepare the result of many people, and its bar."""
    summary, overall = report.summary, cohort.overall
    sentences = [summary.incomplete] if summary.incomplete else []
    if cohort.profile is None:
        sentences.append(_NOTHING_REQUIRED)
    counts = _rated(overall) if cohort.profile is None else _compared(overall)
    bar = result_picture(*(number for number, _ in counts)) if overall.answered else None
    keys = _keys(counts) if overall.answered else ()
    return Opening(summary.result, sentences=tuple(sentences), bar=bar, keys=keys)


def _furthest_area(outline: Outline) -> GroupEntry | None:
    furthest = outline.report.summary.furthest
    if furthest is None:
        return None
    return next(area for area in outline.areas if area.node.id == furthest.id)


_Counts = tuple[tuple[int, str], ...]


def _compared(row: Row | CohortScore) -> _Counts:
    met, compared = row.at_or_above or 0, row.compared or 0
    return (
        (met, "at or above required"),
        (compared - met, "below required"),
        ((row.answered or 0) - compared, "rated, nothing required"),
        (_without_level(row), "no level given"),
    )


def _rated(row: Row | CohortScore) -> _Counts:
    return ((row.answered or 0, "rated"), (0, ""), (0, ""), (_without_level(row), "no level given"))


def _without_level(row: Row | CohortScore) -> int:
    return (row.unknown or 0) + (row.missing or 0)


def _keys(counts: _Counts) -> tuple[Key, ...]:
    kinds = ("met", "below", "unjudged", "without")
    return tuple(
        Key(legend_picture(f"{kind}-bar"), words, number, kind)
        for kind, (number, words) in zip(kinds, counts, strict=True)
        if number
    )


def _completeness(row: Row) -> ShortList:
    applicable = (row.answered or 0) + _without_level(row)
    lines = [f"{row.answered} of {count(applicable, 'applicable item')} rated"]
    lines += [f"{row.unknown} answered “{State.UNKNOWN.words}”"] if row.unknown else []
    lines += [f"{row.missing} not answered"] if row.missing else []
    lines += [f"{row.not_applicable} not applicable, left out"] if row.not_applicable else []
    return ShortList("How complete", lines=tuple(lines))


def _against(outline: Outline) -> Iterable[ShortList]:
    met = {group.id for group in outline.report.summary.met}
    entries = tuple(
        ListEntry(area.anchor, area.title, caption=f"{area.row.at_or_above} of {_all(area)} rated")
        for area in outline.areas
        if area.node.id in met
    )
    if outline.areas:
        none = () if entries else ("No area.",)
        yield ShortList("At the required level throughout", entries, none)
    if outline.by_need:
        yield _furthest(outline)


def _all(area: GroupEntry) -> int:
    return (area.row.answered or 0) + _without_level(area.row)


def _furthest(outline: Outline) -> ShortList:
    """List whole ranks only: of the next one only how many there are."""
    needs = outline.by_need
    ranks = [entry.row.rank for entry in needs]
    shown = whole_ranks(ranks, _FEW)
    shown = shown if shown <= _FEW else 0
    entries = tuple(_need(entry) for entry in needs[:shown])
    lines: tuple[str, ...] = ()
    if shown < len(needs):
        rest = [entry for entry in needs[shown:] if entry.row.rank == needs[shown].row.rank]
        words = _tied(rest) if len(rest) > 1 else f"{len(needs) - shown} more"
        lines = (f"{'then ' if shown else ''}{words}",)
    title = "Highest priority" if outline.is_weighted else "Furthest below"
    return ShortList(title, entries, lines)


def _need(entry: ItemEntry) -> ListEntry:
    row = entry.row
    needs = "" if row.required is None else display(row.required, "required")
    caption = f"{row.answer_words}, needs {needs}: {row.gap_words}"
    return ListEntry(entry.anchor, f"Item {entry.node.id}", entry.area, caption)


def _tied(rest: Sequence[ItemEntry]) -> str:
    return f"{count(len(rest), 'item')}, {short_each([entry.row for entry in rest])}"


def short_each(rows: Sequence[Row]) -> str:
    """Say how far rows of one rank are short.

    >>> short_each([Row(kind="item", id="1", shortfall=2), Row(kind="item", id="2", shortfall=2)])
    '2 levels short each'
    """
    shortfalls = {row.shortfall for row in rows}
    if len(shortfalls) > 1:
        return "of one priority"
    words = display(shortfalls.pop() or 0, "level")
    return f"{words} {'level' if words == '1' else 'levels'} short{' each' * (len(rows) > 1)}"


def _without(outline: Outline) -> Iterable[ShortList]:
    """List the areas that are highest and lowest, never cutting a tie, none in both."""
    scored = [area for area in outline.areas if area.row.percent is not None]
    scored.sort(key=lambda area: -(area.row.percent or 0))
    ranks = [list(found) for _, found in groupby(scored, key=lambda area: area.row.percent)]
    if len(ranks) < 2:
        return
    few = min(_FEW, len(scored) // 2)
    yield _extreme("Highest areas", ranks, few)
    yield _extreme("Lowest areas", ranks[::-1], few)


def _extreme(title: str, ranks: Sequence[Sequence[GroupEntry]], few: int) -> ShortList:
    if len(ranks[0]) > few:
        return ShortList(title, lines=(f"{len(ranks[0])} areas, {_level(ranks[0][0])} each",))
    flat = [area for rank in ranks for area in rank]
    shown = flat[: whole_ranks([area.row.percent for area in flat], few)]
    return ShortList(title, tuple(_scored(area) for area in shown))


def _scored(area: GroupEntry) -> ListEntry:
    caption = f"{_level(area)} over {count(area.row.answered or 0, 'item')}"
    return ListEntry(area.anchor, area.title, caption=caption)


def _level(area: GroupEntry) -> str:
    scale, row = area.node.scale_in_common, area.row
    if scale is None or row.mean is None:
        return f"{display(row.percent or 0, 'percent')} %"
    return f"mean {display(row.mean, places=scale.places)}"
