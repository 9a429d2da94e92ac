"""Cells that a spreadsheet would take for a formula, and the apostrophe that keeps it from doing so (OWASP, CSV injection).

What goes out marked comes back unmarked: a text that already looks marked gets one apostrophe more.
"""

from __future__ import annotations

import re

# the starts of formulas, full-width forms included, behind any number of marks
_STARTS = re.compile(r"'*\s*[=+\-@\t\r＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")


def marked(text: str) -> str:
    """The text with an apostrophe in front where it needs one; numbers need none."""
    return f"'{text}" if _STARTS.match(text) and not _NUMBER.fullmatch(text) else text


def unmarked(text: str) -> str:
    """Without the apostrophe that `marked` puts in front, or that a user put there to say that the cell is text."""
    return text[1:] if text.startswith("'") and _STARTS.match(text) else text
