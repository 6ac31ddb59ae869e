"""The command line: it parses, calls the library, and prints.

A command's module is imported when the command is called, so that `competency --help` and the
completions of a shell stay quick. Everything is refused whole: a command prints at its end, and
what fails has printed nothing on the standard output and written no file.
"""

from __future__ import annotations

import os
import sys
import warnings
from importlib import import_module
from typing import Any

import click

from competency._version import __version__
from competency.cli.terminal import silence, tell, teller
from competency.errors import CompetencyError, CompetencyWarning, UnwritableFile

__all__ = ["main"]

_INTERRUPTED = 130


class _Later(click.Command):
    """A command whose module is imported when it is called."""

    def __init__(self, name: str, module: str, summary: str) -> None:
        super().__init__(name, short_help=summary)
        self.module = module

    def make_context(self, info_name: str | None, *args: Any, **extra: Any) -> click.Context:
        module = import_module(f"{__name__}.{self.module}")
        command: click.Command = getattr(module, str(self.name))
        return command.make_context(info_name, *args, **extra)


class _CommandLine(click.Group):
    """The group of all commands; it turns what they raise into messages and exit codes."""

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except CompetencyError as error:
            tell(error)
        except OSError as error:  # files raise errors of our own: this is the standard output
            silence()
            cause = error.strerror or str(error)
            tell(UnwritableFile("standard output", cause, "make room, or write elsewhere"))
        sys.exit(2)

    def invoke(self, ctx: click.Context) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("always", CompetencyWarning)
            warnings.showwarning = teller(warnings.showwarning)
            try:
                return super().invoke(ctx)
            except KeyboardInterrupt:
                ctx.exit(_INTERRUPTED)


_COMMANDS = (
    ("frameworks", "listing", "List the frameworks that are installed."),
    ("exporters", "listing", "List the formats that reports can have."),
    ("show", "showing", "Print the whole text of a framework."),
    ("validate", "checking", "Check files before they are used."),
    ("score", "scoring", "Score answers: a mean, a percent and a median a group."),
    ("gaps", "comparing", "Compare answers with a profile, and rank the needs."),
    ("explain", "explaining", "Tell how a number was made."),
    ("batch", "batching", "Score files of many people into a file of figures."),
    ("form", "forming", "Make a form to fill in, empty or half filled."),
    ("collect", "collecting", "Gather filled forms into one file of responses."),
    ("report", "reporting", "Make a document of a framework, of scores or of gaps."),
)

_EPILOG = """
\b
A tour, from the answers to the document:
  competency score answers.yaml
  competency gaps answers.yaml --profile profile.yaml
  competency report answers.yaml --profile profile.yaml -o report.html

\b
Exit codes:
  0  done
  1  a check failed (validate --strict)
  2  nothing was done; the reason is on the standard error
  3  rows or forms were rejected, and the others taken (--keep-going)

\b
Completion, for this shell; say zsh or fish instead of bash where you use it:
  eval "$(_COMPETENCY_COMPLETE=bash_source competency)"
"""


@click.group(
    cls=_CommandLine, context_settings={"help_option_names": ["-h", "--help"]}, epilog=_EPILOG
)
@click.version_option(__version__, prog_name="competency", message="%(prog)s %(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Score answers to a competency framework, find the gaps, and report them.

    A framework is given by its id, as `competency frameworks` lists them, or by its file.
    `competency COMMAND --help` tells more of each command.
    """
    if os.environ.get("NO_COLOR"):
        context.color = False


for _name, _module, _summary in _COMMANDS:
    main.add_command(_Later(_name, _module, _summary))
