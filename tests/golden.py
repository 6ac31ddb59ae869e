"""Documents kept as files, so that each change to one is seen and looked at.

`COMPETENCY_WRITE_GOLDEN=1 pytest` writes them anew.
"""

from __future__ import annotations

import os
from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "golden"


def assert_golden(name: str, document: str | bytes) -> None:
    """Check that a document is, byte for byte, the one that is kept."""
    path = _FOLDER / name
    data = document.encode() if isinstance(document, str) else document
    if os.environ.get("COMPETENCY_WRITE_GOLDEN") == "1":
        path.write_bytes(data)
    assert path.read_bytes().decode() == data.decode(), f"{name} changed: look, then write it anew"
