"""A report as PDF: the HTML page set on A4 by WeasyPrint, with page numbers and the fonts inside. Nothing is fetched."""

from __future__ import annotations

from gridmap.errors import MissingTool
from gridmap.reports.document import Document
from gridmap.reports.html import html_page


def pdf_bytes(document: Document) -> bytes:
    """The whole PDF of a report. Raises MissingTool where Pango, which sets the text, is not installed."""
    return page_pdf(html_page(document))


def page_pdf(page: str) -> bytes:
    """One of our own HTML pages as PDF (PDF/UA-1, tagged). Raises MissingTool where Pango is not installed."""
    try:
        from weasyprint import HTML  # noqa: PLC0415 (it loads Pango when it is imported)
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise MissingTool(
            "PDF needs Pango, which sets the text: apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk. "
            "HTML and XLSX work without it."
        ) from error
    nothing = URLFetcher(allowed_protocols=[], fail_on_errors=True)
    made: bytes = HTML(string=page, url_fetcher=nothing).write_pdf(pdf_variant="pdf/ua-1")
    return made
