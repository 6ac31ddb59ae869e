"""HTML: one page that needs nothing else: no script, no network, no other file.

`drawing` is plain geometry, `page` and the modules that it gathers make a report into values, the
templates print them. The page's policy allows its one style sheet, by its hash, and nothing more.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import ClassVar

from attrs import field, frozen
from attrs.validators import in_
from markupsafe import Markup

from competency import Report
from competency_exporters._page import check_title, environment_of, source_of
from competency_exporters.html.page import page_of

__all__ = ["HtmlExporter"]

_ENVIRONMENT = environment_of("competency_exporters.html")
_DARK = {
    "auto": "@media screen and (prefers-color-scheme:dark)",
    "dark": "@media screen",
    "light": "",
    "print": "",
}
_WIDE = "screen and (min-width:48rem)"


@cache
def _styles() -> tuple[str, str, str, str]:
    folder = files("competency_exporters.html") / "styles"
    names = ("page.css", "people.css", "dark.css", "paper.css")
    screen, people, dark, paper = ((folder / name).read_text(encoding="utf-8") for name in names)
    return screen, people, dark, paper


def _style(theme: str, footer: str, *, of_people: bool) -> str:
    """Put the style sheet together; the footer is one of our own words, never a user's."""
    screen, people, dark, paper = _styles()
    parts = [screen, people] if of_people else [screen]
    if _DARK[theme]:
        parts.append(f"{_DARK[theme]}{{\n:root{{color-scheme:dark}}\n{dark}}}\n")
    # Two rules, since not every program that prints pages knows lists of media.
    media = ("print", _WIDE) if theme == "print" else ("print",)
    parts += [f"@media {each}{{\n{paper}}}\n" for each in media]
    parts.append(f'@page{{@bottom-left{{content:"{footer}"}}}}\n')
    return "".join(parts)


@frozen
class HtmlExporter:
    """Writes a report as one page of HTML, for screens of any width and for paper.

    Attributes:
        theme: The colours: `auto` follows the reader's device, `light` and `dark` do not;
            `print` looks on the screen as on paper, with all parts open.
        title: The heading; the framework's title, unless given.
        explanations: Whether each group says, in a part to be opened, how its figures were made.
        comments: Whether the comments and the evidence of the answers are shown.
    """

    media_type: ClassVar[str] = "text/html"
    suffix: ClassVar[str] = ".html"

    theme: str = field(default="auto", validator=in_(tuple(_DARK)))
    title: str = field(default="", validator=check_title)
    explanations: bool = True
    comments: bool = True

    def export(self, report: Report) -> str:
        """Give the page as text."""
        page = page_of(
            report,
            self.title,
            for_paper=self.theme == "print",
            explained=self.explanations,
            shows_remarks=self.comments,
        )
        style = _style(self.theme, page.kicker, of_people=page.people is not None)
        template = _ENVIRONMENT.get_template("page.html.jinja")
        return template.render(page=page, style=Markup(style), source=source_of(style))  # noqa: S704
