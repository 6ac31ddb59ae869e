"""`report`: documents, printed or written to files."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import Any

import click

from competency.catalogue import load_framework
from competency.cli.answers import Answers
from competency.cli.documents import deliver, document_options
from competency.cli.options import PATH, answers_options, examples, profile_option
from competency.cli.words import of_person, scores_of
from competency.errors import InvalidValue, quoted
from competency.exporting import Chosen, as_bytes, choose, exporters, format_of
from competency.files import write_folder
from competency.model import Assessment
from competency.report import Report

__all__ = ["report"]

_FORMAT = "markdown"
_LONGEST_SLUG = 60
_DIGITS = 8


@click.command(
    epilog=examples(
        "competency report answers.yaml --profile profile.yaml -o report.html",
        "competency report --framework cto",
        "competency report team.csv --framework cto --format html -o reports",
    )
)
@click.argument("answers", type=PATH, required=False)
@profile_option(required=False)
@document_options(_FORMAT)
@answers_options
def report(
    answers: str | None,
    format: str | None,
    options: dict[str, str],
    out: str | None,
    force: bool,
    **given: Any,
) -> None:
    """Make a document of ANSWERS: of their scores and, with a profile, of the gaps.

    Without ANSWERS it is the document of the framework itself. Without -o it is printed. From a
    responses file of many (.csv) one document a person is written into the folder OUT.
    """
    if answers is None:
        document = _of_framework(given)
    else:
        source = Answers(answers=answers, **given, one_is_due=_is_document(out))
        if source.of_many:
            files = _files(source.reports(), choose(format or _FORMAT, options))
            write_folder(_folder(out), files, overwrite=force)
            return
        document = source.report()
    name = format or (_FORMAT if out is None else format_of(out))
    deliver(choose(name, options).export(document), name, out, force=force)


def _of_framework(given: dict[str, Any]) -> Report:
    framework, profile = given["framework"], given["profile"]
    if framework is None:
        raise click.UsageError("Give ANSWERS, or --framework for the framework's own document.")
    if profile is not None:
        raise click.UsageError("--profile needs ANSWERS to compare with.")
    return Report(load_framework(framework))


def _folder(out: str | None) -> str:
    message = "a responses file gives one document a person"
    if out is None:
        raise InvalidValue(message, "name a folder for them with -o FOLDER")
    if _is_document(out):
        remedy = f"name a folder instead of {quoted(out)}, and give --format {format_of(out)}"
        raise InvalidValue(message, remedy)
    return out


def _is_document(out: str | None) -> bool:
    suffix = PurePath(out or "").suffix.removeprefix(".").lower()
    return suffix in {each.name for each in exporters()}


def _files(reports: Iterable[Report], chosen: Chosen) -> Iterator[tuple[str, bytes]]:
    taken: set[str] = set()
    for each in reports:
        name = _name(scores_of(each).assessment, taken)
        yield name + chosen.suffix, as_bytes(chosen.export(each))


def _name(assessment: Assessment, taken: set[str]) -> str:
    """Give a file's name that is inert, the same each time, and no other person's."""
    person = "\n".join(of_person(assessment)).rstrip("\n")
    plain = unicodedata.normalize("NFKD", person).encode("ascii", "ignore").decode().lower()
    slug = re.sub("[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_SLUG]
    digest = hashlib.sha256(person.encode()).hexdigest()
    names = (f"{slug}-{digest[:end]}".lstrip("-") for end in range(_DIGITS, len(digest) + 1))
    name = next(name for name in names if name not in taken)
    taken.add(name)
    return name
