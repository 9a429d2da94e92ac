"""What no text of ours may hold, in one question: a person, or a way to the pictures.

Columns of names and kinds ask it (units, assets), and so does every issue before it is kept: a message may repeat a
value only when the answer is no.
"""

from __future__ import annotations

from dataclasses import replace

from gridmap.errors import Issue
from gridmap.grids.rules.field import QUOTED
from gridmap.grids.rules.person import has_person_marks, looks_like_person, names_someone
from gridmap.grids.rules.record_id import CODES
from gridmap.grids.rules.video_address import leads_to_pictures

WITHHELD = frozenset(["person-not-stored", "address-not-stored", *CODES.values()])
"""Codes of issues that leave a value out; it is written nowhere, the fix-up file included."""
_LOOKED_AT = 80  # characters of a value that an issue brings
_NOT_REPEATED = "The value is not repeated: it looks like a person's, or like an address of a stream or a device."


def is_withheld(text: str) -> bool:
    """Whether a name or word is a person's, holds a number or mailbox of one, or leads to pictures."""
    return looks_like_person(text) or leads_to_pictures(text)


def told_safely(issue: Issue) -> Issue:
    """The issue, without the value that it repeats where that may not be told.

    A value that was cut off is told shorter than it was looked at: what the cut went through cannot be recognised.
    """
    if not _speaks(issue.message) and not (issue.value and is_withheld(issue.value)):
        return issue if len(issue.value) < _LOOKED_AT else replace(issue, value=issue.value[:QUOTED])
    return replace(issue, message=f"{issue.field or 'A value'} is not as it should be. {_NOT_REPEATED}", value="")


def safe_values(values: dict[str, str]) -> dict[str, str]:
    """Options as they are recorded: what may not be told is left out of them."""
    return {name: "" if is_withheld(value) else value for name, value in values.items()}


def withheld_cell(value: object) -> bool:
    """Whether a cell of a refused row may not be written out again."""
    return isinstance(value, str) and (_speaks(value) or names_someone(value))


def _speaks(text: str) -> bool:
    """A whole sentence or any cell: marks only, since a sentence may begin like a name."""
    return has_person_marks(text) or leads_to_pictures(text, links="allowed")
