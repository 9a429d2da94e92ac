"""The README's table of settings against the code."""

from __future__ import annotations

from dataclasses import MISSING, fields

from gridmap.settings import Settings
from tests.docs.documents import document_named, table_rows

_SHOWN_AS_NONE = "–"


def _table() -> dict[str, str]:
    rows = table_rows(document_named("README.md").text, "## Settings")
    return {row[0].strip("`"): row[1] for row in rows}


def test_every_setting_is_in_the_readme_and_nothing_else() -> None:
    assert list(_table()) == [f"GRIDMAP_{field.name.upper()}" for field in fields(Settings)]


def test_the_defaults_in_the_readme_are_those_of_the_code() -> None:
    table = _table()
    for field in fields(Settings):
        if field.default is MISSING:
            continue  # home: told in words
        shown = table[f"GRIDMAP_{field.name.upper()}"]
        assert shown == (_SHOWN_AS_NONE if field.default is None else f"`{field.default}`"), field.name
