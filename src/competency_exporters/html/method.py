"""How to read the page: what its numbers mean, how they were made, and from what."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from competency import (
    Cohort,
    Framework,
    Report,
    Scale,
    __version__,
    number_text,
)
from competency_exporters.html.opening import Fact
from competency_exporters.html.outline import Outline, scale_words

__all__ = ["Method", "ScaleView", "cohort_method_of", "method_of"]


@frozen
class ScaleView:
    """A scale in full."""

    title: str
    levels: tuple[tuple[str, str], ...]


@frozen
class Method:
    """What the last section says."""

    notes: tuple[str, ...]
    scales: tuple[ScaleView, ...]
    provenance: tuple[Fact, ...]


def method_of(outline: Outline) -> Method:
    """Prepare the notes and the provenance."""
    scales = tuple(_scale_view(scale) for scale in outline.report.framework.scales)
    scored = outline.top.score is not None
    return Method(tuple(_notes(outline)) if scored else (), scales, _provenance(outline.report))


def cohort_method_of(report: Report, cohort: Cohort) -> Method:
    """Prepare the notes and the provenance of a cohort's report."""
    scales = tuple(_scale_view(scale) for scale in report.framework.scales)
    return Method(tuple(_cohort_notes(report.framework, cohort)), scales, _provenance(report))


def _cohort_notes(framework: Framework, cohort: Cohort) -> Iterable[str]:
    yield (
        "Means and deviations treat the steps between levels as equally large; the counts of "
        "answers, and the share at or above the required level, do not."
    )
    yield (
        "Each person counts once: the figures of an area are over the people's own means, those "
        "of an item over their levels. SD is the sample standard deviation between people."
    )
    share = number_text(100 * cohort.min_coverage)
    yield (
        f"A person has a figure where at least {share} % of the items that apply to them are "
        "answered. Those who have none are left out of it; their answers are counted and drawn "
        "all the same."
    )
    yield "Bars show the answers at each level, of all people; each row has its own measure."
    if any(item.reverse for item in framework.items):
        yield "The levels of reverse items are turned round before they count."
    if cohort.rollup == "areas":
        yield "A person's mean over a group is the mean over its areas' means, by their weights."
    yield "Numbers are rounded once, half up; <0.1 is a number above 0 that would show as 0."


def _scale_view(scale: Scale) -> ScaleView:
    told = any(level.label or level.description for level in scale.levels)
    levels = [(scale.words(level.value), level.description or "") for level in scale.listed]
    return ScaleView(scale_words(scale), tuple(levels) if told else ())


def _notes(outline: Outline) -> Iterable[str]:
    scores = outline.report.scores
    assert scores is not None  # noqa: S101  # a framework alone has no notes
    own = scores.assessment.role == "self"
    yield (
        f"This is one person's view{' of their own work' if own else ''} on one day. "
        "It is no test and no comparison with others."
    )
    yield (
        "Means and distances treat the steps between levels as equally large; medians and the "
        "counts at or above the required level do not. One step on one item moves a mean of five "
        "items by 0.2."
    )
    yield (
        "Don't know and no answer leave the figures and stay in how complete the answers are. "
        "Not applicable leaves both."
    )
    share = number_text(100 * scores.plan.min_coverage)
    yield f"Figures are shown where at least {share} % of the applicable items are answered."
    yield from _rollup_note(outline)
    if outline.report.gaps is not None:
        yield (
            "A distance is the mean of what the rated items of an area are short of their required "
            "levels; what they are above is counted apart and never makes up for it."
        )
    yield "Numbers are rounded once, half up; <0.1 is a number above 0 that would show as 0."


def _rollup_note(outline: Outline) -> Iterable[str]:
    scores = outline.report.scores
    if scores is None or scores.plan.rollup == "items":
        yield "The figures of a group are over all items in it."
        return
    yield "The mean of a group is the mean of the means of its areas, by their weights."
    titles = {area.node.id: area.title for area in outline.areas}
    left = [titles.get(id, "items outside the areas") for id in scores.overall.left_out]
    if left:
        yield f"Left out of the mean over all, with too few answers: {'; '.join(left)}."


def _provenance(report: Report) -> tuple[Fact, ...]:
    return tuple(Fact(name, text) for name, text in _origin(report) if text)


def _origin(report: Report) -> Iterable[tuple[str, str | None]]:
    framework, scores = report.framework, report.scores
    options = report.cohort if scores is None else scores.plan
    gaps = report.gaps if report.cohort is None else report.cohort
    yield "Framework", framework.id
    yield "Version", framework.version
    yield "Digest", framework.digest
    yield "Structure digest", framework.structure_digest
    if options is not None:
        yield "Publisher", framework.publisher
        yield "Licence", framework.licence
        yield "Source", framework.source
        yield "Roll-up", options.rollup
        yield "Minimum coverage", f"{number_text(100 * options.min_coverage)} %"
    if gaps is not None and gaps.profile is not None:
        yield "Profile", gaps.profile.title
    yield "Made with", f"competency {__version__}"
