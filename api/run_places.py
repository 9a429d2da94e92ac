"""Places in a walk through the rows of a stored run, as `next` links carry them: RUN-ROW."""

from __future__ import annotations

from gridmap.errors import BadValue


def place_in_run(token: str | None) -> tuple[int | None, int]:
    """Run and row after which a page begins; (None, 0) for the first one. Raises BadValue for what no `next` link held."""
    if token is None:
        return None, 0
    run, dash, row = token.partition("-")
    if not dash or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in (run, row)):
        raise BadValue("`after` is not from a `next` link.")
    return int(run), int(row)
