"""`frameworks` and `exporters`: what is installed, by whom; none of it is imported."""

from __future__ import annotations

import click

from competency.cli.options import EXPORTERS, FRAMEWORKS, examples
from competency.cli.tables import aligned, tab_separated
from competency.cli.terminal import give, on_terminal
from competency.plugins import find

__all__ = ["exporters", "frameworks"]

_COLUMNS = {"name": "<", "distribution": "<", "version": "<", "target": "~", "fault": "~"}


@click.command(
    epilog=examples(
        "competency frameworks",
    )
)
def frameworks() -> None:
    """List the frameworks that are installed: id, distribution, version, target.

    None is imported. One that cannot be chosen stands there with its fault.
    """
    _list(FRAMEWORKS)


@click.command(
    epilog=examples(
        "competency exporters",
    )
)
def exporters() -> None:
    """List the formats that reports can have: name, distribution, version, target.

    None is imported. One that cannot be chosen stands there with its fault.
    """
    _list(EXPORTERS)


def _list(group: str) -> None:
    rows = [
        (each.name, each.distribution, each.version, each.target, each.fault or "")
        for each in find(group)
    ]
    if on_terminal():
        give(aligned(_COLUMNS, rows, {"fault": "red"}))
    else:
        give(tab_separated(tuple(_COLUMNS), rows))
