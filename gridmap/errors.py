"""Everything that can go wrong, as one tree.

GridmapError
├── BadInput                 the caller's file, option or request is wrong; exit code 2, HTTP 400
│   ├── BadFile              a file that cannot be read as what it claims to be
│   ├── BadValue             an option, parameter or value outside its meaning
│   ├── UnknownDatum         coordinates whose datum nobody stated, or that does not exist
│   ├── WrongCrs             frames whose CRS differ, or degrees where metres are needed
│   ├── RejectedFile         rows were refused and the caller asked for all or nothing
│   └── TooFewData           fewer observations than the method needs
├── NotFound                 no such thing, or none that this scope may see
├── Conflict                 the change collides with what stands
│   └── OverlappingValidity  two versions of one code would be valid on the same day
├── NotAllowed               signed in, but this role or jurisdiction may not
├── NotSignedIn              no valid token or session
├── TooManyQuestions         asked more often than the public may; HTTP 429
└── Unavailable              a part that is needed is missing or down
    ├── NoDatabase           the database cannot be reached or was lost
    └── MissingTool          a program or package that must be installed by hand

A bad *row* is a value (`Issue`), a bad *file* is an exception. Domain errors know nothing of HTTP:
`api/problems.py` maps the classes to statuses, `cli/main.py` to exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class GridmapError(Exception):
    """The root; its text is one sentence that says what was wrong and what would be right."""


class BadInput(GridmapError):
    """The caller's input cannot be used as it is."""


class BadFile(BadInput):
    """A file that cannot be read as what it claims to be."""


class BadValue(BadInput):
    """An option, parameter or value outside its meaning."""


class UnknownDatum(BadInput):
    """Coordinates whose datum nobody stated, or a datum that does not exist."""


class WrongCrs(BadInput):
    """Frames whose CRS differ, or degrees where metres are needed."""


class RejectedFile(BadInput):
    """Rows were refused and the caller asked for all or nothing; nothing was written."""

    def __init__(self, message: str, report: Any = None) -> None:
        super().__init__(message)
        self.report = report


class TooFewData(BadInput):
    """Fewer observations than the method needs; the text names the number needed."""


class NotFound(GridmapError):
    """No such thing, or none that this scope may see (the two are not told apart)."""


class Conflict(GridmapError):
    """The change collides with what stands."""


class OverlappingValidity(Conflict):
    """Two versions of one code would be valid on the same day."""


class NotAllowed(GridmapError):
    """Signed in, but this role or jurisdiction may not."""


class NotSignedIn(GridmapError):
    """No valid token or session."""


class TooManyQuestions(GridmapError):
    """Asked more often than the public may; retry_after_s says when there will be an answer again."""

    def __init__(self, message: str, *, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unavailable(GridmapError):
    """A part that is needed is missing or down."""


class NoDatabase(Unavailable):
    """The database cannot be reached, or the connection was lost."""


class MissingTool(Unavailable):
    """A program or package that must be installed by hand; the text says which."""


class Severity(StrEnum):
    """error: the row is refused; warning: it is kept; note: nothing is wrong, but worth a line."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Issue:
    """What is wrong with one row of a file.

    line: 1-based line of a table's row (the header is line 1) or number of a GeoJSON feature;
    0 for the file as a whole. field: our field name, or "" for the row. code: a stable
    kebab-case word that tests and translations use. message: one sentence in English with the value and what
    would be right. value: the text found, cut at 80 characters, "" for refused categories.
    """

    line: int
    field: str
    code: str
    message: str
    severity: Severity = Severity.ERROR
    value: str = ""


def refused_lines(issues: Iterable[Issue]) -> set[int]:
    """Lines that at least one error refuses."""
    return {issue.line for issue in issues if issue.severity is Severity.ERROR}
