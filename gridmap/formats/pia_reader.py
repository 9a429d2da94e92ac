"""An exported assessment of CNIL's PIA tool, of which three values are read: id, status and date.

The rest (answers, comments, opinions, names of authors and validators) is parsed as JSON and dropped; no value of it is looked at.
Facts of the format: LINCnil/pia, service and model of a PIA, version 4.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from gridmap.errors import BadFile

BYTES_AT_MOST = 32 << 20  # an assessment with its texts has some hundred kB
_STATUSES = range(5)


@dataclass(frozen=True, slots=True)
class PiaFile:
    """What was read. status: the tool's number, 0 to 4. on: the UTC day of its last change, else of its making."""

    pia_id: int
    status: int
    on: date


def read_pia(path: Path) -> PiaFile:
    """The three values of a file. Raises BadFile for whatever is no single exported assessment."""
    document = _document(path)
    pia = document.get("pia") if isinstance(document, dict) else None
    if not isinstance(pia, dict) or not isinstance(document.get("answers"), list):
        raise BadFile(f"{path.name} is no assessment of CNIL's PIA tool: it needs the members pia and answers.")
    return PiaFile(
        pia_id=_number(path, pia, "id", low=1, high=2**53),
        status=_number(path, pia, "status", low=_STATUSES.start, high=_STATUSES.stop - 1),
        on=_day(path, pia),
    )


def _document(path: Path) -> Any:
    if not path.is_file():
        raise BadFile(f"{path} is no file.")
    if path.stat().st_size > BYTES_AT_MOST:
        raise BadFile(f"{path.name} is larger than {BYTES_AT_MOST >> 20} MiB; export one assessment alone.")
    try:
        return json.loads(path.read_bytes().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BadFile(f"{path.name} is not well-formed JSON in UTF-8.") from error


def _number(path: Path, pia: dict[str, Any], name: str, *, low: int, high: int) -> int:
    value = pia.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise BadFile(f"{path.name}: pia.{name} must be a whole number from {low} to {high}.")
    return value


def _day(path: Path, pia: dict[str, Any]) -> date:
    value = pia.get("updated_at") or pia.get("created_at")
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise BadFile(f"{path.name}: pia.updated_at must be an instant with its zone, such as 2026-11-24T09:30:00Z.")
    return instant.astimezone(UTC).date()
