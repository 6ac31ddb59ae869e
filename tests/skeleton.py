"""What a page of HTML is made of, as Python's own parser sees it."""

from __future__ import annotations

from html.parser import HTMLParser

__all__ = ["Skeleton"]

_WITHOUT_END = ("input", "meta", "option", "path", "use")


class Skeleton(HTMLParser):
    """Gathers what a page is made of, and the texts in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += attrs
        if tag not in _WITHOUT_END:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that it is the one that is open."""
        if tag not in _WITHOUT_END:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note a text that is read aloud."""
        if self.open and self.open[-1] not in ("script", "style", "text"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        """All text, with single spaces."""
        return " ".join(" ".join(self.texts).split())

    def all(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [value or "" for found, value in self.attributes if found == name]
