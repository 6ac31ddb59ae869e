"""Plugins are found without being imported, loaded by name, and named when they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from attrs.exceptions import FrozenInstanceError

from competency.errors import (
    BrokenPlugin,
    ClashingPlugins,
    InvalidValue,
    UnknownPlugin,
)
from competency.plugins import Plugin, choose, find, guarded, load

GROUP = "competency.exporters"
REPORTS = ("html", "json", "markdown", "md", "parquet", "pdf", "xlsx")
FORMS = ("form-csv", "form-html", "form-pdf", "form-print", "form-xlsx", "form-yaml")
Install = Callable[..., Path]
PLUGIN = Plugin(GROUP, "svg", "shapes:Svg", "shapes", "2.1")


def _strangers() -> list[Plugin]:
    return [plugin for plugin in find(GROUP) if not plugin.built_in]


def test_built_ins_come_through_the_same_door() -> None:
    """The formats of this library are announced as anyone's would be, sorted by name."""
    built_in = [(plugin.name, plugin.fault) for plugin in find(GROUP) if plugin.built_in]
    names = ["csv", *FORMS, *REPORTS]
    assert [(name, None) for name in names] == built_in


def test_find_gives_all_that_is_known_without_importing(install: Install) -> None:
    """A module that would end the interpreter is listed unharmed."""
    install("shapes", {GROUP: {"svg": "shapes:Svg"}}, {"shapes": "raise SystemExit"}, version="2.1")
    assert [PLUGIN] == _strangers()
    assert "shapes" not in sys.modules


def test_find_gives_one_group_only(install: Install) -> None:
    """What is announced elsewhere is not found here."""
    install("shapes", {"competency.others": {"svg": "shapes:Svg"}})
    assert [] == _strangers()


def test_find_of_an_unknown_group_is_empty() -> None:
    """A group that nobody announces has no plugins."""
    assert () == find("competency.nothing")


def test_found_plugins_are_sorted_by_name_then_distribution(install: Install) -> None:
    """The order does not depend on the order of installation."""
    install("b", {GROUP: {"z": "b:Z", "y": "b:Y"}})
    install("a", {GROUP: {"z": "a:Z"}})
    found = [(plugin.name, plugin.distribution) for plugin in _strangers()]
    assert [("y", "b"), ("z", "a"), ("z", "b")] == found


def test_a_distribution_found_twice_is_one(install: Install) -> None:
    """Of one distribution, however its name is written, the first on the path counts."""
    install("my.shapes", {GROUP: {"svg": "old:Svg"}})
    install("My_Shapes", {GROUP: {"svg": "new:Svg"}}, version="2.0")
    assert [("new:Svg", None)] == [(plugin.target, plugin.fault) for plugin in _strangers()]


def test_a_line_written_twice_is_one_plugin(install: Install) -> None:
    """The same entry point repeated in one file does not clash with itself."""
    folder = install("shapes", {GROUP: {"svg": "shapes:Svg"}}, version="2.1")
    text = folder / "shapes-2.1.dist-info" / "entry_points.txt"
    text.write_text(f"[{GROUP}]\nsvg = shapes:Svg\nsvg = shapes:Svg\n", encoding="utf-8")
    assert [PLUGIN] == _strangers()


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("entry_points.txt", b"[competency.exporters]\n\xff\xfe\n"),
        ("entry_points.txt", b"[competency.exporters]\nnonsense\n"),
        ("METADATA", b""),
        ("METADATA", b"Name: broken\n"),
        ("METADATA", b"\xff\xfe"),
    ],
)
def test_a_corrupt_distribution_harms_no_other(install: Install, file: str, content: bytes) -> None:
    """Metadata that cannot be read loses one distribution, not all of them."""
    broken = install("broken", {GROUP: {"pdf": "broken:Pdf"}})
    (broken / "broken-1.0.dist-info" / file).write_bytes(content)
    install("shapes", {GROUP: {"svg": "shapes:Svg"}}, version="2.1")
    assert [PLUGIN] == _strangers()


@pytest.mark.parametrize(
    "name", ["Svg", "s_vg", "1svg", "-svg", "s vg", "s" * 33, "svgé", "s\x1bg"]
)
def test_a_name_that_breaks_the_rule_is_listed_and_refused(install: Install, name: str) -> None:
    """The author of a badly named plugin is told so, at the listing and at its use."""
    install("shapes", {GROUP: {name: "shapes:Svg"}})
    (plugin,) = _strangers()
    fault = "use a-z, 0-9 and -, from a letter, at most 32"
    assert fault in str(plugin.fault)
    with pytest.raises(BrokenPlugin, match=fault) as caught:
        choose(GROUP, name)
    assert ("load", "shapes") == (caught.value.stage, caught.value.distribution)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("name", ["s", "s" * 32, "svg-1-1"])
def test_a_name_that_keeps_the_rule_is_chosen(install: Install, name: str) -> None:
    """One to 32 small letters, digits and hyphens, from a letter, make a name."""
    install("shapes", {GROUP: {name: "shapes:Svg"}})
    assert Plugin(GROUP, name, "shapes:Svg", "shapes", "1.0") == choose(GROUP, name)


def test_a_built_in_cannot_be_shadowed(install: Install) -> None:
    """The stranger is listed with the reason; the built-in is the one that is used."""
    install("shapes", {GROUP: {"html": "shapes:Html"}})
    (plugin,) = _strangers()
    assert str(plugin.fault).startswith("the built-in 'html' of competency ")
    assert "competency_exporters.html:HtmlExporter" == choose(GROUP, "html").target


def test_two_strangers_of_one_name_clash(install: Install) -> None:
    """Neither is used, and the error names both with their versions."""
    install("shapes", {GROUP: {"svg": "shapes:Svg"}}, version="2.1")
    install("art", {GROUP: {"svg": "art:Svg"}})
    with pytest.raises(ClashingPlugins) as caught:
        choose(GROUP, "svg")
    assert ("art 1.0", "shapes 2.1") == caught.value.distributions
    assert (GROUP, "svg") == (caught.value.group, caught.value.name)
    faults = ["shapes 2.1", "art 1.0"]
    remedy = "too; uninstall all but one"
    expected = [f"'svg' is announced by {other} {remedy}" for other in faults]
    assert expected == [plugin.fault for plugin in _strangers()]


def test_three_strangers_are_all_named(install: Install) -> None:
    """Each of three is told of both others."""
    for name in "abc":
        install(name, {GROUP: {"svg": "shapes:Svg"}})
    assert "announced by b 1.0 and c 1.0 too" in str(_strangers()[0].fault)


def test_an_unknown_name_is_told_the_known_ones(install: Install) -> None:
    """Names that cannot be chosen are not offered."""
    install("shapes", {GROUP: {"svg": "shapes:Svg", "No": "shapes:No"}})
    with pytest.raises(UnknownPlugin) as caught:
        choose(GROUP, "svgg")
    expected = (GROUP, "svgg", tuple(sorted(("csv", *FORMS, *REPORTS, "svg"))))
    assert expected == (caught.value.group, caught.value.name, caught.value.known)


def test_load_gives_what_the_target_names(install: Install) -> None:
    """A dotted attribute and a plain module are targets too."""
    targets = {"a": "shapes:Svg.name", "b": "shapes"}
    install("shapes", {GROUP: targets}, {"shapes": "class Svg:\n    name = 'drawn'\n"})
    assert "drawn" == choose(GROUP, "a").load()
    assert sys.modules["shapes"] is load(choose(GROUP, "b"))


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("import nosuch", "ModuleNotFoundError: No module named 'nosuch'"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("raise ValueError", "ValueError"),
        ("raise GeneratorExit('over')", "GeneratorExit: over"),
        ("def (", "SyntaxError: invalid syntax (shapes.py, line 1)"),
        ("class Other: pass", "AttributeError: module 'shapes' has no attribute 'Svg'"),
        ("raise ValueError('x' * 9_000)", "ValueError: " + "x" * 500),
    ],
)
def test_a_plugin_that_does_not_load_is_named(install: Install, source: str, cause: str) -> None:
    """Whatever happens at import, the error names the culprit and keeps the cause."""
    install("shapes", {GROUP: {"svg": "shapes:Svg"}}, {"shapes": source}, version="2.1")
    with pytest.raises(BrokenPlugin) as caught:
        load(choose(GROUP, "svg"))
    error = caught.value
    named = (error.name, error.target, error.distribution, error.version)
    assert ("svg", "shapes:Svg", "shapes", "2.1") == named
    assert ("load", cause) == (error.stage, error.cause)
    assert cause.partition(":")[0] == type(error.__cause__).__name__
    assert "update shapes, or tell its authors" == error.remedy


@pytest.mark.parametrize("target", ["", ":", "nosuch:", "a b:c", "x\x1b[31m:y"])
def test_a_target_that_names_nothing_is_a_broken_plugin(target: str) -> None:
    """Nonsense in the metadata is a fault of the plugin, and printable."""
    with pytest.raises(BrokenPlugin) as caught:
        load(Plugin(GROUP, "svg", target, "shapes", "2.1"))
    assert str(caught.value).isprintable()


def test_one_broken_plugin_harms_no_other(install: Install) -> None:
    """A neighbour in the same distribution loads."""
    targets = {"odt": "broken:Odt", "svg": "shapes:svg"}
    install("shapes", {GROUP: targets}, {"broken": "1/0", "shapes": "svg = 7"})
    with pytest.raises(BrokenPlugin, match="ZeroDivisionError"):
        load(choose(GROUP, "odt"))
    assert 7 == load(choose(GROUP, "svg"))


def test_an_extra_of_ours_that_a_stranger_lacks_is_their_fault(install: Install) -> None:
    """Only a built-in says what to install; theirs is named, as with any other failure."""
    source = 'from competency import MissingExtra\nraise MissingExtra("a", "b", "c")\n'
    install("shapes", {GROUP: {"svg": "shapes:Svg"}}, {"shapes": source})
    with pytest.raises(BrokenPlugin) as caught:
        load(choose(GROUP, "svg"))
    assert "shapes" == caught.value.distribution
    assert caught.value.cause.startswith("MissingExtra: a needs b")


def test_a_mended_plugin_loads_the_next_time(install: Install) -> None:
    """A failure is not remembered: the missing module is found as soon as it is there."""
    folder = install("shapes", {GROUP: {"svg": "shapes:svg"}}, {"shapes": "from art import svg"})
    plugin = choose(GROUP, "svg")
    with pytest.raises(BrokenPlugin, match="No module named 'art'"):
        load(plugin)
    (folder / "art.py").write_text("svg = 7", encoding="utf-8")
    assert 7 == load(plugin)


def test_what_a_plugin_prints_at_import_goes_to_stderr(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    """The standard output belongs to the document."""
    install("shapes", {GROUP: {"svg": "shapes:svg"}}, {"shapes": "print('hello')\nsvg = 7"})
    load(choose(GROUP, "svg"))
    print("document")
    assert ("document\n", "hello\n") == capsys.readouterr()


@pytest.mark.parametrize(
    "raised", [InvalidValue("mine"), SystemExit(1), StopIteration(), OSError()]
)
def test_guarded_names_the_plugin_for_anything_raised(raised: BaseException) -> None:
    """Our own errors are no exception, when a plugin raises them."""
    with pytest.raises(BrokenPlugin) as caught, guarded(PLUGIN, "export"):
        raise raised
    assert raised is caught.value.__cause__
    assert ("export", "shapes") == (caught.value.stage, caught.value.distribution)


def test_guarded_lets_the_user_interrupt() -> None:
    """Ctrl-C is not the plugin's fault."""
    with pytest.raises(KeyboardInterrupt), guarded(PLUGIN, "export"):
        raise KeyboardInterrupt


def test_refused_options_are_the_callers_to_check() -> None:
    """The remedy at stage "options" speaks of the options."""
    with pytest.raises(BrokenPlugin) as caught, guarded(PLUGIN, "options"):
        raise ValueError("no theme 'x'")
    message = "plugin 'svg' (shapes:Svg) from shapes 2.1 refused its options: "
    assert message + "ValueError: no theme 'x'; check its options" == str(caught.value)


def test_an_error_without_a_text_is_named_by_its_kind() -> None:
    """An exception whose text cannot be had does not hide the culprit."""

    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    with pytest.raises(BrokenPlugin) as caught, guarded(PLUGIN, "export"):
        raise Mute
    assert "Mute" == caught.value.cause


@pytest.mark.parametrize("problem", [None, ValueError()])
def test_guarded_puts_back_what_a_plugin_turns(tmp_path: Path, problem: Exception | None) -> None:
    """The working folder and the recursion limit are as they were, also after a failure."""
    before = (Path.cwd(), sys.getrecursionlimit(), sys.stdout)
    with suppress(BrokenPlugin), guarded(PLUGIN, "export"):
        os.chdir(tmp_path)
        sys.setrecursionlimit(before[1] + 7)
        sys.stdout = None
        if problem:
            raise problem
    assert before == (Path.cwd(), sys.getrecursionlimit(), sys.stdout)


def test_guarded_works_in_a_folder_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is no working folder to go back to, that is no failure of the plugin."""
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    ran = False
    with guarded(PLUGIN, "export"):
        ran = True
    assert ran


def test_guarded_survives_the_loss_of_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plugin that removes the working folder does not make leaving it fail."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "here"
    folder.mkdir()
    os.chdir(folder)
    with guarded(PLUGIN, "export"):
        os.chdir(tmp_path)
        folder.rmdir()
    assert tmp_path == Path.cwd()


def test_a_plugin_is_frozen() -> None:
    """What was found cannot be changed."""
    with pytest.raises(FrozenInstanceError):
        PLUGIN.name = "png"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("distribution", "built_in"), [("Competency", True), ("competency-x", False)]
)
def test_built_in_is_what_this_distribution_announces(distribution: str, built_in: bool) -> None:
    """Only our own distribution's plugins are built in."""
    plugin = Plugin(GROUP, "svg", "shapes:Svg", distribution, "1.0")
    assert built_in == plugin.built_in


def test_importing_the_library_imports_no_plugin() -> None:
    """The exporters are loaded when they are asked for."""
    program = "import sys, competency, competency.plugins as p; p.find('competency.exporters')"
    program += "; print([name for name in sys.modules if name.startswith('competency_')])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert "[]" == done.stdout.strip()
