"""A report as one HTML page that opens without a network: styles and pictures inside, no script, everything escaped."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gridmap.reports.document import Document, Facts, Figure, Table, Text, table_texts


def html_page(document: Document) -> str:
    """The whole page as text."""
    template = _environment().get_template("report.html.j2")
    return template.render(document=document, style=Markup(_style()))  # noqa: S704 (our own style sheet)


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gridmap.reports"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )  # fmt: skip
    environment.tests |= {
        "text_block": lambda block: isinstance(block, Text),
        "facts_block": lambda block: isinstance(block, Facts),
        "table_block": lambda block: isinstance(block, Table),
        "figure_block": lambda block: isinstance(block, Figure),
    }
    environment.filters |= {"texts": table_texts, "drawing": Markup}
    return environment


def _style() -> str:
    return (resources.files("gridmap.reports") / "templates" / "report.css").read_text(encoding="utf-8")
