"""The report of a cohort: its result, its areas, its groups of people, every item, and how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from competency import Cohort, CohortScore, Framework, Group, Item, Report, Scale, display
from competency_exporters.markdown._nodes import (
    area_words,
    by_scale,
    group_heading,
    item_words,
    level_words,
    marks,
    origin,
    scale_heading,
    scales,
)
from competency_exporters.markdown._text import blocks, bullet, heading, table, text

__all__ = ["cohort_document"]

_NONE = "–"
_MANY = 11


@frozen
class _Line:
    """What a table says of one node: its name, its scale, its figures, what it requires."""

    label: str
    scale: Scale | None
    score: CohortScore
    required: str


@frozen
class _Tables:
    """Makes the tables of some people."""

    framework: Framework
    cohort: Cohort
    scores: Mapping[str, CohortScore]

    def areas(self, depth: int) -> Iterator[str]:
        """Give the areas, in document order, a table a scale; and the whole."""
        for scale, lines in by_scale(self._areas()):
            if self.framework.scale_in_common is None:
                yield heading(depth, scale_heading(scale))
            yield self._table(scale, lines, "Area", "People")

    def items(self, items: Iterable[Item]) -> Iterator[str]:
        """Give items, a table a scale."""
        lines = [self._item(item) for item in items]
        for scale, found in by_scale(lines):
            yield self._table(scale, found, "Item", "Rated")

    def _areas(self) -> Iterator[_Line]:
        framework = self.framework
        for group in framework.walk():
            if isinstance(group, Group) and group.items:
                if group.own_items:
                    yield self._group(area_words(framework, group), group, group.id)
                elif framework.parents[group.id] is None:
                    yield self._group(f"**{text(group.title)}**", group, group.id)
        yield self._group("**Overall**", framework, "overall")

    def _group(self, label: str, node: Group | Framework, id: str) -> _Line:
        ends = self.cohort.required(id)
        words = dict.fromkeys(display(end, "level") for end in ends or ())
        required = "–".join(words) or _NONE
        return _Line(label, node.scale_in_common, self.scores[id], required)

    def _item(self, item: Item) -> _Line:
        profile = self.cohort.profile
        level = None if profile is None else profile.required_level(item.id)
        required = _NONE if level is None else level_words(item.scale.level(level))
        label = " · ".join(filter(None, (item_words(item), marks(item))))
        return _Line(label, item.scale, self.scores[item.id], required)

    def _table(self, scale: Scale | None, lines: list[_Line], kind: str, count: str) -> str:
        """Make a table; its last column is the name, which may be long."""
        means = "Percent of the range" if scale is None else "Mean"
        headings = [count, means, "SD", "Median", *self._compared("Required", "At or above")]
        levels = () if scale is None or len(scale.levels) > _MANY else scale.values
        headings += [display(level, "level") for level in levels]
        rows = [[*self._cells(line, bool(levels)), line.label] for line in lines]
        return table((*headings, kind), rows, "r" * len(headings))

    def _compared(self, *cells: str) -> tuple[str, ...]:
        """Give cells about what is required, where anything is."""
        return () if self.cohort.profile is None else cells

    def _cells(self, line: _Line, counts: bool) -> Iterator[str]:
        score = line.score
        yield f"{score.people:,} of {score.size:,}"
        yield from _figures(line)
        yield from self._compared(line.required, _met(score))
        if counts:
            yield from (f"{times:,}" for times in score.histogram)


def _figures(line: _Line) -> Iterator[str]:
    """Give mean, deviation and median: of means, or over several scales of percents."""
    score, scale = line.score, line.scale
    if scale is None:
        for percent in (score.percent, score.percent_deviation, score.percent_median):
            yield _NONE if percent is None else f"{display(percent, 'percent')} %"
        return
    for figure in (score.mean, score.deviation):
        yield _NONE if figure is None else display(figure, places=scale.places)
    if score.median is None:
        yield _NONE
    elif score.means is None:
        yield display(score.median, "median")
    else:
        yield display(score.median, places=scale.places)


def _met(score: CohortScore) -> str:
    if score.share is None:
        return _NONE
    share = display(score.share, "coverage")
    return f"{score.at_or_above:,} of {score.compared:,} ({share} %)"


def cohort_document(report: Report, cohort: Cohort) -> str:
    """Give a cohort's report in the order in which its readers ask."""
    return blocks(_parts(report, cohort)) + "\n"


def _parts(report: Report, cohort: Cohort) -> Iterator[str]:
    framework = report.framework
    everyone = _Tables(framework, cohort, cohort.everyone)
    yield "Cohort report"
    yield heading(1, text(framework.title))
    yield _whose(cohort)
    yield f"**{text(report.summary.result)}**"
    yield text(report.summary.incomplete)
    if cohort.profile is None:
        yield "No required levels were given: this report cannot say what is enough."
    if cohort.overall.answered:
        yield heading(2, "Areas" if framework.areas else "All items")
        yield from everyone.areas(3)
        yield from _groups(framework, cohort)
        yield from _every_item(everyone)
    yield from _method(framework, cohort)


def _whose(cohort: Cohort) -> str:
    said = {"People": f"{cohort.size:,}", "Grouped by": ", ".join(cohort.by)}
    if cohort.profile is not None:
        said["Compared with"] = cohort.profile.title or "the required levels of a profile"
    return "\n".join(bullet(f"{name}: {text(value)}") for name, value in said.items() if value)


def _groups(framework: Framework, cohort: Cohort) -> Iterator[str]:
    if not cohort.by:
        return
    yield heading(2, text(f"By {' and '.join(cohort.by)}"))
    for key, scores in cohort.groups.items():
        pairs = zip(cohort.by, key, strict=True)
        words = " · ".join(f"{name}: {value or 'not given'}" for name, value in pairs)
        yield heading(3, text(words))
        yield from _Tables(framework, cohort, scores).areas(4)


def _every_item(tables: _Tables) -> Iterator[str]:
    framework = tables.framework
    yield heading(2, "Every item")
    yield from tables.items(framework.own_items)
    for node in framework.walk():
        if isinstance(node, Group):
            yield group_heading(framework, node)
            yield from tables.items(node.own_items)


def _method(framework: Framework, cohort: Cohort) -> Iterator[str]:
    yield heading(2, "How to read this report")
    yield "\n".join(map(bullet, _reading(framework, cohort)))
    yield heading(3, "Scale" if len(framework.scales) == 1 else "Scales")
    yield from scales(framework)
    yield heading(3, "Origin")
    yield "\n".join(_provenance(framework, cohort))


def _reading(framework: Framework, cohort: Cohort) -> Iterator[str]:
    yield (
        "Means and deviations treat the levels as equally spaced; counts of answers, and the share"
        " at or above what is required, use only their order."
    )
    yield (
        "Each person counts once: the figures of an area are over the people's own means, those of"
        " an item over their levels. SD is the sample standard deviation between people."
    )
    share = display(cohort.min_coverage, "coverage")
    yield (
        f"A person has a figure where at least {share} % of the items that apply to them are"
        " rated; those who have none are left out of it, and their answers are counted all the"
        " same."
    )
    yield "Columns headed by a level count the answers at it, of all people together."
    if any(item.reverse for item in framework.items):
        yield "Where an item is marked reverse, its levels are turned round before they count."
    if cohort.rollup == "areas":
        yield "Above the areas, a person's means are those of their areas, by the areas' weights."
    if cohort.profile is not None:
        yield (
            "At or above counts the answers that have a required level, of all people together;"
            " what is above on one never hides what is below on another."
        )


def _provenance(framework: Framework, cohort: Cohort) -> Iterator[str]:
    yield from origin(framework)
    if cohort.framework.digest != framework.digest:
        yield bullet(f"Digest of the text that was answered: {cohort.framework.digest}")
    yield bullet(f"Roll-up: {cohort.rollup}")
    yield bullet(f"Minimum coverage: {display(cohort.min_coverage, 'coverage')} %")
