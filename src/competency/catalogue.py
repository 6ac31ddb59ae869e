"""The catalogue: an id or a path becomes a value."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from importlib.resources import files as resources
from importlib.resources.abc import Traversable
from pathlib import PurePath
from types import MappingProxyType

from attrs import frozen

from competency import loading, plugins
from competency.errors import InvalidFile, InvalidValue, Mismatch, Place, Problem
from competency.files import open_bytes, read_bytes
from competency.model import Assessment, Framework, Profile
from competency.reading import Document, Limits, read_document, read_table

__all__ = [
    "CheckedFile",
    "check_file",
    "frameworks",
    "load_assessment",
    "load_framework",
    "load_profile",
    "load_responses",
]

_GROUP = "competency.frameworks"
_SUFFIXES = (".yaml", ".yml", ".json")
_LIMITS = Limits()

_Source = str | os.PathLike[str]
_Find = Callable[[str], Framework]


def bundled_cto() -> Traversable:
    """Give the file of the framework that is bundled: what an entry point announces."""
    return resources("competency") / "rubrics" / "cto.yaml"


def frameworks() -> tuple[plugins.Plugin, ...]:
    """List the frameworks that installed distributions announce, without importing any.

    >>> [plugin.name for plugin in frameworks() if plugin.built_in]
    ['cto']
    """
    return plugins.find(_GROUP)


def is_path(source: _Source) -> bool:
    """Tell a path from an id: it has a separator, or ends in .yaml, .yml or .json."""
    if not isinstance(source, str):
        return True
    separators = {"/", os.sep, os.altsep}
    return source.lower().endswith(_SUFFIXES) or any(each in source for each in separators if each)


def _document(path: _Source) -> Document:
    return read_document(read_bytes(path, _LIMITS.bytes), os.fspath(path), _LIMITS)


def load_framework(source: _Source) -> Framework:
    """Load a framework by its id in the catalogue, or from a YAML or JSON file.

    Args:
        source: A path where it has a separator or ends in .yaml, .yml or .json, else an id.

    Raises:
        UnknownPlugin: if no installed distribution announces the id.
        ClashingPlugins: if two do.
        BrokenPlugin: if the one that does fails.
        UnreadableFile: if the file cannot be read.
        InvalidFile: if it is no valid framework; all that is wrong is told at once.

    >>> load_framework("cto").categories[0].areas[0].title
    'Leadership & Vision'
    """
    if is_path(source):
        return loading.framework_of(_document(source))
    return _by_id(os.fspath(source))


def _by_id(id: str) -> Framework:
    plugin = plugins.choose(_GROUP, id)
    framework = loading.framework_of(_announced(plugin))
    with plugins.guarded(plugin, "load"):
        if framework.id != plugin.name:
            raise Mismatch(f"its framework calls itself {framework.id}", "let both have one id")
    return framework


def _announced(plugin: plugins.Plugin) -> Document:
    give = plugins.load(plugin)
    with plugins.guarded(plugin, "load"):
        if not callable(give):
            raise TypeError("it is no callable that gives a file")
        file: Traversable = give()
        with file.open("rb") as stream:
            data = stream.read(_LIMITS.bytes + 1)
        if not isinstance(data, bytes):
            raise TypeError("its file gives no bytes")
        name = str(file)
    return read_document(data, name, _LIMITS)


def _finder(framework: Framework | None) -> _Find:
    """Give what finds the framework that a file names: the one given, else the catalogue's."""
    if framework is None:
        return _by_id
    _require_framework(framework)
    return lambda _: framework


def _require_framework(framework: object) -> None:
    if not isinstance(framework, Framework):
        message = f"a Framework is due here, not {type(framework).__name__}"
        raise InvalidValue(message, "load it with load_framework", "wrong-type", "framework")


def load_assessment(path: _Source, framework: Framework | None = None) -> Assessment:
    """Load one person's answers: a YAML, JSON, CSV or XLSX file, as the forms give it back.

    Args:
        path: The file, whose suffix tells what it is: `.json`, `.csv`, `.tsv` or `.xlsx`, else
            YAML.
        framework: The framework that it is for; the one of the id that the file names, unless
            given.

    Raises:
        UnreadableFile: if the file cannot be read.
        InvalidFile: if it is no valid assessment of that framework, or of another one, another
            version or another structure, or of several people; all that is wrong is told at once.
        MissingExtra: if it is a workbook, and python-calamine is not installed.

    >>> load_assessment("docs/examples/cto-self.yaml").subject
    'District 042'
    """
    read = _READERS.get(_suffix(path), _assessment_of_document)
    return read(path, _finder(framework))


def _suffix(path: _Source) -> str:
    return PurePath(path).suffix.lower()


def _assessment_of_document(path: _Source, find: _Find) -> Assessment:
    return loading.assessment_of(_document(path), find)


def _assessment_of_table(path: _Source, find: _Find) -> Assessment:
    stream = io.BytesIO(read_bytes(path, _LIMITS.bytes))
    table = read_table(stream, os.fspath(path), ("respondent",), _LIMITS)
    return loading.assessment_of_table(table, find)


def _assessment_of_workbook(path: _Source, find: _Find) -> Assessment:
    return loading.assessment_of_workbook(read_bytes(path, _LIMITS.bytes), os.fspath(path), find)


def _no_page(path: _Source, _: _Find) -> Assessment:
    read_bytes(path, _LIMITS.bytes)  # one that is not there is to be told first
    message = "this is a page, and keeps answers only in the browser"
    remedy = "open it in a browser, save the answers as JSON, and give that file"
    raise InvalidFile((Problem(message, remedy, "page", Place(os.fspath(path))),))


_READERS: Mapping[str, Callable[[_Source, _Find], Assessment]] = MappingProxyType(
    {
        ".csv": _assessment_of_table,
        ".tsv": _assessment_of_table,
        ".xlsx": _assessment_of_workbook,
        ".xlsm": _assessment_of_workbook,
        ".html": _no_page,
        ".htm": _no_page,
    }
)
"""What reads answers, by the suffix of the file; all others are documents."""


def load_profile(path: _Source, framework: Framework | None = None) -> Profile:
    """Load a profile from a YAML or JSON file.

    Args:
        path: The file.
        framework: The framework that it is for; the one of the id that the file names, unless
            given.

    Raises:
        UnreadableFile: if the file cannot be read.
        InvalidFile: if it is no valid profile of that framework.

    >>> load_profile("docs/examples/cto-profile.yaml").title
    'District CTO, year one'
    """
    return loading.profile_of(_document(path), _finder(framework))


def load_responses(
    path: _Source,
    framework: Framework,
    keep: Collection[str] = (),
    allow_missing: bool = False,
) -> Iterator[Assessment]:
    """Load the responses of many people from CSV, one assessment at a time, in small memory.

    Args:
        path: A wide file (`respondent` and a column an item) or a long one (`respondent`,
            `item`, `level`), in which a respondent's rows stand together.
        framework: The framework that is answered.
        keep: Columns that are neither items nor known, and allowed all the same.
        allow_missing: Whether items may have no column.

    Raises:
        UnreadableFile: if the file cannot be read.
        InvalidFile: at the first bad row, with the problems of the rows after it.

    >>> people = load_responses("docs/examples/team.csv", load_framework("cto"))
    >>> next(people).rater
    'avery'
    """
    _require_framework(framework)
    with open_bytes(path) as stream:
        table = read_table(stream, os.fspath(path), ("respondent",), _LIMITS)
        yield from loading.responses_of(table, framework, keep, allow_missing)


@frozen
class CheckedFile:
    """A file that is valid.

    Attributes:
        path: The file.
        kind: What it is: `framework`, `assessment` or `profile`.
        value: What it holds.
        warnings: What is worth a look in it.
    """

    path: str
    kind: loading.Kind
    value: Framework | Assessment | Profile
    warnings: tuple[Problem, ...]


def check_file(path: _Source, framework: Framework | None = None) -> CheckedFile:
    """Check a framework, an assessment or a profile, told by its keys.

    A table or a page is taken for the answers of one person.

    Raises:
        UnreadableFile: if the file cannot be read.
        InvalidFile: if it is not valid; all that is wrong is told at once.
        MissingExtra: if it is a workbook, and python-calamine is not installed.

    >>> check_file("docs/examples/cto-profile.yaml").kind
    'profile'
    """
    if _suffix(path) in _READERS:
        return CheckedFile(os.fspath(path), "assessment", load_assessment(path, framework), ())
    document = _document(path)
    kind = loading.kind_of(document)
    value: Framework | Assessment | Profile
    warnings: tuple[Problem, ...] = ()
    if kind == "framework":
        value = loading.framework_of(document)
        warnings = loading.framework_warnings(document, value)
    elif kind == "profile":
        value = loading.profile_of(document, _finder(framework))
    else:
        value = loading.assessment_of(document, _finder(framework))
    return CheckedFile(os.fspath(path), kind, value, warnings)
