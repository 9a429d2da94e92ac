"""Decisions are numbered without a gap, listed, and of one form."""

from __future__ import annotations

import re

from tests.docs.documents import REPOSITORY, document_named

_FOLDER = REPOSITORY / "docs" / "decisions"
_SECTIONS = ["Context", "Decision", "Consequences"]
_LONGEST_LINES = 70  # one page


def _pages() -> list[str]:
    return sorted(path.name for path in _FOLDER.glob("[0-9]*.md"))


def test_numbers_run_from_0001_without_a_gap() -> None:
    assert [name[:4] for name in _pages()] == [f"{n:04}" for n in range(1, len(_pages()) + 1)]


def test_the_list_names_each_page_once_in_order() -> None:
    listed = re.findall(r"^\| \[(\d{4})\]\(([^)]+)\) \|", document_named("docs/decisions/README.md").text, re.MULTILINE)
    assert [name for _, name in listed] == _pages()
    assert all(name.startswith(number) for number, name in listed)


def test_each_page_has_its_number_and_the_three_sections_and_is_one_page() -> None:
    for name in _pages():
        text = (_FOLDER / name).read_text(encoding="utf-8")
        assert re.match(rf"# {name[:4]} \S", text), name
        headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert [h for h in headings if h in _SECTIONS] == _SECTIONS, f"{name}: {headings}"
        assert len(text.splitlines()) <= _LONGEST_LINES, f"{name} is longer than a page"
