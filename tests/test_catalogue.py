"""The catalogue: ids and paths, what distributions announce, and files told by their keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from competency import (
    Assessment,
    BrokenPlugin,
    ClashingPlugins,
    Framework,
    InvalidFile,
    InvalidValue,
    Item,
    Profile,
    Scale,
    UnknownPlugin,
    UnreadableFile,
    catalogue,
    check_file,
    dump_framework,
    frameworks,
    load_assessment,
    load_framework,
    load_profile,
    load_responses,
)
from conftest import Install

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
TEA = Framework(
    id="tea",
    version="1",
    title="Tea",
    scale=Scale.between(1, 3),
    children=[Item("1", "Boils."), Item("2", "Pours.")],
)
TEXT = dump_framework(TEA)
GROUP = "competency.frameworks"
GIVES = "from pathlib import Path\n\ndef give():\n    return Path(__file__).parent / 'tea.yaml'\n"

Announce = Callable[..., Path]


@pytest.fixture
def announce(install: Install) -> Announce:
    """Install a distribution that announces the framework `tea`."""

    def announce_one(
        source: str = GIVES, text: str = dump_framework(TEA), name: str = "leaves"
    ) -> Path:
        module = name.replace("-", "_")
        folder = install(name, {GROUP: {"tea": f"{module}:give"}}, {module: source}, version="2.1")
        (folder / "tea.yaml").write_text(text, encoding="utf-8")
        return folder

    return announce_one


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


def written(path: Path, text: str) -> Path:
    """Write a file."""
    path.write_text(text, encoding="utf-8")
    return path


# Ids and paths


def test_the_bundled_framework_has_an_id() -> None:
    """It comes in by the door that others use."""
    assert ["cto"] == [plugin.name for plugin in frameworks() if plugin.built_in]
    assert 63 == len(load_framework("cto").items)


@pytest.mark.parametrize("name", ["tea.yaml", "tea.yml", "tea.json", "TEA.YAML", "./tea", "a/tea"])
def test_a_path_has_a_separator_or_a_suffix(folder: Path, name: str) -> None:
    """Whatever else is called so in the catalogue."""
    (folder / "a").mkdir()
    text = dump_framework(TEA)
    if name.endswith("json"):
        text = (
            '{"id": "tea", "version": "1", "title": "Tea", "scale": {"minimum": 1, "maximum": 3},'
            ' "items": [{"id": "1", "text": "Boils."}, {"id": "2", "text": "Pours."}]}'
        )
    written(folder / name, text)
    assert TEA == load_framework(name)


def test_a_path_object_is_a_path(folder: Path) -> None:
    """Also one that looks like an id."""
    written(folder / "cto", dump_framework(TEA))
    assert TEA == load_framework(Path("cto"))
    assert "cto" == load_framework("cto").id


def test_a_file_that_is_called_like_an_id_is_not_taken_for_one(folder: Path) -> None:
    """A folder's content does not change what an id means."""
    written(folder / "tea", dump_framework(TEA))
    with pytest.raises(UnknownPlugin):
        load_framework("tea")


def test_an_id_that_is_not_there_names_the_closest() -> None:
    """As everywhere."""
    with pytest.raises(UnknownPlugin, match=r"^no framework is called 'cta'; did you mean 'cto'\?"):
        load_framework("cta")


@pytest.mark.parametrize("load", [load_framework, load_assessment, load_profile, check_file])
def test_a_file_that_is_not_there(folder: Path, load: Callable[[str], object]) -> None:
    """Is named."""
    with pytest.raises(UnreadableFile, match=r"^absent\.yaml: "):
        load("absent.yaml")


def test_a_file_larger_than_the_limit_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it holds."""
    written(folder / "tea.yaml", dump_framework(TEA))
    monkeypatch.setattr(catalogue, "_LIMITS", catalogue.Limits(bytes=10))
    with pytest.raises(UnreadableFile, match="larger than"):
        load_framework("tea.yaml")


# What distributions announce


def test_a_framework_of_another_distribution(announce: Announce) -> None:
    """Is loaded by its id."""
    announce()
    assert TEA == load_framework("tea")
    (found,) = [plugin for plugin in frameworks() if plugin.name == "tea"]
    assert ("leaves", "2.1", False) == (found.distribution, found.version, found.built_in)


def test_two_frameworks_of_one_id_are_both_named(announce: Announce) -> None:
    """Neither is chosen."""
    announce(name="leaves")
    announce(name="other-leaves")
    with pytest.raises(ClashingPlugins) as caught:
        load_framework("tea")
    assert ("leaves 2.1", "other-leaves 2.1") == caught.value.distributions


def test_the_bundled_framework_cannot_be_shadowed(install: Install) -> None:
    """A stranger of its name is passed over."""
    install("shadow", {GROUP: {"cto": "shadow:give"}}, {"shadow": GIVES})
    assert 63 == len(load_framework("cto").items)


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise RuntimeError('broken')", "RuntimeError: broken"),
        ("import absent_module", "ModuleNotFoundError: No module named 'absent_module'"),
        ("def give():\n    raise SystemExit(3)", "SystemExit: 3"),
        ("give = 7", "TypeError: it is no callable that gives a file"),
        (
            "def give():\n    return None",
            "AttributeError: 'NoneType' object has no attribute 'open'",
        ),
        (
            "def give():\n    return 'tea.yaml'",
            "AttributeError: 'str' object has no attribute 'open'",
        ),
        (
            "import io\nclass File:\n    def open(self, mode):\n        return io.StringIO('id')\n"
            "def give():\n    return File()",
            "TypeError: its file gives no bytes",
        ),
        (
            "from pathlib import Path\ndef give():\n    return Path('/absent/tea.yaml')",
            "FileNotFoundError",
        ),
    ],
)
def test_a_broken_announcement_names_its_distribution(
    announce: Announce, source: str, cause: str
) -> None:
    """And what is wrong with it."""
    announce(source)
    with pytest.raises(BrokenPlugin) as caught:
        load_framework("tea")
    error = caught.value
    assert ("tea", "leaves", "2.1", "load") == (
        error.name,
        error.distribution,
        error.version,
        error.stage,
    )
    assert error.cause.startswith(cause)


def test_an_announced_framework_has_the_id_that_it_is_announced_by(announce: Announce) -> None:
    """Otherwise answers to it could not be found."""
    announce(text=dump_framework(TEA).replace("id: tea", "id: coffee"))
    with pytest.raises(BrokenPlugin) as caught:
        load_framework("tea")
    assert "leaves" == caught.value.distribution
    assert "Mismatch: its framework calls itself coffee; let both have one id" == caught.value.cause


def test_an_announced_file_that_is_invalid_is_named(announce: Announce) -> None:
    """With every problem at its place, as any other."""
    folder = announce(text="id: tea\n")
    with pytest.raises(InvalidFile) as caught:
        load_framework("tea")
    assert str(folder / "tea.yaml") in str(caught.value)


def test_an_announced_file_is_bounded(announce: Announce, monkeypatch: pytest.MonkeyPatch) -> None:
    """As any other."""
    announce(text="id: tea\n" + "#" * 100)
    monkeypatch.setattr(catalogue, "_LIMITS", catalogue.Limits(bytes=50))
    with pytest.raises(InvalidFile, match="the file has 51 bytes; 50 are allowed"):
        load_framework("tea")


# Assessments, profiles and responses


def test_an_assessment_finds_its_framework(announce: Announce, folder: Path) -> None:
    """By the id that it names."""
    announce()
    path = written(folder / "a.yaml", "framework: tea\nanswers: {1: 2}")
    assert Assessment(TEA, {"1": 2}) == load_assessment(path)
    path = written(folder / "p.yaml", "framework: tea\ndefault: 2")
    assert Profile(TEA, {"overall": 2}) == load_profile(path)


def test_a_framework_that_is_given_skips_the_look_up(folder: Path) -> None:
    """But its id must be the one that is named."""
    path = written(folder / "a.yaml", "framework: tea\nanswers: {1: 2}")
    assert Assessment(TEA, {"1": 2}) == load_assessment(path, TEA)
    assert Assessment(TEA, {"1": 2}) == load_assessment(str(path), framework=TEA)
    with pytest.raises(InvalidFile, match="this is for the framework tea, not cto"):
        load_assessment(path, load_framework("cto"))
    path = written(folder / "p.yaml", "framework: tea\ndefault: 2")
    assert Profile(TEA, {"overall": 2}) == load_profile(path, TEA)
    with pytest.raises(InvalidFile, match="this is for the framework tea, not cto"):
        load_profile(path, load_framework("cto"))


@pytest.mark.parametrize("id", ["teaa", "./tea.yaml", "../x", "tea.yaml", "Tea"])
def test_a_framework_is_never_looked_up_by_a_path(
    announce: Announce, folder: Path, id: str
) -> None:
    """A file says which framework, not which file to read; the remedy says how to give one."""
    announce()
    written(folder / "tea.yaml", dump_framework(TEA))
    path = written(folder / "a.yaml", f"framework: {id}\nanswers: {{1: 2}}")
    with pytest.raises(InvalidFile) as caught:
        load_assessment(path)
    (problem,) = caught.value.problems
    assert problem.remedy.endswith("(or give the framework's file: --framework FILE)")
    assert f"{path}:1:12: no framework is called '{id}'; " in str(caught.value)


def test_responses_are_read_one_by_one(folder: Path) -> None:
    """With the options of the table."""
    path = written(folder / "r.csv", "respondent,1,dept\nana,2,x\nben,9,y\n")
    people = load_responses(path, TEA, keep=["dept"], allow_missing=True)
    assert Assessment(TEA, {"1": 2}, rater="ana", subject="ana") == next(people)
    with pytest.raises(InvalidFile, match="row 3, column '1': '9' is no level"):
        next(people)
    with pytest.raises(InvalidFile, match="row 1, column 'dept'"):
        list(load_responses(path, TEA, allow_missing=True))
    with pytest.raises(InvalidFile, match="the item '2' has no column"):
        list(load_responses(path, TEA, keep=["dept"]))


def test_responses_name_their_file(folder: Path) -> None:
    """Also where the header is wrong."""
    path = written(folder / "r.csv", "person,1\nana,2\n")
    with pytest.raises(InvalidFile) as caught:
        list(load_responses(path, TEA))
    assert str(caught.value).startswith(f"{path}: row 1: the header has no column 'respondent'")


# Files of any kind


def test_a_framework_is_checked(folder: Path) -> None:
    """With what is worth a look in it."""
    path = written(folder / "tea.yaml", dump_framework(TEA).replace("Pours.", "Boils."))
    checked = check_file(path)
    assert (str(path), "framework", "tea") == (checked.path, checked.kind, checked.value.id)
    assert ["equal-texts"] == [problem.kind for problem in checked.warnings]


def test_an_assessment_and_a_profile_are_checked(folder: Path) -> None:
    """Against their framework, found or given."""
    checked = check_file(EXAMPLES / "cto-self.yaml")
    assert ("assessment", "cto", ()) == (checked.kind, checked.value.framework.id, checked.warnings)
    checked = check_file(EXAMPLES / "cto-profile.yaml")
    assert ("profile", "cto", ()) == (checked.kind, checked.value.framework.id, checked.warnings)
    path = written(folder / "a.yaml", "framework: tea\nanswers: {1: 2}")
    assert Assessment(TEA, {"1": 2}) == check_file(str(path), TEA).value
    path = written(folder / "p.yaml", "framework: tea\nlevels: {1: 2}")
    assert Profile(TEA, {"1": 2}) == check_file(path, framework=TEA).value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id: tea", "the key 'version' is missing"),
        ("framework: tea\nanswers: {1: 9}", "'9' is no level of the scale"),
        ("framework: tea\ndefault: 9", "'9' is no level of the scale of item '1'"),
    ],
)
def test_an_invalid_file_is_refused(folder: Path, text: str, message: str) -> None:
    """Whatever it is."""
    with pytest.raises(InvalidFile, match=message):
        check_file(written(folder / "x.yaml", text), TEA)


def test_a_framework_must_be_one(folder: Path) -> None:
    """An id does not stand for a framework that is given."""
    path = written(folder / "a.yaml", "framework: cto\nanswers: {}")
    calls: list[Callable[[], object]] = [
        lambda: load_assessment(path, "cto"),  # type: ignore[arg-type]
        lambda: next(load_responses(path, "cto")),  # type: ignore[arg-type]
    ]
    for call in calls:
        with pytest.raises(InvalidValue) as caught:
            call()
        expected = "framework: a Framework is due here, not str; load it with load_framework"
        assert expected == str(caught.value)
