"""What a person sees on a terminal: aligned tables, tracks, colour, and a count of long runs."""

from __future__ import annotations

import importlib
import io
import itertools
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import competency
from cli_files import WITH, Terminal, run, shown, write_files
from competency.cli import main
from competency.cli.tables import aligned, cut, pad, track, width
from competency.cli.terminal import counted, encoding, give, on_terminal, printable_lines
from competency.errors import printable

Install = Callable[..., Path]
PROFILE = ("--profile", "role.yaml")
STEPS = "Means treat levels as equally spaced; medians and counts do not.\n"
ALMOST_ANY_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]))


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each test run in a folder with the files."""
    folder = tmp_path / "here"
    folder.mkdir()
    write_files(folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "80")


# Tables


@given(ALMOST_ANY_TEXT, st.integers(1, 30))
def test_a_text_is_cut_to_its_room(text: str, room: int) -> None:
    """What fits stays; what does not ends in an ellipsis and fits."""
    short = cut(text, room)
    assert width(short) <= room
    assert (short == text) == (width(text) <= room)
    assert text.startswith(short.removesuffix("…"))


@given(ALMOST_ANY_TEXT, st.booleans())
def test_a_text_is_filled_up(text: str, right: bool) -> None:
    """Padding adds blanks on one side, up to the room."""
    room = width(text) + 3
    filled = pad(text, room, right=right)
    assert room == width(filled)
    assert filled == (f"   {text}" if right else f"{text}   ")


def test_wide_and_combining_characters_are_measured() -> None:
    """East Asian characters take two columns, combining marks none."""
    assert [1, 2, 2, 1, 1] == [width(text) for text in ("a", "能", "Ａ", "e\u0301", "a\u20dd")]


def test_columns_stand_left_and_right_under_their_headings() -> None:
    """Numbers stand right; the last column is not filled up, an empty one left out."""
    columns = {"name": "<", "none": "<", "number": ">", "why": "<"}
    rows = [("能", "", "1", ""), ("abcdef", "", "22", "so")]
    lines = ["name    number  why", "能           1", "abcdef      22  so"]
    assert lines == _plain(aligned(columns, rows)).splitlines()


def test_a_table_without_rows_is_its_headings() -> None:
    """Nobody is a table too."""
    assert "name  number\n" == _plain(aligned({"name": "<", "number": ">"}, []))


def test_a_wide_column_is_cut_to_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table is as wide as the terminal; other columns stay whole."""
    monkeypatch.setenv("COLUMNS", "30")
    table = _plain(aligned({"text": "~", "id": "<"}, [("a" * 50, "b" * 10)]))
    assert f"{'a' * 17}…  {'b' * 10}" == table.splitlines()[1]
    table = _plain(aligned({"one": "~", "two": "~"}, [("a" * 50, "b" * 50)]))
    assert f"{'a' * 11}…  {'b' * 15}…" == table.splitlines()[1]


def test_a_column_is_never_cut_to_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the narrowest terminal twelve columns are left, and a short text as it is."""
    monkeypatch.setenv("COLUMNS", "5")
    table = _plain(aligned({"text": "~", "id": "~"}, [("a" * 50, "b")]))
    assert f"{'a' * 11}…  b" == table.splitlines()[1]


def test_cells_cannot_speak_to_the_terminal() -> None:
    """An escape sequence in a file is shown, not obeyed."""
    assert "\\x1b[2Ja\\tb" in _plain(aligned({"text": "<"}, [("\x1b[2Ja\tb",)]))


def test_a_column_can_have_a_colour_and_headings_are_bold() -> None:
    """Colour is for what has something to say."""
    table = aligned({"a": "<", "b": "<"}, [("1", "2"), ("3", "")], {"b": "cyan"})
    assert "\x1b[1ma\x1b[0m  \x1b[1mb\x1b[0m\n1  \x1b[36m2\x1b[0m\n3\n" == table


def _plain(table: str) -> str:
    return table.replace("\x1b[1m", "").replace("\x1b[0m", "")


# Tracks


@pytest.mark.parametrize(
    ("place", "marks", "expected"),
    [
        (None, [], ""),
        (0.0, [], "─" * 20),
        (1.0, [], "━" * 20),
        (0.5, [0.0, 1.0], "◆" + "━" * 9 + "─" * 9 + "◆"),
        (0.25, [0.25], "━" * 5 + "◆" + "─" * 14),
    ],
)
def test_a_track_shows_a_place_and_what_is_required(
    place: float | None, marks: list[float], expected: str
) -> None:
    """The lowest is at the left end, the highest at the right."""
    assert expected == track(place, marks)


def test_a_track_is_plain_where_its_signs_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An old terminal gets signs that it has."""
    monkeypatch.setattr(sys, "stdout", Terminal("latin-1"))
    assert "=====+--------------" == track(0.25, [0.25])


# Commands on a terminal


def _summary(profile: str | None = None) -> str:
    framework = competency.load_framework("tea.yaml")
    scores = competency.score(competency.load_assessment("ana.yaml", framework))
    needed = None if profile is None else competency.load_profile(profile, framework)
    gaps = None if needed is None else competency.find_gaps(scores, needed)
    return "\n".join(competency.Report(framework, scores, gaps).summary.sentences)


def test_scores_are_shown_as_a_table_with_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose scores, the summary, one line a group, and what is assumed."""
    expected = f"""\
Tea (tea 1)
Ana · manager · 2026-11-24

{_summary()}

         mean   %  median  answered  range
Overall   1.5  25       1    3 of 5  {"━" * 5}{"─" * 15}
Water     1.5  25       1    3 of 3  {"━" * 5}{"─" * 15}
leaves                       0 of 2  0 of 2 answered, 1 needed

{STEPS}"""
    assert expected == shown(monkeypatch, "score", "ana.yaml", *WITH)


def test_deeper_groups_are_indented(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outline of the framework shows in its scores."""
    root = Path(__file__).parent.parent / "docs" / "examples"
    lines = shown(monkeypatch, "score", str(root / "cto-self.yaml")).splitlines()
    assert lines[8].startswith("Leadership & Vision         3.7  68       4  17 of 17  ━")
    assert lines[9].startswith("  Leadership & Vision       4.1  79       4    7 of 7  ━")


def test_gaps_are_shown_as_tables_with_tracks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The areas, then the items that are short, each with what is required on its track."""
    expected = f"""\
Tea (tea 1)
Ana · manager · 2026-11-24

{_summary(PROFILE[1])}

   area    required  mean  short  above  at or above  range
1  Water          2   1.5    0.8    0.3       1 of 3  {"━" * 5}{"─" * 5}◆{"─" * 9}
   leaves         2                                   0 of 2 answered, 1 needed

   id  item          required  answer  short  range
1  w3  Spills it.           2  3 High      1  {"─" * 10}◆{"─" * 9}
2  w2  Measures it.         2  1 Low       1  {"─" * 10}◆{"─" * 9}

{STEPS}"""
    assert expected == shown(monkeypatch, "gaps", "ana.yaml", *WITH, *PROFILE)


def test_where_nothing_is_short_no_items_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who meets everything is not shown an empty table."""
    Path("role.yaml").write_text("{framework: tea, levels: {w1: 2}}", encoding="utf-8")
    text = shown(monkeypatch, "gaps", "ana.yaml", *WITH, *PROFILE)
    assert f"1 of 1  {'━' * 5}{'─' * 5}◆{'─' * 9}\n" in text
    assert text.endswith(f"0 of 2 answered, 1 needed\n\n{STEPS}")


def test_two_ends_of_what_is_required_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A range of required levels has two marks; over several scales there is no mark."""
    Path("role.yaml").write_text("{framework: tea, levels: {w1: 2, w2: 3}}", encoding="utf-8")
    text = shown(monkeypatch, "gaps", "ana.yaml", *WITH, *PROFILE)
    assert f"{'━' * 5}{'─' * 5}◆{'─' * 8}◆\n" in text


def test_each_person_is_shown_on_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of many people is aligned, and says what it assumes."""
    lines = shown(monkeypatch, "score", "all.csv", *WITH).splitlines()
    assert lines[0].startswith("respondent  subject  round  mean  percent  median  answered")
    assert lines[2].startswith("Bo          Ana      2       3.0      100       3         5")
    assert ["", STEPS.strip()] == lines[-2:]
    lines = shown(monkeypatch, "gaps", "all.csv", *WITH, *PROFILE).splitlines()
    assert lines[1].startswith("Ana                                3            1      2")
    assert ["", STEPS.strip()] == lines[-2:]


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tracks are coloured and headings bold, unless NO_COLOR is set."""
    text = shown(monkeypatch, "score", "ana.yaml", *WITH, colour=True)
    assert text.startswith("\x1b[1mTea (tea 1)\x1b[0m\n")
    assert f"\x1b[36m{'━' * 5}{'─' * 15}\x1b[0m\n" in text
    assert "\x1b" not in shown(monkeypatch, "score", "ana.yaml", *WITH)
    assert "\x1b" not in run("score", "ana.yaml", *WITH).stdout


def test_installed_things_are_shown_aligned(
    monkeypatch: pytest.MonkeyPatch, install: Install
) -> None:
    """Without a fault there is no column for it; a fault is red."""
    lines = shown(monkeypatch, "frameworks").splitlines()
    assert ["name", "distribution", "version", "target"] == lines[0].split()
    install("mine", {"competency.exporters": {"csv": "mine:M"}})
    assert "  \x1b[31mthe built-in" in shown(monkeypatch, "exporters", colour=True)


def test_documents_are_made_printable_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text keeps its lines and nothing else that a terminal would obey."""
    framework = Path("tea.yaml").read_text(encoding="utf-8").replace("Boils", "Bo\u200bils")
    Path("tea.yaml").write_text(framework, encoding="utf-8")
    documents = [
        ("report", *WITH, "--format", "csv"),
        ("show", "tea.yaml", "--json"),
        ("show", "tea.yaml"),
    ]
    for arguments in documents:
        text = shown(monkeypatch, *arguments)
        assert "Bo\\u200bils it." in text
        assert "\\r" not in text
    assert "Bo\u200bils it." in run(*documents[0]).stdout
    assert "Bo\u200bils it." in run(*documents[1]).stdout


@pytest.mark.parametrize("command", ["score", "gaps"])
def test_json_is_made_printable_for_a_terminal(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What somebody wrote as a comment is shown, not obeyed."""
    answers = Path("ana.yaml").read_text(encoding="utf-8").replace("bucket", "buc\u200bket")
    Path("ana.yaml").write_text(answers, encoding="utf-8")
    options = PROFILE if command == "gaps" else ()
    text = shown(monkeypatch, command, "ana.yaml", *WITH, *options, "--json")
    assert "Uses a buc\\u200bket." in text


def test_bytes_never_go_to_a_terminal(
    monkeypatch: pytest.MonkeyPatch, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are refused, with the option that writes them."""
    source = "class B:\n  media_type = suffix = 'x'\n  def export(self, report): return b'x'\n"
    install("shapes", {"competency.exporters": {"raw": "shapes:B"}}, {"shapes": source})
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    with pytest.raises(SystemExit) as stop:
        main.main(["report", *WITH, "--format", "raw"], prog_name="competency")
    assert (2, "") == (stop.value.code, terminal.text())
    message = "error: the format raw gives bytes, which a terminal cannot show"
    assert f"{message}; write them to a file with -o FILE\n" == capsys.readouterr().err


def test_what_a_terminal_cannot_write_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """An old terminal is no reason to fail."""
    framework = Path("tea.yaml").read_text(encoding="utf-8").replace("Boils", "能")
    Path("tea.yaml").write_text(framework, encoding="utf-8")
    assert "Boiling: \\u80fd it." in shown(monkeypatch, "show", "tea.yaml", encoding="latin-1")


# Streams


def test_only_a_terminal_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe is none, and neither is a stream that was closed before we began."""
    assert not on_terminal()
    assert on_terminal(Terminal())
    monkeypatch.setattr(sys, "stdout", None)
    assert not on_terminal()


def test_a_stand_in_without_an_encoding_has_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `io.StringIO` has none."""
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert "utf-8" == encoding()
    monkeypatch.setattr(sys, "stdout", Terminal("latin-1"))
    assert "latin-1" == encoding()


def test_a_closed_standard_output_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody can read is not made in silence."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(competency.UnwritableFile, match="standard output: it is closed; open it"):
        give("text")


@given(ALMOST_ANY_TEXT)
def test_texts_keep_their_lines(text: str) -> None:
    """Only line breaks are left of all that a terminal obeys."""
    lines = printable_lines(f"{text}\r\n{text}\x1b").split("\n")
    assert [printable(text), printable(text) + "\\x1b"] == lines


def _count(monkeypatch: pytest.MonkeyPatch, times: Iterable[float], number: int) -> str:
    terminal, clock = Terminal(), iter(times)
    monkeypatch.setattr(sys, "stderr", terminal)
    module = importlib.import_module("competency.cli.terminal")
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    assert list(range(number)) == list(counted(range(number), "people"))
    return terminal.text()


def test_a_long_run_is_counted_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a second the number so far is shown, in one place."""
    times = [0.0, 0.5, 1.0, 1.0, 1.5, 2.0, 2.0]
    assert "\r2 people\r4 people\n" == _count(monkeypatch, times, 4)


def test_the_count_ends_its_line_when_the_run_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said next begins a line of its own."""

    def failing() -> Iterator[int]:
        yield 1
        raise competency.InvalidValue("no")

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    module = importlib.import_module("competency.cli.terminal")
    monkeypatch.setattr(module.time, "monotonic", itertools.count(0.0, 10.0).__next__)
    with pytest.raises(competency.InvalidValue):
        list(counted(failing(), "people"))
    assert "\r1 people\n" == terminal.text()


def test_thousands_are_set_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large number can be read."""
    times = itertools.chain([0.0], [0.0] * 1233, [5.0, 5.0])
    assert "\r1,234 people\n" == _count(monkeypatch, times, 1234)


def test_a_short_run_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes less than a second says nothing."""
    assert "" == _count(monkeypatch, itertools.repeat(0.0), 3)


def test_nothing_is_counted_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A log is not filled with numbers."""
    module = importlib.import_module("competency.cli.terminal")
    monkeypatch.setattr(module.time, "monotonic", itertools.count(0.0, 10.0).__next__)
    assert [0, 1, 2] == list(counted(range(3), "people"))
    assert "" == capsys.readouterr().err
