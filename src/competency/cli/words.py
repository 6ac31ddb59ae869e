"""Words and numbers that several commands print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import click

from competency.cli.tables import aligned, tab_separated
from competency.cli.terminal import on_terminal
from competency.errors import printable
from competency.model import Assessment, Framework, Scale
from competency.report import Report, Row
from competency.rounding import Exact, display
from competency.scoring import OVERALL, Scores

__all__ = [
    "STEPS",
    "depths",
    "figure",
    "heading",
    "of_person",
    "people",
    "place",
    "places_of",
    "rows_by_id",
    "scores_of",
]

STEPS = "Means treat levels as equally spaced; medians and counts do not."
"""What is said once where means are printed."""


def figure(value: float | Fraction | None, name: str, places: int = 1) -> str:
    """Show a figure, nothing where it is None.

    >>> figure(2.25, "mean"), figure(None, "mean")
    ('2.3', '')
    """
    return "" if value is None else display(value, name, places)


def places_of(report: Report, id: str) -> int:
    """Give the decimal places of a node's figures."""
    branch = report.framework if id == OVERALL else report.framework.group(id)
    scale = branch.scale_in_common
    return 1 if scale is None else scale.places


def scores_of(report: Report) -> Scores:
    """Give the scores of a report of answers, which has them."""
    assert report.scores is not None  # noqa: S101  # every report here is of answers
    return report.scores


def place(level: Exact, scale: Scale) -> float:
    """Give where a level lies between the lowest of its scale, 0, and the highest, 1."""
    return float(Fraction(level - scale.lowest) / (scale.highest - scale.lowest))


def of_person(assessment: Assessment) -> tuple[str, str, str]:
    """Name the respondent, the subject where it is somebody else, and the round."""
    subject = None if assessment.subject == assessment.rater else assessment.subject
    return (assessment.rater or "", subject or "", assessment.round or "")


def people(columns: Mapping[str, str], rows: Iterable[Sequence[str]]) -> str:
    """Write one line a person: aligned on a terminal, with tabs for programs."""
    if not on_terminal():
        return tab_separated(tuple(columns), rows)
    return f"{aligned(columns, rows)}\n{STEPS}\n"


def heading(report: Report) -> str:
    """Say whose report it is, on which framework, and its summary."""
    framework = report.framework
    about = scores_of(report).assessment
    date = None if about.date is None else about.date.isoformat()
    rater = None if about.rater == about.subject else about.rater
    who = (about.subject, rater, about.role, about.round, date)
    title = f"{framework.title} ({framework.id} {framework.version})"
    lines = (" · ".join(filter(None, who)), "", *report.summary.sentences)
    texts = (click.style(printable(title), bold=True), *map(printable, lines))
    return "".join(f"{text}\n" for text in texts)


def depths(framework: Framework) -> dict[str, int]:
    """Give how deep each node stands, by its id; 0 at the top."""
    found: dict[str, int] = {}
    for node in framework.walk():
        parent = framework.parents[node.id]
        found[node.id] = 0 if parent is None else found[parent.id] + 1
    return found


def rows_by_id(report: Report) -> dict[str, Row]:
    """Give the rows of a report by the id of their node; the framework's by `overall`."""
    rows = report.rows()
    return {OVERALL if row.kind == "framework" else row.id: row for row in rows}
