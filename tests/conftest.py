"""What several rooms need for their tests."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from browser import chromium, open_page  # noqa: F401  # fixtures

# For runs whose point is another one: the branches that are covered, other versions of Python.
settings.register_profile("few", max_examples=15, deadline=None, derandomize=True)


Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install fake distributions, found first on the path and gone after the test.

    `entry_points` holds targets by group and name, `modules` their sources by name. The folder
    of each distribution is given back; its metadata and modules lie there.
    """
    known = set(sys.modules)

    def install_one(
        name: str,
        entry_points: Mapping[str, Mapping[str, str]],
        modules: Mapping[str, str] | None = None,
        *,
        version: str = "1.0",
    ) -> Path:
        folder = tmp_path / f"site-{sum(1 for _ in tmp_path.glob('site-*'))}"
        information = folder / f"{name.replace('-', '_')}-{version}.dist-info"
        information.mkdir(parents=True)
        text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        (information / "METADATA").write_text(text, encoding="utf-8")
        lines = []
        for group, targets in entry_points.items():
            lines += [f"[{group}]", *(f"{key} = {target}" for key, target in targets.items())]
        (information / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
        for module, source in (modules or {}).items():
            (folder / f"{module}.py").write_text(source, encoding="utf-8")
        monkeypatch.syspath_prepend(folder)
        return folder

    yield install_one
    for module in set(sys.modules) - known:
        del sys.modules[module]
    importlib.invalidate_caches()
