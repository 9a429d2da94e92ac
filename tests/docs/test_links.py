"""Links inside the documents lead somewhere."""

from __future__ import annotations

import pytest

from tests.docs.documents import REPOSITORY, Document, documents

_OUTSIDE = ("http://", "https://", "mailto:")


def _links() -> list[tuple[str, str]]:
    return sorted({(d.name, link) for d in documents() for link in d.links() if not link.startswith(_OUTSIDE)})


@pytest.mark.parametrize(("name", "link"), _links())
def test_relative_link_leads_to_a_file_and_a_heading(name: str, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = ((REPOSITORY / name).parent / path).resolve() if path else REPOSITORY / name
    assert target.exists(), f"{name} links to {link}, which is not there"
    assert target.is_relative_to(REPOSITORY), f"{name} links out of the repository: {link}"
    if anchor:
        there = Document(str(target.relative_to(REPOSITORY)), target.read_text(encoding="utf-8"))
        assert anchor in there.anchors(), f"{name} links to {link}; the headings there are {sorted(there.anchors())}"


def test_there_are_links_to_check() -> None:
    assert len(_links()) >= 10
