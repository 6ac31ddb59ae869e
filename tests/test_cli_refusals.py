"""Bad input is refused whole: exit code 2, the file, the place, the cause, and nothing done."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cli_files import ANSWERS, FRAMEWORK, PROFILE, WITH, refusal, write_files

Install = Callable[..., Path]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files."""
    folder = tmp_path / "here"
    folder.mkdir()
    write_files(folder)
    monkeypatch.chdir(folder)


def _reason(*arguments: str) -> str:
    """Give the reason of a refusal, after which there is nothing new in the folder."""
    before = {path: path.lstat().st_mtime_ns for path in Path().iterdir()}
    reason = refusal(*arguments)
    assert before == {path: path.lstat().st_mtime_ns for path in Path().iterdir()}
    assert "Traceback" not in reason
    return reason


def _each_reason(name: str, kind: str) -> list[str]:
    """Give the reasons of all commands that can read a file of this kind."""
    written = ("-o", "out.csv")
    commands = {
        "framework": [("show", name), ("report", "--framework", name, *written)],
        "answers": [
            ("score", name, *WITH),
            ("explain", name, "water", *WITH),
            ("gaps", name, *WITH, "--profile", "role.yaml"),
            ("report", name, *WITH, *written),
        ],
        "profile": [
            ("gaps", "ana.yaml", *WITH, "--profile", name),
            ("explain", "ana.yaml", "water", *WITH, "--profile", name),
            ("report", "ana.yaml", *WITH, "--profile", name, *written),
        ],
    }
    return [_reason(*command) for command in (("validate", name, *WITH), *commands[kind])]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]\n"
    for name, after in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES = {
    "brackets": (b"[" * 200_000, ":1:", "more than 64 mappings and lists within one another"),
    "duplicate-key": (b"id: a\nid: b\n", ":2:1: ", "'id'"),
    "tag": (b"id: !!python/name:os.system\n", ":1:5: ", "tag"),
    "merge-key": (b"a: &a {b: c}\nd:\n  <<: *a\n", ":3:3: ", "merge"),
    "alias-bomb": (BOMB.encode(), ":8:8: ", "2,000,000 values, with its aliases written out"),
    "null": (b"id: a\0b\n", ":1:6: ", "U+0000"),
    "bidi": ("id: a\u202eb\n".encode(), ":1:", "\\u202e"),
    "latin-1": ("id: é\n".encode("latin-1"), ":1:5: ", "not UTF-8: byte 0xE9 at offset 4"),
    "empty": (b"", ":1:1: ", "the file is empty"),
    "comments": (b"# nothing\n", ":1:1: ", "the file is empty"),
}


@pytest.mark.parametrize("kind", ["framework", "answers", "profile"])
@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_tree_is_refused(name: str, kind: str) -> None:
    """Whatever it was to be, the file, the place and the cause are told."""
    content, place, cause = FILES[name]
    Path("bad.yaml").write_bytes(content)
    for reason in _each_reason("bad.yaml", kind):
        assert reason.startswith(f"error: bad.yaml{place}") or f"\nbad.yaml{place}" in reason
        assert cause in reason
        assert "\u202e" not in reason


@pytest.mark.parametrize("kind", ["framework", "answers", "profile"])
@pytest.mark.parametrize("name", [".", "pipe", "/dev/zero", "none.yaml"])
def test_what_is_no_file_is_refused_without_waiting(name: str, kind: str) -> None:
    """A folder, a pipe without a writer, an endless device and nothing at all."""
    os.mkfifo("pipe")
    causes = {".": "a folder", "pipe": "a pipe", "/dev/zero": "a device", "none.yaml": "no such"}
    path = name if "/" in name else f"./{name}"
    for reason in _each_reason(path, kind):
        assert reason.startswith(f"error: {path}: ")
        assert causes[name] in reason


@pytest.mark.parametrize("level", ["3.7", "99", "true", "1_0", "1e5", "+2", "２", "2.0"])
def test_a_level_off_the_scale_is_refused(level: str) -> None:
    """A number is no level unless the scale has it, exactly as written."""
    text = f"framework: tea\nanswers:\n  w1: {level}\n"
    Path("bad.yaml").write_text(text, encoding="utf-8")
    place = f"error: bad.yaml:3:7: '{level}' is no level of the scale; "
    for reason in _each_reason("bad.yaml", "answers"):
        assert reason.startswith(place)
    Path("bad.csv").write_text(f"respondent,w1,w2,w3,l1,l2\nA,{level},,,,\n", encoding="utf-8")
    cell = f"error: bad.csv: row 2, column 'w1': '{level}' is no level of the scale"
    assert _reason("score", "bad.csv", *WITH).startswith(cell)


@pytest.mark.parametrize(
    ("weight", "cause"),
    [
        ("0.1234567", "'0.1234567' has more than 6 decimal places; round it"),
        ("1e5", "'1e5' is not a number"),
        ("0", "a weight is above 0, not 0"),
        ("99999999999.999999", "so large or so fine that sums are not exact"),
    ],
)
def test_a_weight_that_is_none_is_refused(weight: str, cause: str) -> None:
    """Numbers are held exactly, or refused."""
    Path("bad.yaml").write_text(FRAMEWORK.replace("weight: 2", f"weight: {weight}"))
    for reason in _each_reason("bad.yaml", "framework"):
        assert reason.startswith("error: bad.yaml:")
        assert cause in reason


def test_an_answer_to_an_unknown_item_names_the_closest() -> None:
    """The remedy is at hand."""
    Path("bad.yaml").write_text(ANSWERS.replace("w1:", "w11:"), encoding="utf-8")
    for reason in _each_reason("bad.yaml", "answers"):
        assert reason.startswith("error: bad.yaml:6:3: there is no item 'w11' in the framework tea")
        assert "did you mean 'w1'?" in reason


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ('version: "2"', "this is for version 2 of tea, not version 1"),
        ("structure: abc", "this is for another structure of tea 1"),
        ("framework: coffee", "this is for the framework coffee, not tea"),
    ],
)
def test_answers_to_another_framework_are_refused(line: str, cause: str) -> None:
    """Another id, version or structure does not mix."""
    rest = "" if line.startswith("framework") else "framework: tea\n"
    Path("bad.yaml").write_text(f"{line}\n{rest}answers: {{w1: 3}}\n", encoding="utf-8")
    for reason in _each_reason("bad.yaml", "answers"):
        assert reason.startswith("error: bad.yaml:1:")
        assert cause in reason


def test_a_profile_off_an_items_scale_is_refused() -> None:
    """A required level must be one of each item that it reaches."""
    Path("bad.yaml").write_text(PROFILE.replace("default: 2", "default: 4"), encoding="utf-8")
    for reason in _each_reason("bad.yaml", "profile"):
        assert reason.startswith("error: bad.yaml:3:10: '4' is no level of the scale of item 'w1'")


def test_a_framework_of_two_distributions_is_refused(install: Install) -> None:
    """Neither is chosen; both are named."""
    for name in ("one", "two"):
        install(name, {"competency.frameworks": {"tea": f"{name}:tea"}})
    assert (
        "error: the framework 'tea' is announced by one 1.0 and two 1.0; uninstall all but one\n"
    ) == _reason("show", "tea")


def test_an_unknown_framework_is_refused() -> None:
    """What is installed is named."""
    assert "error: no framework is called 'tea'; there are: cto\n" == _reason("show", "tea")
    text = ANSWERS.replace("framework: tea", "framework: ctoo")
    Path("bad.yaml").write_text(text, encoding="utf-8")
    reason = _reason("score", "bad.yaml")
    assert reason.startswith("error: bad.yaml:1:12: no framework is called 'ctoo'; did")
    assert "did you mean 'cto'?" in reason


@pytest.mark.parametrize("name", ["tea.csv", "folder"])
def test_what_is_there_already_is_kept(name: str) -> None:
    """A file without `--force`, and a folder with things in it."""
    Path("tea.csv").write_text("mine", encoding="utf-8")
    Path("folder").mkdir()
    Path("folder", "mine").write_text("mine", encoding="utf-8")
    answers = ("all.csv",) if name == "folder" else ("ana.yaml",)
    reason = _reason("report", *answers, *WITH, "-o", name, "--format", "csv")
    assert reason.startswith(f"error: {name}: it is there already; ")
    assert "--force" in reason
    assert ["mine"] == [path.read_text() for path in Path("folder").iterdir()]


def test_many_problems_are_told_at_once_and_counted() -> None:
    """Each is told with its line; the last line says how many there are."""
    lines = [f"  x{number}: 1\n" for number in range(30)]
    text = "framework: tea\nanswers:\n" + "".join(lines)
    Path("bad.yaml").write_text(text, encoding="utf-8")
    told = _reason("score", "bad.yaml", *WITH).splitlines()
    assert told[0].startswith("bad.yaml:3:3: there is no item 'x0' in the framework tea")
    assert ["    3 |   x0: 1", "          ^"] == told[1:3]
    assert ["and 10 more", "error: 30 problems; nothing was done"] == told[-2:]


def test_messages_cannot_speak_to_the_terminal() -> None:
    """What a file or an argument holds is shown, not obeyed."""
    Path("bad.yaml").write_bytes(b'framework: "t\\e[2Jea"\nanswers: {}\n')
    for arguments in (("score", "bad.yaml"), ("show", "\x1b[2J"), ("score", "a\x1b[2J/b.yaml")):
        reason = _reason(*arguments)
        assert "\x1b" not in reason
        assert "[2J" in reason
