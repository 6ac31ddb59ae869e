"""Chromium for the tests: started once, without a network, as no page of ours needs one."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

__all__ = ["WCAG", "OpenPage", "Opened", "chromium", "missing", "open_page"]

_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_QUIET += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_REMEDY = "apt-get install chromium, or set COMPETENCY_CHROMIUM to the path of one"

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
"""The rules that axe goes by."""


def missing(what: str, remedy: str) -> None:
    """Skip where a real part is missing; fail where all of them must be there."""
    say = pytest.fail if os.environ.get("CI") else pytest.skip
    say(f"{what} is not here: {remedy}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give the browser."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("Playwright", "uv run --group browser pytest -m browser")
    named = os.environ.get("COMPETENCY_CHROMIUM")
    path = named or next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        missing("Chromium", _REMEDY)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_QUIET)
        yield browser
        browser.close()


class Opened:
    """A page that is open, with all that it asked for and said."""

    def __init__(self, page: Any, path: Path) -> None:
        self.page = page
        self.path = path
        self.requests: list[str] = []
        self.messages: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.messages.append(message.text))
        page.on("pageerror", lambda error: self.messages.append(str(error)))
        page.goto(path.as_uri())

    def show(self, html: str) -> None:
        """Show another page in its place, which is quicker than to open one."""
        path = self.path.with_stem("another")
        path.write_text(html, encoding="utf-8")
        self.page.goto(path.as_uri())

    def find(self, selector: str) -> Any:
        """Find elements."""
        return self.page.locator(selector)

    def choose(self, id: str, words: str) -> None:
        """Choose one of the answers to the item of an id."""
        item = self.item(id)
        item.get_by_label(words, exact=True).check()

    def item(self, id: str) -> Any:
        """Find the group of an item by its id."""
        has = self.page.locator("legend > bdi").get_by_text(id, exact=True)
        return self.page.locator("fieldset").filter(has=has)

    def press(self, words: str) -> None:
        """Press the first button of these words."""
        self.page.get_by_role("button", name=words, exact=True).first.click()

    def save(self, folder: Path) -> Path:
        """Save the answers to a file, also when some are missing."""
        self.page.evaluate("document.getElementById('summary').hidden = false")
        with self.page.expect_download() as download:
            self.press("Save to a file")
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def load(self, path: Path) -> None:
        """Open a file of answers in the form, and wait for what it says."""
        self.page.evaluate("document.getElementById('message').hidden = true")
        self.find("[type=file]").set_input_files(path)
        self.find("#message").wait_for()

    def kept(self) -> dict[str, Any]:
        """Give what the browser keeps of the answers."""
        text = self.page.evaluate("Object.values(localStorage)[0] ?? '{}'")
        return dict(json.loads(text))

    @property
    def focus(self) -> str:
        """The id of the element that has the focus."""
        return str(self.page.evaluate("document.activeElement.id"))


OpenPage = Callable[..., Opened]


@pytest.fixture
def open_page(chromium: Any, tmp_path: Path) -> Iterator[OpenPage]:
    """Open pages of HTML from files; what they ask for and say at the end is checked."""
    contexts, opened = [], []

    def open_one(
        html: str, *, width: int = 1280, height: int = 900, dark: bool = False, **more: Any
    ) -> Opened:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            offline=True,
            accept_downloads=True,
            **more,
        )
        context.set_default_timeout(5_000)
        contexts.append(context)
        path = tmp_path / f"page-{len(contexts)}.html"
        path.write_text(html, encoding="utf-8")
        opened.append(Opened(context.new_page(), path))
        return opened[-1]

    yield open_one
    asked = [url for each in opened for url in each.requests]
    said = [text for each in opened for text in each.messages]
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert said == []
