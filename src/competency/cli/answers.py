"""Answers from a file: one person's assessment, or the responses of many, with a profile."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import frozen

from competency.catalogue import (
    load_assessment,
    load_framework,
    load_profile,
    load_responses,
)
from competency.cli.terminal import counted
from competency.errors import InvalidFile, InvalidValue, quoted
from competency.files import open_bytes
from competency.gaps import find_gaps
from competency.loading import holds_several
from competency.model import Assessment, Framework, Profile
from competency.reading import Table, read_table
from competency.report import Report
from competency.rounding import Exact
from competency.scoring import score

__all__ = ["Answers", "framework_of", "is_responses", "read_responses"]

_RESPONSES = (".csv", ".tsv")


def is_responses(path: str, framework: str | None, *, one_is_due: bool = False) -> bool:
    """Tell the responses of many people from one person's answers.

    A table holds the responses of many, unless one person alone is in it and it is a form, or
    names its framework, which nothing else does; or unless only one person's answers will do.
    """
    if not path.lower().endswith(_RESPONSES):
        return False
    try:
        with open_bytes(path) as stream:
            table = read_table(stream, path, ("respondent",))
            if holds_several(table):
                return True
    except InvalidFile:  # whoever reads it whole tells all that is wrong
        return framework is not None
    return not (one_is_due or _is_form(table, framework))


def _is_form(table: Table, framework: str | None) -> bool:
    return "text" in table.headings or (framework is None and "framework" in table.headings)


def framework_of(framework: str | None) -> Framework | None:
    """Load the framework that an option names, where it does."""
    return None if framework is None else load_framework(framework)


def read_responses(
    path: str,
    framework: Framework | None,
    keep: tuple[str, ...] = (),
    allow_missing: bool = False,
) -> Iterator[Assessment]:
    """Read a responses file, whose framework must be named, counting the people."""
    if framework is None:
        message = f"{quoted(path)} is a responses file, which does not name its framework"
        raise InvalidValue(message, "name it with --framework, such as --framework cto")
    return counted(load_responses(path, framework, keep, allow_missing), "people")


@frozen(kw_only=True)
class Answers:
    """What a command was told about answers; `reports` reads and scores them."""

    answers: str
    framework: str | None
    rollup: str
    min_coverage: Exact
    keep: tuple[str, ...]
    allow_missing: bool
    profile: str | None = None
    one_is_due: bool = False

    @cached_property
    def of_many(self) -> bool:
        """Whether they are the responses of many people."""
        return is_responses(self.answers, self.framework, one_is_due=self.one_is_due)

    def report(self) -> Report:
        """Give the report of the one person whose answers they are."""
        self._check_options()
        assessment = load_assessment(self.answers, framework_of(self.framework))
        return self._report(assessment, self._profile(assessment.framework))

    def reports(self) -> Iterator[Report]:
        """Give a report a person, one at a time; one where they are one person's answers."""
        if not self.of_many:
            yield self.report()
            return
        framework = framework_of(self.framework)
        people = read_responses(self.answers, framework, self.keep, self.allow_missing)
        profile = None if framework is None else self._profile(framework)
        for assessment in people:
            yield self._report(assessment, profile)

    def _check_options(self) -> None:
        if self.keep or self.allow_missing:
            option = "--keep" if self.keep else "--allow-missing"
            message = f"{option} is for a responses file, and {quoted(self.answers)} is none"
            raise InvalidValue(message, f"leave {option} out, or give a .csv file")

    def _profile(self, framework: Framework) -> Profile | None:
        return None if self.profile is None else load_profile(self.profile, framework)

    def _report(self, assessment: Assessment, profile: Profile | None) -> Report:
        scores = score(assessment, self.rollup, self.min_coverage)
        gaps = None if profile is None else find_gaps(scores, profile)
        return Report(assessment.framework, scores, gaps)
