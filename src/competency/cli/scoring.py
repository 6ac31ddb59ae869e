"""`score`: one person's scores by group, or one line a person."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from competency.cli.answers import Answers
from competency.cli.options import PATH, answers_options, examples
from competency.cli.tables import aligned, tab_separated, track
from competency.cli.terminal import give, give_document, on_terminal
from competency.cli.words import (
    STEPS,
    depths,
    figure,
    heading,
    of_person,
    people,
    places_of,
    rows_by_id,
    scores_of,
)
from competency.report import Report, dump_figures
from competency.scoring import OVERALL

__all__ = ["score"]

_PERSON = {
    "respondent": "~",
    "subject": "~",
    "round": "<",
    "mean": ">",
    "percent": ">",
    "median": ">",
    "answered": ">",
    "applicable": ">",
    "weakest": "<",
    "reason": "<",
}
_GROUPS = (
    *("id", "title", "mean", "percent", "median", "answered", "unknown", "missing"),
    *("not_applicable", "coverage", "reason"),
)


@click.command(
    epilog=examples(
        "competency score answers.yaml",
        "competency score team.csv --framework cto --json",
    )
)
@click.argument("answers", type=PATH)
@answers_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON with exact numbers.")
def score(as_json: bool, **given: Any) -> None:
    """Score ANSWERS: the mean, its percent of the possible range and the median of each group.

    ANSWERS is one person's assessment or filled form, or a responses file of many (.csv): then
    one line a person is printed, and with --json one JSON object a line. Into a pipe goes a table
    with tabs, for cut and awk. Means treat levels as equally spaced; medians do not.
    """
    source = Answers(**given)
    if as_json:
        give_document("".join(map(dump_figures, source.reports())))
    elif source.of_many:
        give(people(_PERSON, map(_person, source.reports())))
    elif on_terminal():
        give(_one(source.report()))
    else:
        give(tab_separated(_GROUPS, _groups(source.report())))


def _person(report: Report) -> tuple[str, ...]:
    scores = scores_of(report)
    overall, weakest = scores.overall, scores.weakest
    return (
        *of_person(scores.assessment),
        figure(overall.mean, "mean", places_of(report, OVERALL)),
        figure(overall.percent, "percent"),
        figure(overall.median, "median"),
        str(overall.answered),
        str(overall.applicable),
        "" if weakest is None else weakest.id,
        overall.reasons.get("mean", ""),
    )


def _groups(report: Report) -> Iterator[tuple[str, ...]]:
    for id, row in rows_by_id(report).items():
        if row.kind != "item":
            yield (
                id,
                row.title or "",
                figure(row.mean, "mean", places_of(report, id)),
                figure(row.percent, "percent"),
                figure(row.median, "median"),
                *map(str, (row.answered, row.unknown, row.missing, row.not_applicable)),
                figure(row.coverage, "coverage"),
                row.reason or "",
            )


def _one(report: Report) -> str:
    columns = {"": "~", "mean": ">", "%": ">", "median": ">", "answered": ">", "range": "<"}
    scores = scores_of(report)
    depth = {**depths(report.framework), OVERALL: 0}
    rows = [
        (
            "  " * depth[id] + ("Overall" if id == OVERALL else row.title or id),
            figure(row.mean, "mean", places_of(report, id)),
            figure(row.percent, "percent"),
            figure(row.median, "median"),
            f"{row.answered} of {scores[id].applicable}",
            (row.reason or "") if row.percent is None else track(row.percent / 100),
        )
        for id, row in rows_by_id(report).items()
        if row.kind != "item"
    ]
    return f"{heading(report)}\n{aligned(columns, rows, {'range': 'cyan'})}\n{STEPS}\n"
