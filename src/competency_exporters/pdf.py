"""PDF: the pages of the exporters `html` and `form-print`, laid out by WeasyPrint, for paper."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from attrs import field, frozen
from attrs.validators import in_

from competency import MissingExtra, Report, export
from competency_exporters._page import check_title

try:
    import weasyprint
except ModuleNotFoundError as _error:
    raise MissingExtra("the format pdf", "weasyprint", "pdf") from _error
except OSError as _error:
    raise ImportError(
        "the format pdf needs Pango, a library of the system, which weasyprint did not find; "
        "install it, on Debian with: apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0"
    ) from _error

__all__ = ["PdfExporter", "PdfFormExporter"]

_SIZES = ("a4", "letter")

# What a font lacks is no matter for those who write a file; without this it goes to the terminal.
logging.getLogger("fontTools").addHandler(logging.NullHandler())


@frozen
class PdfExporter:
    """Writes a report as a tagged PDF: the page of the format `html`, as it is printed.

    Attributes:
        title: The heading; the framework's title, unless given.
        size: The size of the pages: `a4` or `letter`.
        explanations: Whether each group says how its figures were made.
        comments: Whether the comments and the evidence of the answers are shown.
    """

    media_type: ClassVar[str] = "application/pdf"
    suffix: ClassVar[str] = ".pdf"

    title: str = field(default="", validator=check_title)
    size: str = field(default="a4", validator=in_(_SIZES))
    explanations: bool = True
    comments: bool = True

    def export(self, report: Report) -> bytes:
        """Give the file."""
        told = {"explanations": self.explanations, "comments": self.comments}
        return _pdf(report, "html", {"theme": "print", "title": self.title, **told}, self.size)


@frozen
class PdfFormExporter:
    """Writes the sheet to be ticked as a tagged PDF: the page of the format `form-print`.

    Attributes:
        size: The size of the pages: `a4` or `letter`.
    """

    media_type: ClassVar[str] = "application/pdf"
    suffix: ClassVar[str] = ".pdf"

    size: str = field(default="a4", validator=in_(_SIZES))

    def export(self, report: Report) -> bytes:
        """Give the file."""
        return _pdf(report, "form-print", {}, self.size)


def _pdf(report: Report, format: str, options: Mapping[str, Any], size: str) -> bytes:
    """Lay a page out; its tags are those of PDF/UA, which nobody claims that it conforms to."""
    page = export(report, format, options)
    paper = weasyprint.CSS(string=f"@page{{size:{size}}}", url_fetcher=_refuse)
    with warnings.catch_warnings(action="ignore"):  # they are about WeasyPrint's own workings
        document = weasyprint.HTML(string=page, url_fetcher=_refuse)
        pdf: bytes = document.write_pdf(stylesheets=[paper], pdf_variant="pdf/ua-1")
    return pdf


def _refuse(url: str, *_: object) -> NoReturn:
    """Read nothing: no page of ours needs another file, and no text may name one."""
    raise ValueError(f"a page may not read {url}")
