"""The options and arguments that commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

from competency.errors import InvalidValue, quoted
from competency.plugins import find
from competency.rounding import Exact, exact

__all__ = [
    "EXPORTERS",
    "FRAMEWORKS",
    "PATH",
    "answers_options",
    "complete_exporter",
    "complete_form",
    "complete_framework",
    "examples",
    "framework_option",
    "min_coverage_option",
    "profile_option",
    "read_pairs",
    "rollup_option",
]

_FORM = "form-"
_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

EXPORTERS = "competency.exporters"
FRAMEWORKS = "competency.frameworks"
"""The entry-point groups, which are listed without loading what uses them."""

PATH = click.Path(readable=False)
"""A file; the library itself says what is wrong with it."""


def complete_exporter(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the name of an exporter, none being imported."""
    return _names(EXPORTERS, incomplete)


def complete_form(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the format of a form, none being imported."""
    forms = _names(EXPORTERS, _FORM + incomplete)
    return [CompletionItem(each.value.removeprefix(_FORM)) for each in forms]


def complete_framework(
    _context: click.Context, _parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Complete the id of a framework, or else the name of a file."""
    ids = _names(FRAMEWORKS, incomplete)
    return ids or [CompletionItem(incomplete, type="file")]


def _names(group: str, incomplete: str) -> list[CompletionItem]:
    names = [each.name for each in find(group) if each.fault is None]
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def read_pairs(
    _context: click.Context, _parameter: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    """Read what is given as NAME=VALUE, each name once."""
    pairs: dict[str, str] = {}
    for value in values:
        name, equals, text = value.partition("=")
        if not name or not equals:
            message = f"{quoted(value)} is no pair; write NAME=VALUE, such as theme=print"
            raise click.BadParameter(message)
        if name in pairs:
            raise click.BadParameter(f"{quoted(name)} is given twice; give it once")
        pairs[name] = text
    return pairs


def _read_share(_context: click.Context, _parameter: click.Parameter, value: str) -> Exact:
    try:
        share = exact(value)
    except InvalidValue as error:
        raise click.BadParameter(str(error)) from None
    if not 0 <= share <= 1:
        raise click.BadParameter(f"{quoted(value)} is no share; give one from 0 to 1")
    return share


def examples(*lines: str) -> str:
    """Give what the help of a command ends with."""
    return "\n".join(("\b\nExamples:", *(f"  {line}" for line in lines)))


framework_option: _Decorator = click.option(
    "--framework",
    required=True,
    metavar="FRAMEWORK",
    shell_complete=complete_framework,
    help="The framework that is answered: an id or a file.",
)
"""The option of commands to which the answers of many do not tell it."""

rollup_option: _Decorator = click.option(
    "--rollup",
    type=click.Choice(("items", "areas")),
    default="items",
    show_default=True,
    help="How areas become groups: the mean of all items below, or of the areas' means.",
)
min_coverage_option: _Decorator = click.option(
    "--min-coverage",
    callback=_read_share,
    metavar="SHARE",
    default="0.5",
    show_default=True,
    help="The share of a group's applicable items that must be answered, from 0 to 1; below "
    "it the group's figures are withheld.",
)
"""Options that say how is scored."""

_ANSWERS_OPTIONS = (
    click.option(
        "--framework",
        metavar="FRAMEWORK",
        shell_complete=complete_framework,
        help="The framework that is answered: an id or a file. Otherwise the one that ANSWERS "
        "names; a responses file (.csv) names none.",
    ),
    rollup_option,
    min_coverage_option,
    click.option(
        "--keep",
        multiple=True,
        metavar="COLUMN",
        help="Allow a column of a responses file that is no item. Repeatable.",
    ),
    click.option(
        "--allow-missing",
        is_flag=True,
        help="Allow a responses file to lack the columns of some items.",
    ),
)


def answers_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say how answers are read and scored."""
    for option in reversed(_ANSWERS_OPTIONS):
        command = option(command)
    return command


def profile_option(*, required: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option that names a profile."""
    return click.option(
        "--profile",
        type=PATH,
        required=required,
        metavar="FILE",
        help="The profile, a YAML or JSON file: what the role requires.",
    )
