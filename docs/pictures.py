"""Makes the pictures of form and report that README and docs show.

`uv run --group browser python docs/pictures.py`, with Chromium on the path.
"""

from __future__ import annotations

import os
import shutil
import struct
import tempfile
import zlib
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

import competency

DOCS = Path(__file__).parent
EXAMPLES = DOCS / "examples"
NAMES = ("chromium", "chromium-browser", "google-chrome")
COLOURS = 256


def pages() -> dict[str, str]:
    """Give the pages of which there are pictures: the documentation's own example."""
    assessment = competency.load_assessment(EXAMPLES / "cto-self.yaml")
    profile = competency.load_profile(EXAMPLES / "cto-profile.yaml")
    scores = competency.score(assessment)
    report = competency.Report(assessment.framework, gaps=competency.find_gaps(scores, profile))
    return {
        "report": str(competency.export(report, "html")),
        "form": str(competency.export(report, "form-html")),
    }


def picture(page: Page, name: str, html: str, folder: Path) -> bytes:
    """Take the picture of a page: its top; of the form, with an area below."""
    path = folder / f"{name}.html"
    path.write_text(html, encoding="utf-8")
    page.set_viewport_size({"width": 1280, "height": 1240 if name == "report" else 900})
    page.goto(path.as_uri())
    if name == "form":
        # The fields at the top say little; what is answered begins below them.
        page.evaluate("document.getElementById('about').hidden = true")
        page.evaluate("document.querySelectorAll('.area')[0].hidden = true")
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = false)")
    return page.screenshot()


def smaller(png: bytes) -> bytes:
    """Write a picture of 8-bit colours with a palette: a third of the size, and no more blurred."""
    width, height, rows = _pixels(png)
    colours: dict[bytes, int] = {}
    for row in rows:
        for start in range(0, len(row), 3):
            colour = row[start : start + 3]
            colours[colour] = colours.get(colour, 0) + 1
    palette = sorted(colours, key=lambda each: -colours[each])[:COLOURS]
    nearest = {colour: _nearest(colour, palette) for colour in colours}
    data = b"".join(
        b"\0" + bytes(nearest[row[start : start + 3]] for start in range(0, len(row), 3))
        for row in rows
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"PLTE", b"".join(palette)), (b"IDAT", zlib.compress(data, 9)))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in (*chunks, (b"IEND", b"")))


def _nearest(colour: bytes, palette: list[bytes]) -> int:
    distances = (sum((a - b) ** 2 for a, b in zip(colour, each, strict=True)) for each in palette)
    return min(enumerate(distances), key=lambda pair: pair[1])[0]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Read a picture as Chromium writes it: 8 bits for red, green and blue, not interlaced."""
    width, height, *kind = struct.unpack(">IIBBBBB", png[16:29])
    if kind != [8, 2, 0, 0, 0]:
        raise ValueError(f"Chromium wrote another kind of PNG: {kind}")
    data, at = b"", 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        data += png[at + 8 : at + 8 + size] if name == b"IDAT" else b""
        at += size + 12
    raw, size = zlib.decompress(data), 3 * width
    rows: list[bytes] = []
    above = bytes(size)
    for start in range(0, len(raw), size + 1):
        above = _unfiltered(raw[start], raw[start + 1 : start + 1 + size], above)
        rows.append(above)
    return width, height, rows


def _unfiltered(kind: int, line: bytes, above: bytes) -> bytes:
    """Undo the filter of a row, as the standard of PNG has it."""
    row = bytearray(line)
    for at in range(len(row)):
        left = row[at - 3] if at >= 3 else 0
        corner = above[at - 3] if at >= 3 else 0
        row[at] = (row[at] + _guess(kind, left, above[at], corner)) % 256
    return bytes(row)


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    middle = left + up - corner
    return min((left, up, corner), key=lambda each: abs(middle - each))


def main() -> None:
    """Write all pictures."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    chromium = os.environ.get("COMPETENCY_CHROMIUM") or found
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light")
        for name, html in pages().items():
            path = DOCS / f"{name}.png"
            path.write_bytes(smaller(picture(page, name, html, Path(folder))))
            print(f"{path.name}: {path.stat().st_size:,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
