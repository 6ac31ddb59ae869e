"""Scores by area, each mean shown where it lies; and how far areas are from what is required."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import frozen

from competency import Framework, Gaps, Group, Row, Scale, Score, display
from competency_exporters.markdown._facts import Facts, at_or_above, required_range
from competency_exporters.markdown._nodes import by_scale, level_words, scale_heading
from competency_exporters.markdown._text import bullet, heading, table, text

__all__ = ["areas", "distances"]

_STEPS = 24
_RANGE, _UNSCORED, _MEAN, _REQUIRED, _BOTH = "─╌●┃◉"


@frozen
class _Line:
    """What a table says of one group, or of the framework."""

    label: str
    node: Group | Framework
    row: Row
    score: Score

    @property
    def scale(self) -> Scale | None:
        """The scale of its items."""
        return self.node.scale_in_common

    @property
    def places(self) -> int:
        """How many decimal places its figures have."""
        return 1 if self.scale is None else self.scale.places


def areas(facts: Facts) -> Iterator[str]:
    """Give the scores by area, in document order, a table a scale."""
    yield heading(2, "Areas" if facts.framework.areas else "All items")
    for scale, lines in by_scale(_scored(facts)):
        if facts.framework.scale_in_common is None:
            yield heading(3, scale_heading(scale))
        if scale is None:
            yield _percents(lines)
        else:
            yield _means(facts, scale, lines)
            yield _legend(facts, scale)
            yield _ends(facts, lines)


def _scored(facts: Facts) -> Iterator[_Line]:
    """Give a line an area, and one before the areas of each top group."""
    framework, scores = facts.framework, facts.scores
    for group in framework.walk():
        if isinstance(group, Group) and group.items:
            if group.own_items:
                yield _line(facts, group)
            elif framework.parents[group.id] is None:
                yield _Line(
                    f"**{text(group.title)}**", group, facts.row(group.id), scores[group.id]
                )
    yield _Line("**Overall**", framework, facts.top, scores.overall)


def _line(facts: Facts, group: Group) -> _Line:
    return _Line(facts.area(group), group, facts.row(group.id), facts.scores[group.id])


def _means(facts: Facts, scale: Scale, lines: list[_Line]) -> str:
    headings = ["Area", "Lowest to highest", "Mean", "Median", "Answered"]
    sides = "  rr"
    rows = [_mean_cells(scale, line) for line in lines]
    if facts.gaps is not None:
        headings[4:4] = ["Required", "At or above"]
        sides = "  rrrr"
        for cells, line in zip(rows, lines, strict=True):
            cells[4:4] = [required_range(line.row), at_or_above(line.row)]
    return table(headings, rows, sides)


def _mean_cells(scale: Scale, line: _Line) -> list[str]:
    row = line.row
    mean = "not shown" if row.mean is None else display(row.mean, places=line.places)
    median = "not shown" if row.median is None else display(row.median, "median")
    return [line.label, f"`{_track(scale, row)}`", mean, median, _answered(line, "mean")]


def _answered(line: _Line, figure: str) -> str:
    reason = line.score.reasons.get(figure)
    return line.row.completeness + (f"; not shown: {reason}" if reason else "")


def _track(scale: Scale, row: Row) -> str:
    """Draw where the mean and the required levels lie in the possible range."""
    required = (row.required_lowest, row.required_highest)
    marks = {_step(scale, level): _REQUIRED for level in required if level is not None}
    if row.mean is not None:
        step = _step(scale, row.mean)
        marks[step] = _BOTH if step in marks else _MEAN
    line = _UNSCORED if row.mean is None else _RANGE
    return "".join(marks.get(step, line) for step in range(_STEPS + 1))


def _step(scale: Scale, level: float | Fraction) -> int:
    share = float(level - scale.lowest) / float(scale.highest - scale.lowest)
    return int(share * _STEPS + 0.5)


def _legend(facts: Facts, scale: Scale) -> str:
    lowest, highest = level_words(scale.levels[0]), level_words(scale.levels[-1])
    marks = [f"`{_MEAN}` the mean"]
    if facts.gaps is not None:
        marks += [f"`{_REQUIRED}` the required level, or the lowest and the highest of several"]
        marks += [f"`{_BOTH}` both in one place"]
    marks += [f"`{_UNSCORED}` no score"]
    return f"Each line runs from {lowest} to {highest}: {', '.join(marks)}."


def _percents(lines: list[_Line]) -> str:
    """Give what there is over several scales: no mean, but where it lies in the possible range."""
    rows = [_percent_cells(line) for line in lines]
    return table(("Area", "Percent of the range", "At or above", "Answered"), rows, " rr")


def _percent_cells(line: _Line) -> list[str]:
    percent = line.row.percent
    shown = "not shown" if percent is None else f"{display(percent, 'percent')} %"
    return [line.label, shown, at_or_above(line.row), _answered(line, "percent")]


def _ends(facts: Facts, lines: list[_Line]) -> str:
    """Name the highest and the lowest areas, where no required level says what is enough."""
    held = (line for line in lines if isinstance(line.node, Group) and line.node.own_items)
    means = [(line.row.mean, line) for line in held if line.row.mean is not None]
    ends = {mean for mean, _ in means}
    if facts.gaps is not None or len(ends) < 2:
        return ""
    return "\n".join(
        bullet(f"{name}: {', '.join(_mean_words(line) for mean, line in means if mean == end)}")
        for name, end in (("Highest", max(ends)), ("Lowest", min(ends)))
    )


def _mean_words(line: _Line) -> str:
    mean = display(line.row.mean or 0.0, places=line.places)
    return f"{line.label} (mean {mean}, {line.row.answered} rated)"


def distances(facts: Facts, gaps: Gaps) -> Iterator[str]:
    """Give the areas by priority, short and above apart, a table a scale; then the unranked."""
    areas = [facts.framework.group(gap.id) for gap in gaps.areas]
    lines = [_line(facts, area) for area in areas]
    ranked = [line for line in lines if line.row.rank is not None]
    if not lines:
        return
    yield heading(2, "Distance from the required levels")
    for scale, part in by_scale(ranked):
        if facts.framework.scale_in_common is None:
            yield heading(3, scale_heading(scale))
        yield _distances(facts, scale, part)
    yield "\n".join(
        bullet(f"{line.label} is not ranked: {line.row.reason}.")
        for line in lines
        if line.row.rank is None
    )


def _distances(facts: Facts, scale: Scale | None, lines: list[_Line]) -> str:
    if scale is None:
        rows = [[facts.rank(line.row), at_or_above(line.row), line.label] for line in lines]
        return table(("Rank", "At or above", "Area"), rows, "rr")
    return table(
        ("Rank", "Short", "Above", "At or above", "Area"),
        [
            [
                facts.rank(line.row),
                _levels(line.row.shortfall, line),
                _levels(line.row.surplus, line),
                at_or_above(line.row),
                line.label,
            ]
            for line in lines
        ],
        "rrrr",
    )


def _levels(distance: float | Fraction | None, line: _Line) -> str:
    return display(distance, places=line.places) if distance else "none"
