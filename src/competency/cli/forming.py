"""`form`: the sheet to fill in, empty or half filled."""

from __future__ import annotations

import click

from competency.catalogue import load_assessment, load_framework
from competency.cli.documents import deliver, document_options
from competency.cli.options import PATH, complete_form, complete_framework, examples
from competency.exporting import form as form_of
from competency.exporting import format_of

__all__ = ["form"]

_FORMAT = "yaml"


@click.command(
    epilog=examples(
        "competency form cto -o form.html",
        "competency form cto --answers answers.json --format csv --option bom=true -o form.csv",
    )
)
@click.argument("framework", shell_complete=complete_framework)
@click.option(
    "--answers", type=PATH, metavar="FILE", help="One person's answers, to go on from them."
)
@document_options(_FORMAT, complete_form)
def form(
    framework: str,
    answers: str | None,
    format: str | None,
    options: dict[str, str],
    out: str | None,
    force: bool,
) -> None:
    """Make a form of FRAMEWORK to fill in: an id, or a file.

    The formats are those that `competency exporters` lists with form- before their name. What is
    filled in is read by all commands that take ANSWERS.
    """
    of = load_framework(framework)
    given = None if answers is None else load_assessment(answers, of)
    name = format or (_FORMAT if out is None else format_of(out))
    deliver(form_of(of, name, given, options), name, out, force=force)
