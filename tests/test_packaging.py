"""The wheel and the sdist: built, installed in a clean environment, run from elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.packaging


def run(*command: object, cwd: Path) -> str:
    """Run a command outside of the checkout's own environment."""
    inherited = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, text=True, env=inherited
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Build both distributions from what git tracks, so that nothing left about helps."""
    folder = tmp_path_factory.mktemp("built")
    clone = folder / "clone"
    run("git", "clone", "-q", ROOT, clone, cwd=folder)
    run("uv", "build", "-q", "--out-dir", folder / "dist", cwd=clone)
    return folder / "dist"


@pytest.fixture(params=["whl", "tar.gz"])
def python(request, built, tmp_path):
    """Install a distribution in a clean environment; give its interpreter."""
    (distribution,) = built.glob(f"*.{request.param}")
    run("uv", "venv", "-q", tmp_path / "venv", cwd=tmp_path)
    interpreter = tmp_path / "venv/bin/python"
    run("uv", "pip", "install", "-q", "--python", interpreter, distribution, cwd=tmp_path)
    return interpreter


def test_it_reports_from_elsewhere(python, tmp_path):
    """Installed from either distribution, the command makes a report in any folder."""
    examples = ROOT / "docs/examples"
    for name in ("cto-self.yaml", "cto-profile.yaml"):
        shutil.copy(examples / name, tmp_path / name)
    command = [python, "-m", "competency", "report", "cto-self.yaml"]
    run(*command, "--profile", "cto-profile.yaml", "-o", "report.html", cwd=tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "37 of 57 rated items" in page


def test_the_script_is_installed(python, tmp_path):
    """The command `competency` is there, and lists the bundled framework."""
    assert "cto" in run(python.parent / "competency", "frameworks", cwd=tmp_path)


def test_the_wheel_holds_what_it_needs(built):
    """Rubrics, type marks and the licence are in the wheel, once each."""
    (wheel,) = built.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert ["competency/rubrics/cto.yaml"] == [name for name in names if name.endswith("cto.yaml")]
    assert {"competency/py.typed", "competency_exporters/py.typed"} <= set(names)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_sdist_holds_the_tests(built):
    """The source distribution holds all that a packager runs."""
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"tests/test_packaging.py", "rubrics/cto.yaml", "docs/scoring.md"} <= names
