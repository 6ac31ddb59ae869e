"""`batch`: files of responses become a file of figures."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from competency.batch import Progress
from competency.cli import main
from competency.cli.batching import _Teller

FRAMEWORK = """\
id: two
version: "1"
title: Two
scale: {minimum: 1, maximum: 5}
items:
  - {id: a, text: A.}
  - {id: b, text: B.}
"""
BATCH = ("batch", "in.csv", "--framework", "two.yaml", "-o", "out.csv", "--figures", "mean")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Let each test run in a folder with the files."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.yaml").write_text(FRAMEWORK)
    (tmp_path / "in.csv").write_text("respondent,a,b\nx,1,5\ny,2,2\n")
    return tmp_path


def run(*arguments):
    """Run the command line."""
    return CliRunner().invoke(main, arguments)


def test_figures_are_written(folder):
    """The counts are told on the standard error, and nothing on the standard output."""
    done = run(*BATCH)
    assert (0, "", "2 rows read, 2 scored, 0 rejected\n") == (
        done.exit_code,
        done.stdout,
        done.stderr,
    )
    assert (
        b'"respondent","overall.mean"\r\n"x",3.0\r\n"y",2.0\r\n'
        == (folder / "out.csv").read_bytes()
    )


def test_a_bad_row_stops_the_run(folder):
    """Nothing is written, and the exit code says so."""
    (folder / "in.csv").write_text("respondent,a,b\nx,1,9\n")
    done = run(*BATCH)
    assert 2 == done.exit_code
    assert "in.csv: row 2, column 'b': '9' is no answer (respondent 'x')" in done.stderr
    assert not (folder / "out.csv").exists()


def test_rejected_rows_have_an_exit_code_of_their_own(folder):
    """With --keep-going the others are scored, and the code is 3, also where none is left."""
    (folder / "in.csv").write_text("respondent,a,b\nx,1,9\n")
    done = run(*BATCH, "--keep-going")
    assert (3, "1 rows read, 0 scored, 1 rejected\n") == (done.exit_code, done.stderr)
    assert (folder / "out.rejects.csv").exists()


def test_columns_are_renamed_by_a_file(folder):
    """The headings of a form are mapped, and the respondent's column is named."""
    (folder / "map.yaml").write_text("How is A?: a\nHow is B?: b\n")
    (folder / "in.csv").write_text("Mail,How is A?,How is B?\nx,1,99\n")
    done = run(*BATCH, "--rename", "map.yaml", "--respondent", "Mail", "--state", "99=n/a")
    assert 0 == done.exit_code, done.stderr
    assert b'"x",1.0' in (folder / "out.csv").read_bytes()


@pytest.mark.parametrize("text", ["{}\n", "How is A?: {a: b}\n"])
def test_a_map_that_is_none_is_refused(folder, text):
    """A map is a list of headings and ids."""
    (folder / "map.yaml").write_text(text)
    done = run(*BATCH, "--rename", "map.yaml")
    assert (2, True) == (done.exit_code, "map.yaml: it is no list of headings" in done.stderr)


def test_profiles_differ_by_a_column(folder):
    """A folder has a profile for each value of the column."""
    (folder / "roles").mkdir()
    (folder / "roles" / "lead.yaml").write_text("framework: two\ndefault: 5\n")
    (folder / "roles" / "notes.txt").write_text("Nothing.")
    (folder / "in.csv").write_text("respondent,Job,a,b\nx,lead,1,5\n")
    done = run(*BATCH[:-1], "gap", "--profile-by", "Job=roles")
    assert 0 == done.exit_code, done.stderr
    assert b'"x","lead",2.0' in (folder / "out.csv").read_bytes()


def test_one_profile_serves_all(folder):
    """With a profile the gaps are there unless figures are named."""
    (folder / "lead.yaml").write_text("framework: two\ndefault: 5\n")
    done = run(*BATCH[:-2], "--profile", "lead.yaml")
    assert 0 == done.exit_code, done.stderr
    assert b'"overall.gap"' in (folder / "out.csv").read_bytes()


def test_a_folder_of_profiles_is_named():
    """Without a folder there are no profiles."""
    done = run(*BATCH, "--profile-by", "Job=none")
    assert (2, True) == (done.exit_code, "write --profile-by COLUMN=FOLDER" in done.stderr)


def test_progress_is_told_on_a_terminal(monkeypatch):
    """On a terminal one line is written anew, and ended when all is read."""
    monkeypatch.setattr("competency.cli.batching.on_terminal", lambda stream: stream is sys.stderr)
    done = run(*BATCH)
    assert "\r2 rows, " in done.stderr
    assert " s left" in done.stderr


def test_progress_is_told_twice_a_second(capsys):
    """Blocks that come faster are not told one by one, but for the last."""
    teller = _Teller()
    for share in (0.0, 0.2, 0.4, 1.0):
        teller.tell(Progress(int(share * 10), share))
    told = capsys.readouterr().err.split("\r")[1:]
    assert ["0 rows", "10 rows"] == [line.split(",")[0] for line in told]
