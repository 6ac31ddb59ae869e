"""`validate`: files are checked before they are used."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator

import click
from attrs import frozen

from competency.catalogue import check_file
from competency.cli.answers import framework_of, is_responses, read_responses
from competency.cli.options import PATH, complete_framework, examples
from competency.cli.terminal import give, printable_lines, tell
from competency.errors import CompetencyError, CompetencyWarning, Problem, quoted
from competency.model import Assessment, Framework, Profile, State

__all__ = ["validate"]

_FAILED = 1
_REFUSED = 2


@frozen
class _Checked:
    """What is told of a file that is valid."""

    path: str
    what: str
    warnings: tuple[Problem, ...]
    notes: str | None = None

    def lines(self, *, verbose: bool) -> Iterator[str]:
        yield f"{self.path}: ok: {self.what}"
        if self.notes is not None:
            yield "  notes: " + self.notes.strip().replace("\n", "\n  ")
        for kind, number in Counter(each.kind for each in self.warnings).items():
            yield f"  {number} {'warning' if number == 1 else 'warnings'}: {kind}"
        if verbose:
            yield from map(str, self.warnings)


@click.command(
    epilog=examples(
        "competency validate framework.yaml",
        "competency validate --strict --framework framework.yaml answers.yaml profile.yaml",
    )
)
@click.argument("files", nargs=-1, required=True, type=PATH, metavar="FILE...")
@click.option("--strict", is_flag=True, help="Let warnings fail the check: exit code 1.")
@click.option("--verbose", "-v", is_flag=True, help="Show each warning, not only their number.")
@click.option(
    "--framework",
    metavar="FRAMEWORK",
    shell_complete=complete_framework,
    help="The framework, an id or a file, that assessments and profiles are for. Otherwise the "
    "one that each names; a responses file (.csv) names none.",
)
def validate(files: tuple[str, ...], strict: bool, verbose: bool, framework: str | None) -> None:
    """Check frameworks, assessments, profiles (told by their keys) and responses files.

    All that is wrong is told at once, with file, line, cause and remedy. Warnings are counted by
    kind: they are worth a look, and may be meant.
    """
    given = framework_of(framework)
    checked, refused = [], []
    for path in files:
        try:
            checked.append(_check(path, framework, given))
        except CompetencyError as error:
            refused.append(error)
    for refusal in refused:
        tell(refusal)
    if refused:
        click.get_current_context().exit(_REFUSED)
    lines = [line for each in checked for line in each.lines(verbose=verbose or strict)]
    give("".join(f"{printable_lines(line)}\n" for line in lines))
    if strict and any(each.warnings for each in checked):
        click.get_current_context().exit(_FAILED)


def _check(path: str, named: str | None, framework: Framework | None) -> _Checked:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", CompetencyWarning)
        check = _responses if is_responses(path, named) else _document
        checked = check(path, framework)
    others = [Problem(str(each.message), kind="other-texts") for each in caught]
    return _Checked(checked.path, checked.what, (*checked.warnings, *others), checked.notes)


def _responses(path: str, framework: Framework | None) -> _Checked:
    people = sum(1 for _ in read_responses(path, framework))
    return _Checked(path, f"responses of {people} {'person' if people == 1 else 'people'}", ())


def _document(path: str, framework: Framework | None) -> _Checked:
    checked = check_file(path, framework)
    value = checked.value
    notes = None
    if isinstance(value, Framework):
        what, notes = _framework(value), value.notes
    elif isinstance(value, Profile):
        what = _profile(value)
    else:
        what = _assessment(value)
    return _Checked(path, f"{checked.kind} {what}", checked.warnings, notes)


def _framework(framework: Framework) -> str:
    counts = (
        (len(framework.categories), "category", "categories"),
        (len(framework.areas), "area", "areas"),
        (len(framework.items), "item", "items"),
    )
    return f"{_name(framework)}, {', '.join(_counted(counts))}"


def _counted(counts: Iterable[tuple[int, str, str]]) -> Iterator[str]:
    return (f"{number} {one if number == 1 else many}" for number, one, many in counts if number)


def _profile(profile: Profile) -> str:
    items = profile.framework.items
    required = sum(profile.required_level(item.id) is not None for item in items)
    title = "" if profile.title is None else f"{quoted(profile.title)} "
    return f"{title}for {_name(profile.framework)}, {required} of {len(items)} items have a level"


def _assessment(assessment: Assessment) -> str:
    framework = assessment.framework
    states = Counter(assessment.answer(item.id).state for item in framework.items)
    counts = ", ".join(f"{states[state]} {state.words}" for state in State if states[state])
    subject = "" if assessment.subject is None else f"of {quoted(assessment.subject)} "
    return f"{subject}for {_name(framework)}, {counts}"


def _name(framework: Framework) -> str:
    return f"{framework.id} {framework.version}"
