"""A report as one HTML page that opens without a network: styles and pictures inside, no script, everything escaped.

`template` and `style` serve the sign sheet too.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from gridmap.reports.document import Document, Facts, Figure, Table, Text, cut_text, table_texts


def html_page(document: Document) -> str:
    """The whole page as text."""
    return template("report.html.j2").render(document=document, style=style("report.css"))


def template(name: str) -> Template:
    """One of our own templates; what it is given is escaped unless it is ours."""
    return _environment().get_template(name)


def style(name: str) -> Markup:
    """One of our own style sheets."""
    text = (resources.files("gridmap.reports") / "templates" / name).read_text(encoding="utf-8")
    return Markup(text)  # noqa: S704 (our own style sheet)


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
    environment.filters |= {"texts": table_texts, "cut": cut_text, "drawing": Markup, "picture": _picture}
    return environment


def _picture(figure: Figure) -> Markup:
    """The picture with its name and what it shows in words inside, for those who hear it read."""
    opening, end, rest = figure.svg.partition(">")
    told = Markup("<title>{}</title><desc>{}</desc>").format(figure.caption, figure.described)
    return Markup(opening + end) + told + Markup(rest)  # noqa: S704 (our own picture)
