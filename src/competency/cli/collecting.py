"""`collect`: filled forms become one file of responses."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from competency.catalogue import load_framework
from competency.cli.options import PATH, examples, framework_option
from competency.cli.terminal import printable_lines
from competency.collecting import Collected
from competency.collecting import collect as collect_forms
from competency.errors import InvalidValue, UnreadableFile, quoted
from competency.files import write_bytes
from competency.loading import dump_responses

__all__ = ["collect"]

_REJECTED = 3
_FORMS = (".csv", ".json", ".tsv", ".xlsx", ".yaml", ".yml")


@click.command(
    epilog=examples(
        "competency collect forms --framework cto -o responses.csv",
        "competency collect forms --framework cto --keep-going -o responses.csv",
    )
)
@click.argument("folder", type=PATH)
@framework_option
@click.option(
    "-o", "--output", "out", required=True, type=PATH, metavar="FILE", help="Where responses go."
)
@click.option("--keep-going", is_flag=True, help="Reject bad forms, and collect the others.")
@click.option("--force", is_flag=True, help="Replace the file that is there already.")
def collect(folder: str, framework: str, out: str, keep_going: bool, force: bool) -> None:
    """Gather the filled forms in FOLDER, and in the folders below it, into one long CSV.

    Forms are JSON, YAML, CSV and XLSX; other files are named, and skipped. Two equal forms of one
    person count once. Two that differ are both rejected. The first bad form stops nothing, but
    then nothing is written; with --keep-going the others are, and the exit code is 3.
    """
    if not out.lower().endswith(".csv"):
        message = f"responses are written as CSV, and {quoted(out)} is called otherwise"
        raise InvalidValue(message, "give the file the suffix .csv")
    of = load_framework(framework)
    forms, others = _files(folder, out)
    collected = collect_forms(forms, of)
    if keep_going or not collected.rejected:
        responses = dump_responses(collected.assessments.values())
        write_bytes(out, responses.encode(), overwrite=force)
    click.echo(printable_lines("\n".join(_notes(collected, others))), err=True)
    if collected.rejected and keep_going:
        click.get_current_context().exit(_REJECTED)
    if collected.rejected:
        number = len(collected.rejected)
        message = f"{number:,} {'form is' if number == 1 else 'forms are'} rejected"
        raise InvalidValue(message, "mend them, or collect the others with --keep-going")


def _files(folder: str, out: str) -> tuple[list[str], list[str]]:
    """Give the forms in a folder and below, and the other files, in an order that stays."""
    if not Path(folder).is_dir():
        raise UnreadableFile(folder, "there is no such folder", "check the path")
    found = (Path(parent, name) for parent, _, names in os.walk(folder) for name in names)
    paths = sorted(path for path in found if path.resolve() != Path(out).resolve())
    forms = [str(path) for path in paths if path.suffix.lower() in _FORMS]
    if not forms:
        raise UnreadableFile(folder, "there is no form in it", f"forms are {', '.join(_FORMS)}")
    return forms, [str(path) for path in paths if path.suffix.lower() not in _FORMS]


def _notes(collected: Collected, others: list[str]) -> Iterator[str]:
    yield from (f"skipped {path}" for path in others)
    yield from (f"rejected {path}\n{error}" for path, error in collected.rejected.items())
    for path, first in collected.duplicates.items():
        yield f"{path} says the same as {first}, and counts once"
    for path in collected.unnamed:
        yield f"{path} names nobody; the respondent is called as the file is"
    yield (
        f"{collected.read:,} forms read, {len(collected.assessments):,} collected, "
        f"{len(collected.duplicates):,} repeated, {len(collected.rejected):,} rejected"
    )
