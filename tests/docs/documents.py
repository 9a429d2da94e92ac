"""The documents that the tests of this folder read: where they are, and what stands in them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """One Markdown file. name: relative to the repository."""

    name: str
    text: str

    @property
    def folder(self) -> Path:
        """Where relative links start."""
        return (REPOSITORY / self.name).parent

    def blocks(self, *languages: str) -> list[str]:
        """Fenced blocks in one of these languages."""
        return [body for language, body in _FENCE.findall(self.text) if language in languages]

    @property
    def prose(self) -> str:
        """The text without fenced blocks."""
        return _FENCE.sub("", self.text)

    def inline_code(self) -> list[str]:
        """What stands between single backticks."""
        return _INLINE.findall(self.prose)

    def links(self) -> list[str]:
        """Targets of links and pictures."""
        return _LINK.findall(_INLINE.sub("", self.prose)) + _LINK.findall(self.prose)

    def anchors(self) -> set[str]:
        """Anchors of its headings as code hosts make them: lower case, words joined by hyphens."""
        plain = (re.sub(r"[`*]", "", heading).lower() for heading in _HEADING.findall(self.prose))
        return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}


def documents() -> list[Document]:
    """README, CHANGELOG and everything under docs."""
    paths = [REPOSITORY / "README.md", REPOSITORY / "CHANGELOG.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
    return [document_named(str(path.relative_to(REPOSITORY))) for path in paths]


def document_named(name: str) -> Document:
    """One of them."""
    return Document(name, (REPOSITORY / name).read_text(encoding="utf-8"))


def table_rows(text: str, heading: str) -> list[list[str]]:
    """Cells of the first table below the heading of that text (its two head lines left out)."""
    below = text.split(f"\n{heading}\n", 1)[1]
    rows: list[list[str]] = []
    for line in below.splitlines():
        if line.startswith("|"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))])
        elif rows:
            break
    return rows[2:]


def tracked_files() -> list[Path]:
    """What git tracks and is a regular file here."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, text=True, check=True
    ).stdout
    paths = (REPOSITORY / name for name in listed.split("\0") if name)
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def shell_lines(block: str) -> Iterator[str]:
    """Commands of a shell block: continued lines joined, prompts, comments and blank lines gone."""
    for line in block.replace("\\\n", " ").splitlines():
        plain = line.strip().removeprefix("$ ")
        if plain and not plain.startswith("#"):
            yield plain
