"""The page of columns against the fields that the imports read."""

from __future__ import annotations

from gridmap.cli.imports import KINDS
from tests.docs.columns import PAGE, fields_by_kind, page


def test_the_page_of_columns_is_what_the_code_reads() -> None:
    message = "docs/guides/columns.md is out of date; write it with: python -m tests.docs.columns"
    assert PAGE.read_text(encoding="utf-8") == page(), message


def test_every_kind_has_its_section() -> None:
    assert list(fields_by_kind()) == list(KINDS)
    assert all(f"\n## {name}\n" in page() for name in KINDS)


def test_no_field_is_called_like_a_person_or_a_way_to_the_pictures() -> None:
    """What the scope keeps out has no field in any kind (aliases are other people's names for our fields)."""
    names = {field.name for fields in fields_by_kind().values() for field in fields}
    forbidden = {"person", "phone", "email", "url", "stream", "ip", "mac", "password", "photo", "description", "note"}
    assert not {name for name in names if forbidden & set(name.split("_"))}
