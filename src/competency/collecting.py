"""Collecting: filled forms become responses; each is taken once, and none is lost in silence."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import PurePath

from attrs import evolve, frozen

from competency.catalogue import load_assessment
from competency.errors import CompetencyError, Mismatch, quoted
from competency.model import Assessment, Framework

__all__ = ["Collected", "collect"]

_Key = tuple[str | None, ...]


@frozen
class Collected:
    """What became of the forms that were read: each is in one of these, by its path.

    Attributes:
        assessments: Those that are taken, each with a rater, in the order of the paths.
        duplicates: Those that say the same as one before, and the path of that one.
        rejected: Those that are not taken, and why.
        unnamed: The paths of those that name nobody; their rater is called as the file is.
    """

    assessments: Mapping[str, Assessment]
    duplicates: Mapping[str, str]
    rejected: Mapping[str, CompetencyError]
    unnamed: tuple[str, ...]

    @property
    def read(self) -> int:
        """How many were read: as many as were collected, repeated and rejected together."""
        return len(self.assessments) + len(self.duplicates) + len(self.rejected)


def collect(paths: Iterable[str | os.PathLike[str]], framework: Framework) -> Collected:
    """Collect filled forms; `dump_responses` writes what is collected as one file.

    The respondent is the rater; where none is named the subject of a self-assessment, else the
    name of the file without its suffix. Two forms of one respondent about one subject in one
    round are one where role and answers are equal; else both are rejected, as nobody knows which
    is right. So is what `load_assessment` refuses.

    Args:
        paths: The files.
        framework: The framework that they answer.

    >>> import competency
    >>> framework = competency.load_framework("cto")
    >>> collected = collect(["docs/examples/cto-self.yaml", "README.md"], framework)
    >>> [each.rater for each in collected.assessments.values()], [*collected.rejected]
    (['District 042'], ['README.md'])
    """
    loaded: dict[str, Assessment] = {}
    rejected: dict[str, CompetencyError] = {}
    unnamed = []
    for path in dict.fromkeys(os.fspath(path) for path in paths):
        try:
            given = load_assessment(path, framework)
            loaded[path] = _named(given, path)
        except CompetencyError as error:
            rejected[path] = error
            continue
        if loaded[path].rater not in (given.rater, given.subject):
            unnamed.append(path)
    conflicts, duplicates = _twins(loaded)
    rejected.update(conflicts)
    left = {*conflicts, *duplicates}
    taken = {path: each for path, each in loaded.items() if path not in left}
    return Collected(taken, duplicates, rejected, tuple(unnamed))


def _named(assessment: Assessment, path: str) -> Assessment:
    of_oneself = assessment.subject if assessment.role == "self" else None
    rater = assessment.rater or of_oneself or PurePath(path).stem
    return evolve(assessment, rater=rater)


def _twins(
    loaded: Mapping[str, Assessment],
) -> tuple[dict[str, CompetencyError], dict[str, str]]:
    """Find the forms that contradict others of the same person, and those that repeat one."""
    by_key: defaultdict[_Key, list[str]] = defaultdict(list)
    for path, each in loaded.items():
        by_key[each.rater, each.subject or each.rater, each.round].append(path)
    conflicts: dict[str, CompetencyError] = {}
    duplicates: dict[str, str] = {}
    for first, *others in by_key.values():
        said = [(loaded[path].role, loaded[path].answers) for path in (first, *others)]
        if all(each == said[0] for each in said):
            duplicates.update(dict.fromkeys(others, first))
        else:
            conflicts.update(_conflicts(loaded, [first, *others]))
    return conflicts, duplicates


def _conflicts(loaded: Mapping[str, Assessment], paths: list[str]) -> dict[str, CompetencyError]:
    found: dict[str, CompetencyError] = {}
    for path in paths:
        others = " and ".join(other for other in paths if other != path)
        message = f"{path}: {quoted(loaded[path].rater)} gives other answers in {others}"
        remedy = "keep one of the files, or give each round its own name"
        found[path] = Mismatch(message, remedy)
    return found
