"""`gaps`: one person's ranked needs, or one line a person."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import click

from competency.cli.answers import Answers
from competency.cli.options import PATH, answers_options, examples, profile_option
from competency.cli.tables import aligned, tab_separated, track
from competency.cli.terminal import give, give_document, on_terminal
from competency.cli.words import (
    STEPS,
    figure,
    heading,
    of_person,
    people,
    place,
    places_of,
    rows_by_id,
)
from competency.gaps import Gap, Gaps
from competency.report import Report, Row, dump_figures
from competency.scoring import OVERALL

__all__ = ["gaps"]

_PERSON = {
    "respondent": "~",
    "subject": "~",
    "round": "<",
    "compared": ">",
    "at_or_above": ">",
    "below": ">",
    "shortfall": ">",
    "surplus": ">",
    "first_need": "<",
    "reason": "<",
}
_NODES = (
    *("kind", "rank", "id", "title", "required", "current", "gap", "shortfall", "surplus"),
    *("importance", "compared", "at_or_above", "reason"),
)


@click.command(
    epilog=examples(
        "competency gaps answers.yaml --profile profile.yaml",
        "competency gaps team.csv --framework cto --profile profile.yaml",
    )
)
@click.argument("answers", type=PATH)
@profile_option(required=True)
@answers_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON with exact numbers.")
def gaps(as_json: bool, **given: Any) -> None:
    """Compare ANSWERS with what a profile requires, and rank the areas and the items by need.

    A gap is the required level minus the answered one. What is short and what is above are kept
    apart: a surplus never hides a need. Into a pipe goes a table with tabs, for cut and awk. From
    a responses file of many (.csv) one line a person is printed, and with --json one JSON object
    a line.
    """
    source = Answers(**given)
    if as_json:
        give_document("".join(map(dump_figures, source.reports())))
    elif source.of_many:
        give(people(_PERSON, map(_person, source.reports())))
    elif on_terminal():
        give(_one(source.report()))
    else:
        give(tab_separated(_NODES, _nodes(source.report())))


def _gaps(report: Report) -> Gaps:
    assert report.gaps is not None  # noqa: S101  # the option --profile is required
    return report.gaps


def _person(report: Report) -> tuple[str, ...]:
    found = _gaps(report)
    overall = found.overall
    needs = [gap for gap in found.areas if gap.priority]
    return (
        *of_person(found.scores.assessment),
        str(overall.compared),
        str(overall.at_or_above),
        str(overall.compared - overall.at_or_above),
        figure(overall.shortfall, "shortfall", places_of(report, OVERALL)),
        figure(overall.surplus, "surplus", places_of(report, OVERALL)),
        needs[0].id if needs else "",
        overall.reason or "",
    )


def _nodes(report: Report) -> Iterator[tuple[str, ...]]:
    """Give the whole, then the areas and then the items as they are ranked."""
    found = _gaps(report)
    rows = rows_by_id(report)
    for gap in (found.overall, *found.areas, *found.items):
        row = rows[gap.id]
        item = row.kind == "item"
        places = 1 if item else places_of(report, gap.id)
        yield (
            row.kind,
            "" if gap.rank is None else str(gap.rank),
            gap.id,
            row.title or row.text or "",
            _required(row),
            figure(row.level, "level") if item else figure(row.mean, "mean", places),
            *(_levels(each, gap, places) for each in (gap.gap, gap.shortfall, gap.surplus)),
            figure(gap.importance, "level"),
            str(gap.compared),
            str(gap.at_or_above),
            gap.reason or "",
        )


def _required(row: Row) -> str:
    """Say what is required: of an item its level, of a group the range."""
    if row.kind == "item":
        return figure(row.required, "required")
    lowest, highest = (
        figure(each, "required") for each in (row.required_lowest, row.required_highest)
    )
    return lowest if lowest == highest else f"{lowest} to {highest}"


def _levels(value: float | Fraction | None, gap: Gap, places: int) -> str:
    """Show so many levels: of an item as they are, of a group rounded."""
    return figure(value, "gap" if gap.items else "level", places)


def _one(report: Report) -> str:
    tables = (_areas(report), _items(report))
    return "\n".join((heading(report), *filter(None, tables), f"{STEPS}\n"))


def _areas(report: Report) -> str:
    columns = {
        "": ">",
        "area": "~",
        "required": ">",
        "mean": ">",
        "short": ">",
        "above": ">",
        "at or above": ">",
        "range": "<",
    }
    rows = rows_by_id(report)
    lines = []
    for gap in _gaps(report).areas:
        row, places = rows[gap.id], places_of(report, gap.id)
        lines.append(
            (
                "" if gap.rank is None else str(gap.rank),
                row.title or gap.id,
                _required(row),
                figure(row.mean, "mean", places),
                figure(gap.shortfall, "shortfall", places),
                figure(gap.surplus, "surplus", places),
                f"{gap.at_or_above} of {gap.compared}" if gap.compared else "",
                gap.reason or _track_of_area(report, gap, row),
            )
        )
    return aligned(columns, lines, {"range": "cyan"})


def _track_of_area(report: Report, gap: Gap, row: Row) -> str:
    scale = report.framework.group(gap.id).scale_in_common
    ends = (gap.required_lowest, gap.required_highest)
    marks = [place(level, scale) for level in ends if level is not None and scale is not None]
    return track(None if row.percent is None else row.percent / 100, marks)


def _items(report: Report) -> str:
    columns = {"": ">", "id": ">", "item": "~", "required": ">", "answer": "<", "short": ">"}
    rows = rows_by_id(report)
    lines = []
    for gap in _gaps(report).items:
        row, scale = rows[gap.id], report.framework.item(gap.id).scale
        if gap.shortfall and gap.current is not None and gap.required is not None:
            lines.append(
                (
                    str(gap.rank),
                    gap.id,
                    row.title or row.text or "",
                    _required(row),
                    row.answer_words,
                    figure(gap.shortfall, "level"),
                    track(place(gap.current, scale), [place(gap.required, scale)]),
                )
            )
    return aligned({**columns, "range": "<"}, lines, {"range": "cyan"}) if lines else ""
