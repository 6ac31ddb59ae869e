"""Exporting: a report becomes a document, by the plugin of a name; the core writes the file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, ClassVar, Protocol, cast

from attrs import fields, frozen, has
from cattrs import ClassValidationError, Converter

from competency import plugins
from competency.errors import (
    BrokenPlugin,
    CompetencyError,
    InvalidValue,
    UnknownPlugin,
    did_you_mean,
    quoted,
)
from competency.files import write_bytes
from competency.model import Assessment, Framework
from competency.report import Report
from competency.rounding import exact
from competency.scoring import score

__all__ = ["Exporter", "export", "exporters", "form", "write"]

_GROUP = "competency.exporters"
_FORM = "form-"


class Exporter(Protocol):
    """What an exporter is: a class whose fields are its options, each with a default.

    An entry point of the group `competency.exporters` names the class; its name is the format's.
    """

    media_type: ClassVar[str]
    """Such as "text/html"."""

    suffix: ClassVar[str]
    """Such as ".html"."""

    def export(self, report: Report) -> str | bytes:
        """Make the document; the library writes it."""
        ...


def exporters() -> tuple[plugins.Plugin, ...]:
    """List the exporters that installed distributions announce, without importing any.

    >>> names = [plugin.name for plugin in exporters() if plugin.built_in]
    >>> [name for name in names if not name.startswith("form-")]
    ['csv', 'html', 'json', 'markdown', 'md', 'parquet', 'pdf', 'xlsx']
    """
    return plugins.find(_GROUP)


def _flag(value: object, _: object) -> bool:
    if isinstance(value, bool) or value in ("true", "false"):
        return value in (True, "true")
    raise InvalidValue(f"{quoted(value)} is neither true nor false", "give one of them")


def _whole(value: object, _: object) -> int:
    if type(value) is int:
        return value
    if isinstance(value, str) and value.isascii() and value.removeprefix("-").isdecimal():
        return int(value)
    raise InvalidValue(f"{quoted(value)} is no whole number", "give one")


def _decimal(value: object, _: object) -> float:
    if isinstance(value, float):
        return value
    return float(exact(value))


def _text(value: object, _: object) -> str:
    if isinstance(value, str):
        return value
    raise InvalidValue(f"{quoted(value)} is no text", "give one")


_CONVERTER = Converter(forbid_extra_keys=True, detailed_validation=True)
for _type, _read in ((bool, _flag), (int, _whole), (float, _decimal), (str, _text)):
    _CONVERTER.register_structure_hook(_type, _read)


def _loaded(plugin: plugins.Plugin) -> type[Exporter]:
    """Load an exporter's class and check that it is one."""
    loaded = plugins.load(plugin)
    texts = ("media_type", "suffix")
    lacks = [name for name in texts if not isinstance(getattr(loaded, name, None), str)]
    lacks += [] if callable(getattr(loaded, "export", None)) else ["export"]
    if lacks or not isinstance(loaded, type):
        what = f"it has no {', no '.join(lacks)}" if lacks else "it is no class"
        raise _broken(plugin, "load", f"{quoted(plugin.target)} is no exporter: {what}")
    return cast(type[Exporter], loaded)


def _broken(plugin: plugins.Plugin, stage: str, cause: str) -> BrokenPlugin:
    remedy = f"tell the authors of {plugin.distribution}"
    where = (plugin.name, plugin.target, plugin.distribution, plugin.version)
    return BrokenPlugin(*where, stage, cause, remedy)


def _with_options(
    plugin: plugins.Plugin, exporter: type[Exporter], options: Mapping[str, object]
) -> Exporter:
    """Structure options into the exporter's fields."""
    names = [each.name for each in fields(exporter)] if has(exporter) else []
    for name in options:
        if name not in names:
            known = f"the options are {', '.join(names)}" if names else "it takes none"
            message = f"the exporter {plugin.name} has no option {quoted(name)}"
            raise InvalidValue(message, did_you_mean(name, names) or known, "option", name)
    try:
        with plugins.guarded(plugin, "options"):
            return _CONVERTER.structure(dict(options), exporter) if names else exporter()
    except BrokenPlugin as error:
        raise _refused(plugin, error) from error.__cause__


def _refused(plugin: plugins.Plugin, error: BrokenPlugin) -> CompetencyError:
    """Tell a value that an option refuses, which the user can mend, from a broken exporter."""
    cause = error.__cause__
    if not isinstance(cause, ClassValidationError):
        return error
    named, others = cause.group_exceptions()
    for problem, note in named:
        if isinstance(problem, KeyError):
            message = f"the exporter {plugin.name} needs the option {note.name}"
            return InvalidValue(message, "give it", "option", note.name)
        message = f"the exporter {plugin.name} refuses it: {_said(problem)}"
        return InvalidValue(message, "", "option", note.name)
    for problem in others:
        if isinstance(problem, ValueError):
            message = f"the exporter {plugin.name} refuses its options: {_said(problem)}"
            return InvalidValue(message, "", "option")
    return error


def _said(error: Exception) -> str:
    if isinstance(error, CompetencyError):
        return str(error)
    return str(error.args[0]) if error.args else type(error).__name__  # attrs adds the values


@frozen
class Chosen:
    """An exporter with its options, ready for any number of reports."""

    plugin: plugins.Plugin
    exporter: Exporter

    @property
    def suffix(self) -> str:
        """What the names of its files end in."""
        return self.exporter.suffix

    def export(self, report: Report) -> str | bytes:
        """Make a document of a report, as the function `export` does."""
        try:
            with plugins.guarded(self.plugin, "export"):
                document = self.exporter.export(report)
                if isinstance(document, str):
                    document.encode()  # a text that no file can hold is the exporter's fault
        except BrokenPlugin as error:
            raise _unfit(self.plugin, error) from error.__cause__
        if not isinstance(document, str | bytes):
            cause = f"it gave a value of type {type(document).__name__}, not a text or bytes"
            raise _broken(self.plugin, "export", cause)
        return document


def _unfit(plugin: plugins.Plugin, error: BrokenPlugin) -> CompetencyError:
    """Tell a report that a format cannot hold, which the user can mend, from a broken exporter."""
    cause = error.__cause__
    if type(cause) is not InvalidValue:
        return error
    message = f"the exporter {plugin.name} refuses the report: {cause.message}"
    return InvalidValue(message, cause.remedy, cause.kind, cause.field)


def choose(format: str, options: Mapping[str, Any] | None = None) -> Chosen:
    """Choose the exporter of a format, and give it its options.

    Raises:
        CompetencyError: as `export` does.
    """
    plugin = plugins.choose(_GROUP, format)
    return Chosen(plugin, _with_options(plugin, _loaded(plugin), options or {}))


def export(report: Report, format: str, options: Mapping[str, Any] | None = None) -> str | bytes:
    """Make a document of a report by the exporter of a format.

    Args:
        report: The report.
        format: The name of an exporter, such as `html`, `markdown`, `csv` or `json`.
        options: The exporter's options by name, as values or as texts.

    Raises:
        UnknownPlugin: if there is no such exporter.
        ClashingPlugins: if two distributions announce one of this name.
        BrokenPlugin: if the exporter fails.
        MissingExtra: if it needs a library that is not installed.
        InvalidValue: if it has no such option, or the option no such value, or if the format
            cannot hold what the report says.

    >>> import competency
    >>> report = competency.Report(competency.load_framework("cto"))
    >>> export(report, "csv").splitlines()[1][:18]
    '"framework","cto",'
    """
    return choose(format, options).export(report)


def form(
    framework: Framework,
    format: str,
    assessment: Assessment | None = None,
    options: Mapping[str, Any] | None = None,
) -> str | bytes:
    """Make a form to fill in, by the exporter `form-` of a format.

    Args:
        framework: The framework that is to be answered.
        format: Such as `html`, `csv` or `yaml`.
        assessment: Answers to go on from, where the form is half filled.
        options: The exporter's options by name, as values or as texts.

    Raises:
        UnknownPlugin: if there is no form of this format.
        Mismatch: if the answers are of another framework.
        CompetencyError: as `export` does.

    >>> import competency
    >>> form(competency.load_framework("cto"), "csv").splitlines()[1][:18]
    '"","","","","","1"'
    """
    report = Report(framework, None if assessment is None else score(assessment))
    try:
        return export(report, _FORM + format, options)
    except UnknownPlugin as error:
        forms = (name for name in error.known if name.startswith(_FORM))
        known = tuple(name.removeprefix(_FORM) for name in forms)
        raise UnknownPlugin("competency.forms", format, known) from None


def write(
    report: Report,
    path: str | os.PathLike[str],
    format: str | None = None,
    options: Mapping[str, Any] | None = None,
    *,
    overwrite: bool = False,
) -> None:
    """Make a document of a report and write it, whole or not at all.

    Args:
        report: The report.
        path: The file to be written.
        format: The name of an exporter; the file's suffix without its dot, unless given.
        options: The exporter's options by name.
        overwrite: Whether a file that is there already is replaced.

    Raises:
        FileExists: if the file is there already, and is not to be replaced.
        UnwritableFile: if it cannot be written; what stood there is untouched.
        CompetencyError: as `export` does.
    """
    document = export(report, format or format_of(path), options)
    write_bytes(path, as_bytes(document), overwrite=overwrite)


def format_of(path: str | os.PathLike[str]) -> str:
    """Tell the format from a file's suffix.

    Raises:
        InvalidValue: if it has none.
    """
    format = PurePath(path).suffix.removeprefix(".").lower()
    if not format:
        message = f"{quoted(os.fspath(path))} has no suffix that names a format"
        raise InvalidValue(message, "give the file a suffix such as .html, or name the format")
    return format


def as_bytes(document: str | bytes) -> bytes:
    """Give a document as it is written: a text in UTF-8."""
    return document.encode() if isinstance(document, str) else document
