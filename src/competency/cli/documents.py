"""Documents: the options that say which, and where they go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from competency.cli.options import PATH, complete_exporter, read_pairs
from competency.cli.terminal import give_document, on_terminal
from competency.errors import InvalidValue
from competency.exporting import as_bytes
from competency.files import write_bytes

__all__ = ["deliver", "document_options"]


def document_options(
    otherwise: str, complete: Callable[..., list[CompletionItem]] = complete_exporter
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the options of a document; `otherwise` is the format where none is named."""
    options = (
        click.option(
            "--format",
            metavar="NAME",
            shell_complete=complete,
            help="The format, as `competency exporters` lists them. Otherwise the suffix of OUT "
            f"without its dot, and {otherwise} without OUT.",
        ),
        click.option(
            "--option",
            "options",
            callback=read_pairs,
            multiple=True,
            metavar="NAME=VALUE",
            help="An option of the format, such as bom=true for csv. Repeatable.",
        ),
        click.option(
            "-o", "--output", "out", type=PATH, metavar="OUT", help="The file to be written."
        ),
        click.option("--force", is_flag=True, help="Replace what is there already."),
    )

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def deliver(document: str | bytes, format: str, out: str | None, *, force: bool) -> None:
    """Write a document to a file, or print it."""
    if out is not None:
        write_bytes(out, as_bytes(document), overwrite=force)
    elif isinstance(document, bytes) and on_terminal():
        message = f"the format {format} gives bytes, which a terminal cannot show"
        raise InvalidValue(message, "write them to a file with -o FILE")
    else:
        give_document(document)
