"""What goes to the standard output and the standard error, and how."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TextIO, TypeVar

import click

from competency.errors import (
    CompetencyError,
    CompetencyWarning,
    InvalidFile,
    UnwritableFile,
    printable,
)

__all__ = [
    "counted",
    "encoding",
    "give",
    "give_document",
    "on_terminal",
    "printable_lines",
    "silence",
    "tell",
    "teller",
]

_QUIET_SECONDS = 1.0

_Thing = TypeVar("_Thing")


def on_terminal(stream: TextIO | None = None) -> bool:
    """Tell whether a stream, the standard output unless given, is read by a person."""
    stream = stream or sys.stdout
    return stream is not None and stream.isatty()


def encoding() -> str:
    """Give the encoding of the standard output; a stand-in for it may have none."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def printable_lines(text: str) -> str:
    r"""Make a text safe to print, its line breaks kept.

    >>> printable_lines("one\ntwo\x1b[31m")
    'one\ntwo\\x1b[31m'
    """
    return "\n".join(map(printable, text.replace("\r\n", "\n").split("\n")))


def give(document: str | bytes) -> None:
    """Print what a command has made: as bytes into a pipe, as a text on a terminal."""
    if sys.stdout is None:
        raise UnwritableFile("standard output", "it is closed", "open it, or write to a file")
    if isinstance(document, str) and on_terminal():
        document = document.encode(encoding(), "backslashreplace").decode(encoding())
    elif isinstance(document, str):
        document = document.encode()
    click.echo(document, nl=False)


def give_document(document: str | bytes) -> None:
    """Print a document as it would be written; on a terminal a text is made safe to print."""
    if isinstance(document, str) and on_terminal():
        document = printable_lines(document)
    give(document)


def tell(error: CompetencyError) -> None:
    """Tell on the standard error why nothing was done."""
    text = printable_lines(str(error))
    if isinstance(error, InvalidFile) and len(error.problems) > 1:
        click.echo(text, err=True)
        text = f"{len(error.problems)} problems; nothing was done"
    click.echo(f"error: {text}", err=True)


def teller(otherwise: Callable[..., Any]) -> Callable[..., None]:
    """Give what shows warnings: ours on the standard error, once each, others as they were."""
    told = set()

    def show(message: Warning | str, category: type[Warning], *where: Any) -> None:
        if not issubclass(category, CompetencyWarning):
            otherwise(message, category, *where)
        elif str(message) not in told:
            told.add(str(message))
            click.echo(f"warning: {printable_lines(str(message))}", err=True)

    return show


def silence() -> None:
    """Let what is still to be flushed vanish, after the standard output has failed."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def counted(things: Iterable[_Thing], noun: str) -> Iterator[_Thing]:
    """Count things on the standard error while a long run goes on; in a pipe say nothing."""
    if not on_terminal(sys.stderr):
        yield from things
        return
    due = time.monotonic() + _QUIET_SECONDS
    shown = False
    try:
        for number, thing in enumerate(things, 1):
            if time.monotonic() >= due:
                click.echo(f"\r{number:,} {noun}", nl=False, err=True)
                due, shown = time.monotonic() + _QUIET_SECONDS, True
            yield thing
    finally:
        if shown:
            click.echo(err=True)
