"""The figures of many people: of their areas, of each group of people, of every item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from competency import (
    Cohort,
    CohortScore,
    Framework,
    Group,
    Item,
    Report,
    Scale,
    display,
    number_text,
)
from competency_exporters.html.areas import answers_words, ends_words, keys_of
from competency_exporters.html.drawing import (
    LevelMarks,
    area_picture,
    digits_picture,
    highest_bar_of,
)
from competency_exporters.html.opening import Key, count
from competency_exporters.html.shapes import Number, Picture

__all__ = ["People", "people_of"]

_DIGITS_EVERY = 8
_GROUPS_CLOSED_FROM, _ITEMS_CLOSED_FROM = 9, 120
_DEEPEST = 6


@frozen
class PeopleRow:
    """One node in a table.

    Attributes:
        anchor: Where its items stand; empty of an item.
        title: Its title, or the statement of an item.
        id: The id of an item; empty where it is none.
        path: The groups that hold it.
        note: How many people have a figure, and what is required.
        is_group: Whether it stands for several areas.
        picture: Its answers, its mean and what is required; None over several scales.
        answers: The answers in words.
        mean: The mean, as it is shown.
        deviation: The standard deviation.
        median: The median.
        reason: Why there are none of these.
        share: The share of the answers that are at or above what is required.
        met: The same as counts.
    """

    anchor: str
    title: str
    id: str
    path: tuple[str, ...]
    note: str
    is_group: bool
    picture: Picture | None
    answers: str
    mean: str
    deviation: str
    median: str
    reason: str
    share: str
    met: str


@frozen
class PeopleTable:
    """Areas or items on one scale; the digits of the axis stand above each run of rows."""

    name: str
    caption: str
    keys: tuple[Key, ...]
    digits: Picture | None
    runs: tuple[tuple[PeopleRow, ...], ...]


@frozen
class PeoplePart:
    """Tables below a heading."""

    anchor: str
    title: str
    depth: int
    is_closed: bool
    tables: tuple[PeopleTable, ...]


@frozen
class People:
    """What a page says of many people.

    Attributes:
        areas: The areas of all of them; none where nothing is answered.
        by: How they are grouped, as a heading.
        groups: The areas of each group of people.
        items: Every item below the headings of its groups.
    """

    areas: tuple[PeopleTable, ...]
    by: str
    groups: tuple[PeoplePart, ...]
    items: tuple[PeoplePart, ...]


def people_of(report: Report, cohort: Cohort) -> People:
    """Prepare what a page says of a cohort."""
    builder = _Builder(report.framework, cohort)
    answered = bool(cohort.overall.answered)
    return People(
        builder.areas() if answered else (),
        f"By {' and '.join(cohort.by)}",
        tuple(builder.groups()) if answered else (),
        tuple(builder.items()),
    )


@frozen
class _Entry:
    """A node, its figures, and what its picture shows."""

    node: Framework | Group | Item
    anchor: str
    path: tuple[str, ...]
    score: CohortScore
    required: tuple[Number, Number] | None
    marks: tuple[LevelMarks, ...]

    @property
    def scale(self) -> Scale | None:
        """The scale of its items."""
        return self.node.scale if isinstance(self.node, Item) else self.node.scale_in_common


@frozen
class _Builder:
    """Makes tables of a cohort."""

    framework: Framework
    cohort: Cohort

    @cached_property
    def _anchors(self) -> Mapping[str, str]:
        walk = enumerate(self.framework.walk(), 1)
        return {node.id: f"c-{index}" for index, node in walk if isinstance(node, Group)}

    def areas(self) -> tuple[PeopleTable, ...]:
        """Give the areas of all people, and the whole, one table a scale."""
        return self._tables("Area", self._areas(self.cohort.everyone), with_keys=True)

    def groups(self) -> Iterator[PeoplePart]:
        """Give the areas of each group of people; none where they are not told apart."""
        closed = len(self.cohort.groups) >= _GROUPS_CLOSED_FROM
        for key, scores in self.cohort.groups.items():
            pairs = [*zip(self.cohort.by, key, strict=True)]
            words = " · ".join(f"{name}: {text or 'not given'}" for name, text in pairs)
            if pairs:
                yield PeoplePart("", words, 3, closed, self._tables("Area", self._areas(scores)))

    def items(self) -> Iterator[PeoplePart]:
        """Give every item below the headings of its groups."""
        framework = self.framework
        closed = len(framework.items) >= _ITEMS_CLOSED_FROM
        if framework.own_items:
            title = "Items outside the groups" if closed else ""
            yield PeoplePart("", title, 3, closed, self._items(framework.own_items))
        for node in framework.walk():
            if isinstance(node, Group):
                depth = min(_DEEPEST, 3 + len(self._holders(node)))
                tables = self._items(node.own_items)
                shut = closed and bool(tables)
                yield PeoplePart(self._anchors[node.id], node.title, depth, shut, tables)

    def _holders(self, group: Group) -> tuple[Group, ...]:
        holder = self.framework.parents[group.id]
        return () if holder is None else (*self._holders(holder), holder)

    def _areas(self, scores: Mapping[str, CohortScore]) -> list[_Entry]:
        """Give the areas, a top group that is none above those in it, and the whole."""
        found = []
        for group in self.framework.walk():
            if isinstance(group, Group) and group.items:
                holders = self._holders(group)
                if group.own_items or not holders:
                    anchor = self._anchors[group.id]
                    found.append(self._entry(scores, group, group.id, anchor, self._path(holders)))
        return [*found, self._entry(scores, self.framework, "overall", "c-items")]

    def _path(self, holders: tuple[Group, ...]) -> tuple[str, ...]:
        """Name the groups that hold an area, but for a top group whose row stands above."""
        alike = self.framework.scale_in_common is not None
        above = 1 if alike and holders and not holders[0].own_items else 0
        return tuple(holder.title for holder in holders[above:])

    def _items(self, items: Iterable[Item]) -> tuple[PeopleTable, ...]:
        everyone = self.cohort.everyone
        return self._tables("Item", [self._entry(everyone, item, item.id) for item in items])

    def _entry(
        self,
        scores: Mapping[str, CohortScore],
        node: Framework | Group | Item,
        id: str,
        anchor: str = "",
        path: tuple[str, ...] = (),
    ) -> _Entry:
        items = (node,) if isinstance(node, Item) else node.items
        score = scores[id]
        marks = () if score.levels is None else self._marks(scores, score.levels, items)
        return _Entry(node, anchor, path, score, self.cohort.required(id), marks)

    def _marks(
        self,
        scores: Mapping[str, CohortScore],
        levels: Sequence[Number],
        items: Iterable[Item],
    ) -> tuple[LevelMarks, ...]:
        """Tell how many answers each level has, and how they stand to what is required."""
        met, below, unjudged = ([0] * len(levels) for _ in range(3))
        for item in items:
            required = self.cohort.required(item.id)
            for place, times in enumerate(scores[item.id].histogram):
                if required is None:
                    unjudged[place] += times
                elif levels[place] >= required[0]:
                    met[place] += times
                else:
                    below[place] += times
        if self.cohort.profile is None:
            met, unjudged = unjudged, met
        return tuple(map(LevelMarks, levels, met, below, unjudged))

    def _tables(
        self, name: str, entries: Iterable[_Entry], *, with_keys: bool = False
    ) -> tuple[PeopleTable, ...]:
        """Make one table a scale; areas of several come last."""
        parts: dict[object, list[_Entry]] = {}
        for entry in entries:
            parts.setdefault(entry.scale and entry.scale.values, []).append(entry)
        ordered = sorted(parts.values(), key=lambda found: found[0].scale is None)
        return tuple(self._table(name, found, with_keys) for found in ordered)

    def _table(self, name: str, entries: Sequence[_Entry], with_keys: bool) -> PeopleTable:
        scale = entries[0].scale
        if scale is None:
            return PeopleTable(name, ends_words(scale), (), None, _runs([*map(self._row, entries)]))
        marks = [entry.marks for entry in entries]
        required = [entry.required for entry in entries if entry.required is not None]
        keys = keys_of(
            marks,
            required,
            has_mean=any(entry.score.mean is not None for entry in entries),
            judged=self.cohort.profile is not None,
            bars=True,
        )
        ends = sorted({end for pair in required for end in pair})
        return PeopleTable(
            name,
            ends_words(scale),
            keys if with_keys else (),
            digits_picture(scale.values, [*map(number_text, scale.values)], ends),
            _runs([*map(self._row, entries)]),
        )

    def _row(self, entry: _Entry) -> PeopleRow:
        node, score, scale = entry.node, entry.score, entry.scale
        mean, deviation, median = _figures(score, scale)
        return PeopleRow(
            anchor=entry.anchor,
            title=_title(node),
            id=node.id if isinstance(node, Item) else "",
            path=entry.path,
            note=self._note(entry),
            is_group=isinstance(node, Framework)
            or (isinstance(node, Group) and not node.own_items),
            picture=None if scale is None else _picture(entry, scale),
            answers="" if scale is None else answers_words(score.distribution),
            mean=mean,
            deviation=deviation,
            median=median,
            reason="" if mean else _reason(score),
            share="" if score.share is None else f"{display(score.share, 'coverage')} %",
            met=f"{score.at_or_above:,} of {score.compared:,}",
        )

    def _note(self, entry: _Entry) -> str:
        node, score = entry.node, entry.score
        people = f"{score.people:,} of {count(score.size, 'person', 'people')}"
        if self.cohort.profile is None:
            return people
        if isinstance(node, Item):
            level = self.cohort.profile.required_level(node.id)
            needs = "" if level is None else node.scale.words(level)
        else:
            needs = " to ".join(map(number_text, dict.fromkeys(entry.required or ())))
        return f"{people} · needs {needs}" if needs else people


def _runs(rows: Sequence[PeopleRow]) -> tuple[tuple[PeopleRow, ...], ...]:
    starts = range(0, len(rows), _DIGITS_EVERY)
    return tuple(tuple(rows[start : start + _DIGITS_EVERY]) for start in starts)


def _title(node: Framework | Group | Item) -> str:
    if isinstance(node, Item):
        return f"{node.title}: {node.text}" if node.title else node.text
    return node.title if isinstance(node, Group) else "All items"


def _picture(entry: _Entry, scale: Scale) -> Picture:
    """Draw a node by its own most frequent level: an area has many times an item's answers."""
    return area_picture(
        scale.values,
        entry.marks,
        mean=entry.score.mean,
        required=entry.required,
        highest_bar=highest_bar_of(scale.values, [entry.marks]),
    )


def _figures(score: CohortScore, scale: Scale | None) -> tuple[str, str, str]:
    if scale is None or score.mean is None or score.median is None:
        return "", "", ""
    places = scale.places
    deviation = score.deviation
    return (
        display(score.mean, places=places),
        "–" if deviation is None else display(deviation, places=places),
        display(score.median, "median" if score.means is None else "mean", places),
    )


def _reason(score: CohortScore) -> str:
    if not score.people:
        return f"not shown: {score.reasons['mean']}"
    percent = (
        "" if score.percent is None else f"; {display(score.percent, 'percent')} % of the range"
    )
    return f"no mean: different scales{percent}"
