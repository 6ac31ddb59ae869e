"""Plugins: what installed distributions announce, found without being imported, loaded by name.

A plugin runs with our rights. What is done here isolates its faults; it is no sandbox.
"""

from __future__ import annotations

import importlib
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from importlib import metadata
from itertools import chain
from pathlib import Path

from attrs import evolve, frozen

from competency.errors import (
    BrokenPlugin,
    ClashingPlugins,
    MissingExtra,
    UnknownPlugin,
    printable,
    quoted,
)

__all__ = ["Plugin", "choose", "find", "guarded", "load"]

_OURSELVES = "competency"
_NAME = re.compile("[a-z][a-z0-9-]{0,31}")
_LONGEST_CAUSE = 500
_REMEDIES = {"options": "check its options"}


@frozen
class Plugin:
    """One name that a distribution announces in an entry-point group.

    Attributes:
        group: The entry-point group, such as "competency.exporters".
        name: The name that users type.
        target: What is loaded, as "module:attribute".
        distribution: The name of the installed distribution that announces it.
        version: The version of the distribution.
        fault: Why it cannot be chosen, None where it can.

    """

    group: str
    name: str
    target: str
    distribution: str
    version: str
    fault: str | None = None

    @property
    def built_in(self) -> bool:
        """Whether it comes with this library."""
        return _normal(self.distribution) == _OURSELVES

    @property
    def origin(self) -> str:
        """The distribution and its version, as they are said."""
        return f"{self.distribution} {self.version}"

    def load(self) -> object:
        """Import its target: see `load`."""
        return load(self)


def find(group: str) -> tuple[Plugin, ...]:
    """Find all that is announced in a group, by name, without importing any of it.

    Names that cannot be chosen are there too, with their `fault`.

    >>> [plugin.name for plugin in find("competency.frameworks") if plugin.built_in]
    ['cto']

    """
    distributions: dict[str, tuple[Plugin, ...]] = {}
    for distribution in metadata.distributions():
        announced = _announced(distribution, group)
        if announced:  # the first on the path is the one that an import finds
            distributions.setdefault(_normal(announced[0].distribution), announced)
    plugins = sorted(chain(*distributions.values()), key=lambda p: (p.name, p.distribution))
    namesakes = defaultdict(list)
    for plugin in plugins:
        namesakes[plugin.name].append(plugin)
    return tuple(evolve(p, fault=_fault(p, namesakes[p.name])) for p in plugins)


def choose(group: str, name: str) -> Plugin:
    """Find the plugin of this name; a built-in comes before any stranger of its name.

    Raises:
        UnknownPlugin: if no distribution announces the name; it holds the names there are.
        ClashingPlugins: if two distributions announce it; neither is chosen.
        BrokenPlugin: if the name breaks the rule for names.

    >>> choose("competency.frameworks", "cto").target
    'competency.catalogue:bundled_cto'

    """
    plugins = find(group)
    namesakes = [plugin for plugin in plugins if plugin.name == name]
    usable = [plugin for plugin in namesakes if plugin.fault is None]
    if usable:
        return usable[0]
    if not namesakes:
        known = tuple(plugin.name for plugin in plugins if plugin.fault is None)
        raise UnknownPlugin(group, name, known)
    if len(namesakes) > 1:
        raise ClashingPlugins(group, name, tuple(plugin.origin for plugin in namesakes))
    raise _broken(namesakes[0], "load", str(namesakes[0].fault))


def load(plugin: Plugin) -> object:
    """Import what a plugin announces; nothing is remembered, so a mended one loads next time.

    Raises:
        BrokenPlugin: if that fails in any way, at stage "load".
        MissingExtra: if a built-in needs an extra that is not installed; nothing is broken then.

    >>> load(choose("competency.frameworks", "cto")).__name__
    'bundled_cto'

    """
    entry_point = metadata.EntryPoint(plugin.name, plugin.target, plugin.group)
    importlib.invalidate_caches()
    try:
        with guarded(plugin, "load"):
            return entry_point.load()
    except BrokenPlugin as error:
        if plugin.built_in and isinstance(error.__cause__, MissingExtra):
            raise error.__cause__ from None
        raise


@contextmanager
def guarded(plugin: Plugin, stage: str) -> Iterator[None]:
    """Run a plugin's code: whatever it raises becomes an error that names the plugin.

    What it prints goes to stderr. The working folder and the recursion limit are as they were
    afterwards. A KeyboardInterrupt passes: it is the user's. Do not yield from inside: a
    generator that is closed there would look like a broken plugin.

    Raises:
        BrokenPlugin: at this stage, from the exception; also from `SystemExit`, and from an
            error of this library that the plugin raised.

    >>> try:
    ...     with guarded(choose("competency.frameworks", "cto"), "export"):
    ...         raise SystemExit(3)
    ... except BrokenPlugin as error:
    ...     print(error.distribution, error.stage, error.cause)
    competency export SystemExit: 3

    """
    with _as_it_was():
        try:
            with redirect_stdout(sys.stderr):
                yield
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            raise _broken(plugin, stage, _cause(error)) from error


@contextmanager
def _as_it_was() -> Iterator[None]:
    limit = sys.getrecursionlimit()
    folder = _working_folder()
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)
        with suppress(OSError):
            os.chdir(folder)


def _working_folder() -> Path:
    try:
        return Path.cwd()
    except OSError:  # it has been deleted: there is nowhere to go back to
        return Path()


def _announced(distribution: metadata.Distribution, group: str) -> tuple[Plugin, ...]:
    try:
        entry_points = distribution.entry_points.select(group=group)
        return tuple({_plugin(entry_point, distribution): None for entry_point in entry_points})
    except Exception:  # one corrupt distribution is no reason to lose the others
        return ()


def _plugin(entry_point: metadata.EntryPoint, distribution: metadata.Distribution) -> Plugin:
    origin = distribution.metadata
    return Plugin(
        group=entry_point.group,
        name=entry_point.name,
        target=entry_point.value,
        distribution=printable(origin["Name"]),
        version=printable(origin["Version"]),
    )


def _fault(plugin: Plugin, namesakes: Iterable[Plugin]) -> str | None:
    if not _NAME.fullmatch(plugin.name):
        return f"{quoted(plugin.name)} is no name: use a-z, 0-9 and -, from a letter, at most 32"
    if plugin.built_in:
        return None
    others = [other for other in namesakes if other != plugin]
    for other in others:
        if other.built_in:
            return f"the built-in {quoted(plugin.name)} of {other.origin} is used instead"
    if others:
        both = " and ".join(other.origin for other in others)
        return f"{quoted(plugin.name)} is announced by {both} too; uninstall all but one"
    return None


def _broken(plugin: Plugin, stage: str, cause: str) -> BrokenPlugin:
    return BrokenPlugin(
        name=plugin.name,
        target=printable(plugin.target),
        distribution=plugin.distribution,
        version=plugin.version,
        stage=stage,
        cause=cause,
        remedy=_REMEDIES.get(stage, f"update {plugin.distribution}, or tell its authors"),
    )


def _cause(error: BaseException) -> str:
    kind = type(error).__name__
    try:
        text = str(error)[:_LONGEST_CAUSE]
    except Exception:  # the text of an error can be broken too
        text = ""
    return f"{kind}: {text}" if text else kind


def _normal(distribution: str) -> str:
    return re.sub("[-_.]+", "-", distribution).lower()
