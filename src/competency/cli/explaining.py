"""`explain`: how a number was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from competency.cli.answers import Answers
from competency.cli.options import PATH, answers_options, examples, profile_option
from competency.cli.terminal import give, printable_lines
from competency.cli.words import scores_of
from competency.errors import InvalidValue, quoted
from competency.explanation import explain as explanation_of
from competency.model import Item
from competency.report import Report
from competency.rounding import display

__all__ = ["explain"]

_OF_SCORES = ("mean", "percent", "median", "coverage")
_OF_GAPS = ("gap", "shortfall", "surplus", "priority")


@click.command(
    epilog=examples(
        "competency explain answers.yaml data-management",
        "competency explain answers.yaml overall --figure median",
        "competency explain answers.yaml 12 --profile profile.yaml",
    )
)
@click.argument("answers", type=PATH)
@click.argument("node")
@profile_option(required=False)
@click.option(
    "--figure",
    "figures",
    multiple=True,
    metavar="NAME",
    help="What to explain: mean, percent, median, minimum, maximum, deviation, mastery, coverage "
    "or answered; with a profile gap, shortfall, surplus or priority. Repeatable. Otherwise the "
    "usual ones.",
)
@answers_options
def explain(node: str, figures: tuple[str, ...], **given: Any) -> None:
    """Tell how the numbers of NODE were made from ANSWERS, one person's assessment.

    NODE is the id of a group or an item, or `overall`. Told are the items that count and their
    weights, what was left out and why, the sums, and the one division.
    """
    source = Answers(**given, one_is_due=True)
    if source.of_many:
        message = f"{quoted(source.answers)} holds many people's answers; one person's are due here"
        raise InvalidValue(message, "write that person's answers as an assessment (.yaml)")
    report = source.report()
    give("\n".join(f"{printable_lines(text)}\n" for text in _texts(report, node, figures)))


def _texts(report: Report, id: str, figures: tuple[str, ...]) -> Iterator[str]:
    """Give one text a figure; an item has no figures but those of its gap."""
    gaps = report.gaps
    node = report.framework.node(id)
    of_scores = () if isinstance(node, Item) else _OF_SCORES
    if isinstance(node, Item):
        yield _answer(report, node)
    for figure in figures or (*of_scores, *(() if gaps is None else _OF_GAPS)):
        if figure in _OF_GAPS and gaps is None:
            raise InvalidValue(f"a {figure} needs to know what is required", "give --profile")
        if figure in _OF_GAPS and gaps is not None:
            yield str(explanation_of(gaps[id], figure))
        elif isinstance(node, Item):
            message = f"{quoted(id)} is an item, which has no {figure}"
            raise InvalidValue(message, "ask for a group, or for its gap with --profile")
        else:
            yield str(explanation_of(scores_of(report)[id], figure))


def _answer(report: Report, item: Item) -> str:
    row = next(row for row in report.rows() if row.kind == "item" and row.id == item.id)
    lines = [f"{item.id}: {item.text}", f"  answer: {row.answer_words}"]
    if item.reverse and row.level is not None:
        lines.append(f"  counts as {display(item.scale.turned(row.level), 'level')}: turned round")
    named = {"reason": row.reason, "comment": row.comment, "evidence": row.evidence}
    return "\n".join([*lines, *(f"  {name}: {text}" for name, text in named.items() if text)])
