"""Reads a page as a browser would: elements with attributes, and the text of scripts and styles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Reading(HTMLParser):
    """Elements as (tag, attributes), all text, and the raw text of each script, style and title."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    raw: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    is_inside: bool = False

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag in {"script", "style", "title"}:
            self.raw.append((tag, self.elements[-1][1], ""))
            self.is_inside = True

    def handle_endtag(self, tag: str) -> None:
        self.is_inside = self.is_inside and tag not in {"script", "style", "title"}

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.is_inside:
            tag, attributes, text = self.raw[-1]
            self.raw[-1] = (tag, attributes, text + data)


def read(page: str) -> Reading:
    """A page read to its end."""
    reading = Reading()
    reading.feed(page)
    reading.close()
    return reading


def tags(reading: Reading) -> set[str]:
    """The names of all elements."""
    return {tag for tag, _ in reading.elements}


def handlers(reading: Reading) -> list[str]:
    """Attributes that would run something: onclick, onerror …"""
    return [name for _, attributes in reading.elements for name in attributes if name.startswith("on")]


def addresses(reading: Reading) -> list[str]:
    """Everything a browser would fetch: src, href, action, poster, and url() in styles."""
    found = [
        value
        for _, attributes in reading.elements
        for name, value in attributes.items()
        if name in {"src", "href", "action", "poster", "srcset"}
    ]
    styles = [text for tag, _, text in reading.raw if tag == "style"] + [
        a["style"] for _, a in reading.elements if "style" in a
    ]
    return found + [url.strip("'\"") for text in styles for url in re.findall(r"url\(([^)]*)\)", text)]
